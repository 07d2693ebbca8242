"""What the business-environment office decides: category, star, line, route, unit, and the units' requests."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.assisting import (
    choose_co_units,
    let_answer,
)
from yishang.contexts.outreach.services.deadlines import limit, note_due_dates, working_clock
from yishang.contexts.outreach.services.warnings import settle_warnings
from yishang.kernel import statements
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.rules import MoveNotYours
from yishang.kernel.clocks import services as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case


@transaction.atomic
def triage_appeal(
    *,
    actor: Actor,
    number: str,
    category: str,
    star: int,
    line: str,
    route: str,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> Appeal:
    """Check and classify: category, difficulty star 1–5, line and route. Raises InvalidInput and what claim raises."""
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="triage_appeal", at=at, version=version)
    if not queries.category_in_use(category, on=localdate(at)):
        raise InvalidInput({"category": "没有这个类别，请从列表中选择。"})
    appeal = queries.appeal_of(claim.case)
    appeal.category_id, appeal.line, appeal.route = category, line, route
    statements.update(appeal, "category", "line", "route")
    cases.move(
        claim=claim,
        at=at,
        data={"category": category, "star": star, "line": line, "route": route, "note": note.strip()},
        changes={"category": category, "grade": star},
    )
    return appeal


@transaction.atomic
def dispatch_appeal(
    *,
    actor: Actor,
    number: str,
    unit: str,
    at: datetime,
    note: str = "",
    co_units: Sequence[str] = (),
    version: int | None = None,
) -> Appeal:
    """Hand the appeal to its first responsible unit (by unit code); signing and handling clocks start.

    On line A the county office itself follows the matter. `co_units` (codes) work along from ★3 on. Raises
    InvalidInput for a unit out of reach.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="dispatch_appeal", at=at, version=version
    )
    responsible = directory.unit_for_dispatch(unit, region_code=claim.case.region_id)
    if responsible is None:
        raise InvalidInput({"unit": "这个单位不在可派范围内，请从列表中选择。"})
    case = claim.case
    assisting = choose_co_units(case=case, responsible=responsible, codes=co_units)
    lengths = _lengths(case)
    if queries.appeal_of(case).accept_due_at is not None:  # not for the first time: it may have assisted before
        let_answer(case=case, unit_id=responsible.pk, at=at)
    for one in assisting:
        cases.add_co_unit(case=case, unit_id=one.pk, task=note.strip(), at=at)
    data = {"unit": responsible.short_name, "limit": lengths["handle"], "star": case.grade, "note": note.strip()}
    cases.move(
        claim=claim,
        at=at,
        data={**data, **({"co_units": [one.short_name for one in assisting]} if assisting else {})},
        clocks_to_start=lengths,
        changes={"unit_id": responsible.id},
    )
    case.unit = responsible
    again = queries.appeal_of(case).dispatched_count + 1
    appeal = note_due_dates(case=case, dispatched_count=again, progressed_at=None)
    settle_warnings(appeal=appeal, at=at)
    return appeal


@transaction.atomic
def reject_appeal(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Decline an appeal that is outside the remit; the reason says where to turn instead."""
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="reject_appeal", at=at, version=version)
    cases.move(claim=claim, at=at, data={"note": reason.strip()}, changes={"closed_at": at})
    return queries.appeal_of(claim.case)


@transaction.atomic
def grant_return(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Agree that the unit is not the right one; the appeal waits to be dispatched anew.

    Raises RulingDue for a second request, and what cases.claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="grant_return", at=at, version=version)
    rules.check_decides_return(asked=queries.appeal_of(claim.case).returned_count)
    cases.move(
        claim=claim,
        at=at,
        data={"note": reason.strip(), "unit_before": claim.case.unit_id},  # whom to tell: the case forgets it now
        clocks_to_start={"triage": limit(clock_code="triage", on=claim.case.opened_at)},
        changes={"unit_id": None},
    )
    appeal = note_due_dates(case=claim.case)
    settle_warnings(appeal=appeal, at=at)
    return appeal


@transaction.atomic
def refuse_return(
    *, actor: Actor, number: str, reason: str, at: datetime, conflicts: bool = False, version: int | None = None
) -> Appeal:
    """Send a return request back to the unit, with the reason; clocks have run on meanwhile.

    `conflicts` says that the duty list (权责清单) names this very unit, which is a warning (W3). Raises RulingDue for a
    second request, and what cases.claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="refuse_return", at=at, version=version)
    appeal = queries.appeal_of(claim.case)
    rules.check_decides_return(asked=appeal.returned_count)
    words = reason.strip()
    cases.move(claim=claim, at=at, data={"note": words} | ({"conflicts": True} if conflicts else {}))
    settle_warnings(appeal=appeal, at=at, conflict=words if conflicts else "")
    return appeal


