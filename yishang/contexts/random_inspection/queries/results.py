"""What inspections came to: each figure with both sides of its fraction and the rows behind it (handbook 2.8)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.rules import onsite
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor
from yishang.kernel.measures.rules import Figure
from yishang.kernel.ratings import queries as ratings
from yishang.kernel.ratings.queries import Stars

ENDED = Q(ended_on__isnull=False) & Q(case__state__in=onsite.RESULT_KNOWN)
UNDUE = ("CANCELLED", "VOID")


@dataclass(frozen=True)
class Came:
    """What the inspections of a span came to. Merged ones count for their task through the one that was made."""

    due: int
    in_time: int
    ended: int
    public_in_time: int
    public_due: int
    problems: int
    to_reinspect: int
    reinspected: int
    repeated: int
    companies: int
    saved: int


def inspections(actor: Actor, *, first: date, last: date, now: datetime, task: str = "") -> QuerySet[Inspection]:
    """The inspections in the actor's scope whose task was due, or that ended, in that span; of one task if named."""
    pks = cases.visible_to(actor, kind=onsite.KIND, on=localdate(now)).order_by().values("pk")
    rows = Inspection.objects.filter(pk__in=pks)
    return rows.filter(task__case__number=task) if task else rows.filter(task__due_on__range=(first, last))


def came_to(actor: Actor, *, first: date, last: date, now: datetime, task: str = "") -> Came:
    """Count a span in the actor's scope, in a handful of statements."""
    rows = inspections(actor, first=first, last=last, now=now, task=task)
    due = rows.exclude(case__state__in=UNDUE)
    counted = due.aggregate(
        due=Count("pk", distinct=True),
        ended=Count("pk", filter=ENDED, distinct=True),
        public_in_time=Count("pk", filter=Q(published_on__isnull=False, days_late=0), distinct=True),
        saved=Count("pk", filter=Q(case__state="MERGED"), distinct=True),
        to_reinspect=Count("pk", filter=Q(orders__isnull=False), distinct=True),
        reinspected=Count("pk", filter=Q(orders__state="PASSED"), distinct=True),
    )
    made = list(due.filter(ENDED).values_list("results", flat=True))
    repeated, companies = _repeats(due)
    return Came(
        in_time=_in_time(due),
        public_due=counted["ended"],
        problems=sum(1 for results in made if onsite.PROBLEMS.intersection(results)),
        repeated=repeated,
        companies=companies,
        **counted,
    )


def figures(actor: Actor, *, first: date, last: date, now: datetime) -> dict[str, Figure]:
    """任务完成率（户次）, 公示率, 问题发现率, 复查率, 重复检查率, and what merging has saved."""
    came = came_to(actor, first=first, last=last, now=now)

    def one(code: str, title: str, numerator: int, denominator: int, **asked: str) -> Figure:
        return Figure(f"random_inspection.{code}", title, numerator, denominator, now, rows_url(**asked))

    return {
        "completed": one("completed", "按期完成率", came.in_time, came.due, figure="due"),
        "published": one("published", "20 个工作日内公示率", came.public_in_time, came.public_due, figure="in_time"),
        "problems": one("problems", "问题发现率", came.problems, came.ended, figure="problem"),
        "reinspected": one("reinspected", "复查率", came.reinspected, came.to_reinspect, queue="orders"),
        "repeated": one("repeated", "重复检查率", came.repeated, came.companies, figure="done"),
        "saved": one("saved", "合并检查节省户次", came.saved, came.due, figure="saved"),
    }


def rows_url(**filters: str) -> str:
    """Where the rows behind a figure are listed."""
    return f"{reverse('random_inspection:inspections')}?{urlencode({'queue': 'all', **filters})}"


def stars_of(unit_id: int, *, first: date, last: date) -> Stars | None:
    """What companies say of a unit's inspections, without their names; None while they are too few to hide them."""
    return ratings.unnamed(f"inspection:{unit_id}", first_month=first.replace(day=1), last_month=last)


def _in_time(due: QuerySet[Inspection]) -> int:
    """Inspections that ended by their task's day; a merged one when the one that it joined did."""
    own = due.filter(ENDED).values_list("ended_on", "task__due_on")
    joined = due.filter(case__state="MERGED", joined_to__ended_on__isnull=False).values_list(
        "joined_to__ended_on", "task__due_on"
    )
    return sum(1 for ended, due_on in [*own, *joined] if ended is not None and ended <= due_on)


def _repeats(due: QuerySet[Inspection]) -> tuple[int, int]:
    """Companies inspected twice or more for one item within a calendar year, of all inspected."""
    times: Counter[tuple[int, str, int]] = Counter()
    for entity_id, items, ended in due.filter(ENDED).values_list("entity_id", "items", "ended_on"):
        if ended is not None:
            times.update({(entity_id, one["code"], ended.year) for one in items})
    return len({entity for (entity, *_), many in times.items() if many > 1}), len({entity for entity, *_ in times})
