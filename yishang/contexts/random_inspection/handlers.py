"""Who hears of an inspection. Delivered after commit, repeatable; what comes without notice is told to nobody."""

from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries as planning
from yishang.contexts.random_inspection import services
from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.queries import leads
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import INSPECTION, LEAD_KIND, LeadEntry
from yishang.contexts.random_inspection.rules.leads import TOPIC
from yishang.kernel.context import Handler
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Role
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.journal.models import Fact

INSPECTION_STEPS = (
    "entered", "result_entered", "approved", "result_published", "followed", "withheld", "archived", "voided",
    "cancelled", "ended_with_task",
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


def _cancel(fact: "Fact") -> None:
    _company(fact, "inspection_cancelled")
    _team(fact, "inspection_cancelled")


def _publish(fact: "Fact") -> None:
    _company(fact, "inspection_published")


def take_draw_over(fact: "Fact") -> None:
    """The lot has fallen, wherever the last value came in: on the operator's page or a witness's phone."""
    services.take_outcome(draw_id=fact.subject.removeprefix("draw:"), at=fact.at)


def take_void_over(fact: "Fact") -> None:
    """A draw of ours is void because a witness never revealed: the lead department freezes the task again."""
    task = services.take_void(draw_id=fact.subject.removeprefix("draw:"), at=fact.at)
    if task is None:
        return
    context = {"number": task.case.number, "title": task.case.title, "note": str(fact.data.get("reason", ""))[:200]}
    leads = directory.people_in_posts({Role.DRL}, regions=[task.case.city_id], on=localdate(fact.at))
    telling = Telling(
        template="task_draw_voided", context=context, account_ids=sorted(one.pk for one in leads),
        subject=task.case.number, dedup_key=f"{fact.pk}:task_draw_voided",
    )  # fmt: skip
    notify.tell_all(tellings=[telling], at=fact.at)


def follow_inspections(fact: "Fact") -> None:
    """A task is as far as its slowest inspection."""
    for number in planning.tasks_of(fact.subject):
        services.advance_task(number=number, at=fact.at)


def _on(fact: str, run: object) -> Handler:
    return Handler(fact=f"{INSPECTION.kind}.{fact}", run=run)  # type: ignore[arg-type]


def tell_lead(fact: "Fact") -> None:
    """A lead waits: for the lead department as it comes in, for a department when it is given one."""
    lead = leads.received_lead(fact.subject)
    case = lead.case
    is_assigned = fact.verb.endswith(".assigned")
    people = directory.people_on_duty(case.unit_id, Role.DEP) if is_assigned and case.unit_id else _leads_of(case, fact)
    telling = Telling(
        template="lead_assigned" if is_assigned else "lead_received",
        context={
            "number": fact.subject, "title": case.title, "source": lead.get_source_display(),
            "unit": case.unit.short_name if case.unit else "",
        },
        account_ids=sorted(set(people)), subject=fact.subject, dedup_key=f"{fact.pk}:lead",
    )  # fmt: skip
    notify.tell_all(tellings=[telling], at=fact.at)


def _leads_of(case: "Case", fact: "Fact") -> list[int]:
    rows = directory.people_in_posts([Role.DRL], regions=[case.city_id], on=localdate(fact.at))
    return list(rows.values_list("pk", flat=True))


def take_topic_over(fact: "Fact") -> None:
    """A department has adopted what the public proposed: a lead, which is not declined any more."""
    entry = LeadEntry(
        source=TOPIC, ref=fact.subject, title=str(fact.data.get("title") or f"群众点题 {fact.subject}"),
        content=str(fact.data.get("answer") or "部门已公开采纳，按答复开展检查。"),
        unit=str(fact.data.get("unit", "")),
    )  # fmt: skip
    services.take_lead(entry=entry, at=fact.at)


def tell_credit_platform(fact: "Fact") -> None:
    """A result is public, or was corrected: the credit platform hears of it once."""
    services.tell_result(number=fact.subject, key=str(fact.pk), at=fact.at)


def follow_results(fact: "Fact") -> None:
    """A task's results are public: whoever asked for it is answered."""
    services.follow_results(task=fact.subject, at=fact.at)


HANDLERS = (
    Handler(f"{LEAD_KIND}.received", tell_lead),
    Handler(f"{LEAD_KIND}.assigned", tell_lead),
    Handler("public_supervision.topic.adopted", take_topic_over),
    Handler("random_inspection.task.publicized", follow_results),
    _on("result_published", tell_credit_platform),
    _on("corrected", tell_credit_platform),
    Handler(fact="draw.drawn", run=take_draw_over),
    *(Handler(fact=f"random_inspection.inspection.{step}", run=follow_inspections) for step in INSPECTION_STEPS),
    _on("opened", _announce),
    _on("joined", _announce),
    _on("day_picked", _move_day),
    _on("rescheduled", _move_day),
    Handler(fact="draw.voided", run=take_void_over),
    _on("cancelled", _cancel),
    _on("ended_with_task", _cancel),
    _on("recusal_decided", _hand_over),
    _on("returned", _return),
    _on("ordered", _order),
    _on("order_expired", _expire),
    _on("correction_handed_in", _hand_in),
    _on("result_published", _publish),
)
