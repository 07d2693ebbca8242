"""Frozen months: which there are, whose part of them somebody sees, and whether they are as they were frozen."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from yishang.contexts.reports import rules
from yishang.contexts.reports.models import Correction, Month, Sheet
from yishang.kernel.analysis.rules import CITY, check_period
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import queries as journal


def months(city: str) -> list[Month]:
    """The frozen months of a city, the newest first."""
    return list(Month.objects.filter(city_id=city).order_by("-period"))


def latest_month(city: str) -> Month | None:
    """The month frozen last."""
    return Month.objects.filter(city_id=city).order_by("-period").first()


def month_of(city: str, period: str) -> Month:
    """The frozen month. Raises InvalidInput for no month at all, MonthNotFrozen."""
    found = Month.objects.filter(city_id=city, period=check_period(period)).first()
    if found is None:
        raise rules.MonthNotFrozen(
            f"{period} 还没有固化。", next_step="请从列表中选择月份；需要固化的，请联系市营商办。"
        )
    return found


def scope_of(actor: Actor, *, county: str = "") -> str:
    """Whose figures the actor sees: the city's posts all or one county, a county's office its own, a unit its own."""
    if actor.role == Role.DEP:
        unit = directory.unit_of_id(actor.unit_id)
        return f"unit:{unit.code if unit else ''}"
    return actor.region_code if actor.role == Role.CBO else county or CITY


def scope_words(scope: str, month: Month | None = None) -> str:
    """The name of a scope, as it was when the month was frozen."""
    if scope == CITY:
        return "全市"
    kind, _, key = scope.rpartition(":")
    names = month.names.get("unit" if kind else "county", {}) if month else {}
    return str(names.get(key) or (key if kind else geo.short_name_of(key)))


def sheet(month: Month, scope: str, *, extract: str = rules.APPEALS) -> Mapping[str, Any]:
    """统计域 → dimension → key → counts of one scope; empty where it had no matter. One statement."""
    found = Sheet.objects.filter(month=month, extract=extract, scope=scope).values_list("cuts", flat=True).first()
    return found or {}


def figures(month: Month) -> rules.MonthFigures:
    """The whole month as plain values, with the corrections that it has to explain. Two statements."""
    cuts: dict[str, dict[str, Any]] = {}
    for extract, scope, found in Sheet.objects.filter(month=month).values_list("extract", "scope", "cuts"):
        cuts.setdefault(extract, {})[scope] = found
    return rules.MonthFigures(
        city_name=geo.name_of(month.city_id),
        period=month.period,
        as_of=month.as_of,
        cuts=cuts,
        names=month.names,
        listings=month.listings,
        listed=month.listed,
        corrections=tuple(_told(one) for one in Correction.objects.filter(found_in=month).select_related("month")),
    )


def _told(one: Correction) -> dict[str, Any]:
    return {
        "period": one.month.period,
        "scope": one.scope,
        "code": one.code,
        "name": one.name,
        "measure": rules.RATES_BY_CODE[one.code].name,
        "numerator_before": one.numerator_before,
        "denominator_before": one.denominator_before,
        "numerator_after": one.numerator_after,
        "denominator_after": one.denominator_after,
    }


def month_digest(*, sheets: Iterable[tuple[str, str, Mapping[str, Any]]], listed: Mapping[str, int]) -> str:
    """The digest of a month's figures: SHA-256 of their canonical text, in the order of extract and scope."""
    told = {"sheets": sorted(([extract, scope, cuts] for extract, scope, cuts in sheets), key=lambda one: one[:2])}
    text = json.dumps({**told, "listed": listed}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def is_whole(month: Month) -> bool:
    """Whether the figures still have the digest that the journal's fact of freezing has."""
    sheets = Sheet.objects.filter(month=month).values_list("extract", "scope", "cuts")
    facts = journal.timeline(subject_of(month), include_internal=True)
    told = [fact.data.get("digest") for fact in facts if fact.verb == "reports.month.frozen"]
    return told == [month_digest(sheets=sheets, listed=month.listed)]


def subject_of(month: Month) -> str:
    """Under which name the journal keeps what happened to a month."""
    return f"month:{month.city_id}:{month.period}"
