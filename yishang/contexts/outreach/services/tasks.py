"""A task that a meeting gave to a unit: progress, done, checked by the office, or done again."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import Decision
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.directory.rules import Actor


@transaction.atomic
def note_task(*, actor: Actor, number: str, note: str, at: datetime, version: int | None = None) -> Decision:
    """Note how the task goes, as its unit. Raises what cases.claim raises."""
    claim = _claim(actor, number, "note_task", at=at, version=version)
    cases.move(claim=claim, at=at, data={"note": note.strip()})
    return _decision(claim)


@transaction.atomic
def report_task(*, actor: Actor, number: str, result: str, at: datetime, version: int | None = None) -> Decision:
    """Report the task done, as its unit; the clock stops. Raises what cases.claim raises."""
    claim = _claim(actor, number, "report_task", at=at, version=version)
    cases.move(claim=claim, at=at, data={"note": result.strip()})
    decision = _decision(claim)
    decision.result = result.strip()
    decision.save(update_fields=["result"])
    return decision


@transaction.atomic
def clear_task(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Decision:
    """Strike the task off after the office has checked it. Raises what cases.claim raises."""
    claim = _claim(actor, number, "clear_task", at=at, version=version)
    cases.move(claim=claim, at=at, data={"note": note.strip()}, changes={"closed_at": at})
    return _decision(claim)


@transaction.atomic
def return_task(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Decision:
    """Send it back to be done again within a limit of its own. Raises what cases.claim raises."""
    claim = _claim(actor, number, "return_task", at=at, version=version)
    half_days = clock_queries.limit_for(process=rules.TASK_KIND, clock_code="task_again", on=localdate(at))
    data = {"note": reason.strip(), "limit": half_days}
    cases.move(claim=claim, at=at, data=data, clocks_to_start={"task": half_days})
    return _decision(claim)


@transaction.atomic
def cancel_task(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Decision:
    """Give up a task that is no longer needed, with the reason (市营商办). Raises what cases.claim raises."""
    claim = _claim(actor, number, "cancel_task", at=at, version=version)
    cases.move(claim=claim, at=at, data={"note": reason.strip()}, changes={"closed_at": at})
    return _decision(claim)


@transaction.atomic
def note_task_day(*, number: str, before: datetime | None) -> bool:
    """After the calendar changed, move the day of a task along with its clock, which was due at `before`.

    Whether it is another day now. A day that was not the clock's (a task that came back) stays; repeating it, too.
    """
    found = Decision.objects.select_related("case").select_for_update(of=("self",)).filter(case__number=number)
    decision = found.first()
    if decision is None or decision.case.due_at is None or before is None or decision.due_on != localdate(before):
        return False
    decision.due_on = localdate(decision.case.due_at)
    decision.save(update_fields=["due_on"])
    return True


def _claim(actor: Actor, number: str, move: str, *, at: datetime, version: int | None) -> Claim:
    return cases.claim(actor=actor, workflow=rules.TASK, number=number, move=move, at=at, version=version)


def _decision(claim: Claim) -> Decision:
    decision: Decision = claim.case.decision
    return decision
