"""A topic between its proposal and its votes: read once, read again by another person, let out, turned away, merged."""

from datetime import datetime

from django.db import transaction

from yishang.contexts.public_supervision import queries, rules
from yishang.contexts.public_supervision.models import Topic
from yishang.contexts.public_supervision.services.claiming import claim_topic, need_other, need_reason
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor


@transaction.atomic
def review_topic(
    *, actor: Actor, number: str, verdict: str, reason: str, at: datetime, days: int = 10, version: int | None = None
) -> Topic:
    """The first reader proposes to let the topic out for so many working days, or to turn it away, with the reason.

    Raises what cases.claim raises, InvalidInput (verdict, reason, days).
    """
    claim, topic = claim_topic(actor=actor, number=number, move="review_topic", at=at, version=version)
    if verdict not in (rules.LET_OUT, rules.TURN_AWAY):
        raise InvalidInput({"verdict": "请选择同意征集还是不予征集。"})
    if verdict == rules.LET_OUT and (fault := rules.days_fault(days)):
        raise InvalidInput({"days": fault})
    topic.reason = need_reason(text=reason)
    topic.proposed_verdict, topic.drafted_by_id, topic.collect_days = verdict, actor.id, days
    topic.save(update_fields=["reason", "proposed_verdict", "drafted_by_id", "collect_days"])
    cases.move(claim=claim, at=at, data={"verdict": verdict, "note": topic.reason})
    return topic


@transaction.atomic
def return_topic(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Topic:
    """The second reader disagrees and gives it back. Raises what cases.claim raises, InvalidInput, OwnApproval."""
    claim, topic = claim_topic(actor=actor, number=number, move="return_topic", at=at, version=version)
    need_other(actor=actor, drafted_by=topic.drafted_by_id, what="初审意见")
    cases.move(claim=claim, at=at, data={"note": need_reason(text=reason)})
    return topic


@transaction.atomic
def release_topic(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Topic:
    """The second reader lets it out; from now on everybody may vote.

    Raises what cases.claim raises, OwnApproval, InvalidInput where turning away was proposed.
    """
    claim, topic = claim_topic(actor=actor, number=number, move="release_topic", at=at, version=version)
    need_other(actor=actor, drafted_by=topic.drafted_by_id, what="初审意见")
    if topic.proposed_verdict != rules.LET_OUT:
        raise InvalidInput({"verdict": "初审的意见是不予征集。不同意的请退回初审。"})
    length = topic.collect_days * 2
    case = cases.move(claim=claim, at=at, data={"days": topic.collect_days}, clocks_to_start={rules.COLLECT: length})
    topic.collects_from, topic.collects_until = at, case.due_at
    topic.save(update_fields=["collects_from", "collects_until"])
    return topic


@transaction.atomic
def reject_topic(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Topic:
    """The second reader agrees to turn it away; its reason is public under its number.

    Raises what cases.claim raises, OwnApproval, InvalidInput where letting out was proposed.
    """
    claim, topic = claim_topic(actor=actor, number=number, move="reject_topic", at=at, version=version)
    need_other(actor=actor, drafted_by=topic.drafted_by_id, what="初审意见")
    if topic.proposed_verdict != rules.TURN_AWAY:
        raise InvalidInput({"verdict": "初审的意见是同意征集。不同意的请退回初审。"})
    cases.move(claim=claim, at=at, data={"note": topic.reason}, changes={"closed_at": at})
    return topic


@transaction.atomic
def merge_topic(
    *, actor: Actor, number: str, into: str, reason: str, at: datetime, version: int | None = None
) -> Topic:
    """Let a duplicate go up in a topic that is open to votes; its votes are told beside those of the other.

    Whether the same telephones voted for both cannot be known, for marks of two topics cannot be compared.
    Raises what cases.claim raises, InvalidInput (into, reason).
    """
    claim, topic = claim_topic(actor=actor, number=number, move="merge_topic", at=at, version=version)
    target = queries.collecting_topic(into.strip(), unit_id=actor.unit_id)
    if target is None or target.pk == topic.pk:
        raise InvalidInput({"into": "请填写本单位正在征集的另一题的编号。"})
    topic.reason = need_reason(text=reason)
    votes = topic.votes.count() + topic.merged_votes
    data, changes = {"into": target.case.number, "votes": votes, "note": topic.reason}, {"parent_id": target.pk}
    cases.move(claim=claim, at=at, data=data, changes={**changes, "closed_at": at})
    topic.save(update_fields=["reason"])
    target.merged_votes += votes
    target.save(update_fields=["merged_votes"])
    return topic
