"""Raising and ending warnings: by the moves themselves, and by a job for what time brings about (handbook 1.5)."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal, AppealWarning
from yishang.kernel import statements
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.journal import services as journal


def settle_warnings(*, appeal: Appeal, at: datetime, conflict: str = "") -> None:
    """Bring the warnings of a locked matter in step with how it stands: end what is past, raise what holds now.

    `conflict` is a W3 by a refused return that the duty list contradicts, in words. Call it after the move.
    """
    standing = _standing(appeal, at)
    open_now = {one.code: one for one in queries.open_warnings(appeal.pk)}
    for code, warning in open_now.items():
        if not rules.still_warned(code, standing):
            warning.ended_at = at
            statements.update(warning, "ended_at")
    due = rules.warnings_due(standing) | ({"W3": rules.conflict_reason(conflict)} if conflict else {})
    for code, reason in due.items():
        if code not in open_now:
            _raise(appeal, code, reason, at)


def note_work(*, appeal: Appeal, at: datetime) -> Appeal:
    """Something was done and told, by the unit or one that assists: the matter does not stand still (W4)."""
    appeal.progressed_at = at
    statements.update(appeal, "progressed_at")
    settle_warnings(appeal=appeal, at=at)
    return appeal


def raise_due_warnings(*, at: datetime) -> int:
    """Raise what time has brought about (W1, W2, W4), and end what moves have left behind; how many matters changed."""
    found = [number for code in rules.BY_TIME for number in queries.to_warn(code, now=at)]
    numbers = dict.fromkeys([*found, *queries.past_warnings()])
    for number in numbers:
        _settle_one(number, at)
    return len(numbers)


@transaction.atomic
def _settle_one(number: str, at: datetime) -> None:
    """Look again under lock: somebody may have signed meanwhile."""
    case = cases.visible_one(SYSTEM_ACTOR, workflow=rules.APPEAL, number=number, on=localdate(at), locked=True)
    if case is not None:
        settle_warnings(appeal=queries.appeal_of(case), at=at)


def _standing(appeal: Appeal, at: datetime) -> rules.Standing:
    return rules.Standing(
        state=appeal.case.state,
        now=at,
        accept_due_at=appeal.accept_due_at,
        handle_due_at=appeal.handle_due_at,
        half_time_at=appeal.half_time_at,
        progressed_at=appeal.progressed_at,
        returns_asked=appeal.returned_count,
        dispatched=appeal.dispatched_count,
        is_uncontacted=appeal.is_uncontacted,
    )


def _raise(appeal: Appeal, code: str, reason: str, at: datetime) -> None:
    case = appeal.case
    statements.insert(
        AppealWarning(appeal=appeal, code=code, unit_id=case.unit_id, reason=reason, raised_at=at, ended_at=None)
    )
    journal.record(
        actor=SYSTEM_ACTOR,
        verb=f"{rules.KIND}.warned",
        subject=case.number,
        at=at,
        data={"warning": code, "note": reason},
        internal=True,
    )
