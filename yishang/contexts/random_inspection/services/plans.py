"""The year's plan: drafted, reviewed by another person, filed, published, adjusted, closed (handbook 2.3)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import InspectItem, Plan
from yishang.contexts.random_inspection.services.deadlines import limit
from yishang.contexts.random_inspection.services.publishing import publish_plan_row
from yishang.kernel import statements
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents

if TYPE_CHECKING:
    from yishang.kernel.directory.models import Unit


@transaction.atomic
def draft_plan(*, actor: Actor, entry: rules.PlanEntry, at: datetime, is_demo: bool = False) -> Plan:
    """Write a plan down for the actor's unit. Raises NotYours, InvalidInput, OutsideTheList."""
    rules.check_plans(actor)
    items, units = checked(entry=entry, on=localdate(at))
    number = documents.next_number(prefix=rules.PLAN_PREFIX, region_code=actor.city_code, day=localdate(at))
    case = cases.open_case(
        actor=actor, workflow=rules.PLAN, number=number, title=entry.title.strip(), region_code=actor.city_code,
        applicant_id=None, category="", at=at, fact="drafted", data={"items": sorted(entry.items)},
        clocks_to_start={}, in_rate=False, unit_id=actor.unit_id,
    )  # fmt: skip
    plan = Plan(
        case=case,
        drafted_by_id=actor.id,
        drafted_by_name=actor.name,
        drafters=[actor.id or 0],
        is_demo=is_demo,
        **_columns(entry),
    )
    statements.insert(plan)
    _tie(plan, items, units, at)
    return plan


@transaction.atomic
def edit_plan(*, actor: Actor, number: str, entry: rules.PlanEntry, at: datetime, version: int | None = None) -> Plan:
    """Change a draft. Raises what `claim` raises, InvalidInput, OutsideTheList."""
    claim = cases.claim(actor=actor, workflow=rules.PLAN, number=number, move="edit_plan", at=at, version=version)
    items, units = checked(entry=entry, on=localdate(at))
    plan = claim.case.inspection_plan
    for name, value in _columns(entry).items():
        setattr(plan, name, value)
    plan.drafters = sorted({*plan.drafters, actor.id or 0})
    plan.save()
    _tie(plan, items, units, at)
    cases.move(claim=claim, at=at, changes={"title": entry.title.strip()}, data={"items": sorted(entry.items)})
    return plan


