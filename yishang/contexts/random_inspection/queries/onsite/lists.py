"""Lists of inspections: what is asked for, a page at a time, and what the phone of an officer carries along."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.queries.onsite.inspections import inspection_of
from yishang.contexts.random_inspection.rules import onsite
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.intake.rules import whole_number

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

TOTAL_EXACT_UP_TO = 1000
CURSOR_LONGEST = 18
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
    "recusal": (
        "回避申请",
        Q(state="NOTIFIED") & ~Q(inspection__team__objected_by="") & Q(inspection__team__decided=""),
    ),
    "all": ("全部检查", Q()),
}
FIGURES: dict[str, Q] = {
    "": Q(),
    "due": ~Q(state__in=("CANCELLED", "VOID")),
    "done": Q(state__in=DONE),
    "public": Q(inspection__published_on__isnull=False),
    "in_time": Q(inspection__published_on__isnull=False, inspection__days_late=0),
    "problem": Q(state__in=DONE, inspection__problem__gt=""),
    "saved": Q(state="MERGED"),
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
    q: str = ""


@dataclass(frozen=True)
class Page:
    """One page of a list, newest first; `next` is where the one after it begins."""

    items: "list[Case]"
    next: str
    total: int

    @property
    def total_text(self) -> str:
        return f"{self.total} 户次" if self.total <= TOTAL_EXACT_UP_TO else f"至少 {TOTAL_EXACT_UP_TO} 户次"


def matching(actor: Actor, wanted: Wanted, *, now: datetime) -> "QuerySet[Case]":
    """The inspections an actor may see that fit what is wanted. Raises InvalidInput for words that mean nothing."""
    _known("queue", wanted.queue, QUEUES)
    _known("figure", wanted.figure, FIGURES)
    rows = cases.visible_to(actor, kind=onsite.KIND, on=localdate(now), region=wanted.county)
    if actor.role == Role.ENT:
        rows = rows.exclude(inspection__is_unannounced=True, inspection__entered_at=None)
    if wanted.lamp:
        _known("lamp", wanted.lamp, ("green", "yellow", "red"))
        rows = cases.with_lamp(rows, wanted.lamp, now=now)
    rows = rows.filter(QUEUES[wanted.queue][1], FIGURES[wanted.figure], _filters(wanted))
    return rows.distinct() if wanted.queue in ("orders", "recusal") else rows


def _filters(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.result:
        _known("result", wanted.result, onsite.RESULTS)
        asked &= Q(inspection__results__icontains=wanted.result)
    if wanted.task:
        asked &= Q(inspection__task__case__number=wanted.task)
    if wanted.q:
        words = wanted.q.strip()[:WORDS_LONGEST]
        asked &= Q(number__icontains=words) | Q(title__icontains=words) | Q(applicant__uscc__icontains=words)
    return asked


def _known(name: str, value: str, allowed: Collection[str]) -> None:
    if value not in allowed:
        raise InvalidInput({name: f"没有“{value}”这个选项。"})


def page_of(rows: "QuerySet[Case]", *, cursor: str, limit: int) -> Page:
    """A keyset page, newest first, with everything a row shows. Raises InvalidInput for a cursor that is not ours."""
    if cursor and (len(cursor) > CURSOR_LONGEST or whole_number(cursor) is None):
        raise InvalidInput({"cursor": "翻页位置已失效。"}, next_step="请从第一页重新查看。")
    total = rows.order_by()[: TOTAL_EXACT_UP_TO + 1].count()
    following = rows.filter(pk__lt=int(cursor)) if cursor else rows
    keys = list(following.order_by("-id").values_list("pk", flat=True)[: limit + 1])
    items = list(cases.among(keys[:limit], *BESIDE).order_by("-id"))
    return Page(items, str(keys[limit - 1]) if len(keys) > limit else "", total)


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
