"""How the demo city was flown over: November and December, two sites, one that grows and one that does not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from yishang.contexts.panoramas import rules, services
from yishang.contexts.panoramas.demo.sights import sight
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties import queries as parties

COUNTY = "610402"
SITES = ((108.6812, 34.3541), (108.7034, 34.3187))  # invented, CGCS2000
PILOT, DRONE = "韩飞（演示）", "UAS00019121"
Look = tuple[int, int, int, bool, float, str, str]
# month, day, floors, crane, bearing of the picture's middle, verdict, note: site by site. The last one stands still and
# waits for a visitor's verdict, which opens an appeal; in the story it would be one more than the source counts.
LOOKS: tuple[tuple[Look, ...], ...] = (
    ((11, 5, 3, True, 0.0, "NORMAL", ""), (12, 5, 7, True, 35.0, "NORMAL", "主体比上期高了四层。")),
    ((11, 6, 4, True, 0.0, "NORMAL", ""), (12, 6, 4, False, 300.0, "", "")),
)  # fmt: skip


def people_to_meet() -> list[str]:
    """Nobody new: 秦都营商办 of the appeals' story has these sites."""
    return []


def tell_story(*, until: datetime, password: str, say: Callable[[str], None]) -> None:  # noqa: ARG001 every story's
    """Fly over the first two key projects of the county, twice each, and open December's round."""
    say("航拍两个在建项目")
    on = until.date()
    office, city = _clerk(COUNTY, on), _clerk(geo.home_city(), on)
    services.open_round(actor=city, month=datetime(2019, 12, 1, tzinfo=SHANGHAI).date(), at=_at(12, 2, hour=9))
    listed = parties.library(on=on).filter(subject_type="KEY_PROJECT", region_id=COUNTY).order_by("pk")
    for project, site, looks in zip(listed[: len(SITES)], SITES, LOOKS, strict=True):
        lon, lat = site
        services.place_project(
            actor=office, project_id=project.pk, lon=lon, lat=lat, crs="CGCS2000", at=_at(11, 1, hour=9)
        )
        for look in looks:
            _fly(office, project, site, look)


def _fly(office: Actor, project: Any, site: tuple[float, float], look: Look) -> None:
    month, day, floors, has_crane, north, verdict, note = look
    captured = _at(month, day, hour=10)
    flight = rules.Flight(point_no="1", drone_reg_no=DRONE, pilot=PILOT, altitude_m=85.0, north_offset=north)
    seen = sight(
        floors=floors, has_crane=has_crane, north=north, taken=f"{captured:%Y:%m:%d %H:%M:%S}",
        place=(site[0] + 0.0004, site[1] - 0.0003),
    )  # fmt: skip
    file = BytesIO(seen)
    file.name = f"全景-{captured:%Y%m%d}.jpg"
    made = services.take_in_panorama(
        actor=office, project_id=project.pk, flight=flight, upload=file, at=captured + timedelta(days=1)
    )
    if verdict:
        at = captured + timedelta(days=3)
        services.judge_panorama(actor=office, number=made.number, verdict=verdict, note=note, at=at)


def _clerk(region_code: str, on: Any) -> Actor:
    """The first clerk of a region's business-environment office."""
    account = directory.account(directory.office_accounts(region_code, on=on)[0])
    actor = directory.actor_of(account, on=on) if account else None
    assert actor is not None
    return actor


def _at(month: int, day: int, *, hour: int) -> datetime:
    return datetime(2019, month, day, hour, tzinfo=SHANGHAI)