@transaction.atomic
def submit_plan(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Plan:
    """Hand a draft in for review. Raises what `claim` raises."""
    claim = cases.claim(actor=actor, workflow=rules.PLAN, number=number, move="submit_plan", at=at, version=version)
    clocks = {rules.APPROVE: limit(kind=rules.PLAN_KIND, clock_code=rules.APPROVE, at=at)}
    cases.move(claim=claim, at=at, clocks_to_start=clocks)
    return claim.case.inspection_plan


@transaction.atomic
def return_plan(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Plan:
    """Send a plan back to whoever drafted it. Raises what `claim` raises, OwnDraft, InvalidInput (reason)."""
    plan, claim = _reviewed(actor, number, "return_plan", at, version)
    _check_reason(reason)
    cases.move(claim=claim, at=at, data={"reason": reason.strip()})
    return plan


@transaction.atomic
def file_plan(*, actor: Actor, number: str, filing_no: str, at: datetime, version: int | None = None) -> Plan:
    """Approve and file a plan; not who drafted or changed it. Raises what `claim` raises, OwnDraft, InvalidInput."""
    plan, claim = _reviewed(actor, number, "file_plan", at, version)
    if not 0 < len(filing_no.strip()) <= 60:
        raise InvalidInput({"filing_no": "请填写报备号，不超过 60 个字。"})
    plan.filed_by_id, plan.filing_no = actor.id, filing_no.strip()
    plan.save(update_fields=["filed_by_id", "filing_no"])
    cases.move(claim=claim, at=at, data={"filing_no": plan.filing_no})
    return plan


@transaction.atomic
def publish_plan(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Plan:
    """Make a filed plan public. Raises what `claim` raises."""
    claim = cases.claim(actor=actor, workflow=rules.PLAN, number=number, move="publish_plan", at=at, version=version)
    plan = claim.case.inspection_plan
    plan.published_on = localdate(at)
    plan.save(update_fields=["published_on"])
    cases.move(claim=claim, at=at)
    publish_plan_row(actor=actor, plan=plan, at=at)
    return plan


@transaction.atomic
def adjust_plan(
    *, actor: Actor, number: str, scope: str, amount: str, last_day: Any, reason: str, at: datetime,
    version: int | None = None,
) -> Plan:  # fmt: skip
    """Change a published plan openly: the reason goes with it. Raises what `claim` raises, InvalidInput."""
    claim = cases.claim(actor=actor, workflow=rules.PLAN, number=number, move="adjust_plan", at=at, version=version)
    plan = claim.case.inspection_plan
    faults = rules.reason_faults(reason)
    if last_day < plan.first_day:
        faults["last_day"] = "止期不能早于起期。"
    if faults:
        raise InvalidInput(faults)
    before = {"scope": plan.scope, "amount": plan.amount, "last_day": plan.last_day.isoformat()}
    plan.scope, plan.amount, plan.last_day = scope.strip()[:200], amount.strip()[:60], last_day
    plan.save(update_fields=["scope", "amount", "last_day"])
    cases.move(claim=claim, at=at, data={"reason": reason.strip(), "before": before})
    publish_plan_row(actor=actor, plan=plan, at=at, reason=reason.strip())
    return plan


@transaction.atomic
def close_plan(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> Plan:
    """End a plan whose tasks have all ended. Raises what `claim` raises, InvalidInput."""
    claim = cases.claim(actor=actor, workflow=rules.PLAN, number=number, move="close_plan", at=at, version=version)
    plan = claim.case.inspection_plan
    running = plan.tasks.exclude(case__state__in=("ARCHIVED", "CANCELLED")).count()
    if running:
        raise InvalidInput({"tasks": f"还有 {running} 个任务没有结束。"}, next_step="请先归档或取消这些任务。")
    cases.move(claim=claim, at=at)
    return plan


def checked(*, entry: rules.PlanEntry | rules.TaskEntry, on: Any) -> tuple[list[InspectItem], list["Unit"]]:
    """Items on the list and units that take part, of a plan or task. Raises InvalidInput, OutsideTheList."""
    faults = rules.plan_faults(entry) if isinstance(entry, rules.PlanEntry) else rules.task_faults(entry, on=on)
    if faults:
        raise InvalidInput(faults)
    items = list(queries.items_in_force(entry.items, on=on))
    if missing := sorted(set(entry.items) - {one.code for one in items}):
        raise rules.OutsideTheList("、".join(missing[:5]))
    takes_part = {one.unit.code: one for one in queries.departments(on=on)}
    if missing := sorted(set(entry.units) - set(takes_part)):
        raise InvalidInput({"units": f"{'、'.join(missing[:5])} 没有纳入双随机监管。"})
    lines = {takes_part[code].line for code in entry.units}
    if orphans := sorted(one.code for one in items if one.line not in lines):
        raise InvalidInput({"items": f"{'、'.join(orphans[:5])} 不属于所选部门的条线。"})
    return items, [takes_part[code].unit for code in entry.units]


def _columns(entry: rules.PlanEntry) -> dict[str, Any]:
    return {
        "year": entry.year,
        "kind": entry.kind,
        "way": entry.way,
        "scope": entry.scope.strip(),
        "amount": entry.amount.strip(),
        "first_day": entry.first_day,
        "last_day": entry.last_day,
    }


def _tie(plan: Plan, items: list[InspectItem], units: list["Unit"], at: datetime) -> None:
    """Items and departments; those that take part see the plan as co-responsible units."""
    plan.items.set(items)
    plan.units.set(units)
    for unit in units:
        if unit.pk != plan.case.unit_id:
            cases.add_co_unit(case=plan.case, unit_id=unit.pk, task="参与抽查", at=at)


def _reviewed(actor: Actor, number: str, move: str, at: datetime, version: int | None) -> tuple[Plan, cases.Claim]:
    claim = cases.claim(actor=actor, workflow=rules.PLAN, number=number, move=move, at=at, version=version)
    plan = claim.case.inspection_plan
    if actor.id in plan.drafters:
        raise rules.OwnDraft("这份计划")
    return plan, claim


def _check_reason(reason: str) -> None:
    if faults := rules.reason_faults(reason):
        raise InvalidInput(faults)
