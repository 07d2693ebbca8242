"""The company has the last word: rating, call-back, striking off, or doing it again."""

from datetime import datetime

from django.db import transaction

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.deadlines import limit, note_due_dates
from yishang.contexts.outreach.services.warnings import settle_warnings
from yishang.kernel import statements
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.ratings import queries as rating_queries
from yishang.kernel.ratings import services as ratings


@transaction.atomic
def rate_appeal(
    *,
    actor: Actor,
    number: str,
    star: int,
    at: datetime,
    reason: str = "",
    suggestion: str = "",
    is_uncontacted: bool = False,
    version: int | None = None,
) -> Appeal:
    """One to five stars by the company; one or two need a reason and send the matter back to be done again, once.

    `is_uncontacted` says, with one or two stars, that nobody ever spoke to the company (W5 虚假办结).

    Raises InvalidInput, AlreadyRated and what cases.claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="rate_appeal", at=at, version=version)
    ratings.rate(actor=actor, case_id=claim.case.pk, star=star, reason=reason, suggestion=suggestion, at=at)
    is_low = star <= rules.LOW_STAR
    data = {"stars": star, "note": reason.strip(), "suggestion": suggestion.strip()}
    cases.move(claim=claim, at=at, data=data | ({"uncontacted": True} if is_low and is_uncontacted else {}))
    appeal = queries.appeal_of(claim.case)
    if is_low and is_uncontacted:
        appeal.is_uncontacted = True
        statements.update(appeal, "is_uncontacted")
        settle_warnings(appeal=appeal, at=at)
    if is_low and appeal.reopened_count == 0:
        return reopen_appeal(actor=SYSTEM_ACTOR, number=number, reason=f"企业评价 {star} 星，自动重新办理", at=at)
    return appeal


@transaction.atomic
def reopen_appeal(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Appeal:
    """Have the responsible unit do it again within half the first limit.

    Raises ReopeningNotAllowed, SecondReopeningNotYours and what cases.claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="reopen_appeal", at=at, version=version)
    rating, answer = rating_queries.rating_of(claim.case.pk), rating_queries.last_answer(claim.case.pk)
    rules.check_reopening(
        star=rating.star if rating else None,
        outcome=answer.outcome if answer else None,
        reopened_before=queries.appeal_of(claim.case).reopened_count,
        role=actor.role,
    )
    half_days = limit(clock_code="rework", on=claim.case.opened_at, grade=claim.case.grade)
    cases.move(
        claim=claim,
        at=at,
        data={"note": reason.strip(), "limit": half_days},
        clocks_to_start={"rework": half_days},
        changes={"closed_at": None},
    )
    again = queries.appeal_of(claim.case).reopened_count + 1
    return note_due_dates(case=claim.case, reopened_count=again, progressed_at=None)


@transaction.atomic
def call_back_appeal(
    *, actor: Actor, number: str, outcome: str, at: datetime, note: str = "", version: int | None = None
) -> Appeal:
    """Note what the company said on the phone. Not reached: use note_missed_call.

    Raises CallBackNotDue, CallerHandledTheCase and what cases.claim raises.
    """
    claim = _claim_call(actor=actor, number=number, move="call_back_appeal", at=at, version=version)
    ratings.record_call_back(actor=actor, case_id=claim.case.pk, outcome=outcome, at=at, note=note)
    cases.move(claim=claim, at=at, data={"outcome": outcome, "note": note.strip()})
    return queries.appeal_of(claim.case)


@transaction.atomic
def note_missed_call(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Appeal:
    """Nobody answered. The third time, at different half days, strikes the matter off as 未接通, in no satisfaction."""
    claim = _claim_call(actor=actor, number=number, move="note_missed_call", at=at, version=version)
    call = ratings.record_call_back(actor=actor, case_id=claim.case.pk, outcome="UNREACHABLE", at=at, note=note)
    cases.move(claim=claim, at=at, data={"attempt": call.attempt, "note": note.strip()})
    if call.attempt >= rules.CALL_ATTEMPTS_MAX:
        return archive_unreached(actor=actor, number=number, at=at)
    return queries.appeal_of(claim.case)


@transaction.atomic
def archive_unreached(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Appeal:
    """Strike off a matter whose company could not be reached three times. Raises NotYetToArchive before that."""
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="archive_unreached", at=at, version=version
    )
    missed = rating_queries.missed_calls(claim.case.pk)
    if missed < rules.CALL_ATTEMPTS_MAX:
        raise rules.NotYetToArchive(f"只打过 {missed} 次电话，满三次未接通才能销号。", next_step="请隔半天再打。")
    cases.move(claim=claim, at=at, data={"note": "三次电话未接通"})
    return queries.appeal_of(claim.case)


@transaction.atomic
def archive_appeal(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Appeal:
    """Strike the matter off the ledger after somebody other than the unit has checked the company's word.

    Raises NotYetToArchive when the company is unsatisfied, or was chosen for a call that has not been made.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="archive_appeal", at=at, version=version
    )
    if refused := queries.why_not_archive(claim.case, role=actor.role):
        up = refused == rules.UP_TO_THE_CITY
        raise rules.NotYetToArchive(refused, next_step="请报市营商办决定。" if up else "请先回访，或退回重新办理。")
    cases.move(claim=claim, at=at, data={"note": note.strip()})
    return queries.appeal_of(claim.case)


def _claim_call(*, actor: Actor, number: str, move: str, at: datetime, version: int | None) -> Claim:
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move=move, at=at, version=version)
    assert claim.case.closed_at is not None, "only closed appeals are called back"
    rating = rating_queries.rating_of(claim.case.pk)
    rules.check_call_back(star=rating.star if rating else None, closed_at=claim.case.closed_at, now=at)
    return claim
