"""Projects seen from above, as rows without the long way of their pictures: for tests that ask who sees what."""

from collections.abc import Mapping
from pathlib import Path

from yishang.contexts.outreach.tests.conftest import LONG_AGO, MONDAY
from yishang.contexts.outreach.tests.test_api_pictures import drawn
from yishang.contexts.panoramas.models import Panorama, Round, RoundProject
from yishang.contexts.panoramas.rules import span_of
from yishang.kernel.evidence.models import Picture
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties.models import MarketEntity, Subject

VERSIONS = ("file", "flat", "thumbnail", "original")


def fly_over(places: Mapping[str, tuple[str, MarketEntity]], folder: Path) -> dict[str, int]:
    """A key project with a panorama in order, and a round over it, at each place (county, company): place → project."""
    for version in VERSIONS:
        (folder / f"{version}.jpg").write_bytes(drawn())
    return {place: _seen(place, region, company) for place, (region, company) in places.items()}


def looks_of(projects: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """The numbers that addresses name, place by place."""
    panoramas = {place: f"QJ-{place}" for place in projects}
    rounds = {place: f"LC-{place}" if place != "near" else "LC-none" for place in projects}
    of_panoramas = ("panoramas:panorama", "panoramas:picture", "panoramas:mine_one")
    of_rounds = ("panoramas:round", "panoramas:reveal_round", "panoramas:void_round", "panoramas:round_file")
    return dict.fromkeys(of_panoramas, panoramas) | dict.fromkeys(of_rounds, rounds)


def _seen(place: str, region: str, company: MarketEntity) -> int:
    city = geo.city_of(region)
    project = Subject.objects.create(
        subject_type="KEY_PROJECT", name=f"{company.name}二期", entity=company, region_id=region, batch="2019-01",
        in_date=LONG_AGO, lon=108.7, lat=34.33,
    )  # fmt: skip
    stored = {version: f"{version}.jpg" for version in VERSIONS}
    number, digest = f"QJ-{place}", "1" * 64
    picture = Picture.objects.create(
        subject=number, sha256=digest, at=MONDAY, width=4096, height=2048, size=9, **stored
    )
    Panorama.objects.create(
        number=number, project=project, region_id=region, city_id=city, point_no="1", captured_at=MONDAY, lon=108.7,
        lat=34.33, crs="CGCS2000", distance_m=0, altitude_m=90, drone_reg_no="UAS00123456", pilot="韩飞",
        picture=picture, digest=digest, uploaded_by_name="陈静", uploaded_at=MONDAY, verdict="NORMAL",
    )  # fmt: skip
    if place != "near":  # the same city has one already
        starts_at, ends_at = span_of(MONDAY.date())
        made = Round.objects.create(
            number=f"LC-{place}", kind="MONTH", city_id=city, month=starts_at.date(), starts_at=starts_at,
            ends_at=ends_at, opened_at=MONDAY, opened_by_name="杨萍",
        )  # fmt: skip
        RoundProject.objects.create(round=made, project=project, is_selected=True)
    return int(project.pk)
