"""Coordinate systems, distances and fences, against published vectors and the handbook's own sample."""

import json
from math import isclose
from pathlib import Path
from random import Random

import pytest

from yishang.kernel.geo.rules import (
    Crs,
    Fence,
    FenceMalformed,
    Place,
    PlaceRefused,
    circle,
    contains,
    convert,
    distance,
    distance_to_fence,
    fence_from,
    place_fault,
    polygon,
    to_stored,
)

BELL_TOWER = Place(108.9398, 34.3416)
SQUARE = polygon([Place(108.70, 34.32), Place(108.71, 34.32), Place(108.71, 34.33), Place(108.70, 34.33)])


def metres(one: Place, other: Place) -> float:
    return distance(one, other)


def test_the_sample_of_the_handbook_is_bent_by_461_metres() -> None:
    bent = convert(BELL_TOWER, source=Crs.WGS84, target=Crs.GCJ02)
    assert (round(bent.lon, 6), round(bent.lat, 6)) == (108.944456, 34.340044)
    assert round(metres(BELL_TOWER, bent)) == 461


@pytest.mark.real_data
def test_published_vectors_are_met_to_a_metre(real_data: Path) -> None:
    told = json.loads((real_data / "geo" / "wgs84_gcj02.json").read_text())
    rows = next(value for key, value in told.items() if key.startswith("wgs"))
    for lat, lon, bent_lat, bent_lon in rows:
        bent = convert(Place(lon, lat), source=Crs.WGS84, target=Crs.GCJ02)
        assert metres(bent, Place(bent_lon, bent_lat)) < 1
    lat, lon, other_lat, other_lon, apart = next(value for key, value in told.items() if key.startswith("dist"))[0]
    assert isclose(metres(Place(lon, lat), Place(other_lon, other_lat)), apart, rel_tol=0.005)


@pytest.mark.parametrize("bent", [Crs.GCJ02, Crs.BD09])
def test_there_and_back_ends_within_ten_centimetres(bent: Crs) -> None:
    lots = Random(1)
    for _ in range(300):
        place = Place(lots.uniform(105.4, 111.3), lots.uniform(31.7, 39.6))
        there = convert(place, source=Crs.CGCS2000, target=bent)
        assert metres(place, there) > 100
        assert metres(place, convert(there, source=bent, target=Crs.CGCS2000)) < 0.1


def test_between_the_bent_systems_the_way_leads_over_the_true_one() -> None:
    gcj = convert(BELL_TOWER, source=Crs.WGS84, target=Crs.GCJ02)
    bd = convert(gcj, source=Crs.GCJ02, target=Crs.BD09)
    assert metres(bd, convert(BELL_TOWER, source=Crs.WGS84, target=Crs.BD09)) < 0.1


def test_the_five_kilometre_border_lies_between_the_two_points_of_the_handbook() -> None:
    centre = Place(109.0640, 34.3960)
    assert round(metres(centre, Place(109.0640, 34.4409)), 1) == 4992.7
    assert round(metres(centre, Place(109.0640, 34.4410)), 1) == 5003.8


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        (0.0, 0.0, "没有定位成功"),
        (34.34, 108.94, "写反"),
        (-0.1276, 51.5072, "境外"),
        (float("nan"), 34.0, "超出范围"),
        (181.0, 34.0, "超出范围"),
    ],
)
def test_what_is_no_place_of_ours_is_said_in_words(lon: float, lat: float, words: str) -> None:
    assert words in place_fault(lon, lat)
    with pytest.raises(PlaceRefused):
        to_stored(lon, lat, crs="WGS84")


def test_a_place_needs_its_coordinate_system() -> None:
    with pytest.raises(PlaceRefused, match="不认识坐标系"):
        to_stored(108.94, 34.34, crs="XIAN80")
    assert place_fault(108.94, 34.34) == ""


def test_inside_a_circle_and_how_far_from_its_border() -> None:
    fence = circle(BELL_TOWER, 300)
    near = Place(BELL_TOWER.lon, BELL_TOWER.lat + 0.00449)  # 499.3 m to the north
    assert contains(fence, BELL_TOWER)
    assert not contains(fence, near)
    assert distance_to_fence(fence, BELL_TOWER) == 0
    assert 198 < distance_to_fence(fence, near) < 200


def test_inside_a_polygon_and_how_far_from_its_border() -> None:
    assert contains(SQUARE, Place(108.705, 34.325))
    assert contains(SQUARE, Place(108.70, 34.325))  # on the border
    outside = Place(108.705, 34.331)
    assert not contains(SQUARE, outside)
    assert 110 < distance_to_fence(SQUARE, outside) < 112
    assert distance_to_fence(SQUARE, Place(108.705, 34.329)) == 0


@pytest.mark.parametrize("fence", [circle(BELL_TOWER, 500), SQUARE])
def test_a_fence_is_read_again_as_it_was_written(fence: Fence) -> None:
    assert fence_from(json.loads(json.dumps(fence.written()))) == fence


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"type": "circle", "centre": [108.9, 34.3], "radius": 0},
        {"type": "circle", "centre": [108.9], "radius": 10},
        {"type": "circle", "centre": [0, 0], "radius": 10},
        {"type": "polygon", "corners": [[108.9, 34.3], [108.91, 34.3]]},
        {"type": "polygon", "corners": "all"},
    ],
)
def test_what_encloses_nothing_is_no_fence(written: dict[str, object]) -> None:
    with pytest.raises(FenceMalformed):
        fence_from(written)
