"""Plans and tasks as a post may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import (
    Candidate,
    Department,
    InspectItem,
    InspectObject,
    Inspector,
    Plan,
    Task,
)
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import Workflow, duties_of
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number


@dataclass(frozen=True)
class Wanted:
    """How a list of plans or tasks is narrowed; empty means any."""

    state: str = ""
    year: str = ""
    kind: str = ""
    unit: str = ""
    q: str = ""
    figure: str = ""  # the tasks behind a figure: counted, due, finished


FINISHED = ("ENTERED", "AUDITED", "PUBLICIZED", "FOLLOWED", "ARCHIVED")


def plans(actor: Actor, wanted: Wanted, *, on: date) -> QuerySet[Plan]:
    """The plans that the actor may see, the newest first: its city's, or where its unit takes part."""
    rows = Plan.objects.filter(case__in=cases.visible_to(actor, kind=rules.PLAN_KIND, on=on))
    if year := whole_number(wanted.year):
        rows = rows.filter(year=year)
    return _narrowed(rows, wanted)


def tasks(actor: Actor, wanted: Wanted, *, on: date) -> QuerySet[Task]:
    """The tasks that the actor may see, the newest first."""
    rows = Task.objects.filter(case__in=cases.visible_to(actor, kind=rules.TASK_KIND, on=on))
    if wanted.kind in rules.TASK_TYPES:
        rows = rows.filter(kind=wanted.kind)
    if year := whole_number(wanted.year):
        rows = rows.filter(due_on__year=year)
    if wanted.figure in ("counted", "due", "finished"):
        rows = rows.exclude(case__state="CANCELLED")
        rows = rows.filter(due_on__lte=on) if wanted.figure != "counted" else rows
        rows = rows.filter(case__state__in=FINISHED) if wanted.figure == "finished" else rows
    return _narrowed(rows, wanted)


def _narrowed(rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    rows = rows.filter(case__state=wanted.state) if wanted.state else rows
    rows = rows.filter(units__code=wanted.unit) if wanted.unit else rows
    rows = rows.filter(case__title__contains=wanted.q) if wanted.q else rows
    return rows.select_related("case", "case__unit").prefetch_related("units").order_by("-case_id")


def plan(actor: Actor, number: str, *, now: datetime) -> Plan:
    """One plan with its case. Raises NothingThere."""
    case = cases.visible_one(actor, workflow=rules.PLAN, number=number, on=localdate(now))
    if case is None:
        raise rules.NothingThere("这份计划")
    return Plan.objects.select_related("case", "case__unit").get(case_id=case.pk)


def task(actor: Actor, number: str, *, now: datetime) -> Task:
    """One task with its case and plan. Raises NothingThere."""
    case = cases.visible_one(actor, workflow=rules.TASK, number=number, on=localdate(now))
    if case is None:
        raise rules.NothingThere("这个任务")
    return Task.objects.select_related("case", "case__unit", "plan__case").get(case_id=case.pk)


def moves_open(actor: Actor, workflow: Workflow, found: Plan | Task) -> list[Any]:
    """The moves that this person may make with a plan or task now."""
    duties = duties_of(actor, unit_id=found.case.unit_id)
    return list(workflow.moves_from(found.case.state, duties))


def items_in_force(codes: Iterable[str] | None = None, *, on: date) -> QuerySet[InspectItem]:
    """The list as it stands on a day; only these codes when given."""
    rows = InspectItem.objects.filter(valid_from__lte=on).exclude(valid_to__lt=on)
    return rows if codes is None else rows.filter(code__in=list(codes))


def departments(*, on: date) -> QuerySet[Department]:
    """The units that take part on a day, by code."""
    rows = Department.objects.filter(joined_on__lte=on).exclude(left_on__lt=on)
    return rows.select_related("unit").order_by("unit__code")


def selected_of(found: Task) -> QuerySet[Candidate]:
    """Whom the lot fell on, those who stand for them included, with company and team."""
    rows = Candidate.objects.filter(task=found, is_selected=True).select_related("object__entity", "object__region")
    return rows.prefetch_related("assignments__inspector__unit").order_by("object__entity__name", "pk")


def waiting_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many plans wait for approval and how many tasks for their next step, for the navigation."""
    on = localdate(now)
    plans_seen = cases.visible_to(actor, kind=rules.PLAN_KIND, on=on)
    tasks_seen = cases.visible_to(actor, kind=rules.TASK_KIND, on=on)
    return {
        "review": plans_seen.filter(state="REVIEW").count(),
        "running": tasks_seen.exclude(state__in=("ARCHIVED", "CANCELLED")).count(),
    }


def people_numbered(numbers: Iterable[str]) -> QuerySet[Inspector]:
    """The inspectors of these numbers, with their last course."""
    rows = Inspector.objects.filter(number__in=list(numbers)).select_related("unit")
    return rows.annotate(trained_on=Max("trainings__held_on")).order_by("number")


def items_for(task: Task, one: InspectObject) -> list[InspectItem]:
    """The items of a task that apply to an object: those for everybody, and those for a tag that it bears."""
    tags = set(one.tags.values_list("library__code", flat=True))
    return [item for item in task.items.all() if not item.tag or item.tag in tags]


def inspection_states(task: Task) -> list[str]:
    """The states of a task's inspections; of one made together with another, that one's."""
    return list(task.inspections.values_list(Coalesce("joined_to__case__state", "case__state"), flat=True))


def tasks_of(inspection: str) -> list[str]:
    """The numbers of the tasks that an inspection is made for: its own, and those of inspections joined to it."""
    asked = Q(inspections__case__number=inspection) | Q(inspections__joined_to__case__number=inspection)
    return list(Task.objects.filter(asked).order_by("pk").distinct().values_list("case__number", flat=True))


def plans_not_public(*, year: int) -> QuerySet[Plan]:
    """The plans of a year that nobody outside can read yet."""
    rows = Plan.objects.filter(year=year, case__state__in=("DRAFT", "REVIEW", "FILED"))
    return rows.select_related("case", "case__unit").order_by("pk")


def cities_without_plan(*, year: int, on: date) -> list[str]:
    """The cities whose departments take part and which have no plan of that year, not even a draft."""
    taking_part = {geo.city_of(one.unit.region_id) for one in departments(on=on)}
    planned = set(Plan.objects.filter(year=year).values_list("case__city_id", flat=True))
    return sorted(city for city in taking_part - planned if city)


def inspections_to_come(task: Task) -> list[str]:
    """The numbers of a task's inspections to which nobody has gone yet."""
    rows = task.inspections.filter(case__state__in=("NOTIFIED", "CANCEL_REQ")).order_by("pk")
    return list(rows.values_list("case__number", flat=True))
