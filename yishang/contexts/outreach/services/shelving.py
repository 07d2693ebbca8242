"""挂账: a unit asks, the city's office decides and sets a day of review; the clock waits meanwhile (handbook 1.5)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.deadlines import limit, note_due_dates, working_clock
from yishang.contexts.outreach.services.warnings import settle_warnings
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import services as clocks
from yishang.kernel.directory.rules import Actor


@transaction.atomic
def request_shelving(
    *, actor: Actor, number: str, reason: str, review_on: date, at: datetime, version: int | None = None
) -> Appeal:
    """Say as the unit that the conditions are not there yet, and when to look again. The clock runs on meanwhile.

    Raises InvalidInput, NobodyAboveToDecide and what cases.claim raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="request_shelving", at=at, version=version
    )
    rules.check_somebody_decides(role=actor.role, is_citys_own=False, city_alone=True)
    rules.check_review_day(review_on, today=localdate(at))
    cases.move(
        claim=claim,
        at=at,
        data={"note": reason.strip(), "review_on": review_on.isoformat()},
        clocks_to_start={"review": limit(clock_code="review", on=claim.case.opened_at)},
    )
    return queries.appeal_of(claim.case)


@transaction.atomic
def refuse_shelving(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Leave the matter with the unit, with the reason; clocks have run on meanwhile. Raises what claim raises."""
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="refuse_shelving", at=at, version=version
    )
    cases.move(claim=claim, at=at, data={"note": reason.strip()})
    return queries.appeal_of(claim.case)


@transaction.atomic
def shelve_appeal(
    *, actor: Actor, number: str, reason: str, review_on: date, at: datetime, version: int | None = None
) -> Appeal:
    """Put the matter aside until a day of review; its clock waits (blue), and the company is told why.

    It is not closed: figures count it apart. Raises InvalidInput and what cases.claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="shelve_appeal", at=at, version=version)
    rules.check_review_day(review_on, today=localdate(at))
    clocks.pause_clock(actor=actor, subject=number, code=working_clock(number=number), at=at, reason=f"挂账：{reason}")
    cases.move(claim=claim, at=at, data={"note": reason.strip(), "review_on": review_on.isoformat()})
    appeal = note_due_dates(
        case=claim.case,
        review_on=review_on,
        shelving_extended_count=0,
        result_type=rules.SHELVED,
        result_text=reason.strip(),
    )
    settle_warnings(appeal=appeal, at=at)
    return appeal


@transaction.atomic
def extend_shelving(
    *, actor: Actor, number: str, reason: str, review_on: date, at: datetime, version: int | None = None
) -> Appeal:
    """Look again later: at most twice. Raises ShelvedLongEnough, InvalidInput and what cases.claim raises."""
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="extend_shelving", at=at, version=version
    )
    appeal = queries.appeal_of(claim.case)
    rules.check_shelving_extension(extended_before=appeal.shelving_extended_count)
    rules.check_review_day(review_on, today=localdate(at), before=appeal.review_on)
    cases.move(claim=claim, at=at, data={"note": reason.strip(), "review_on": review_on.isoformat()})
    appeal.review_on = review_on
    appeal.shelving_extended_count += 1
    appeal.save(update_fields=["review_on", "shelving_extended_count"])
    return appeal


@transaction.atomic
def resume_appeal(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Go on with a shelved matter: its clock runs again, and the deadline moves by the half days that it waited."""
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="resume_appeal", at=at, version=version)
    case = claim.case
    clocks.resume_clock(actor=actor, subject=number, code=working_clock(number=number), at=at, reason=reason)
    cases.refresh_clock(case=case)  # before the move, so that its fact tells the new deadline
    cases.move(claim=claim, at=at, data={"note": reason.strip()})
    appeal = note_due_dates(case=case, review_on=None, result_type="", result_text="")
    settle_warnings(appeal=appeal, at=at)
    return appeal
