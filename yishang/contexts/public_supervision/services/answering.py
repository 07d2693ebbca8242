"""The department's public answer, the task that comes of it, and the result that returns to the topic's page."""

from datetime import datetime

from django.db import transaction

from yishang.contexts.public_supervision import queries, rules
from yishang.contexts.public_supervision.models import Topic
from yishang.contexts.public_supervision.services.claiming import claim_topic, need_other, need_reason
from yishang.contexts.public_supervision.services.deadlines import limit
from yishang.contexts.public_supervision.services.showing import show_answer, show_more
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor


@transaction.atomic
def draft_answer(
    *, actor: Actor, number: str, kind: str, answer: str, at: datetime, version: int | None = None
) -> Topic:
    """Write the answer: adopted, and what will be done, or declined, and why. Raises cases.claim's, InvalidInput."""
    claim, topic = claim_topic(actor=actor, number=number, move="draft_answer", at=at, version=version)
    if kind not in (rules.ADOPT, rules.DECLINE):
        raise InvalidInput({"kind": "请选择采纳还是不采纳。"})
    topic.answer = need_reason(text=answer, field="answer")
    topic.answer_kind, topic.drafted_by_id = kind, actor.id
    topic.save(update_fields=["answer", "answer_kind", "drafted_by_id"])
    cases.move(claim=claim, at=at, data={"kind": kind, "note": topic.answer})
    return topic


@transaction.atomic
def return_answer(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Topic:
    """Give a drafted answer back. Raises what cases.claim raises, InvalidInput, OwnApproval."""
    claim, topic = claim_topic(actor=actor, number=number, move="return_answer", at=at, version=version)
    need_other(actor=actor, drafted_by=topic.drafted_by_id, what="答复")
    cases.move(claim=claim, at=at, data={"note": need_reason(text=reason)})
    return topic


@transaction.atomic
def adopt_topic(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Topic:
    """Publish that the topic is adopted. 双随机 may open a targeted task for it: the fact says all that it needs.

    Raises what cases.claim raises, OwnApproval, InvalidInput where the draft declines.
    """
    claim, topic = _approved(actor, number, "adopt_topic", rules.ADOPT, at, version)
    case = claim.case
    unit = queries.unit_words(case.unit_id)
    data = {"title": case.title, "field": case.category, "answer": topic.answer, "votes": topic.votes.count(), **unit}
    length = limit(process=rules.TOPIC_KIND, code=rules.RESULT, at=at)
    cases.move(claim=claim, at=at, data=data, clocks_to_start={rules.RESULT: length})
    return topic


@transaction.atomic
def decline_topic(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Topic:
    """Publish that the topic is declined, with the reason. Raises as `adopt_topic`."""
    claim, topic = _approved(actor, number, "decline_topic", rules.DECLINE, at, version)
    cases.move(claim=claim, at=at, data={"note": topic.answer}, changes={"closed_at": at})
    return topic


def _approved(
    actor: Actor, number: str, move: str, kind: str, at: datetime, version: int | None
) -> tuple[Claim, Topic]:
    claim, topic = claim_topic(actor=actor, number=number, move=move, at=at, version=version)
    need_other(actor=actor, drafted_by=topic.drafted_by_id, what="答复")
    if topic.answer_kind != kind:
        raise InvalidInput({"kind": "与拟好的答复不一致。不同意的请退回答复。"})
    topic.answered_at = at
    topic.save(update_fields=["answered_at"])
    show_answer(actor=actor, topic=topic, at=at)
    return claim, topic


@transaction.atomic
def note_task(*, number: str, task: str, at: datetime) -> Topic | None:
    """Keep the number of the inspection task that was opened for a topic; told again, nothing changes.

    None for a topic that is unknown or not adopted.
    """
    topic = queries.adopted_topic(number)
    if topic is None or not task or topic.task_number == task:
        return topic
    claim, topic = claim_topic(actor=SYSTEM_ACTOR, number=number, move="note_task", at=at)
    topic.task_number = task[:40]
    topic.save(update_fields=["task_number"])
    show_more(actor=SYSTEM_ACTOR, topic=topic, reason="已开出检查任务。", at=at)
    cases.move(claim=claim, at=at, data={"task": topic.task_number})
    return topic


@transaction.atomic
def draft_result(*, actor: Actor, number: str, result: str, at: datetime, version: int | None = None) -> Topic:
    """Write what came of it. Raises what cases.claim raises, InvalidInput (result)."""
    claim, topic = claim_topic(actor=actor, number=number, move="draft_result", at=at, version=version)
    topic.result, topic.drafted_by_id = need_reason(text=result, field="result"), actor.id
    topic.save(update_fields=["result", "drafted_by_id"])
    cases.move(claim=claim, at=at, data={"note": topic.result})
    return topic


@transaction.atomic
def return_result(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Topic:
    """Give a drafted result back. Raises what cases.claim raises, InvalidInput, OwnApproval."""
    claim, topic = claim_topic(actor=actor, number=number, move="return_result", at=at, version=version)
    need_other(actor=actor, drafted_by=topic.drafted_by_id, what="结果")
    cases.move(claim=claim, at=at, data={"note": need_reason(text=reason)})
    return topic


@transaction.atomic
def publish_result(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Topic:
    """Publish what came of it on the topic's page. Raises what cases.claim raises, OwnApproval."""
    claim, topic = claim_topic(actor=actor, number=number, move="publish_result", at=at, version=version)
    need_other(actor=actor, drafted_by=topic.drafted_by_id, what="结果")
    topic.result_at = at
    topic.save(update_fields=["result_at"])
    show_more(actor=actor, topic=topic, reason="公布检查结果。", at=at)
    cases.move(claim=claim, at=at, data={"note": topic.result}, changes={"closed_at": at})
    return topic
