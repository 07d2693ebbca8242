"""Boundaries from GeoJSON: read, converted, made simpler, refused with the reason; before them, a schematic."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from yishang.kernel.geo import queries, rules, services
from yishang.kernel.geo.models import Boundary
from yishang.kernel.geo.rules import Crs, Place, convert, distance
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.rules import SYSTEM

AT = datetime(2019, 12, 9, 10, 26, tzinfo=ZoneInfo("Asia/Shanghai"))
RING = [[108.70, 34.32], [108.80, 34.32], [108.80, 34.42], [108.70, 34.42], [108.70, 34.32]]
Write = Callable[[Any], Path]


def feature(code: Any = 610402, ring: Any = None, **geometry: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"adcode": code, "name": "秦都区"},
        "geometry": {"type": "Polygon", "coordinates": [ring or RING]} | geometry,
    }


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)} | more


@pytest.fixture
def written(db: None, tmp_path: Path) -> Write:
    """The catalog of regions in its table, and a file with that document."""
    services.load_regions()

    def write(document: Any) -> Path:
        path = tmp_path / "边界.geojson"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return write


def bring_in(path: Path, crs: str = "GCJ02", **options: bool) -> services.Imported:
    return services.import_boundaries(actor=SYSTEM, path=path, crs=crs, at=AT, **options)


def corners(code: str) -> list[Place]:
    return [Place(*corner) for corner in Boundary.objects.get(region=code).geometry["coordinates"][0]]


def test_a_boundary_is_kept_in_cgcs2000_with_its_source_and_a_fact(written: Write) -> None:
    found = bring_in(written(collection(feature())))
    assert (found.read, found.accepted, found.refused) == (1, ("610402",), ())
    kept = Boundary.objects.get()
    assert (kept.source, kept.source_crs, str(kept.as_of)) == ("边界.geojson", "GCJ02", "2019-12-09")
    true = convert(Place(*RING[0]), source=Crs.GCJ02, target=Crs.CGCS2000)
    assert distance(corners("610402")[0], true) < 1
    assert distance(corners("610402")[0], Place(*RING[0])) > 300
    fact = journal.facts_of(["boundaries"])["boundaries"][0]
    assert fact.verb == "geo.boundaries.imported"
    assert (fact.data["regions"], fact.data["crs"], len(fact.data["sha256"])) == (["610402"], "GCJ02", 64)


def test_a_second_file_takes_the_place_of_the_first(written: Write) -> None:
    bring_in(written(collection(feature())), crs="CGCS2000")
    bring_in(written(collection(feature(ring=[[lon + 0.2, lat] for lon, lat in RING]))), crs="CGCS2000")
    assert corners("610402")[0] == Place(108.9, 34.32)
    assert Boundary.objects.count() == 1


@pytest.mark.parametrize(
    ("properties", "code"),
    [({"adcode": 610402}, "610402"), ({"code": "610402"}, "610402"), ({"gb": "156610402"}, "610402"),
     ({"adcode": "610427"}, "610482")],
)  # fmt: skip
def test_a_division_is_known_by_its_code_also_by_its_former_one(
    written: Write, properties: dict[str, Any], code: str
) -> None:
    found = bring_in(written(collection(feature() | {"properties": properties})))
    assert found.accepted == (code,)


@pytest.mark.parametrize(
    ("named", "crs"),
    [("urn:ogc:def:crs:EPSG::4490", Crs.CGCS2000), ("urn:ogc:def:crs:OGC:1.3:CRS84", Crs.WGS84)],
)
def test_a_file_may_name_its_system_itself_but_the_operator_knows_better(written: Write, named: str, crs: Crs) -> None:
    path = written(collection(feature(), crs={"type": "name", "properties": {"name": named}}))
    assert bring_in(path, crs="").crs == crs
    assert bring_in(path, crs="BD09").crs == Crs.BD09


@pytest.mark.parametrize(
    ("document", "crs", "reason"),
    [
        ("不是 JSON", "GCJ02", "不是 GeoJSON 文件"),
        ("[" * 100_000, "GCJ02", "不是 GeoJSON 文件"),
        ("[1]", "GCJ02", "FeatureCollection"),
        ({"type": "Feature"}, "GCJ02", "FeatureCollection"),
        (collection(), "GCJ02", "一个区域也没有"),
        (collection(feature()), "", "没有写明坐标系"),
        (collection(feature()), "EPSG:3857", "不认识坐标系"),
        (collection(feature(), crs={"properties": {"name": "EPSG:3857"}}), "", "坐标系不是我们认识的"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(written: Write, document: Any, crs: str, reason: str) -> None:
    with pytest.raises(rules.BoundariesUnusable, match=reason):
        bring_in(written(document), crs=crs)
    assert not Boundary.objects.exists()


def test_a_file_of_more_than_50_mb_is_not_even_read(written: Write) -> None:
    path = written("")
    with path.open("r+b") as file:
        file.truncate(rules.FILE_MOST + 1)
    with pytest.raises(rules.BoundariesUnusable, match="50 MB"):
        bring_in(path)


def test_a_file_that_is_not_there_is_told_by_its_name(written: Write) -> None:
    with pytest.raises(rules.BoundariesUnusable, match=r"没有这个文件：没有\.geojson"):
        bring_in(written("").with_name("没有.geojson"))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (feature(ring=RING[:-1]), "没有闭合"),
        (feature(ring=RING[:2] + RING[:1]), "至少要有 4 个点"),
        (feature(ring=[[lat, lon] for lon, lat in RING]), "经度和纬度写反了"),
        (feature(ring=[[lon - 100, lat] for lon, lat in RING]), "坐标在境外"),
        (feature(ring=[[500, 34], *RING[1:-1], [500, 34]]), "坐标不是数字"),
        (feature(ring=[["108", "34"], *RING[1:]]), "坐标不是数字"),
        (feature(ring="面"), "至少要有 4 个点"),
        (feature(code=419001), "不是本平台的区划代码"),
        (feature(code=""), "没有区划代码"),
        (feature(type="Point", coordinates=RING[0]), "不是面"),
        (feature(coordinates=[]), "没有坐标"),
        (feature(type="MultiPolygon", coordinates=[[]]), "没有坐标"),
        (feature() | {"geometry": None}, "不是面"),
        ("不是区域", "没有区划代码"),
    ],
)
def test_one_wrong_boundary_keeps_all_out_and_is_told_with_its_reason(written: Write, wrong: Any, reason: str) -> None:
    found = bring_in(written(collection(feature(code=610404), wrong)))
    assert (found.read, found.accepted) == (2, ())
    assert [(one.place, reason in one.reason) for one in found.refused] == [(2, True)]
    assert not Boundary.objects.exists()


def test_the_sound_ones_are_taken_when_asked_for_and_none_in_a_dry_run(written: Write) -> None:
    path = written(collection(feature(code=610404), feature(), feature()))
    assert bring_in(path, accept_good=True, dry_run=True).accepted == ("610402", "610404")
    assert not Boundary.objects.exists()
    found = bring_in(path, accept_good=True)
    assert "出现两次" in found.refused[0].reason
    assert Boundary.objects.count() == 2


def test_a_line_loses_what_a_screen_does_not_show_and_keeps_its_corners() -> None:
    jagged = [Place(108.70 + step / 1000, 34.32 + (step % 2) / 10_000) for step in range(101)]  # 11 m to and fro
    corner = Place(108.80, 34.42)
    assert rules.simplified([*jagged, corner]) == [jagged[0], jagged[-1], corner]


def test_holes_stay_and_specks_go(written: Write) -> None:
    hole = [[108.74, 34.36], [108.76, 34.36], [108.76, 34.38], [108.74, 34.38], [108.74, 34.36]]
    speck = [[108.72, 34.34], [108.72001, 34.34], [108.72001, 34.34001], [108.72, 34.34]]
    bring_in(written(collection(feature(coordinates=[RING, hole, speck]))))
    assert [len(ring) for ring in Boundary.objects.get().geometry["coordinates"]] == [5, 5]


def test_a_name_stands_in_the_middle_of_the_largest_part() -> None:
    small = [[[lon / 1000, lat / 1000] for lon, lat in RING]]
    assert rules.label_place({"type": "MultiPolygon", "coordinates": [small, [RING]]}) == Place(108.75, 34.37)


def test_until_boundaries_come_every_county_has_its_tile_and_no_tile_lies_in_china(written: Write) -> None:
    drawing = queries.drawing_of("610400")
    assert drawing.is_schematic
    assert set(drawing.shapes) == {one.code for one in queries.counties_of("610400")}
    places = [corner for shape in drawing.shapes.values() for corner in shape["coordinates"][0]]
    assert all(rules.place_fault(*corner) for corner in places)
    bring_in(written(collection(feature())))
    drawing = queries.drawing_of("610400")
    assert (drawing.is_schematic, list(drawing.shapes), drawing.source) == (False, ["610402"], "边界.geojson")
    assert drawing.features()["features"][0]["properties"]["name"] == "秦都"


def test_an_unknown_city_has_nothing_to_draw(written: Write) -> None:
    assert written("") and not queries.drawing_of("999999").shapes


@pytest.mark.parametrize(
    ("counts", "labels"),
    [([], ["0"]), ([0, 0], ["0"]), ([1], ["0", "1"]), ([9, 3], ["0", "1–3", "4–5", "6–7", "8–9"])],
)
def test_shades_step_up_to_the_largest_count(counts: list[int], labels: list[str]) -> None:
    scale = rules.shades(counts)
    assert [shade.label for shade in scale] == labels
    assert [rules.grade(shade.high, scale) for shade in scale] == [shade.grade for shade in scale]


@pytest.mark.real_data
@pytest.mark.parametrize("city", ["610100", "610300", "610400", "610600", "610900"])
def test_real_files_are_taken_whole_and_every_name_stands_near_its_county(
    written: Write, real_data: Path, city: str
) -> None:
    path = real_data / "geo" / f"datav_{city}.geojson"
    found = bring_in(path)
    counties = json.loads(path.read_text())["features"]
    assert (len(found.accepted), found.refused) == (len(counties), ())
    assert set(found.accepted) == {one.code for one in queries.counties_of(city)}
    for county in counties:
        own = Boundary.objects.get(region=queries.current_code(str(county["properties"]["adcode"]))).geometry
        told = [county["properties"].get(name) for name in ("centroid", "center")]
        label = rules.label_place(own)
        if told[0]:  # without a middle only the seat is told, which in 陈仓区 lies 40 km from it
            assert min(distance(label, Place(*place)) for place in told) < 15_000


@pytest.mark.parametrize(
    ("part", "whole", "label"), [(0, 9, "0%"), (0, 0, "0%"), (1, 9, "1–25%"), (5, 9, "51–75%"), (9, 9, "76–100%")]
)
def test_a_share_has_the_shade_of_its_quarter(part: int, whole: int, label: str) -> None:
    assert rules.SHARES[rules.share_grade(part, whole)].label == label
