"""Counts and rates of appeals: each with numerator, denominator and the rows behind it (handbook 1.9)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.appeals import categories
from yishang.contexts.outreach.queries.lists import (
    CLOSED,
    FEEDBACK_FILTERS,
    IN_TIME,
    NOT_SETTLED,
    Wanted,
    late,
    matching,
)
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.measures.rules import Figure

OWN = Q(appeal__channel__in=rules.SELF_CHANNELS)
ASSISTED = Q(appeal__channel__in=rules.ASSISTED_CHANNELS)
LINE_A, LINE_B = Q(appeal__line="COUNTY"), Q(appeal__line="DISPATCH")


@dataclass(frozen=True)
class Group:
    """One row of a breakdown: a county, a unit, a category or a month."""

    key: str
    label: str
    closing: Figure
    in_time: Figure
    five_stars: Figure

    @property
    def share(self) -> int:
        return self.closing.denominator


def rows_url(**filters: str) -> str:
    """Where the rows behind a figure are listed."""
    return f"{reverse('outreach:desk')}?{urlencode({'queue': 'all', **filters})}"


def headline(actor: Actor, *, now: datetime, county: str = "") -> dict[str, Figure]:
    """The city's (or one county's) figures of handbook 1.9–1.10, in two statements."""
    scope = {"county": county} if county else {}
    rows = matching(actor, Wanted(rate="counted", county=county), now=now)
    found = rows.aggregate(
        **_pair("total", Q()), **_pair("own", OWN), **_pair("assisted", ASSISTED),
        **_pair("a", LINE_A), **_pair("b", LINE_B),
        in_time=Count("pk", filter=IN_TIME),
        overdue=Count("pk", filter=late(now)),
        rated=Count("pk", filter=Q(rating__star__gte=1)),
        five=Count("pk", filter=Q(rating__star=5)),
    )  # fmt: skip
    calls = rows.aggregate(
        called=Count("pk", filter=FEEDBACK_FILTERS["called"], distinct=True),
        satisfied=Count("pk", filter=FEEDBACK_FILTERS["satisfied"], distinct=True),
    )

    def rate(code: str, name: str, key: str, **filters: str) -> Figure:
        url = rows_url(rate="counted", **scope, **filters)
        return Figure(code, name, found[f"{key}_closed"], found[key], now, url)

    due = found["total_closed"] + found["overdue"]
    return {
        "total": rate("closing", "办件率", "total"),
        "own": rate("closing.own", "企业自主", "own", channel="own"),
        "assisted": rate("closing.assisted", "联络员帮办", "assisted", channel="assisted"),
        "line_a": rate("closing.a", "A 线 县区跟踪", "a", line="COUNTY"),
        "line_b": rate("closing.b", "B 线 平台转办", "b", line="DISPATCH"),
        "in_time": Figure("in_time", "按时办结率", found["in_time"], due, now, rows_url(rate="due", **scope)),
        "five_stars": Figure(
            "five_stars", "五星率", found["five"], found["rated"], now, rows_url(rate="rated", **scope)
        ),
        "satisfaction": Figure(
            "satisfaction", "电话满意度", calls["satisfied"], calls["called"], now, rows_url(feedback="called", **scope)
        ),
    }


def breakdown(actor: Actor, by: str, *, now: datetime, county: str = "") -> list[Group]:
    """Counted appeals by county, unit, category or month, in one statement."""
    rows = matching(actor, Wanted(rate="counted", county=county), now=now)
    column = {"county": "region_id", "unit": "unit__code", "category": "category", "month": "month"}[by]
    if by == "month":
        rows = rows.annotate(month=TruncMonth("opened_at"))
    labels = ("unit__short_name",) if by == "unit" else ()
    found = (
        rows.order_by()
        .values(column, *labels)
        .annotate(
            received=Count("pk"),
            closed=Count("pk", filter=CLOSED),
            in_time=Count("pk", filter=IN_TIME),
            overdue=Count("pk", filter=late(now)),
            rated=Count("pk", filter=Q(rating__star__gte=1)),
            five=Count("pk", filter=Q(rating__star=5)),
        )
    )
    groups = [_group(by, column, row, now=now, county=county) for row in found]
    return sorted(groups, key=lambda group: group.key if by == "month" else (-group.closing.denominator, group.key))


def _pair(name: str, condition: Q) -> dict[str, Any]:
    return {name: Count("pk", filter=condition), f"{name}_closed": Count("pk", filter=condition & CLOSED)}


def _group(by: str, column: str, row: dict[str, Any], *, now: datetime, county: str) -> Group:
    key = f"{row[column]:%Y-%m}" if by == "month" else (row[column] or "")
    scope = {"county": county} if county else {}
    filters = {**scope, by: key or NOT_SETTLED}
    due = row["closed"] + row["overdue"]
    return Group(
        key=key,
        label=_label(by, key, row),
        closing=Figure("closing", "办件率", row["closed"], row["received"], now, rows_url(rate="counted", **filters)),
        in_time=Figure("in_time", "按时办结率", row["in_time"], due, now, rows_url(rate="due", **filters)),
        five_stars=Figure("five_stars", "五星率", row["five"], row["rated"], now, rows_url(rate="rated", **filters)),
    )


def _label(by: str, key: str, row: dict[str, Any]) -> str:
    if by == "unit":
        return row["unit__short_name"] or "尚未派单"
    if by == "county":
        return geo.short_name_of(key)
    if by == "category":
        return next((category.name for category in categories() if category.code == key), "尚未分类")
    return f"{key[:4]}年{int(key[5:])}月"