@transaction.atomic
def arbitrate_return(
    *, actor: Actor, number: str, unit: str, reason: str, at: datetime, version: int | None = None
) -> Appeal:
    """Rule as the city's office which unit (by code, also the same) answers for the matter; nobody returns it again.

    Signing and handling clocks start anew (handbook 1.5: 第二次由 MBO 强制指派). Raises RulingNotDue, InvalidInput and
    what cases.claim raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="arbitrate_return", at=at, version=version
    )
    case, appeal = claim.case, queries.appeal_of(claim.case)
    rules.check_ruling(asked=appeal.returned_count)
    responsible = directory.unit_for_dispatch(unit, region_code=case.region_id)
    if responsible is None:
        raise InvalidInput({"unit": "这个单位不在可派范围内，请从列表中选择。"})
    lengths, before = _lengths(case), case.unit_id
    let_answer(case=case, unit_id=responsible.pk, at=at)
    cases.move(
        claim=claim,
        at=at,
        data={
            "unit": responsible.short_name,
            "limit": lengths["handle"],
            "note": reason.strip(),
            **({"left_unit": before} if before != responsible.pk else {}),  # whom to tell: the case forgets it now
        },
        clocks_to_start=lengths,
        changes={"unit_id": responsible.pk},
    )
    dispatched = appeal.dispatched_count + (before != responsible.pk)
    appeal = note_due_dates(case=case, dispatched_count=dispatched, progressed_at=None)
    settle_warnings(appeal=appeal, at=at)
    return appeal


def _lengths(case: "Case") -> dict[str, int]:
    """How long signing and handling may take, in half days."""
    return {
        "accept": limit(clock_code="accept", on=case.opened_at),
        "handle": limit(clock_code="handle", on=case.opened_at, grade=case.grade),
    }


@transaction.atomic
def grant_extension(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Give the time that was asked for. For ★4 and ★5 only the city office may. Raises MoveNotYours."""
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="grant_extension", at=at, version=version
    )
    if not rules.decides_extension(actor.role, star=claim.case.grade or 1):
        raise MoveNotYours(claim.move)
    appeal = queries.appeal_of(claim.case)
    half_days = appeal.requested_half_days or 0
    clocks.extend_clock(
        actor=actor, subject=number, code=working_clock(number=number), half_days=half_days, at=at, reason=reason
    )
    cases.move(claim=claim, at=at, data={"half_days": half_days, "note": reason.strip()})
    appeal = note_due_dates(case=claim.case, extended_count=appeal.extended_count + 1, requested_half_days=None)
    settle_warnings(appeal=appeal, at=at)
    return appeal


@transaction.atomic
def refuse_extension(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Hold the unit to its first limit, with the reason."""
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="refuse_extension", at=at, version=version
    )
    if not rules.decides_extension(actor.role, star=claim.case.grade or 1):
        raise MoveNotYours(claim.move)
    cases.move(claim=claim, at=at, data={"note": reason.strip()})
    appeal = queries.appeal_of(claim.case)
    appeal.extension_refused_count += 1
    appeal.requested_half_days = None
    appeal.save(update_fields=["extension_refused_count", "requested_half_days"])
    return appeal
