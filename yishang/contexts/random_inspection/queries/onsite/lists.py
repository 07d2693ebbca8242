"""Lists of inspections: what is asked for, a page at a time, and what the phone of an officer carries along."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.queries.onsite.inspections import inspection_of
from yishang.contexts.random_inspection.rules import onsite
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import check_known
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.intake.rules import whole_number

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

WORDS_LONGEST = 60
BESIDE = ("applicant", "unit", "inspection", "inspection__entity", "inspection__task__case")
BEHIND, AHEAD = timedelta(days=14), timedelta(days=45)
CARRIED_MOST = 60
DONE = (*onsite.RESULT_KNOWN,)
QUEUES: dict[str, tuple[str, Q]] = {
    "review": ("待审核", Q(state="ENTERED")),
    "publish": ("待公示", Q(state="AUDITED")),
    "planned": ("待检查", Q(state="NOTIFIED")),
    "going": ("检查中", Q(state="IN_PROGRESS")),
    "orders": ("整改中", Q(inspection__orders__state__in=("OPEN", "HANDED_IN"))),
    "cancelling": ("申请取消", Q(state="CANCEL_REQ")),
    "recusal": (
        "回避申请",
        Q(state="NOTIFIED") & ~Q(inspection__team__objected_by="") & Q(inspection__team__decided=""),
    ),
    "all": ("全部检查", Q()),
}
ENDED = ("ENTERED", "AUDITED", "PUBLICIZED", "FOLLOWED", "ARCHIVED")
COUNTED = ~Q(state__in=("CANCELLED", "VOID")) & ~Q(inspection__task__case__state="CANCELLED")
PROBLEM = reduce(or_, (Q(inspection__results__icontains=code) for code in sorted(onsite.PROBLEMS)))
FIGURES: dict[str, Q] = {
    "": Q(),
    "due": ~Q(state__in=("CANCELLED", "VOID")),
    "done": Q(state__in=DONE),
    "public": Q(inspection__published_on__isnull=False),
    "in_time": Q(inspection__published_on__isnull=False, inspection__days_late=0),
    "problem": Q(state__in=DONE, inspection__problem__gt=""),
    "saved": Q(state="MERGED"),
    "counted": COUNTED,
    "ended": COUNTED & Q(state__in=ENDED),
    "ended_in_time": COUNTED & Q(state__in=ENDED, inspection__published_on__isnull=False, inspection__days_late=0),
    "found": COUNTED & Q(state__in=ENDED) & PROBLEM,
    "joint": COUNTED & Q(inspection__task__joint="JOINT"),
    "joined": COUNTED & Q(inspection__joined_to__isnull=False),
}


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; empty means any. `figure` the rows behind a figure, `task` a task's number."""

    queue: str = "all"
    county: str = ""
    result: str = ""
    task: str = ""
    figure: str = ""
    lamp: str = ""
    unit: str = ""  # a department of the task, by its code
    year: str = ""  # in which the task is due
    calls: str = ""  # of companies called on so often in that year
    q: str = ""


def matching(actor: Actor, wanted: Wanted, *, now: datetime) -> "QuerySet[Case]":
    """The inspections an actor may see that fit what is wanted. Raises InvalidInput for words that mean nothing."""
    check_known("queue", wanted.queue, QUEUES)
    check_known("figure", wanted.figure, FIGURES)
    rows = cases.visible_to(actor, kind=onsite.KIND, on=localdate(now), region=wanted.county)
    if year := whole_number(wanted.year):
        rows = rows.filter(inspection__task__due_on__year=year)
    if actor.role == Role.ENT:
        rows = rows.exclude(inspection__is_unannounced=True, inspection__entered_at=None)
    if wanted.lamp:
        check_known("lamp", wanted.lamp, ("green", "yellow", "red"))
        rows = cases.with_lamp(rows, wanted.lamp, now=now)
    if wanted.calls:
        rows = _called_so_often(rows, whole_number(wanted.calls) or 0)
    rows = rows.filter(QUEUES[wanted.queue][1], FIGURES[wanted.figure], _filters(wanted))
    return rows.distinct() if wanted.queue in ("orders", "recusal") else rows


def _called_so_often(rows: "QuerySet[Case]", many: int) -> "QuerySet[Case]":
    """On the spot, merged ones as one, of companies with exactly so many of them among these rows."""
    calls = rows.filter(COUNTED, inspection__on_spot=True, inspection__joined_to=None)
    often = calls.order_by().values("applicant_id").annotate(many=Count("pk", distinct=True)).filter(many=many)
    return calls.filter(applicant_id__in=often.values("applicant_id"))


def _filters(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.result:
        check_known("result", wanted.result, onsite.RESULTS)
        asked &= Q(inspection__results__icontains=wanted.result)
    if wanted.task:
        asked &= Q(inspection__task__case__number=wanted.task)
    if wanted.unit:
        asked &= Q(inspection__task__units__code=wanted.unit)
    if wanted.q:
        words = wanted.q.strip()[:WORDS_LONGEST]
        asked &= Q(number__icontains=words) | Q(title__icontains=words) | Q(applicant__uscc__icontains=words)
    return asked


def page_of(rows: "QuerySet[Case]", *, cursor: str, limit: int) -> cases.Page:
    """A keyset page, newest first, with everything a row shows. Raises InvalidInput for a cursor that is not ours."""
    return cases.page_of(rows, cursor=cursor, limit=limit, beside=BESIDE, counter="户次")


def export_rows(rows: "QuerySet[Case]") -> "QuerySet[Case]":
    """All of a list with what a sheet tells of each, newest first."""
    return rows.select_related(*BESIDE).order_by("-id")


def queue_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many inspections wait in the queues of the navigation, in one statement."""
    rows = cases.visible_to(actor, kind=onsite.KIND, on=localdate(now))
    waiting = ("review", "publish", "planned", "going")
    counted = {f"in_{code}": Count("pk", filter=QUEUES[code][1]) for code in waiting}
    rows = rows.filter(state__in=("ENTERED", "AUDITED", "NOTIFIED", "IN_PROGRESS"))
    found: dict[str, int] = rows.order_by().aggregate(**counted)
    return {code.removeprefix("in_"): count for code, count in found.items()}


def carried_inspections(actor: Actor, *, now: datetime) -> list[Inspection]:
    """What an officer's phone takes along: still to come within six weeks, under way, and done lately."""
    today = localdate(now)
    coming = Q(state="NOTIFIED") & (
        Q(inspection__planned_on=None) | Q(inspection__planned_on__range=(today - AHEAD, today + AHEAD))
    )
    going = Q(state="IN_PROGRESS")
    lately = Q(state__in=DONE) & (
        Q(inspection__ended_on__gte=today - BEHIND) | Q(inspection__orders__state__in=("OPEN", "HANDED_IN"))
    )
    rows = cases.visible_to(actor, kind=onsite.KIND, on=today).filter(coming | going | lately).distinct()
    found = rows.select_related(*BESIDE).order_by("inspection__planned_on", "pk")[:CARRIED_MOST]
    return [inspection_of(case) for case in found]
