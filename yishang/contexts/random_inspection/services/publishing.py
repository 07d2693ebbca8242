"""Rows of list, rules, plans and tasks on their way to the public (kernel publish); changed ones with their reason."""

from collections.abc import Mapping
from datetime import datetime

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import Guideline, InspectItem, Plan, Task
from yishang.kernel.directory.rules import Actor
from yishang.kernel.publish import services as publishing
from yishang.kernel.publish.rules import AlreadyPublished


def publish_item_row(*, actor: Actor, item: InspectItem, at: datetime, reason: str = "") -> None:
    """Make an item of the list public as it stands."""
    row = {
        "code": item.code, "category": item.category, "name": item.name, "level": rules.LEVELS[item.level],
        "line": rules.LINES.get(item.line, item.line), "object_type": item.object_type, "basis": item.basis,
        "content": item.content, "method": rules.METHODS[item.method], "frequency": item.freq_cap,
        "valid_from": item.valid_from, "note": item.source_mark,
    }  # fmt: skip
    _show(actor, rules.ITEMS, item.code, row, at, reason or "清单调整")


def publish_plan_row(*, actor: Actor, plan: Plan, at: datetime, reason: str = "") -> None:
    """Make a plan public; after an adjustment what it said before stays visible beside it with the reason."""
    row = {
        "number": plan.case.number, "year": plan.year, "title": plan.case.title, "kind": rules.PLAN_TYPES[plan.kind],
        "way": rules.WAYS[plan.way], "units": _names(plan), "items": _items(plan), "scope": plan.scope,
        "amount": plan.amount, "first_day": plan.first_day, "last_day": plan.last_day, "filing_no": plan.filing_no,
    }  # fmt: skip
    _show(actor, rules.PLANS, plan.case.number, row, at, reason or "计划调整")


def publish_task_row(*, actor: Actor, task: Task, at: datetime, note: str = "") -> None:
    """Make a drawn (or cancelled) task public: counts, never the names of companies."""
    pool = task.candidates.filter(excluded="").count()
    row = {
        "number": task.case.number, "title": task.case.title, "kind": rules.TASK_TYPES[task.kind],
        "units": _names(task), "items": _items(task), "drawn_on": task.drawn_on, "pool": pool,
        "taken": task.candidates.filter(is_selected=True, replaces=None).count(), "due_on": task.due_on,
        "draw_id": task.draw_id, "note": note,
    }  # fmt: skip
    _show(actor, rules.TASKS, task.case.number, row, at, note or "任务有变化")


def publish_guideline_row(*, actor: Actor, guideline: Guideline, at: datetime) -> None:
    """Make a version of the city's rules public."""
    row = {
        "version": guideline.version, "title": guideline.title, "doc_no": guideline.doc_no,
        "effective_from": guideline.effective_from, "text": guideline.text,
    }  # fmt: skip
    _show(actor, rules.GUIDELINES, f"{guideline.city_id}-{guideline.version}", row, at, "更正")


def _show(actor: Actor, dataset: str, key: str, row: Mapping[str, object], at: datetime, reason: str) -> None:
    try:
        publishing.publish(actor=actor, dataset=dataset, key=key, row=row, at=at)
    except AlreadyPublished:
        publishing.correct(actor=actor, dataset=dataset, key=key, row=row, reason=reason, at=at)


def _names(found: Plan | Task) -> str:
    return "、".join(one.short_name for one in found.units.all())


def _items(found: Plan | Task) -> str:
    """As many names as a reader takes in; the list itself is public too."""
    names = [one.name for one in found.items.all()]
    return "、".join(names[:8]) + (f"等 {len(names)} 项" if len(names) > 8 else "")
