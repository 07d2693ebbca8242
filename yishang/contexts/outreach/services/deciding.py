"""What the business-environment office decides: category, star, line, route, unit, and the units' requests."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.deadlines import limit, note_due_dates, working_clock
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.rules import MoveNotYours
from yishang.kernel.clocks import services as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor


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
    appeal.save(update_fields=["category", "line", "route"])
    cases.move(
        claim=claim,
        at=at,
        data={"category": category, "star": star, "line": line, "route": route, "note": note.strip()},
        changes={"category": category, "grade": star},
    )
    return appeal


@transaction.atomic
def dispatch_appeal(
    *, actor: Actor, number: str, unit: str, at: datetime, note: str = "", version: int | None = None
) -> Appeal:
    """Hand the appeal to its first responsible unit (by unit code); signing and handling clocks start.

    On line A the county office itself follows the matter. Raises InvalidInput for a unit out of reach.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="dispatch_appeal", at=at, version=version
    )
    responsible = directory.unit_for_dispatch(unit, region_code=claim.case.region_id)
    if responsible is None:
        raise InvalidInput({"unit": "这个单位不在可派范围内，请从列表中选择。"})
    case = claim.case
    lengths = {
        "accept": limit(clock_code="accept", on=case.opened_at),
        "handle": limit(clock_code="handle", on=case.opened_at, grade=case.grade),
    }
    cases.move(
        claim=claim,
        at=at,
        data={"unit": responsible.short_name, "limit": lengths["handle"], "star": case.grade, "note": note.strip()},
        clocks_to_start=lengths,
        changes={"unit_id": responsible.id},
    )
    return note_due_dates(case=case)


@transaction.atomic
def reject_appeal(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Decline an appeal that is outside the remit; the reason says where to turn instead."""
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="reject_appeal", at=at, version=version)
    cases.move(claim=claim, at=at, data={"note": reason.strip()}, changes={"closed_at": at})
    return queries.appeal_of(claim.case)


@transaction.atomic
def grant_return(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Agree that the unit is not the right one; the appeal waits to be dispatched anew."""
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="grant_return", at=at, version=version)
    cases.move(
        claim=claim,
        at=at,
        data={"note": reason.strip(), "unit_before": claim.case.unit_id},  # whom to tell: the case forgets it now
        clocks_to_start={"triage": limit(clock_code="triage", on=claim.case.opened_at)},
        changes={"unit_id": None},
    )
    return queries.appeal_of(claim.case)


@transaction.atomic
def refuse_return(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Send a return request back to the unit, with the reason; clocks have run on meanwhile."""
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="refuse_return", at=at, version=version)
    cases.move(claim=claim, at=at, data={"note": reason.strip()})
    return queries.appeal_of(claim.case)


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
    appeal.extended_count += 1
    appeal.requested_half_days = None
    appeal.save(update_fields=["extended_count", "requested_half_days"])
    return note_due_dates(case=claim.case)


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
