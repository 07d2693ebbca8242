"""Voting: one telephone, one vote for a topic; and the end of a collection."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from yishang.contexts.public_supervision import queries, rules
from yishang.contexts.public_supervision.models import Topic, Vote
from yishang.contexts.public_supervision.services.claiming import claim_topic
from yishang.contexts.public_supervision.services.deadlines import limit
from yishang.kernel.cases import services as cases
from yishang.kernel.directory.rules import SYSTEM_ACTOR


def vote_topic(*, phone: str, number: str, at: datetime) -> Vote:
    """Vote with a proven telephone. Two at once make one: the table lets a telephone in once for each topic.

    No fact is written, it would tell who voted when; the count is in the fact that ends the collection.
    Raises NotFound, NotCollecting, AlreadyVoted.
    """
    topic = queries.topic_for_all(number)
    rules.check_collecting(topic.case.state, until=topic.collects_until, at=at)
    _refuse_vote_for_merged(topic, phone)
    try:
        with transaction.atomic():
            return Vote.objects.create(topic=topic, voter=voter_mark(topic_id=topic.pk, phone=phone), on=localdate(at))
    except IntegrityError:
        raise _voted_already() from None


@transaction.atomic
def close_collection(*, number: str, at: datetime) -> Topic:
    """The collection is over: count, and let the department answer. Raises what cases.claim raises."""
    claim, topic = claim_topic(actor=SYSTEM_ACTOR, number=number, move="close_collection", at=at)
    length = limit(process=rules.TOPIC_KIND, code=rules.ANSWER, at=at)
    data = {"votes": topic.votes.count(), "merged_votes": topic.merged_votes}
    case = cases.move(claim=claim, at=at, data=data, clocks_to_start={rules.ANSWER: length})
    topic.answer_due_at = case.due_at
    topic.save(update_fields=["answer_due_at"])
    return topic


def close_due_collections(*, at: datetime) -> int:
    """End every collection whose time is over; how many."""
    numbers = queries.collections_over(at=at)
    for number in numbers:
        close_collection(number=number, at=at)
    return len(numbers)


def voter_mark(*, topic_id: int, phone: str) -> str:
    """A telephone as this topic knows it: keyed with the installation's secret and good for this topic only."""
    return salted_hmac("public_supervision.vote", f"{topic_id}:{phone}", algorithm="sha256").hexdigest()


def _refuse_vote_for_merged(topic: Topic, phone: str) -> None:
    """Who voted for a topic that went up in this one has voted for this one."""
    for merged in queries.merged_into(topic):
        if merged.votes.filter(voter=voter_mark(topic_id=merged.pk, phone=phone)).exists():
            raise _voted_already()


def _voted_already() -> rules.AlreadyVoted:
    return rules.AlreadyVoted("这部手机已经给这个题投过票。", next_step="一部手机一个题一票，可以再给别的题投。")
