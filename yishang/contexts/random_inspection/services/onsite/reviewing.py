"""After the inspection: another person reviews, the result becomes public, and is set right where it was wrong."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.services.onsite.claiming import claim, publish_limit
from yishang.contexts.random_inspection.services.onsite.correcting import settle
from yishang.contexts.random_inspection.services.onsite.dates import stated
from yishang.contexts.random_inspection.services.onsite.public import correct_public_row, put_public_row
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import services as journal

NOTE_LONGEST = 500


@transaction.atomic
def return_result(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Inspection:
    """Send a result back to those who checked; what it ordered is withdrawn with it, for it may be ordered otherwise.

    Raises OwnReview, InvalidInput (reason), and as cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="return_result", at=at, version=version)
    _refuse_own(inspection, actor)
    inspection.orders.filter(state__in=("OPEN", "HANDED_IN")).update(state="WITHDRAWN")
    cases.move(claim=claimed, at=at, data={"note": stated(reason=reason)})
    return inspection


@transaction.atomic
def approve_result(
    *, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None
) -> Inspection:
    """Somebody of the unit who did not check finds the result in order. Raises OwnReview, OrderMissing, as claim.

    A company that could not be contacted becomes a fact that the credit process hears.
    """
    claimed, inspection = claim(actor=actor, number=number, move="approve_result", at=at, version=version)
    _refuse_own(inspection, actor)
    if onsite.needs_order(inspection.results) and not queries.standing_orders(inspection):
        raise onsite.OrderMissing("结果写明已责令改正，但没有责令改正的内容和期限。", next_step="请退回更正。")
    inspection.reviewed_by_id = actor.id
    inspection.save(update_fields=["reviewed_by_id"])
    cases.move(claim=claimed, at=at, data={"note": note.strip()[:NOTE_LONGEST]})
    if onsite.NOT_CONTACTABLE in inspection.results:
        journal.record(
            actor=actor, verb=f"{onsite.KIND}.not_contactable", subject=number, at=at, data=_told(inspection)
        )
    return inspection


@transaction.atomic
def publicize_result(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Inspection:
    """Make the result public; late it is made public all the same, with the days it is late. Raises as cases.claim."""
    claimed, inspection = claim(actor=actor, number=number, move="publicize_result", at=at, version=version)
    assert inspection.ended_on is not None, "nothing is reviewed that has not ended"
    inspection.published_on = localdate(at)
    inspection.days_late = onsite.days_late(
        inspection.ended_on, localdate(at), limit=publish_limit(at=at) // 2,
        is_working=clocks.calendar().is_working_day,
    )  # fmt: skip
    inspection.save(update_fields=["published_on", "days_late"])
    put_public_row(actor=actor, inspection=inspection, at=at)
    cases.move(claim=claimed, at=at, data={**_told(inspection), "late": inspection.days_late})
    settle(inspection=inspection, at=at)
    return inspection


@transaction.atomic
def withhold_result(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Inspection:
    """Not made public, because it touches a secret of the state or of business; says why.

    Raises OwnReview, InvalidInput (reason), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="withhold_result", at=at, version=version)
    _refuse_own(inspection, actor)
    cases.move(claim=claimed, at=at, data={"note": stated(reason=reason)})
    return inspection


@transaction.atomic
def correct_result(
    *,
    actor: Actor,
    number: str,
    results: Sequence[str],
    reason: str,
    at: datetime,
    problem: str = "",
    version: int | None = None,
) -> Inspection:
    """Set a published result right; the former stays visible beside it with the reason.

    Raises OwnReview, InvalidInput (results, problem, reason), and what cases.claim raises.
    """
    claimed, inspection = claim(actor=actor, number=number, move="correct_result", at=at, version=version)
    _refuse_own(inspection, actor)
    told = stated(reason=reason)
    if inspection.published_on is None:
        raise InvalidInput({"results": "这条结果没有公示，不用更正公示。"})
    tally = onsite.tally(onsite.lines_from(inspection.lines), queries.answers_of(inspection))
    if faults := onsite.faults_of(results, problem=problem, tally=tally):
        raise InvalidInput(faults)
    before = inspection.results
    inspection.results = [code for code in onsite.RESULTS if code in set(results)]
    inspection.problem = problem.strip()
    inspection.save(update_fields=["results", "problem"])
    correct_public_row(actor=actor, inspection=inspection, reason=told, at=at)
    cases.move(claim=claimed, at=at, data={"note": told, "before": before, **_told(inspection)})
    return inspection


@transaction.atomic
def confirm_result(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Inspection:
    """The company has read the result and agrees. Raises SaidBefore, and what cases.claim raises."""
    return _said("confirm_result", "CONFIRMED", actor, number, "", at, version)


@transaction.atomic
def dispute_result(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Inspection:
    """The company does not agree, and says why; its unit hears it. Raises SaidBefore, InvalidInput, as cases.claim."""
    return _said("dispute_result", "DISPUTED", actor, number, stated(reason=reason), at, version)


@transaction.atomic
def archive_inspection(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Inspection:
    """Nothing more is expected of anybody. Raises StillOpen, and what cases.claim raises."""
    claimed, inspection = claim(actor=actor, number=number, move="archive_inspection", at=at, version=version)
    if queries.open_order(inspection):
        raise onsite.StillOpen("还有责令改正没有复查。", next_step="请先由检查人员复查。")
    if inspection.case.state == "PUBLICIZED" and onsite.is_followed(inspection.results):
        raise onsite.StillOpen("发现的问题还没有后续处置结果。", next_step="请先记录后续处置。")
    cases.move(claim=claimed, at=at, changes={"closed_at": at})
    return inspection


def _said(move: str, word: str, actor: Actor, number: str, note: str, at: datetime, version: int | None) -> Inspection:
    claimed, inspection = claim(actor=actor, number=number, move=move, at=at, version=version)
    if inspection.company_word:
        raise onsite.SaidBefore("已经表示过意见。", next_step="如有新的情况，请联系检查单位。")
    inspection.company_word, inspection.company_note = word, note
    inspection.save(update_fields=["company_word", "company_note"])
    cases.move(claim=claimed, at=at, data={"note": note})
    return inspection


def _refuse_own(inspection: Inspection, actor: Actor) -> None:
    team = {one.account_id for one in queries.team_of(inspection)} | {inspection.entered_by_id}
    if actor.id is not None and actor.id in team:
        raise onsite.OwnReview("您参加了这次检查，不能审核自己的检查结果。", next_step="请由本单位其他人员审核。")


def _told(inspection: Inspection) -> dict[str, object]:
    """What the credit process needs to suggest something: never more than is public."""
    return {
        "uscc": inspection.entity.uscc,
        "results": inspection.results,
        "result": onsite.words_of(inspection.results),
        "ended_on": inspection.ended_on.isoformat() if inspection.ended_on else "",
    }
