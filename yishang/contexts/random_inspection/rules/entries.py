"""What somebody writes down for a plan or a task, before it is taken; plain values and their faults."""

from dataclasses import dataclass, field
from datetime import date

from yishang.contexts.random_inspection.rules.people import TEAM_LEAST
from yishang.contexts.random_inspection.rules.pool import Conditions, ratio_faults
from yishang.contexts.random_inspection.rules.terms import PLAN_TYPES, TASK_TYPES, WAYS

TITLE_LONGEST, REASON_LONGEST, REASON_LEAST = 80, 300, 5
TEAM_MOST = 10
COUNT_MOST = 10_000_000


@dataclass(frozen=True)
class PlanEntry:
    """A year's plan as written; items and units by code."""

    title: str
    year: int
    kind: str
    way: str
    items: tuple[str, ...]
    units: tuple[str, ...]
    scope: str
    amount: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class TaskEntry:
    """A task as written. `ratios` as `A1 B3 C10 D50`, empty for the city's; `count` instead of ratios."""

    title: str
    kind: str
    items: tuple[str, ...]
    units: tuple[str, ...]
    due_on: date
    plan: str = ""
    inspect_from: date | None = None
    conditions: Conditions = field(default_factory=Conditions)
    ratios: str = ""
    count: int | None = None
    team_size: int = TEAM_LEAST
    reason: str = ""
    source: str = ""
    is_unannounced: bool = False


def plan_faults(entry: PlanEntry) -> dict[str, str]:
    """Field → fault of a plan."""
    faults = {
        "title": _title_fault(entry.title),
        "year": "" if 2015 <= entry.year <= 2100 else "年度应为四位数字，如 2019。",
        "kind": "" if entry.kind in PLAN_TYPES else "请选择部门内或跨部门联合。",
        "way": "" if entry.way in WAYS else "请选择定向或不定向。",
        "items": "" if entry.items else "请至少选一个抽查事项。",
        "units": _units_fault(entry.units, is_joint=entry.kind == "JOINT"),
        "scope": "" if 0 < len(entry.scope.strip()) <= 200 else "请写明对象范围，不超过 200 个字。",
        "amount": "" if 0 < len(entry.amount.strip()) <= 60 else "请写明比例或户数，不超过 60 个字。",
        "last_day": "止期不能早于起期。" if entry.last_day < entry.first_day else "",
        "first_day": "" if entry.first_day.year == entry.year else "检查时间应在计划年度内。",
    }
    return {name: fault for name, fault in faults.items() if fault}


def task_faults(entry: TaskEntry, *, on: date) -> dict[str, str]:
    """Field → fault of a task."""
    faults = {
        "title": _title_fault(entry.title),
        "kind": "" if entry.kind in TASK_TYPES else "请选择任务种类。",
        "items": "" if entry.items else "请至少选一个抽查事项。",
        "units": "" if entry.units else "请选择检查部门。",
        "due_on": "完成时限不能早于今天。" if entry.due_on < on else "",
        "count": ""
        if entry.count is None or 1 <= entry.count <= COUNT_MOST
        else f"户数应为 1 到 {COUNT_MOST} 的整数。",
        "team_size": ""
        if TEAM_LEAST <= entry.team_size <= TEAM_MOST
        else f"每组人数应在 {TEAM_LEAST} 到 {TEAM_MOST} 之间，不得为 1 人。",
        "reason": "计划外的任务请写明缘由（投诉举报、上级部署、群众点题等），5 到 300 个字。"
        if not entry.plan and not REASON_LEAST <= len(entry.reason.strip()) <= REASON_LONGEST
        else "",
    }
    if entry.inspect_from and entry.inspect_from > entry.due_on:
        faults["inspect_from"] = "检查起日不能晚于完成时限。"
    return {name: fault for name, fault in (faults | ratio_faults(entry.ratios)).items() if fault}


def reason_faults(reason: str) -> dict[str, str]:
    """Field → fault of a reason that others will read."""
    sound = REASON_LEAST <= len(reason.strip()) <= REASON_LONGEST
    return {} if sound else {"reason": f"请写明理由，{REASON_LEAST} 到 {REASON_LONGEST} 个字。"}


def _title_fault(title: str) -> str:
    return "" if 0 < len(title.strip()) <= TITLE_LONGEST else f"请填写名称，不超过 {TITLE_LONGEST} 个字。"


def _units_fault(units: tuple[str, ...], *, is_joint: bool) -> str:
    if not units:
        return "请选择检查部门。"
    return "跨部门联合至少要两个部门。" if is_joint and len(set(units)) < 2 else ""
