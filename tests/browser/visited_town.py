"""The small town's visits after a morning of work, and who opens their pages."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from tests.kept_tables import lay
from yishang.contexts.outreach.tests.conftest import Town
from yishang.contexts.visits import services
from yishang.contexts.visits.tests.walks import WORKS, beside, stay
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.parties import services as parties

Page = tuple[str, str]  # who, address
MINUTES = "看了二期车间，设备已到货，企业反映外线接入还在等路由，其余进展正常。"


def settle_visits(town: Town, at: datetime) -> dict[str, str]:
    """A plan with two visits that could be one, a verified visit, an abnormal one, quiet days; numbers under `v_…`."""
    lay(services.load_catalogs)
    subject = town.machinery.subjects.get()
    parties.place_subject(
        actor=SYSTEM_ACTOR, subject_id=subject.pk, lon=WORKS.lon, lat=WORKS.lat, crs="CGCS2000", at=at
    )
    verified = _made(town, subject.pk, since=at - timedelta(hours=4), metres=0)
    abnormal = _made(town, subject.pk, since=at - timedelta(hours=2), metres=2500)
    parties.mark_quiet(
        actor=town.li_min, entity_id=town.machinery.pk, first_day=at.date() + timedelta(days=2),
        last_day=at.date() + timedelta(days=3), reason="年终盘点", at=at, today=at.date(),
    )  # fmt: skip
    services.plan_visits(at=at, on=date(2019, 12, 31))
    planned = services.open_visit(actor=town.fang_yuan, subject_id=subject.pk, at=at)
    return {"v_verified": verified, "v_abnormal": abnormal, "v_planned": planned.case.number}


def _made(town: Town, subject_id: int, *, since: datetime, metres: float) -> str:
    """Half an hour at the company, or so many metres beside it."""
    spot, end = beside(WORKS, east=metres), since + timedelta(minutes=30)
    here = {"lon": spot.lon, "lat": spot.lat, "crs": "CGCS2000"}
    number = services.open_visit(actor=town.he_zhen, subject_id=subject_id, at=since).case.number
    who = {"actor": town.he_zhen, "number": number}
    services.check_in_visit(**who, at=since, **here)
    rows = [list(point) for point in stay(30, at=spot, since=since)]
    services.take_track(**who, place=0, crs="CGCS2000", points=rows, at=end)
    services.check_out_visit(**who, at=end, **here)
    services.submit_visit(**who, minutes=MINUTES, no_appeals=True, policies=["ZC-610400-20191202-0001"], at=end)
    return number


def pages_of_visits(numbers: dict[str, str]) -> Iterator[Page]:
    """Every page of the process, as those who use it open it."""
    desk, mine = reverse("visits:desk"), reverse("visits:mine")
    yield "he_zhen", reverse("visits:today")
    for who in ("li_min", "zhou_lian", "he_zhen"):
        yield who, mine
        yield who, reverse("visits:visit", args=[numbers["v_verified"]])
    yield "li_min", f"{mine}?heap=planned"
    yield "sun_hao", mine
    yield "li_min", reverse("visits:visit_move", args=[numbers["v_verified"], "dispute_visit"])
    yield "zhou_lian", reverse("visits:visit_move", args=[numbers["v_verified"], "report_visit"])
    yield "he_zhen", reverse("visits:visit", args=[numbers["v_abnormal"]])
    for who in ("chen_jing", "yang_ping", "du_cha"):
        yield who, desk
        yield who, reverse("visits:figures")
        yield who, reverse("visits:desk_visit", args=[numbers["v_abnormal"]])
    yield "chen_jing", reverse("visits:track", args=[numbers["v_verified"]])
    yield "yang_ping", f"{desk}?queue=all&period=2019-12&rate=effective"
    yield "yang_ping", f"{desk}?queue=going&q=没有这次"
    yield "chen_jing", reverse("visits:together")
    yield "guo_zheng", reverse("visits:together")
    for number, move in (
        ("v_abnormal", "uphold_visit"),
        ("v_planned", "reschedule_visit"),
        ("v_planned", "merge_visit"),
    ):
        yield "chen_jing", reverse("visits:desk_move", args=[numbers[number], move])
