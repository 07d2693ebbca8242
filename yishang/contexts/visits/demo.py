"""A few visits of December 2019 in the demo city: invented tracks at invented places of invented companies."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import cos, radians

from yishang.contexts.visits import services
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.geo.rules import Place
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import services as party_services

DAY = date(2019, 12, 31)
SUBJECTS = 24  # of the library that December plans for; the rest waits for its plan
EVERY = 23  # of the library's subjects one was seen in November, in every county some
NOVEMBER = tuple(datetime(2019, 11, day, tzinfo=SHANGHAI) for day in (4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 18, 19))
CENTRE = Place(108.66, 34.33)  # between the counties of an invented map
STEP = 0.012  # degrees between two companies
OFF_TRACK = 3000.0  # metres: where one visitor was instead
MINUTES = (
    "看了生产线和在建车间，设备运转正常；企业反映用工季节性短缺，已记下，节后随访。",
    "与负责人谈了年后排产，订单充足；外线改造进度慢于计划，已请供电公司现场查看。",
    "走访仓储和发货区，物流通畅；送达税费减免文件并作了说明，企业没有新的诉求。",
)
Say = Callable[[str], None]
DEGREE = 111_195.0  # metres


def tell_story(*, until: datetime, password: str, say: Say) -> None:  # noqa: ARG001 - every story is told alike
    """Places for some companies, a November of visits, the plan of December, and visits in each of their states."""
    services.load_catalogs()
    say("走访：计划、签到、核验、确认")
    begin = datetime(2019, 12, 2, 9, 0, tzinfo=SHANGHAI)
    library = list(parties.library(on=begin.date()).select_related("entity").order_by("pk"))
    found, seen = library[:SUBJECTS], library[SUBJECTS::EVERY]
    for number, subject in enumerate([*found, *seen]):
        spot = Place(CENTRE.lon + number % 6 * STEP, CENTRE.lat + number // 6 * STEP)
        party_services.place_subject(
            actor=SYSTEM_ACTOR,
            subject_id=subject.pk,
            lon=spot.lon,
            lat=spot.lat,
            crs="CGCS2000",
            at=NOVEMBER[0],
        )
    for number, subject in enumerate(seen):
        if visitor := _leader_of(subject.pk):
            hour = timedelta(hours=9 + number // len(NOVEMBER) * 2, minutes=7 * number % 40)
            _visit(number, subject.pk, visitor, since=NOVEMBER[number % len(NOVEMBER)] + hour)
    ids = [subject.pk for subject in found]
    services.plan_visits(at=begin, on=begin.date(), subject_ids=ids)
    for number, subject in enumerate(found[:12]):
        if visitor := _leader_of(subject.pk):
            since = datetime(2019, 12, 3 + number, 9, 20, tzinfo=SHANGHAI)
            since += timedelta(hours=number % 5, minutes=7 * number)
            _visit(number, subject.pk, visitor, since=since, is_off=number == 7, is_open=number == 5)


def people_to_meet() -> list[str]:
    """The people of the visits are those of the appeals' story."""
    return []


def _leader_of(subject_id: int) -> Actor | None:
    """Who leads for a subject, in the post of a leader."""
    for one in directory.sponsorships_of(subject_id, on=DAY):
        if one.leader is not None:
            actor = directory.actor_of(one.leader, on=DAY)
            if actor is not None and actor.role == Role.LDR:
                return actor
    return None


def _visit(
    number: int, subject_id: int, visitor: Actor, *, since: datetime, is_off: bool = False, is_open: bool = False
) -> None:
    """One visit; `is_off`: the visitor was somewhere else, `is_open`: the record has not been handed in."""
    subject = parties.subjects([subject_id])[subject_id]
    place = parties.place_of(subject)
    assert place is not None, "the story has just placed it"
    spot = Place(place.lon + (OFF_TRACK if is_off else 20) / (DEGREE * cos(radians(place.lat))), place.lat)
    end = since + timedelta(minutes=25 + number % 12 * 3)
    visit = services.open_visit(actor=visitor, subject_id=subject_id, at=since)
    who = {"actor": visitor, "number": visit.case.number}
    here = {"lon": spot.lon, "lat": spot.lat, "crs": "WGS84"}
    services.check_in_visit(at=since, **here, **who)  # type: ignore[arg-type]
    services.take_track(place=0, crs="WGS84", points=_walk(spot, since, end), at=end, **who)  # type: ignore[arg-type]
    services.check_out_visit(at=end, **here, **who)  # type: ignore[arg-type]
    if is_open:
        return
    done = services.submit_visit(
        minutes=MINUTES[number % len(MINUTES)],
        no_appeals=True,
        at=end + timedelta(minutes=9),
        **who,  # type: ignore[arg-type]
    )
    company = directory.accounts_of_entity(subject.entity_id, on=DAY)
    account = directory.account(company[0]) if company else None
    actor = directory.actor_of(account, on=DAY) if account else None
    if number % 2 == 0 and done.case.state == "VERIFIED" and actor is not None:
        services.confirm_visit(actor=actor, number=visit.case.number, at=end + timedelta(hours=3))


def _walk(spot: Place, since: datetime, end: datetime) -> list[list[float]]:
    """A fix every half minute, strolling some metres."""
    seconds = range(0, int((end - since).total_seconds()), 30)
    return [
        [since.timestamp() + second, spot.lon + second % 7 * 1e-5, spot.lat + second % 11 * 1e-5, 12.0]
        for second in seconds
    ]
