"""陈静 takes in a panorama; whatever is not one, or tells too little of itself, is refused in words at its field."""

import struct
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from yishang.contexts.panoramas import rules, services
from yishang.contexts.panoramas.models import Panorama
from yishang.contexts.panoramas.tests.conftest import FLIGHT, MONDAY, SITE, TakeIn, Town, camera, sphere, upload
from yishang.kernel.context import InvalidInput
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.evidence.rules import panoramas as pictures
from yishang.kernel.geo.rules import Crs, Place, convert
from yishang.kernel.journal import queries as journal


def faults(take_in: TakeIn, **told: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        take_in(**told)
    assert not Panorama.objects.exists()
    return caught.value.fields


def test_chen_jing_takes_in_a_panorama_of_her_countys_project(taken: Panorama, town: Town) -> None:
    assert taken.number == "QJ-610402-20191209-0001"
    assert (taken.project_id, taken.region_id, taken.city_id) == (town.project.pk, "610402", "610400")
    assert taken.distance_m == 111  # a thousandth of a degree of latitude
    [fact] = journal.timeline(taken.number, include_internal=True)
    assert (fact.verb, fact.actor_name) == ("panoramas.panorama.taken_in", "陈静")
    assert fact.data["sha256"] == taken.digest


def test_the_original_stays_and_what_is_shown_carries_no_place(take_in: TakeIn) -> None:
    content = sphere(90, width=6144, height=3072, exif=camera(taken="2019:12:05 09:30:00", lon=SITE[0], lat=SITE[1]))
    made = take_in(content=content)
    kept = {version: read(made, version) for version in ("original", "file", "flat", "thumbnail")}
    assert kept["original"] == content
    assert Image.open(BytesIO(kept["file"])).size == (4096, 2048)
    assert Image.open(BytesIO(kept["flat"])).size == (1600, 800)
    assert Image.open(BytesIO(kept["thumbnail"])).size == (320, 160)
    assert not any(dict(Image.open(BytesIO(kept[one])).getexif()) for one in ("file", "flat", "thumbnail"))
    assert evidence.place_of(made.picture) == pytest.approx(SITE)


def read(made: Panorama, version: str) -> bytes:
    with evidence.open_picture(made.picture, version=version)[0] as file:
        return bytes(file.read())


def test_time_and_place_come_from_the_file_where_nothing_is_told(take_in: TakeIn) -> None:
    content = sphere(91, exif=camera(taken="2019:12:05 09:30:00", lon=SITE[0], lat=SITE[1]))
    made = take_in(content=content, captured_at=None, lon=None, lat=None)
    assert f"{made.captured_at:%Y-%m-%d %H:%M}" == "2019-12-05 09:30"
    assert (made.lon, made.lat, made.crs) == (pytest.approx(SITE[0]), pytest.approx(SITE[1]), "WGS84")


def test_coordinates_of_a_phones_map_are_converted_before_they_are_measured(take_in: TakeIn) -> None:
    lon, lat = convert(Place(*SITE), source=Crs.CGCS2000, target=Crs.BD09)
    assert take_in(lon=lon, lat=lat, crs="BD09").distance_m <= 1
    assert take_in(content=sphere(92), lon=lon, lat=lat, crs="CGCS2000").distance_m > 300


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"MZ\x90\x00" + b"\0" * 500, "不是 JPEG 或 PNG"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 500, "不是 JPEG 或 PNG"),
        (sphere()[:60_000], "已损坏"),
        (b"\xff\xd8\xff\xe0" + b"rubbish" * 99, "已损坏"),
        (sphere(width=4096, height=2730), "不是 2:1"),
        (sphere(width=2048, height=1024), "看不清工地"),
    ],
    ids=["empty", "renamed program", "heic", "cut off", "rubbish", "a photograph", "too small"],
)
def test_what_is_no_panorama_is_refused_in_words(take_in: TakeIn, content: bytes, words: str) -> None:
    assert words in faults(take_in, content=content)["image"]


