"""What the responsible unit does: sign, note progress, close, and ask to return or to extend."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.deadlines import limit
from yishang.contexts.outreach.services.finding import find_by_more
from yishang.contexts.outreach.services.warnings import (
    note_work,
    settle_warnings,
)
from yishang.kernel import statements
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.directory.rules import Actor
from yishang.kernel.evidence import services as evidence

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case


@transaction.atomic
def accept_appeal(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Appeal:
    """Sign for an appeal as its first responsible unit; the signing clock stops. Raises what cases.claim raises."""
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="accept_appeal", at=at, version=version)
    cases.move(claim=claim, at=at, data={"note": note.strip()})
    appeal = queries.appeal_of(claim.case)
    settle_warnings(appeal=appeal, at=at)
    return appeal


@transaction.atomic
def note_progress(
    *,
    actor: Actor,
    number: str,
    note: str,
    at: datetime,
    picture_ids: Sequence[int] = (),
    version: int | None = None,
) -> Appeal:
    """Tell the company what has been done, with pictures if there are any."""
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="note_progress", at=at, version=version)
    if picture_ids:
        evidence.attach(actor=actor, picture_ids=list(picture_ids), subject=number, limit=rules.PICTURES_MAX)
    cases.move(claim=claim, at=at, data={"note": note.strip(), "pictures": list(picture_ids)})
    return note_work(appeal=queries.appeal_of(claim.case), at=at)


@transaction.atomic
def close_appeal(
    *,
    actor: Actor,
    number: str,
    result_type: str,
    result_text: str,
    at: datetime,
    picture_ids: Sequence[int] = (),
    version: int | None = None,
) -> Appeal:
    """Report the result; from now on the company has the word. Closing is not striking off. Raises TasksStillOpen."""
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="close_appeal", at=at, version=version)
    if tasks := list(queries.open_tasks(claim.case.pk)):
        raise rules.tasks_still_open([f"{one.unit.short_name if one.unit else ''}“{one.title}”" for one in tasks])
    if picture_ids:
        evidence.attach(actor=actor, picture_ids=list(picture_ids), subject=number, limit=rules.PICTURES_MAX)
    cases.move(
        claim=claim,
        at=at,
        data={"result": result_type, "note": result_text.strip(), "pictures": list(picture_ids)},
        changes={"closed_at": at},
    )
    find_by_more(case=claim.case, text=result_text)
    appeal = queries.appeal_of(claim.case)
    appeal.result_type, appeal.result_text = result_type, result_text.strip()
    appeal.half_time_at, appeal.is_uncontacted = None, False  # the company says anew whether anybody spoke to it
    statements.update(appeal, "result_type", "result_text", "half_time_at", "is_uncontacted")
    settle_warnings(appeal=appeal, at=at)
    return appeal


@transaction.atomic
def request_return(
    *, actor: Actor, number: str, reason: str, at: datetime, basis: str = "", version: int | None = None
) -> Appeal:
    """Say that the matter belongs to another unit, inside the signing limit; `basis` is the duty or rule (权责依据).

    The second request of a matter, by whichever unit, goes to the city's ruling. Raises ReturnNotAllowed,
    NobodyAboveToDecide.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="request_return", at=at, version=version
    )
    appeal = queries.appeal_of(claim.case)
    assert appeal.accept_due_at is not None, "a dispatched appeal has a signing limit"
    asked = appeal.returned_count + 1
    rules.check_somebody_decides(
        role=actor.role, is_citys_own=_is_citys_own(claim.case), city_alone=rules.is_for_ruling(asked)
    )
    rules.check_return(asked_before=appeal.returned_count, now=at, accept_due_at=appeal.accept_due_at)
    cases.move(
        claim=claim,
        at=at,
        data={"note": reason.strip(), "basis": basis.strip(), "returns_asked": asked},
        clocks_to_start={"review": limit(clock_code="review", on=claim.case.opened_at)},
    )
    appeal.returned_count = asked
    statements.update(appeal, "returned_count")
    settle_warnings(appeal=appeal, at=at)
    return appeal


@transaction.atomic
def request_extension(
    *, actor: Actor, number: str, half_days: int, reason: str, at: datetime, version: int | None = None
) -> Appeal:
    """Ask for more time (half days): once, at least one working day ahead.

    Raises ExtensionNotAllowed, NobodyAboveToDecide, InvalidInput.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="request_extension", at=at, version=version
    )
    appeal = queries.appeal_of(claim.case)
    assert appeal.handle_due_at is not None, "a dispatched appeal has a handling limit"
    rules.check_somebody_decides(role=actor.role, is_citys_own=_is_citys_own(claim.case), star=claim.case.grade or 1)
    rules.check_extension(
        rules.ExtensionAsked(
            half_days=half_days,
            original_half_days=limit(
                clock_code="rework" if appeal.reopened_count else "handle",
                on=claim.case.opened_at,
                grade=claim.case.grade,
            ),
            extended_before=appeal.extended_count,
            refused_before=appeal.extension_refused_count,
            half_days_left=clock_rules.half_days_between(clock_queries.calendar(), at, appeal.handle_due_at),
        )
    )
    cases.move(
        claim=claim,
        at=at,
        data={"note": reason.strip(), "half_days": half_days},
        clocks_to_start={"review": limit(clock_code="review", on=claim.case.opened_at)},
    )
    appeal.requested_half_days = half_days
    appeal.save(update_fields=["requested_half_days"])
    return appeal


def _is_citys_own(case: "Case") -> bool:
    """A matter that lies with the city itself, not with one of its counties."""
    return case.region_id == case.city_id
