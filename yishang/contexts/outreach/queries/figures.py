"""Counts and rates of appeals: each with numerator, denominator and the rows behind it (handbook 1.9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.appeals import categories
from yishang.contexts.outreach.queries.lists import CLOSED, NOT_SETTLED, Wanted, matching
from yishang.contexts.outreach.queries.tallies import Tallied, counted_parts, spoken_parts
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.measures.rules import Figure

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case

PARTS = ("received", "closed", "in_time", "overdue", "rated", "five")
OWN = Q(appeal__channel__in=rules.SELF_CHANNELS)
ASSISTED = Q(appeal__channel__in=rules.ASSISTED_CHANNELS)
LINE_A, LINE_B = Q(appeal__line="COUNTY"), Q(appeal__line="DISPATCH")


@dataclass(frozen=True)
class Group:
    """One row of a breakdown: a county, a unit, a category or a month. Its figures are worded when they are shown."""

    key: str
    label: str
    counts: Mapping[str, int]
    filters: Mapping[str, str]
    as_of: datetime

    @property
    def share(self) -> int:
        return self.counts["received"]

    @cached_property
    def closing(self) -> Figure:
        return self._figure("closing", "办件率", "closed", self.share, "counted")

    @cached_property
    def in_time(self) -> Figure:
        return self._figure("in_time", "按时办结率", "in_time", self.counts["closed"] + self.counts["overdue"], "due")

    @cached_property
    def five_stars(self) -> Figure:
        return self._figure("five_stars", "五星率", "five", self.counts["rated"], "rated")

    def _figure(self, code: str, name: str, part: str, whole: int, rate: str) -> Figure:
        return Figure(code, name, self.counts[part], whole, self.as_of, rows_url(rate=rate, **self.filters))


def rows_url(**filters: str) -> str:
    """Where the rows behind a figure are listed."""
    return f"{reverse('outreach:desk')}?{urlencode({'queue': 'all', **filters})}"


def headline(actor: Actor, *, now: datetime, county: str = "", kept: Tallied | None = None) -> dict[str, Figure]:
    """The city's (or one county's) figures of handbook 1.9–1.10: in two statements, or from a full count (`kept`)."""
    found = _from_kept(kept) if kept else _counted_live(actor, now=now, county=county)
    as_of = kept.as_of if kept else now
    scope = {"county": county} if county else {}

    def rate(code: str, name: str, key: str, **filters: str) -> Figure:
        url = rows_url(rate="counted", **scope, **filters)
        return Figure(code, name, found[f"{key}_closed"], found[key], as_of, url)

    due = found["total_closed"] + found["overdue"]
    urls = {word: rows_url(rate=word, **scope) for word in ("due", "rated")}
    called = rows_url(feedback="called", **scope)
    return {
        "total": rate("closing", "办件率", "total"),
        "own": rate("closing.own", "企业自主", "own", channel="own"),
        "assisted": rate("closing.assisted", "联络员帮办", "assisted", channel="assisted"),
        "line_a": rate("closing.a", "A 线 县区跟踪", "a", line="COUNTY"),
        "line_b": rate("closing.b", "B 线 平台转办", "b", line="DISPATCH"),
        "in_time": Figure("in_time", "按时办结率", found["in_time"], due, as_of, urls["due"]),
        "five_stars": Figure("five_stars", "五星率", found["five"], found["rated"], as_of, urls["rated"]),
        "satisfaction": Figure("satisfaction", "电话满意度", found["satisfied"], found["called"], as_of, called),
    }


def breakdown(actor: Actor, by: str, *, now: datetime, county: str = "", kept: Tallied | None = None) -> list[Group]:
    """Counted appeals by county, unit, category or month: in one statement, or from a full count (`kept`)."""
    if kept:
        found = [(key, dict(counts)) for key, counts in kept.cuts.get(by, {}).items()]
        names = directory.unit_names() if by == "unit" else {}
    else:
        found, names = _grouped_live(actor, by, now=now, county=county)
    as_of = kept.as_of if kept else now
    groups = [_group(by, key, counts, as_of=as_of, county=county, names=names) for key, counts in found]
    return sorted(groups, key=lambda group: group.key if by == "month" else (-group.share, group.key))


def _own(actor: Actor, *, now: datetime, county: str) -> "QuerySet[Case]":
    """What a person's figures count: of a unit only what it answers for, not what it assists with."""
    rows = matching(actor, Wanted(rate="counted", county=county), now=now)
    return rows.filter(unit_id=actor.unit_id or 0) if actor.role == Role.DEP else rows


def _counted_live(actor: Actor, *, now: datetime, county: str) -> dict[str, int]:
    rows = _own(actor, now=now, county=county)
    pairs = {
        **_pair("total", Q()), **_pair("own", OWN), **_pair("assisted", ASSISTED),
        **_pair("a", LINE_A), **_pair("b", LINE_B),
    }  # fmt: skip
    parts = {name: part for name, part in counted_parts(now).items() if name not in ("received", "closed")}
    found: dict[str, int] = rows.aggregate(**pairs, **parts)
    return {**found, **rows.aggregate(**spoken_parts())}


def _from_kept(kept: Tallied) -> dict[str, int]:
    sources = {
        "total": kept.total(),
        "own": kept.under("channel", "own"),
        "assisted": kept.under("channel", "assisted"),
        "a": kept.under("line", "COUNTY"),
        "b": kept.under("line", "DISPATCH"),
    }
    pairs = {name: counts.get("received", 0) for name, counts in sources.items()}
    pairs |= {f"{name}_closed": counts.get("closed", 0) for name, counts in sources.items()}
    rest = ("in_time", "overdue", "rated", "five", "called", "satisfied")
    return pairs | {name: kept.total().get(name, 0) for name in rest}


def _grouped_live(
    actor: Actor, by: str, *, now: datetime, county: str
) -> tuple[list[tuple[str, dict[str, int]]], dict[str, str]]:
    """The groups with their counts, and the names of those that only the statement knows (units)."""
    rows = _own(actor, now=now, county=county)
    column = {"county": "region_id", "unit": "unit__code", "category": "category", "month": "month"}[by]
    if by == "month":
        rows = rows.annotate(month=TruncMonth("opened_at"))
    labels = ("unit__short_name",) if by == "unit" else ()
    found = list(rows.order_by().values(column, *labels).annotate(**counted_parts(now)))
    keys = [f"{row[column]:%Y-%m}" if by == "month" else (row[column] or NOT_SETTLED) for row in found]
    names = {key: row.get("unit__short_name") or "" for key, row in zip(keys, found, strict=True)}
    return [(key, {part: row[part] for part in PARTS}) for key, row in zip(keys, found, strict=True)], names


def _pair(name: str, condition: Q) -> dict[str, Any]:
    return {name: Count("pk", filter=condition), f"{name}_closed": Count("pk", filter=condition & CLOSED)}


def _group(
    by: str, key: str, counts: Mapping[str, int], *, as_of: datetime, county: str, names: Mapping[str, str]
) -> Group:
    filters = {**({"county": county} if county else {}), by: key}
    return Group("" if key == NOT_SETTLED else key, _label(by, key, names), counts, filters, as_of)


def _label(by: str, key: str, names: Mapping[str, str]) -> str:
    if by == "unit":
        return names.get(key) or "尚未派单"
    if by == "county":
        return geo.short_name_of(key)
    if by == "category":
        return next((category.name for category in categories() if category.code == key), "尚未分类")
    return f"{key[:4]}年{int(key[5:])}月"
