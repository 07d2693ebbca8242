"""Whom the facts of this process concern, and what 双随机 tells about a topic. Delivered after commit, repeatable."""

from datetime import datetime
from typing import TYPE_CHECKING

from yishang.contexts.public_supervision import rules, services
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import Handler
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


def note_task(fact: "Fact") -> None:
    """A targeted inspection was opened for a topic: its number goes onto the topic's page."""
    topic, task = str(fact.data.get("topic", "")), str(fact.data.get("task", "") or fact.subject)
    if topic:
        services.note_task(number=topic, task=task, at=fact.at)


def tell_unit_of_topic(fact: "Fact") -> None:
    """A topic waits for somebody of its unit."""
    _tell(fact, "topic_waits", rules.TOPIC_KIND)


def tell_unit_of_report(fact: "Fact") -> None:
    """A report came in, or was passed on."""
    _tell(fact, "report_waits", rules.REPORT_KIND)


def tell_of_identity(fact: "Fact") -> None:
    """The handling officer asks to see who reported: a colleague allows it."""
    _tell(fact, "identity_asked", rules.REPORT_KIND, but=fact.actor_id)


def _tell(fact: "Fact", template: str, kind: str, *, but: int | None = None) -> None:
    case = cases.subjects_of(kind).filter(number=fact.subject).select_related("unit").first()
    if case is None or case.unit_id is None:
        return
    workflow = rules.TOPIC if kind == rules.TOPIC_KIND else rules.REPORT
    nature = case.public_report.get_nature_display() if kind == rules.REPORT_KIND else ""
    due = str(fact.data.get("due", ""))
    words = {
        "number": fact.subject, "title": case.title, "state": workflow.state(case.state).label, "nature": nature,
        "field": rules.FIELDS.get(case.category, "其他"), "due": datetime.fromisoformat(due) if due else "",
    }  # fmt: skip
    people = [one for one in directory.people_on_duty(case.unit_id, ANSWERING) if one != but]
    telling = Telling(
        template=template, context=words, account_ids=sorted(people), subject=fact.subject,
        dedup_key=f"{fact.pk}:{template}",
    )  # fmt: skip
    notify.tell_all(tellings=[telling], at=fact.at)


HANDLERS = (
    Handler("random_inspection.task.opened_for_topic", note_task),
    *(
        Handler(f"{rules.TOPIC_KIND}.{name}", tell_unit_of_topic)
        for name in ("proposed", "reviewed", "counted", "answer_drafted", "adopted", "result_drafted")
    ),
    *(Handler(f"{rules.REPORT_KIND}.{name}", tell_unit_of_report) for name in ("received", "transferred")),
    Handler(f"{rules.REPORT_KIND}.identity_asked", tell_of_identity),
)
