"""What bundles save: computed from the catalog, beside what the source tells (handbook 3.4)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.timezone import localdate

from yishang.contexts.bundles import rules
from yishang.contexts.bundles.queries.menu import Offer, offers
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor
from yishang.kernel.measures.rules import Figure

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case


@dataclass(frozen=True)
class Told:
    """A figure of the source and the platform's own, never added together."""

    name: str
    unit: str
    source: int
    ours: str
    rows_url: str


def effects(on: date) -> list[Offer]:
    """Every bundle that is offered, with its plan for the usual answers: the rows behind the sums."""
    return [one for one in offers(on) if one.plan]


def beside_the_source(actor: Actor, *, now: datetime) -> list[Told]:
    """压缩工作日、流程、材料 of the 58 bundles; 企业、办件 of what ran here; the source's beside them."""
    plans = [one.plan for one in effects(localdate(now)) if one.plan]
    halves = sum(one.before.half_days - one.after.half_days for one in plans)
    steps = sum(one.before.steps - one.after.steps for one in plans)
    materials = sum(one.before.materials - one.after.materials for one in plans)
    served = _packages(actor, now).aggregate(companies=Count("applicant", distinct=True))["companies"]
    parts = cases.visible_to(actor, kind=rules.PART_KIND, on=localdate(now)).count()
    return [
        Told("压缩工作日", "个", 396, f"{halves // 2}{'.5' if halves % 2 else ''}", "#effects"),
        Told("简化流程", "个", 33, str(steps), "#effects"),
        Told("减少材料", "份", 403, str(materials), "#effects"),
        Told("服务企业", "家", 738, str(served), "packages"),
        Told("办件", "件", 4093, str(parts), "parts"),
    ]


def headline(actor: Actor, *, now: datetime) -> dict[str, Figure]:
    """一件事办结率: matters of which every part has ended, of all that came in."""
    rows = _packages(actor, now)
    total, closed = rows.count(), rows.filter(closed_at__isnull=False).count()
    return {"bundles_closed": Figure("bundles_closed", "一件事办结率", closed, total, now, "")}


def _packages(actor: Actor, now: datetime) -> "QuerySet[Case]":
    return cases.visible_to(actor, kind=rules.PACKAGE_KIND, on=localdate(now))
