"""Tasks that meetings gave to units: what waits for whom, one in full, those of an appeal."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.rows import lamp_of
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible, Move, duties_of, is_own_judge
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import ANSWERING, OFFICES, Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import queries as journal
from yishang.kernel.statements import Given

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.clocks.models import Clock
    from yishang.kernel.journal.models import Fact

TASK_BESIDE = ("unit", "parent", "decision__item__meeting")
TASK_HEAPS = {"waiting": "待办", "open": "办理中", "reported": "待核验", "overdue": "超期", "all": "全部"}
TASK_FACTS = {"opened": "交办", **{move.fact: move.label for move in rules.TASK.moves}}
OPEN = Q(state__in=rules.TASK.open_states)


@dataclass(frozen=True)
class TaskDetail:
    """A task as its page shows it."""

    case: "Case"
    parent: "Case"
    moves: list[Move]
    clocks: "list[Clock]"
    facts: "list[Fact]"


def tasks_matching(actor: Actor, *, heap: str, now: datetime, q: str = "") -> "QuerySet[Case]":
    """The tasks of a heap that the actor may see. Raises InvalidInput for a heap that there is not."""
    if heap not in TASK_HEAPS:
        raise InvalidInput({"heap": f"没有“{heap}”这个选项。"})
    rows = cases.visible_to(actor, kind=rules.TASK_KIND, on=localdate(now)).filter(_in_heap(heap, actor, now))
    words = q.strip()
    if words:
        rows = rows.filter(
            Q(number__icontains=words)
            | Q(decision__task__icontains=words)
            | Q(parent__title__icontains=words)
            | Q(parent__number__icontains=words)
        )
    return rows


def _in_heap(heap: str, actor: Actor, now: datetime) -> Q:
    if heap == "waiting":
        return _waits_for(actor, now)
    overdue = Q(state="OPEN", due_at__lt=now)
    return {"open": Q(state="OPEN"), "reported": Q(state="REPORTED"), "overdue": overdue, "all": Q()}[heap]


def _waits_for(actor: Actor, now: datetime | Given) -> Q:
    """The unit works, the office checks what is reported, those above look at what is late."""
    waits = Q(state="OPEN", unit_id=actor.unit_id) if actor.role in ANSWERING and actor.unit_id else Q(pk__in=())
    if actor.role in OFFICES:
        return waits | (Q(state="REPORTED") & ~Q(unit_id=actor.unit_id))
    return waits | Q(state="OPEN", due_at__lt=now) if actor.role in (Role.VML, Role.MON) else waits


def tasks_waiting(actor: Actor, *, now: datetime | Given, on: date | Given) -> "QuerySet[Case]":
    """The tasks that wait for the actor; the moment and the day may still be to be given (kernel statements)."""
    if actor.role == Role.DEP:  # what waits for a unit is its own, so that nothing more narrows it
        return cases.subjects_of(rules.TASK_KIND).filter(_waits_for(actor, now))
    return cases.visible_to(actor, kind=rules.TASK_KIND, on=on).filter(_waits_for(actor, now))


def task(actor: Actor, number: str, *, now: datetime) -> TaskDetail:
    """One task with the appeal that it serves, as the actor may see it. Raises CaseNotVisible."""
    rows = cases.visible_to(actor, kind=rules.TASK_KIND, on=localdate(now)).select_related(
        *TASK_BESIDE, "parent__unit", "parent__applicant"
    )
    case = rows.filter(number=number).order_by().first()
    if case is None or case.parent is None:
        raise CaseNotVisible(number)
    return TaskDetail(
        case=case,
        parent=case.parent,
        moves=task_moves(actor, case),
        clocks=clock_queries.running_clocks(number),
        facts=list(journal.timeline(number, include_internal=True)),
    )


def task_moves(actor: Actor, case: "Case") -> list[Move]:
    """The moves of a task that this person may make now."""
    moves = rules.TASK.moves_from(case.state, duties_of(actor, unit_id=case.unit_id))
    return [move for move in moves if not is_own_judge(move, actor, unit_id=case.unit_id)]


def tasks_under(case_id: int) -> "QuerySet[Case]":
    """The tasks of an appeal with unit and decision, in the order of the decisions; one statement."""
    return cases.children_of(case_id, kind=rules.TASK_KIND).select_related(*TASK_BESIDE)


def open_tasks(case_id: int) -> "QuerySet[Case]":
    """The tasks of an appeal that are not struck off yet."""
    return tasks_under(case_id).filter(OPEN)


def task_row(case: "Case", *, now: datetime) -> dict[str, Any]:
    """One line of a list of tasks; `case` brings TASK_BESIDE along, so that nothing more is read."""
    colour, words = lamp_of(case, now=now, workflow=rules.TASK)
    state, decision = rules.TASK.state(case.state), case.decision
    return {
        "number": case.number,
        "title": case.title,
        "task": decision.task,
        "state": case.state,
        "state_label": state.label,
        "tone": state.tone,
        "lamp": colour,
        "lamp_text": words,
        "is_running": case.due_at is not None,
        "due_on": decision.due_on,
        "due_at": case.due_at,
        "result": decision.result,
        "unit": case.unit.code if case.unit else "",
        "unit_name": case.unit.short_name if case.unit else "",
        "unit_id": case.unit_id,
        "county_name": geo.short_name_of(case.region_id),
        "meeting": decision.item.meeting.number,
        "meeting_name": rules.MEETINGS[decision.item.meeting.kind],
        "appeal": case.parent.number if case.parent else "",
        "appeal_title": case.parent.title if case.parent else "",
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "version": case.version,
    }
