"""Lists of visits: what is asked for, in which order, a page at a time."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.visits import rules
from yishang.contexts.visits.models import Visit
from yishang.kernel.cases import queries as cases
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import InvalidInput, check_known
from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake.rules import whole_number

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

QUEUES: dict[str, tuple[str, Q]] = {
    "abnormal": ("待认定", Q(state="ABNORMAL")),
    "planned": ("待走访", Q(state="PLANNED")),
    "going": ("进行中", Q(state__in=("CHECKED_IN", "CHECKED_OUT"))),
    "verified": ("待企业确认", Q(state="VERIFIED")),
    "lapsed": ("逾期未访", Q(state="LAPSED")),
    "all": ("全部走访", Q()),
}
MADE = Q(visit__checkin_at__isnull=False)
EFFECTIVE = MADE & Q(state__in=rules.EFFECTIVE_STATES, in_rate=True)
DUE = Q(visit__period_ends__isnull=False) & ~Q(state__in=rules.UNDUE_STATES)
MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
QUARTER = re.compile(r"(20[0-9]{2})Q([1-4])")
WORDS_LONGEST = 60
BESIDE = ("applicant", "unit", "visit", "visit__subject")


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; empty means any. `period` is 2019-12 or 2019Q4; `rate` the rows behind a figure."""

    queue: str = "all"
    county: str = ""
    verdict: str = ""
    corroboration: str = ""
    sponsor: str = ""
    period: str = ""
    rate: str = ""
    subject: str = ""
    q: str = ""


def period_named(name: str) -> rules.Period:
    """The month or quarter of that name. Raises InvalidInput."""
    if found := MONTH.fullmatch(name):
        return rules.period_of("MONTH", date(int(found[1]), int(found[2]), 1))
    if found := QUARTER.fullmatch(name):
        return rules.period_of("QUARTER", date(int(found[1]), 3 * int(found[2]), 1))
    raise InvalidInput({"period": "期请写成 2019-12 或 2019Q4 的样子。"})


def matching(actor: Actor, wanted: Wanted, *, now: datetime) -> "QuerySet[Case]":
    """The visits an actor may see that fit what is wanted. Raises InvalidInput for words that mean nothing."""
    check_known("queue", wanted.queue, QUEUES)
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now), region=wanted.county)
    return rows.filter(QUEUES[wanted.queue][1], _filters(wanted))


def _filters(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.verdict:
        check_known("verdict", wanted.verdict, rules.VERDICTS)
        asked &= Q(visit__verdict=wanted.verdict)
    if wanted.corroboration:
        check_known("corroboration", wanted.corroboration, rules.CORROBORATIONS)
        asked &= Q(visit__corroboration=wanted.corroboration)
    if wanted.sponsor:
        check_known("sponsor", wanted.sponsor, (*rules.SPONSOR_TYPES, rules.NO_SPONSOR))
        asked &= Q(visit__sponsor_type=wanted.sponsor)
    if wanted.subject:
        asked &= Q(visit__subject_id=whole_number(wanted.subject) or 0)
    if wanted.q:
        words = wanted.q.strip()[:WORDS_LONGEST]
        asked &= (
            Q(number__icontains=words) | Q(title__icontains=words) | Q(applicant__name__icontains=words)
            | Q(visit__visitor_name__icontains=words)
        )  # fmt: skip
    return asked & _of_period(wanted)


def _of_period(wanted: Wanted) -> Q:
    """The rows of a period: due in it, made in it, or either; and which of them a figure counts."""
    check_known("rate", wanted.rate, ("", "effective", "due"))
    if not wanted.period:
        return {"effective": EFFECTIVE, "due": DUE}.get(wanted.rate, Q())
    period = period_named(wanted.period)
    due, made = DUE & due_in(period), made_in(period)
    if wanted.rate:
        return due if wanted.rate == "due" else EFFECTIVE & made
    return due_in(period) | made


def due_in(period: rules.Period) -> Q:
    """Planned visits whose own period ends in this one: a month has the quarter's too when it is the quarter's last."""
    ends = Visit.objects.filter(period_ends__range=(period.first, period.last)).exclude(period="")
    return Q(pk__in=ends.values("pk"))


def made_in(period: rules.Period) -> Q:
    """Visits begun on the days of the period in Shanghai; told as moments, which an index knows how to find.

    As keys of the visits' own table: else every visit of the city is looked up to count those of one month.
    """
    first, after = (datetime.combine(day, time(), SHANGHAI) for day in (period.first, period.last + timedelta(days=1)))
    return Q(pk__in=Visit.objects.filter(checkin_at__gte=first, checkin_at__lt=after).values("pk"))


def page_of(rows: "QuerySet[Case]", *, cursor: str, limit: int) -> cases.Page:
    """A keyset page, newest first, with everything a row shows. Raises InvalidInput for a cursor that is not ours."""
    return cases.page_of(rows, cursor=cursor, limit=limit, beside=BESIDE, counter="次")


def queue_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many visits wait in each queue of the navigation, in one statement."""
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now))
    waiting = ("abnormal", "planned", "going", "verified")
    rows = rows.filter(state__in=("ABNORMAL", "PLANNED", *rules.GOING_STATES, "VERIFIED"))
    counted = {f"in_{code}": Count("pk", filter=QUEUES[code][1]) for code in waiting}
    found: dict[str, int] = rows.order_by().aggregate(**counted)
    return {code.removeprefix("in_"): count for code, count in found.items()}


def export_rows(rows: "QuerySet[Case]") -> "QuerySet[Case]":
    """All of a list with what a sheet tells of each, newest first."""
    return rows.select_related(*BESIDE).order_by("-id")


def visits_of_company(actor: Actor, *, now: datetime) -> "QuerySet[Visit]":
    """The visits that the company sees, made ones first by day, planned ones above."""
    pks = cases.visible_to(actor, kind=rules.KIND, on=localdate(now)).order_by().values("pk")
    return Visit.objects.filter(pk__in=pks).select_related("case", "subject")
