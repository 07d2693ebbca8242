"""分析研判: a frozen month by type, level, frequency, result, rating, place and month; every figure opens its rows."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yishang.contexts.reports import queries, rules
from yishang.contexts.reports.models import Month
from yishang.kernel.analysis.rules import MONTH
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.views import send_list
from yishang.kernel.measures.rules import percentage

HEAD = ("名次", "项目", "件数", "占比", "办件率", "办结", "受理", "按时办结率", "五星率", "截至", "统计域")


@require_safe
@open_to(rules.READERS)
def analysis(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The page, or one of its tables as a sheet (`?table=category`). Raises InvalidInput, MonthNotFrozen."""
    found = queries.months(actor.city_code)
    if not found:
        return render(request, "reports/analysis/nothing.html", {"may_freeze": actor.role == Role.MBO})
    asked = request.GET.get("month", "")
    month = queries.month_of(actor.city_code, asked) if asked else found[0]
    county, domain = _county(request, actor), _domain(request)
    scope = queries.scope_of(actor, county=county)
    sheet = queries.sheet(month, scope)
    breakdowns = _breakdowns(actor, month, sheet, scope, domain, county)
    if table := request.GET.get("table", ""):
        return _sheet(request, actor, month, table, breakdowns, domain)
    words = {
        "months": found,
        "month": month,
        "counties": _counties(actor),
        "county": county,
        "place": queries.scope_words(scope, month),
        "domain": domain,
        "domains": _domains(month, county, domain),
        "domain_words": queries.DOMAINS[domain],
        "records": sheet.get(domain, {}).get("total", {}).get("", {}).get("records", 0),
        "cards": queries.cards(month, sheet, scope, domain),
        "breakdowns": breakdowns,
        "columns": _columns(sheet),
        "ranked_from": rules.RANKED_FROM,
        "query": _query(month, county, domain),
    }
    return render(request, "reports/analysis/analysis.html", words)


def _county(request: HttpRequest, actor: Actor) -> str:
    asked = request.GET.get("county", "")
    if actor.role not in rules.OF_THE_CITY:
        return ""
    if asked and asked not in dict(_counties(actor)):
        raise InvalidInput({"county": "没有这个县市区。"}, next_step="请从列表中选择。")
    return asked


def _counties(actor: Actor) -> list[tuple[str, str]]:
    if actor.role not in rules.OF_THE_CITY:
        return []
    return [(one.code, one.short_name) for one in geo.counties_of(actor.city_code)]


def _domain(request: HttpRequest) -> str:
    asked = request.GET.get("domain", MONTH)
    if asked not in queries.DOMAINS:
        raise InvalidInput({"domain": "没有这个统计域。"}, next_step="请选择本月提交或全部沉淀数据。")
    return asked


def _domains(month: Month, county: str, chosen: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"{reverse('reports:analysis')}?{_query(month, county, code)}",
            "chosen": code == chosen,
        }
        for code, label in queries.DOMAINS.items()
    ]


def _query(month: Month, county: str, domain: str) -> str:
    return urlencode({"month": month.period, "domain": domain, **({"county": county} if county else {})})


def _breakdowns(
    actor: Actor, month: Month, sheet: Any, scope: str, domain: str, county: str
) -> list[queries.Breakdown]:
    """Each dimension that says something here: one county has no table of counties, one unit none of units."""
    extract = queries.extract()
    without = {"county"} if county or actor.role in (Role.CBO, Role.DEP) else set()
    without |= {"unit", "level"} if actor.role == Role.DEP else set()
    without |= {"month"}  # the trend shows it
    dimensions = [one for one in extract.dimensions if one.code not in without] if extract else []
    return [queries.breakdown(month, sheet, one, scope, domain) for one in dimensions]


def _columns(sheet: Any) -> list[dict[str, Any]]:
    """The trend as columns of a drawing: place, height, words."""
    found = queries.trend(sheet)
    highest = max((counts["received"] for _, counts in found), default=0) or 1
    return [
        {
            "x": place * 60,
            "label": f"{int(key[5:])}月",
            "name": f"{key[:4]}年{int(key[5:])}月",
            "received": counts["received"],
            "closed": counts["closed"],
            "rate": percentage(counts["closed"], counts["received"]),
            **column(counts["received"], counts["closed"], highest, of=140, foot=165),
        }
        for place, (key, counts) in enumerate(found)
    ]


def column(received: int, closed: int, highest: int, *, of: int, foot: int) -> dict[str, int]:
    """A column of a drawing: its heights of `of` at most, standing on `foot`, and where its number stands."""
    height, done = (round(of * number / (highest or 1)) for number in (received, closed))
    return {"height": height, "done": done, "top": foot - height, "done_top": foot - done, "words_y": foot - height - 5}


def _sheet(
    request: HttpRequest, actor: Actor, month: Month, table: str, breakdowns: list[queries.Breakdown], domain: str
) -> HttpResponseBase:
    chosen = next((one for one in breakdowns if one.code == table), None)
    if chosen is None:
        raise InvalidInput({"table": "没有这张表。"}, next_step="请从分析页面导出。")
    rows = list(_rows(chosen, month, domain))
    return send_list(
        actor=actor, name=f"分析-按{chosen.label}-{month.period}", head=HEAD, rows=rows, count=len(rows),
        at=now_of(request), form=request.GET.get("form", "csv"),
        asked={word: str(value) for word, value in request.GET.items()},
    )  # fmt: skip


def _rows(chosen: queries.Breakdown, month: Month, domain: str) -> Iterator[tuple[object, ...]]:
    at = f"{localtime(month.as_of):%Y-%m-%d %H:%M}"
    for line in chosen.lines:
        closing, in_time, five = line.rates
        yield (
            line.place or "—", line.label, line.records, line.share, closing.value, closing.numerator,
            closing.denominator, in_time.value, five.value, at, queries.DOMAINS[domain],
        )  # fmt: skip
