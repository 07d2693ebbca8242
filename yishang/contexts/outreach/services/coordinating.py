"""When one unit alone does not get there: from line A to line B, and up to a meeting (handbook 1.5 两线、提级)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.assisting import let_answer
from yishang.contexts.outreach.services.deadlines import limit, note_due_dates, working_clock
from yishang.contexts.outreach.services.warnings import settle_warnings
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import services as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

EXTENDED_BY = "提级"  # what the clock's ledger gives as the reason


@transaction.atomic
def switch_line(
    *, actor: Actor, number: str, unit: str, reason: str, at: datetime, version: int | None = None
) -> Appeal:
    """Hand a matter of line A to the first responsible unit of line B (by code), which has to sign for it.

    The handling clock runs on: 转线时限不重置. Raises LineAlreadyDispatched, InvalidInput and what claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="switch_line", at=at, version=version)
    case, appeal = claim.case, queries.appeal_of(claim.case)
    rules.check_switch(line=appeal.line)
    responsible = directory.unit_for_dispatch(unit, region_code=case.region_id)
    if responsible is None:
        raise InvalidInput({"unit": "这个单位不在可派范围内，请从列表中选择。"})
    left = directory.units().filter(pk=case.unit_id or 0).first()
    let_answer(case=case, unit_id=responsible.pk, at=at)
    cases.move(
        claim=claim,
        at=at,
        data={
            "from_line": appeal.line,
            "from_unit": left.short_name if left else "",
            "unit": responsible.short_name,
            "left_unit": case.unit_id,  # whom to tell: the case forgets it now
            "note": reason.strip(),
        },
        clocks_to_start={"accept": limit(clock_code="accept", on=case.opened_at)},
        changes={"unit_id": responsible.pk},
    )
    appeal = note_due_dates(case=case, line="DISPATCH", dispatched_count=appeal.dispatched_count + 1)
    settle_warnings(appeal=appeal, at=at)
    return appeal


@transaction.atomic
def request_escalation(
    *, actor: Actor, number: str, route: str, reason: str, at: datetime, version: int | None = None
) -> Appeal:
    """Ask for a meeting as the unit: `route` INDIVIDUAL (联席会议, ★4) or COMMON (专题会议, ★5).

    Raises InvalidInput, EscalationNotAllowed and what cases.claim raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="request_escalation", at=at, version=version
    )
    star = rules.check_escalation(route=route, star=claim.case.grade)
    cases.move(
        claim=claim,
        at=at,
        data={"wanted_route": route, "star": star, "note": reason.strip()},
        clocks_to_start={"review": limit(clock_code="review", on=claim.case.opened_at)},
    )
    return queries.appeal_of(claim.case)


@transaction.atomic
def refuse_escalation(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Leave the matter with the unit, with the reason; clocks have run on meanwhile. Raises what claim raises."""
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="refuse_escalation", at=at, version=version
    )
    cases.move(claim=claim, at=at, data={"note": reason.strip()})
    return queries.appeal_of(claim.case)


@transaction.atomic
def escalate_appeal(
    *, actor: Actor, number: str, route: str, reason: str, at: datetime, version: int | None = None
) -> Appeal:
    """Take the matter up to a meeting: the grade rises to the route's star, the running clock to that star's limit.

    That is no extension of the unit's: it may still ask for its one. Raises InvalidInput, EscalationNotAllowed and
    what cases.claim raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="escalate_appeal", at=at, version=version
    )
    case, appeal = claim.case, queries.appeal_of(claim.case)
    star = rules.check_escalation(route=route, star=case.grade)
    before = {"star": case.grade, "route": appeal.route}
    added = _reach_limit_of(star, actor=actor, case=case, at=at)
    data = {"star": star, "wanted_route": route, "before": before, "half_days": added, "note": reason.strip()}
    cases.move(claim=claim, at=at, data=data, changes={"grade": star})
    appeal = note_due_dates(case=case, route=route)
    settle_warnings(appeal=appeal, at=at)
    return appeal


@transaction.atomic
def deescalate_appeal(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Give the matter back to the unit without a meeting, with the star and route that it had before (市营商办 only).

    The time that was promised meanwhile stays: a limit is not shortened afterwards. Raises what cases.claim raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="deescalate_appeal", at=at, version=version
    )
    appeal = queries.appeal_of(claim.case)
    before = queries.last_said(number, "escalated").get("before") or {}
    star, route = before.get("star") or claim.case.grade, before.get("route") or appeal.route
    data = {"star": star, "route": route, "limit_kept": True, "note": reason.strip()}
    cases.move(claim=claim, at=at, data=data, changes={"grade": star})
    appeal.route = route
    appeal.save(update_fields=["route"])
    return appeal


def _reach_limit_of(star: int, *, actor: Actor, case: "Case", at: datetime) -> int:
    """Move the running deadline to the limit of that star; returns by how many half days."""
    code = working_clock(number=case.number)
    running = next((clock for clock in clock_queries.running_clocks(case.number) if clock.code == code), None)
    if running is None:
        return 0
    wanted = limit(clock_code=code, on=case.opened_at, grade=star)
    added = rules.extra_half_days(wanted=wanted, given=running.half_days + running.extended_half_days)
    if added:
        clocks.extend_clock(
            actor=actor, subject=case.number, code=code, half_days=added, at=at, reason=f"{EXTENDED_BY}到 ★{star}"
        )
    return added
