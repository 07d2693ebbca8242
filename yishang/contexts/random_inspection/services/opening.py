"""From the lot to the door: open the inspection of every company drawn, and follow how far they all have come."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import Candidate, Task
from yishang.contexts.random_inspection.services.deadlines import limit
from yishang.contexts.random_inspection.services.onsite import open_inspection
from yishang.kernel.cases import services as cases
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor

# How far every inspection must be for the task to go on: state of the task → (move, states that count).
FURTHER = ("IN_PROGRESS", "ENTERED", "AUDITED", "PUBLICIZED", "FOLLOWED", "ARCHIVED")
STEPS: Mapping[str, tuple[str, frozenset[str]]] = {
    "IN_PROGRESS": ("note_entered", frozenset(FURTHER[1:])),
    "ENTERED": ("note_audited", frozenset(FURTHER[2:])),
    "AUDITED": ("note_publicized", frozenset(FURTHER[3:])),
    "PUBLICIZED": ("note_followed", frozenset(FURTHER[4:])),
}


@transaction.atomic
def notify_companies(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Task:
    """Open the inspection of every company that was drawn; each is told in time, unless the task is unannounced.

    Raises what `claim` and `open_inspection` raise.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.TASK, number=number, move="notify_companies", at=at, version=version
    )
    task = claim.case.inspection_task
    chosen = list(queries.selected_of(task).filter(void_reason=""))
    for one in chosen:
        open_for(actor=actor, task=task, candidate=one, at=at)
    clocks = {rules.FINISH: limit(kind=rules.TASK_KIND, clock_code=rules.FINISH, at=at)}
    cases.move(claim=claim, at=at, data={"companies": len(chosen)}, clocks_to_start=clocks)
    return task


def open_for(*, actor: Actor, task: Task, candidate: Candidate, at: datetime) -> None:
    """Open the inspection of one company drawn, with the team that was drawn for it."""
    made = open_inspection(
        actor=actor, task=task, entity=candidate.object.entity,
        officers=[one.inspector for one in candidate.assignments.all()],
        items=queries.items_for(task, candidate.object), at=at,
    )  # fmt: skip
    candidate.inspection = made.case.number
    candidate.save(update_fields=["inspection"])


@transaction.atomic
def advance_task(*, number: str, at: datetime) -> Task | None:
    """Take a task as far as all its inspections are: begun, entered, audited, public, followed up. Repeatable."""
    task = Task.objects.select_related("case").filter(case__number=number).first()
    if task is None or task.case.state not in rules.RUNNING:
        return None
    states = [state for state in queries.inspection_states(task) if state not in ("VOID", "CANCELLED", "MERGED")]
    if task.case.state == "NOTIFIED" and any(state in FURTHER for state in states):
        start_inspecting(actor=SYSTEM_ACTOR, number=number, at=at)
    for state, (move, reached) in STEPS.items():
        task.case.refresh_from_db(fields=["state"])
        if task.case.state == state and states and all(one in reached for one in states):
            _step(actor=SYSTEM_ACTOR, number=number, move=move, at=at)
    return task


def start_inspecting(*, actor: Actor, number: str, at: datetime) -> Task:
    """The first team has come. Raises what `claim` raises."""
    return _step(actor=actor, number=number, move="start_inspecting", at=at)


def note_entered(*, actor: Actor, number: str, at: datetime) -> Task:
    """Every result is entered; those of void companies are not waited for. Raises what `claim` raises."""
    return _step(actor=actor, number=number, move="note_entered", at=at)


def note_audited(*, actor: Actor, number: str, at: datetime) -> Task:
    """Every result is reviewed. Raises what `claim` raises."""
    return _step(actor=actor, number=number, move="note_audited", at=at)


def note_publicized(*, actor: Actor, number: str, at: datetime) -> Task:
    """Every result is public. Raises what `claim` raises."""
    return _step(actor=actor, number=number, move="note_publicized", at=at)


def note_followed(*, actor: Actor, number: str, at: datetime) -> Task:
    """Every follow-up is done. Raises what `claim` raises."""
    return _step(actor=actor, number=number, move="note_followed", at=at)


@transaction.atomic
def _step(*, actor: Actor, number: str, move: str, at: datetime) -> Task:
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move=move, at=at)
    cases.move(claim=claim, at=at)
    return claim.case.inspection_task
