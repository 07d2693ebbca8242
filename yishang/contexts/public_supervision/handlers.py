"""Whom the facts of this process concern, and what 双随机 tells about a topic. Delivered after commit, repeatable.

Nothing listens to a report's coming in: see `services.tell_new_reports`.
"""

from typing import TYPE_CHECKING

from yishang.contexts.public_supervision import rules, services
from yishang.kernel.context import Handler

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


def note_task(fact: "Fact") -> None:
    """A targeted inspection was opened for a topic: its number goes onto the topic's page."""
    topic, task = str(fact.data.get("topic", "")), str(fact.data.get("task", "") or fact.subject)
    if topic:
        services.note_task(number=topic, task=task, at=fact.at)


def tell_unit_of_topic(fact: "Fact") -> None:
    """A topic waits for somebody of its unit."""
    services.tell_unit(number=fact.subject, template="topic_waits", key=f"{fact.pk}:topic_waits", at=fact.at)


def tell_next_unit(fact: "Fact") -> None:
    """A report was passed on: its new unit."""
    services.tell_unit(number=fact.subject, template="report_waits", key=f"{fact.pk}:report_waits", at=fact.at)


def tell_of_identity(fact: "Fact") -> None:
    """The handling officer asks to see who reported: a colleague allows it."""
    services.tell_unit(
        number=fact.subject, template="identity_asked", key=f"{fact.pk}:identity_asked", at=fact.at, but=fact.actor_id
    )


HANDLERS = (
    Handler("random_inspection.task.opened_for_topic", note_task),
    *(
        Handler(f"{rules.TOPIC_KIND}.{name}", tell_unit_of_topic)
        for name in ("proposed", "reviewed", "counted", "answer_drafted", "adopted", "result_drafted")
    ),
    Handler(f"{rules.REPORT_KIND}.transferred", tell_next_unit),
    Handler(f"{rules.REPORT_KIND}.identity_asked", tell_of_identity),
)
