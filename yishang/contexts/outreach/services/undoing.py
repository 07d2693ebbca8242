"""Taking back a slip: moves with facts of their own, open only until others have acted on what they take back."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.deadlines import limit, note_due_dates
from yishang.contexts.outreach.services.warnings import settle_warnings
from yishang.kernel.cases import queries as case_queries
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import queries as journal

if TYPE_CHECKING:
    from collections.abc import Collection

    from yishang.kernel.cases.models import Case
    from yishang.kernel.journal.models import Fact


@transaction.atomic
def undo_triage(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Appeal:
    """Take back one's own classification before anything followed from it; the triage clock has run on.

    Raises UndoNotYours, UndoTooLate (ten minutes) and what cases.claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="undo_triage", at=at, version=version)
    facts = journal.timeline(number, include_internal=True)
    triaged = _last(facts, "triaged")
    rules.check_undo_triage(by=actor.id, triaged_by=triaged.actor_id, triaged_at=triaged.at, now=at)
    category = str(facts[0].data.get("category") or "")  # what the company chose; imported matters had none
    appeal = queries.appeal_of(claim.case)
    appeal.category_id, appeal.line, appeal.route = category or None, "", ""
    appeal.save(update_fields=["category", "line", "route"])
    cases.move(claim=claim, at=at, data={"note": note.strip()}, changes={"category": category, "grade": None})
    return appeal


@transaction.atomic
def recall_dispatch(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Appeal:
    """Take a matter back from a unit that has not signed it, and from those that were to work along; the unit is told.

    What was left to dispatch it runs on. Raises what cases.claim raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="recall_dispatch", at=at, version=version
    )
    case, facts = claim.case, journal.timeline(number, include_internal=True)
    released = _release(case, _last(facts, "dispatched").data.get("co_units", ()), at)
    cases.move(
        claim=claim,
        at=at,
        data={
            "note": note.strip(),
            "unit_before": case.unit_id,  # whom to tell: the case forgets it now
            **({"co_units_released": released} if released else {}),
        },
        clocks_to_start={"triage": _time_left(claim, facts, at)},
        changes={"unit_id": None},
    )
    before = queries.appeal_of(case).dispatched_count
    appeal = note_due_dates(case=case, dispatched_count=max(before - 1, 0))  # a slip is no unit's turn (推诿, W3)
    appeal.handle_due_at = None  # no unit is bound by it any more, and none is late
    appeal.save(update_fields=["handle_due_at"])
    settle_warnings(appeal=appeal, at=at)
    return appeal


def _release(case: "Case", names: "Collection[str]", at: datetime) -> list[str]:
    """Let go the units that were chosen at the dispatch to work along; their short names."""
    return [
        one.unit.short_name
        for one in case_queries.co_units_of(case.pk)
        if one.unit.short_name in names and cases.release_co_unit(case=case, unit_id=one.unit_id, at=at)
    ]


def _time_left(claim: cases.Claim, facts: "list[Fact]", at: datetime) -> int:
    """Half days: until the deadline that stood when the matter was dispatched, which the fact before that promised."""
    is_stock = queries.appeal_of(claim.case).channel == queries.IMPORT
    given = limit(clock_code="triage_stock" if is_stock else "triage", on=claim.case.opened_at)
    before = _before_dispatch(facts)
    promised = before.data.get("due") if before else ""
    if not promised:
        return given
    left = clock_rules.half_days_between(clock_queries.calendar(), at, datetime.fromisoformat(promised))
    return rules.time_left_to_dispatch(left=left, limit=given)


def _before_dispatch(facts: "list[Fact]") -> "Fact | None":
    """The last fact with a deadline before the last dispatch."""
    sent = max((place for place, fact in enumerate(facts) if fact.verb == _verb("dispatched")), default=0)
    return next((fact for fact in reversed(facts[:sent]) if fact.data.get("due")), None)


def _last(facts: "list[Fact]", name: str) -> "Fact":
    return next(fact for fact in reversed(facts) if fact.verb == _verb(name))


def _verb(name: str) -> str:
    return f"{rules.KIND}.{name}"
