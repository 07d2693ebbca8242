"""A task from its drafting to its cancelling; what the lot does is in `drawing`, who is sent in `sending`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import InspectItem, Plan, Task
from yishang.contexts.random_inspection.services.onsite import end_with_task
from yishang.contexts.random_inspection.services.plans import checked
from yishang.contexts.random_inspection.services.publishing import publish_task_row
from yishang.kernel import statements
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.journal import services as journal

if TYPE_CHECKING:
    from yishang.kernel.directory.models import Unit

OPEN_TO_TASKS = ("PUBLISHED", "ADJUSTED")


@transaction.atomic
def draft_task(*, actor: Actor, entry: rules.TaskEntry, at: datetime, is_demo: bool = False) -> Task:
    """Set a batch up, of a published plan or special with its reason; one that follows a topic of the public says so.

    Raises NotYours, InvalidInput, OutsideTheList.
    """
    rules.check_plans(actor)
    on = localdate(at)
    items, units = checked(entry=entry, on=on)
    plan = _plan(actor, entry, items, at) if entry.plan else None
    number = documents.next_number(prefix=rules.TASK_PREFIX, region_code=actor.city_code, day=on)
    case = cases.open_case(
        actor=actor, workflow=rules.TASK, number=number, title=entry.title.strip(), region_code=actor.city_code,
        applicant_id=None, category="", at=at, fact="drafted",
        data={"plan": entry.plan, "items": sorted(entry.items), "reason": entry.reason.strip()},
        clocks_to_start={}, in_rate=False, unit_id=actor.unit_id, parent_id=plan.case_id if plan else None,
    )  # fmt: skip
    task = Task(
        case=case, plan=plan, batch=plan.tasks.count() + 1 if plan else 1,
        joint="JOINT" if len(units) > 1 else "DEPARTMENT",
        way="TARGETED" if entry.conditions.is_targeted else "UNTARGETED",
        drafted_by_id=actor.id, drafted_by_name=actor.name, is_demo=is_demo, **_columns(entry),
    )  # fmt: skip
    statements.insert(task)
    _tie(task, items, units, at)
    if task.source.startswith(rules.TOPIC_PREFIX):
        told = {"topic": task.source, "task": number}
        journal.record(actor=actor, verb=f"{rules.TASK.kind}.opened_for_topic", subject=number, at=at, data=told)
    return task


def _plan(actor: Actor, entry: rules.TaskEntry, items: list[InspectItem], at: datetime) -> Plan:
    """The published plan of a task, which must hold all its items and its days."""
    plan = queries.plan(actor, entry.plan, now=at)
    if plan.case.state not in OPEN_TO_TASKS:
        raise InvalidInput({"plan": "计划公示以后才能建立任务。"}, next_step="请先公示计划。")
    planned = {one.code for one in plan.items.all()}
    if extra := sorted(one.code for one in items if one.code not in planned):
        raise InvalidInput({"items": f"{'、'.join(extra[:5])} 不在这份计划内。"}, next_step="请先调整计划。")
    if entry.due_on > plan.last_day:
        raise InvalidInput({"due_on": f"计划到 {plan.last_day} 为止。"})
    return plan


def _columns(entry: rules.TaskEntry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "conditions": {name: value for name, value in vars(entry.conditions).items() if value},
        "ratios": entry.ratios.strip(),
        "count": entry.count,
        "team_size": entry.team_size,
        "inspect_from": entry.inspect_from,
        "due_on": entry.due_on,
        "reason": entry.reason.strip(),
        "source": entry.source.strip()[:40],
        "is_unannounced": entry.is_unannounced,
    }


def _tie(task: Task, items: list[InspectItem], units: "list[Unit]", at: datetime) -> None:
    task.items.set(items)
    task.units.set(units)
    for unit in units:
        if unit.pk != task.case.unit_id:
            cases.add_co_unit(case=task.case, unit_id=unit.pk, task="联合抽查", at=at)


@transaction.atomic
def ask_cancelling(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Task:
    """Ask that a task be given up. Raises what `claim` raises, InvalidInput (reason)."""
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move="ask_cancelling", at=at, version=version)
    if faults := rules.reason_faults(reason):
        raise InvalidInput(faults)
    task = claim.case.inspection_task
    task.cancel_reason, task.cancel_asked_by_id = reason.strip(), actor.id
    task.save(update_fields=["cancel_reason", "cancel_asked_by_id"])
    cases.move(claim=claim, at=at, data={"reason": task.cancel_reason})
    return task


@transaction.atomic
def refuse_cancelling(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Task:
    """The task goes on. Raises what `claim` raises, InvalidInput (reason)."""
    claim = cases.claim(
        actor=actor, workflow=rules.TASK, number=number, move="refuse_cancelling", at=at, version=version
    )
    if faults := rules.reason_faults(reason):
        raise InvalidInput(faults)
    cases.move(claim=claim, at=at, data={"reason": reason.strip()})
    return claim.case.inspection_task


@transaction.atomic
def cancel_task(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Task:
    """Give a task up, publicly, with its inspections still to come; not by who asked for it.

    Raises what `claim` raises, OwnDraft.
    """
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move="cancel_task", at=at, version=version)
    task = claim.case.inspection_task
    if actor.id == task.cancel_asked_by_id:
        raise rules.OwnDraft("取消申请")
    for one in queries.inspections_to_come(task):
        end_with_task(number=one, reason=f"任务取消：{task.cancel_reason}", at=at)
    cases.move(claim=claim, at=at, data={"reason": task.cancel_reason}, changes={"closed_at": at})
    publish_task_row(actor=actor, task=task, at=at, note=f"已取消：{task.cancel_reason}")
    return task


@transaction.atomic
def archive_task(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Task:
    """Put a task away whose follow-up is done. Raises what `claim` raises."""
    claim = cases.claim(actor=actor, workflow=rules.TASK, number=number, move="archive_task", at=at, version=version)
    cases.move(claim=claim, at=at, changes={"closed_at": at})
    return claim.case.inspection_task
