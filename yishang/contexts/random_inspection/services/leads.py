"""A lead from its coming in to its answer; whoever asked hears of each step through the queue of its platform."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.gateways import hotline
from yishang.contexts.random_inspection.models import Lead, Task
from yishang.contexts.random_inspection.queries import leads as reading
from yishang.contexts.random_inspection.rules import leads
from yishang.contexts.random_inspection.services.deadlines import limit
from yishang.contexts.random_inspection.services.tasks import draft_task
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.exchange import services as exchange
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties

LOOK_WITHIN = timedelta(days=60)  # a task opened for a lead without a day of its own [设]
SAID = {"assigned": "已交部门研判", "tasked": "已立专项任务", "declined": "不予立项", "done": "已有结果"}


@transaction.atomic
def take_lead(*, entry: rules.LeadEntry, at: datetime) -> Lead:
    """Open a lead; the same reference of the same source again is the same lead and changes nothing."""
    known = Lead.objects.select_related("case").filter(source=entry.source, ref=entry.ref).first()
    if known is not None:
        return known
    entity = parties.entity_by_uscc(entry.uscc) if entry.uscc else None
    region = (entity.region_id if entity else "") or (entry.region if geo.is_known(entry.region) else "")
    region = region or geo.home_city()
    day, unit = localdate(at), directory.unit(entry.unit) if entry.unit else None
    number = documents.next_number(prefix=rules.LEAD_PREFIX, region_code=geo.city_of(region) or region, day=day)
    case = cases.open_case(
        actor=SYSTEM_ACTOR, workflow=rules.LEADS, number=number, title=entry.title[: leads.TITLE_MOST],
        region_code=region, applicant_id=None, category="", at=at, fact="received",
        data={"source": entry.source, "ref": entry.ref, "title": entry.title},
        clocks_to_start={leads.JUDGE: limit(kind=rules.LEAD_KIND, clock_code=leads.JUDGE, at=at)},
        in_rate=False, unit_id=unit.pk if unit else None,
    )  # fmt: skip
    return Lead.objects.create(
        case=case, source=entry.source, ref=entry.ref, content=entry.content, uscc=entry.uscc, entity=entity,
        due_on=entry.due_on,
    )  # fmt: skip


@transaction.atomic
def assign_lead(*, actor: Actor, number: str, unit: str, at: datetime, version: int | None = None) -> Lead:
    """Let a department judge a lead. Raises what `claim` raises, InvalidInput (unit)."""
    claim = cases.claim(actor=actor, workflow=rules.LEADS, number=number, move="assign_lead", at=at, version=version)
    found = next((one.unit for one in queries.departments(on=localdate(at)) if one.unit.code == unit), None)
    if found is None:
        raise InvalidInput({"unit": "请选择纳入双随机监管的部门。"})
    cases.move(claim=claim, at=at, data={"unit": found.code, "note": found.short_name}, changes={"unit_id": found.pk})
    return _told(claim.case.inspection_lead, "assigned", at)


@transaction.atomic
def decline_lead(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Lead:
    """Answer that nothing is inspected, and why; a topic adopted in public is not declined.

    Raises what `claim` raises, InvalidInput (reason), AdoptedInPublic.
    """
    claim = cases.claim(actor=actor, workflow=rules.LEADS, number=number, move="decline_lead", at=at, version=version)
    lead = claim.case.inspection_lead
    if lead.source == leads.TOPIC:
        raise rules.AdoptedInPublic(
            "这个题部门已经公开采纳，不能不查。", next_step="请立专项任务，或请部门公开更正答复。"
        )
    if faults := rules.decline_faults(reason):
        raise InvalidInput(faults)
    lead.answer = reason.strip()
    lead.save(update_fields=["answer"])
    cases.move(claim=claim, at=at, data={"reason": lead.answer}, changes={"closed_at": at})
    return _told(lead, "declined", at, note=lead.answer)


@transaction.atomic
def open_lead_task(
    *, actor: Actor, number: str, entry: rules.TaskEntry, at: datetime, version: int | None = None
) -> Task:
    """Set up the special task that follows a lead; the lead waits for its result.

    Raises what `claim` and `draft_task` raise.
    """
    claim = cases.claim(actor=actor, workflow=rules.LEADS, number=number, move="open_lead_task", at=at, version=version)
    lead = claim.case.inspection_lead
    task = draft_task(actor=actor, entry=entry, at=at, is_demo=bool(lead.entity and lead.entity.is_demo))
    lead.task = task
    lead.save(update_fields=["task"])
    cases.move(claim=claim, at=at, data={"task": task.case.number, "note": task.case.number})
    if lead.source == leads.TOPIC:
        told = {"topic": lead.ref, "task": task.case.number}
        journal.record(
            actor=actor, verb=f"{rules.TASK_KIND}.opened_for_topic", subject=task.case.number, at=at, data=told
        )
    _told(lead, "tasked", at, note=task.case.number)
    return task


@transaction.atomic
def note_lead_result(*, number: str, at: datetime) -> Lead:
    """The task that followed a lead has its results public. Raises what `claim` raises."""
    claim = cases.claim(actor=SYSTEM_ACTOR, workflow=rules.LEADS, number=number, move="note_lead_result", at=at)
    lead = claim.case.inspection_lead
    came = reading.outcome_of(lead.task_id)
    lead.answer = f"检查 {came['companies']} 户，公示 {came['published']} 户，发现问题 {came['problems']} 户。"
    lead.save(update_fields=["answer"])
    cases.move(claim=claim, at=at, data={**came, "note": lead.answer}, changes={"closed_at": at})
    return _told(lead, "done", at, note=lead.answer)


def follow_results(*, task: str, at: datetime) -> int:
    """A task's results are public: every lead that waits for them ends. Repeatable."""
    numbers = reading.leads_of_task(task)
    for number in numbers:
        note_lead_result(number=number, at=at)
    return len(numbers)


def _told(lead: Lead, status: str, at: datetime, *, note: str = "") -> Lead:
    """What the other side hears; of a topic the public page tells."""
    if lead.source != leads.HOTLINE:
        return lead
    body: dict[str, Any] = {"order_no": lead.ref, "status": SAID[status], "note": note, "at": at.isoformat()}
    body |= {"is_closed": status in ("declined", "done")}
    number = lead.case.number
    exchange.queue(
        channel=hotline.CHANNEL, message_id=f"{number}-{status}-{lead.case.version}", kind=hotline.STATUS,
        subject=number, city=lead.case.city_id, body=body, at=at,
    )  # fmt: skip
    return lead
