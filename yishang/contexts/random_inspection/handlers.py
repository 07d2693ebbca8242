"""Who hears of an inspection. Delivered after commit, repeatable; what comes without notice is told to nobody."""

from typing import TYPE_CHECKING

from yishang.contexts.random_inspection import queries as planning
from yishang.contexts.random_inspection import services
from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import INSPECTION
from yishang.kernel.context import Handler
from yishang.kernel.directory import queries as directory
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact

INSPECTION_STEPS = (
    "entered", "result_entered", "approved", "result_published", "followed", "withheld", "archived", "voided",
    "cancelled",
)  # fmt: skip


def _inspection(fact: "Fact") -> Inspection:
    rows = Inspection.objects.select_related("case", "entity", "task__case")
    return rows.get(case__number=fact.subject)


def _tell(fact: "Fact", template: str, account_ids: list[int], found: Inspection) -> None:
    telling = Telling(
        template=template,
        context={
            "number": fact.subject,
            "enterprise": found.entity.name,
            "unit": queries.unit_words(found),
            "day": f"{found.planned_on.month}月{found.planned_on.day}日" if found.planned_on else "近期",
            "items": "、".join(one["name"] for one in found.items)[:100],
            "note": str(fact.data.get("note", ""))[:200],
        },
        account_ids=sorted(set(account_ids)),
        subject=fact.subject,
        dedup_key=f"{fact.pk}:{template}",
    )
    notify.tell_all(tellings=[telling], at=fact.at)


def _company(fact: "Fact", template: str) -> None:
    found = _inspection(fact)
    if found.is_unannounced and found.entered_at is None:
        return
    if found.joined_to_id is None:
        _tell(fact, template, directory.accounts_of_entity(found.entity_id), found)


def _team(fact: "Fact", template: str) -> None:
    found = _inspection(fact)
    if found.joined_to_id is None:
        _tell(fact, template, [one.account_id for one in queries.team_of(found) if one.account_id], found)


def _announce(fact: "Fact") -> None:
    _company(fact, "inspection_notice")
    _team(fact, "inspection_yours")


def _move_day(fact: "Fact") -> None:
    _company(fact, "inspection_notice")
    _team(fact, "inspection_yours")


def _return(fact: "Fact") -> None:
    _team(fact, "inspection_returned")


def _hand_over(fact: "Fact") -> None:
    """Who comes in the place of somebody hears of it; the company sees the team on its page."""
    found, came = _inspection(fact), fact.data.get("came", [])
    account_ids = [
        one.account_id
        for one in queries.team_of(found)
        if one.account_id and one.inspector and one.inspector.number in came
    ]
    if account_ids:
        _tell(fact, "inspection_yours", account_ids, found)


def _order(fact: "Fact") -> None:
    _company(fact, "inspection_order")


def _expire(fact: "Fact") -> None:
    _company(fact, "inspection_order_expired")
    _team(fact, "inspection_order_expired")


def _hand_in(fact: "Fact") -> None:
    _team(fact, "inspection_handed_in")


def _publish(fact: "Fact") -> None:
    _company(fact, "inspection_published")


def _on(fact: str, run: object) -> Handler:
    return Handler(fact=f"{INSPECTION.kind}.{fact}", run=run)  # type: ignore[arg-type]


def take_draw_over(fact: "Fact") -> None:
    """The lot has fallen, wherever the last value came in: on the operator's page or a witness's phone."""
    services.take_outcome(draw_id=fact.subject.removeprefix("draw:"), at=fact.at)


def follow_inspections(fact: "Fact") -> None:
    """A task is as far as its slowest inspection."""
    for number in planning.tasks_of(fact.subject):
        services.advance_task(number=number, at=fact.at)


HANDLERS = (
    Handler(fact="draw.drawn", run=take_draw_over),
    *(Handler(fact=f"random_inspection.inspection.{step}", run=follow_inspections) for step in INSPECTION_STEPS),
    _on("opened", _announce),
    _on("joined", _announce),
    _on("day_picked", _move_day),
    _on("rescheduled", _move_day),
    _on("recusal_decided", _hand_over),
    _on("returned", _return),
    _on("ordered", _order),
    _on("order_expired", _expire),
    _on("correction_handed_in", _hand_in),
    _on("result_published", _publish),
)
