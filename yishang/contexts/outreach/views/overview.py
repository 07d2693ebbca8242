"""The overview: rates with what they are made of, by county, unit, category and month; every figure opens its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.views import alerts, filters
from yishang.contexts.outreach.views.access import DESK, is_fragment, now_of, open_to
from yishang.contexts.outreach.views.folded import Fold
from yishang.contexts.outreach.views.sheet import sheet
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.measures.rules import Figure, percentage

CARDS = ("total", "own", "assisted", "line_a", "line_b", "in_time", "five_stars", "satisfaction")
TABLES = {"county": "按县市区", "unit": "按承办单位", "category": "按类别", "month": "按提交月份"}
FEW = 5  # below it a rate says little: shown in grey, with a word
WORDS: dict[str, Any] = {"few": FEW, "alert_heads": alerts.HEADS}
NUMERATOR_WORDS = {
    "rate=counted": "rate=closed",
    "rate=due": "rate=in_time",
    "rate=rated": "rate=five_stars",
    "feedback=called": "feedback=satisfied",
}


@dataclass(frozen=True)
class Rate:
    """A figure with the way to the rows of its numerator beside that of its denominator."""

    figure: Figure

    @property
    def numerator_url(self) -> str:
        for whole, part in NUMERATOR_WORDS.items():
            if whole in self.figure.rows_url:
                return self.figure.rows_url.replace(whole, part)
        return self.figure.rows_url

    @property
    def is_few(self) -> bool:
        return self.figure.denominator < FEW


@dataclass(frozen=True)
class Line:
    """One row of a table: a group, its share of all matters, its rates."""

    label: str
    received: int
    share: str
    rates: tuple[Rate, Rate, Rate]
    is_few: bool


@dataclass(frozen=True)
class Table:
    """One breakdown, with the lines that are shown of it."""

    code: str
    title: str
    head: str
    lines: list[Line]
    export_url: str
    fold: Fold


@require_safe
@open_to(DESK)
def overview(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The page; one of its tables as a sheet (`?table=county`), or unfolded (`?more=unit`). Raises InvalidInput."""
    now = now_of(request)
    chosen = _county(request, actor)
    kept = queries.tallied(actor, county=chosen)
    if name := request.GET.get("table", ""):
        return _sheet(request, actor, name, county=chosen, now=now, kept=kept)
    look = _Look(actor, now=now, county=chosen, kept=kept, whole=_whole(request, actor, chosen))
    if look.whole and is_fragment(request):
        return _unfolded(request, look)
    figures = queries.headline(actor, now=now, county=chosen, kept=kept)
    words = {
        "cards": [Rate(figures[key]) for key in CARDS],
        "tables": [_table(look, name) for name in _tables_for(actor, chosen)],
        "alerts": _alert_tables(look),
        "counties": filters.counties(actor) if _sees_counties(actor) else [],
        "county": chosen,
        "place": dict(filters.counties(actor)).get(chosen, ""),
        "as_of": kept.as_of if kept else now,
        "is_kept": kept is not None,
    }
    return render(request, "outreach/overview/overview.html", WORDS | words)


@dataclass(frozen=True)
class _Look:
    """Who looks at which figures, and the code of the table that is wanted whole."""

    actor: Actor
    now: datetime
    county: str
    kept: queries.Tallied | None
    whole: str = ""


def _whole(request: HttpRequest, actor: Actor, county: str) -> str:
    asked = request.GET.get("more", "")
    names = _tables_for(actor, county)
    if asked and alerts.BY_CODE.get(asked, asked) not in names:
        raise InvalidInput({"more": "没有这张表。"}, next_step="请打开概览页面查看。")
    return asked


def _unfolded(request: HttpRequest, look: _Look) -> HttpResponseBase:
    """One table alone, whole, for its place in the page."""
    if look.whole in alerts.BY_CODE:
        table = next(table for table in _alert_tables(look) if table.code == look.whole)
        return render(request, "outreach/overview/alerts.html", {**WORDS, "table": table})
    return render(request, "outreach/overview/table.html", {**WORDS, "table": _table(look, look.whole)})


def _alert_tables(look: _Look) -> list[alerts.AlertTable]:
    names = _tables_for(look.actor, look.county)
    return alerts.alert_tables(look.actor, names, now=look.now, county=look.county, kept=look.kept, whole=look.whole)


def _sees_counties(actor: Actor) -> bool:
    return actor.role in (Role.MBO, Role.MON) or (actor.role == Role.DEP and actor.region_level == "CITY")


def _county(request: HttpRequest, actor: Actor) -> str:
    asked = request.GET.get("county", "")
    if asked and asked not in dict(filters.counties(actor)):
        raise InvalidInput({"county": "没有这个县市区。"}, next_step="请从列表中选择。")
    return asked if _sees_counties(actor) else ""


def _tables_for(actor: Actor, county: str) -> list[str]:
    """A county's own office has no use for a table of one county; a unit none for a table of one unit."""
    without = {"county"} if county or not _sees_counties(actor) else set()
    without |= {"unit"} if actor.role == Role.DEP else set()
    return [name for name in TABLES if name not in without]


def _table(look: _Look, name: str) -> Table:
    groups = queries.breakdown(look.actor, name, now=look.now, county=look.county, kept=look.kept)
    total = sum(group.share for group in groups)
    telling = sum(group.share >= FEW for group in groups)
    fold = Fold.of(name, len(groups), telling=telling, county=look.county, is_whole=look.whole == name)
    shown = groups[len(groups) - fold.shown :] if name == "month" else groups[: fold.shown]
    words = {"table": name, **({"county": look.county} if look.county else {})}
    return Table(
        code=name,
        title=TABLES[name],
        head=TABLES[name].removeprefix("按"),
        lines=[_line(group, total) for group in shown],
        export_url=f"{reverse('outreach:overview')}?{urlencode(words)}",
        fold=fold,
    )


def _line(group: queries.Group, total: int) -> Line:
    rates = (Rate(group.closing), Rate(group.in_time), Rate(group.five_stars))
    return Line(group.label, group.share, percentage(group.share, total), rates, is_few=rates[0].is_few)


def _sheet(
    request: HttpRequest, actor: Actor, name: str, *, county: str, now: datetime, kept: queries.Tallied | None
) -> HttpResponseBase:
    if name in alerts.BY_CODE:
        title, head, rows = alerts.alert_sheet(actor, name, now=now, county=county, kept=kept)
        return sheet(request, actor=actor, name=title, head=head, rows=rows)
    if name not in TABLES:
        raise InvalidInput({"table": "没有这张表。"}, next_step="请从概览页面导出。")
    table = _table(_Look(actor, now, county, kept, whole=name), name)
    rates = [rate.figure.name for rate in table.lines[0].rates] if table.lines else []
    columns = [f"{rate}{part}" for rate in rates for part in ("", "分子", "分母")]
    head = [table.head, "受理件数", "占比", *columns, "截至"]
    as_of = kept.as_of if kept else now
    called = f"办件概览-{table.title}-{localtime(now):%Y%m%d}"
    return sheet(request, actor=actor, name=called, head=head, rows=_sheet_rows(table, as_of))


def _sheet_rows(table: Table, now: datetime) -> Iterator[tuple[Any, ...]]:
    for line in table.lines:
        cells = [
            cell for rate in line.rates for cell in (rate.figure.value, rate.figure.numerator, rate.figure.denominator)
        ]
        yield (line.label, line.received, line.share, *cells, f"{localtime(now):%Y-%m-%d %H:%M}")
