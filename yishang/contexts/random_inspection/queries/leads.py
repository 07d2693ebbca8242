"""Leads as those see them who judge them."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import Inspection, Lead
from yishang.contexts.random_inspection.rules import onsite
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import Move, duties_of
from yishang.kernel.context import check_known
from yishang.kernel.directory.rules import Actor

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

LEAD_HEAPS = {
    "waiting": ("待研判", ("RECEIVED", "ASSIGNED")),
    "tasked": ("已立任务", ("TASKED",)),
    "ended": ("已办结", ("DONE", "DECLINED")),
    "all": ("全部", tuple(one.code for one in rules.LEADS.states)),
}


def lead_rows(actor: Actor, *, heap: str, q: str = "", now: datetime) -> QuerySet[Lead]:
    """The leads that the actor may see, the newest first. Raises InvalidInput for a heap that does not exist."""
    check_known("heap", heap, LEAD_HEAPS)
    seen = cases.visible_to(actor, kind=rules.LEAD_KIND, on=localdate(now))
    rows = Lead.objects.filter(case__in=seen, case__state__in=LEAD_HEAPS[heap][1])
    if q:
        rows = rows.filter(Q(case__title__icontains=q) | Q(case__number__icontains=q) | Q(uscc=q.upper()))
    return rows.select_related("case__unit", "entity", "task__case").order_by("-case_id")


def lead(actor: Actor, number: str, *, now: datetime) -> Lead:
    """One lead. Raises NothingThere."""
    case = cases.visible_one(actor, workflow=rules.LEADS, number=number, on=localdate(now))
    if case is None:
        raise rules.NothingThere("这条线索")
    return Lead.objects.select_related("case__unit", "entity", "task__case").get(case_id=case.pk)


def received_lead(number: str) -> Lead:
    """A lead for those who are told of it."""
    return Lead.objects.select_related("case__unit").get(case__number=number)


def lead_moves(actor: Actor, case: "Case") -> list[Move]:
    """The moves that this person may make with it now."""
    return list(rules.LEADS.moves_from(case.state, duties_of(actor, unit_id=case.unit_id)))


def leads_waiting(actor: Actor, *, now: datetime) -> int:
    """How many wait to be judged, for the navigation."""
    seen = cases.visible_to(actor, kind=rules.LEAD_KIND, on=localdate(now))
    return seen.filter(state__in=LEAD_HEAPS["waiting"][1]).order_by().count()


def leads_of_task(task: str) -> list[str]:
    """The numbers of the leads that wait for a task's result."""
    rows = Lead.objects.filter(task__case__number=task, case__state="TASKED")
    return list(rows.values_list("case__number", flat=True))


def outcome_of(task_id: int | None) -> dict[str, Any]:
    """What a task came to, in numbers that are public anyhow: companies, results published, problems found."""
    rows = Inspection.objects.filter(task_id=task_id).exclude(case__state__in=("VOID", "CANCELLED", "MERGED"))
    told = rows.aggregate(companies=Count("pk"), published=Count("pk", filter=Q(published_on__isnull=False)))
    found = sum(bool(onsite.PROBLEMS.intersection(one)) for one in rows.values_list("results", flat=True))
    return {**told, "problems": found}