@pytest.mark.parametrize("side", [30_000, 12_800], ids=["Pillow refuses", "we refuse"])
def test_a_bomb_of_pixels_is_never_unpacked(take_in: TakeIn, side: int) -> None:
    assert "像素过高" in faults(take_in, content=bomb(side))["image"]


def bomb(side: int) -> bytes:
    """A PNG of a hundred bytes that says it is as large as that."""
    head = struct.pack(">IIBBBBB", side, side // 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def test_more_than_sixty_megabytes_is_refused_before_it_is_read(take_in: TakeIn) -> None:
    assert "60 MB" in faults(take_in, content=b"\xff\xd8\xff" + b"\0" * pictures.HEAVIEST)["image"]


def test_without_time_of_capture_or_place_it_is_refused(take_in: TakeIn) -> None:
    found = faults(take_in, captured_at=None, lon=None, lat=None)
    assert set(found) == {"captured_at", "lon"}


def test_a_capture_in_the_future_is_refused(take_in: TakeIn) -> None:
    assert "将来" in faults(take_in, captured_at=MONDAY + timedelta(hours=1))["captured_at"]


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        (SITE[0], SITE[1] + 0.0182, "超过 2 公里"),
        (SITE[1], SITE[0], "写反"),
        (0.0, 0.0, "没有定位成功"),
        (12.5, 41.9, "境外"),
    ],
    ids=["2.02 km", "swapped", "zero", "Rome"],
)
def test_a_place_that_is_not_the_projects_is_refused(take_in: TakeIn, lon: float, lat: float, words: str) -> None:
    assert words in faults(take_in, lon=lon, lat=lat)["lon"]


def test_just_under_two_kilometres_is_taken(take_in: TakeIn) -> None:
    assert 1990 < take_in(lat=SITE[1] + 0.01797).distance_m <= 2000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("drone_reg_no", ""), ("drone_reg_no", "无"), ("pilot", " "), ("point_no", ""), ("altitude_m", 0.0),
        ("altitude_m", float("nan")), ("north_offset", 360.0), ("north_offset", float("nan")),
    ],
)  # fmt: skip
def test_what_must_be_told_of_the_flight(take_in: TakeIn, field: str, value: object) -> None:
    assert field in faults(take_in, **{field: value})


def test_from_120_metres_on_the_approval_of_the_airspace_is_named(take_in: TakeIn) -> None:
    assert "空域批准文号" in faults(take_in, altitude_m=120.0)["airspace_approval_no"]
    assert take_in(altitude_m=120.0, airspace_approval_no="西空批〔2019〕12号").altitude_m == 120


def test_the_same_file_is_taken_once_for_a_project(taken: Panorama, take_in: TakeIn) -> None:
    with pytest.raises(rules.AlreadyTakenIn):
        take_in()
    assert Panorama.objects.count() == 1


def test_a_project_without_a_place_takes_none_until_somebody_says_where_it_lies(town: Town, take_in: TakeIn) -> None:
    with pytest.raises(rules.ProjectWithoutPlace):
        take_in(actor=town.zhao_lei, project=town.far_project)
    services.place_project(
        actor=town.zhao_lei, project_id=town.far_project.pk, lon=SITE[0], lat=SITE[1], crs="CGCS2000", at=MONDAY
    )
    assert take_in(actor=town.zhao_lei, project=town.far_project).region_id == "610404"


def test_only_the_office_of_the_place_takes_in(town: Town) -> None:
    def take(who: str) -> None:
        services.take_in_panorama(
            actor=getattr(town, who), project_id=town.project.pk, flight=FLIGHT, upload=upload(sphere()), at=MONDAY
        )

    for who in ("zhao_lei", "wang_gong", "li_min"):
        with pytest.raises(rules.PanoramaNotVisible):
            take(who)
    for who in ("liu_gong", "du_cha"):
        with pytest.raises(rules.PanoramaNotYours):
            take(who)
    take("yang_ping")
    assert Panorama.objects.count() == 1
