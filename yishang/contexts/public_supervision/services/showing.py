"""Answers and results as open data: published with the answer, corrected when the task or the result comes."""

from datetime import datetime

from django.utils.timezone import localdate

from yishang.contexts.public_supervision import queries, rules
from yishang.contexts.public_supervision.models import Topic
from yishang.kernel.directory.rules import Actor
from yishang.kernel.publish import services as publish


def show_answer(*, actor: Actor, topic: Topic, at: datetime) -> None:
    """Publish the answered topic. Raises what publish.publish raises."""
    publish.publish(actor=actor, dataset=rules.TOPICS_DATASET, key=topic.case.number, row=_row(topic), at=at)


def show_more(*, actor: Actor, topic: Topic, reason: str, at: datetime) -> None:
    """Say in the published row what has come since. Raises what publish.correct raises."""
    publish.correct(
        actor=actor, dataset=rules.TOPICS_DATASET, key=topic.case.number, row=_row(topic), reason=reason, at=at
    )


def _row(topic: Topic) -> dict[str, object]:
    case = topic.case
    return rules.topic_row(
        {
            "number": case.number, "title": case.title, "field": rules.FIELDS.get(case.category, "其他"),
            "unit": queries.unit_words(case.unit_id)["unit_name"], "votes": topic.votes.count(),
            "answer_kind": topic.answer_kind, "answer": topic.answer,
            "answered_on": localdate(topic.answered_at) if topic.answered_at else None, "task": topic.task_number,
            "result": topic.result if topic.result_at else "",
            "result_on": localdate(topic.result_at) if topic.result_at else None,
        }
    )  # fmt: skip
