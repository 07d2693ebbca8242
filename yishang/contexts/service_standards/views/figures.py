"""The same item across counties, and the yearly assessment: every number opens its rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.service_standards import rules
from yishang.contexts.service_standards.queries import comparing as found
from yishang.contexts.service_standards.queries import lists
from yishang.contexts.service_standards.rules import comparing
from yishang.kernel.cases.views.shown import list_address
from yishang.kernel.catalog.rules import days_text
from yishang.kernel.context import check_known
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.views import send_list
from yishang.kernel.measures.rules import Figure

COMPARED_HEAD = ("清单", "事项", "事项编码", "县区", *comparing.MEASURES.values(), "偏离")
ASSESSED_HEAD = ("清单", "事项", "事项编码", "环节", "材料", "法定时限", "承诺时限", "收费项", "到现场次数", "网上可办")


@require_safe
@open_to(rules.READERS)
def comparison(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """One list's items in every county, outliers marked; page or sheet. Raises ListNotFound."""
    now = now_of(request)
    on, wanted = localdate(now), lists.service_list(request.GET.get("list", "") or "open")
    rows = found.across_counties(wanted, on=on)
    names = dict(found.counties(on))
    if form := request.GET.get("form"):
        lines = list(_compared_lines(wanted.name, rows, names))
        return send_list(
            actor=actor, name=f"同一事项县区对比-{wanted.name}-{on:%Y%m%d}", head=COMPARED_HEAD, rows=lines,
            count=len(lines), at=now, form="xlsx" if form == "xlsx" else "csv", asked={"list": wanted.key},
        )  # fmt: skip
    words = {
        "list": wanted,
        "lists": lists.all_lists(),
        "measures": comparing.MEASURES,
        "rule": comparing.RULE,
        "items": [(one, [(names[each.county], each, list(each.cells.items())) for each in some]) for one, some in rows],
        "outliers": sum(each.is_out for _, some in rows for each in some),
        "export_url": list_address("service_standards:comparison", {"list": wanted.key, "form": "xlsx"}),
    }
    return render(request, "service_standards/comparison.html", words)


@require_safe
@open_to(rules.READERS)
def assessment(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The year's figures of the city or one county, and the rows behind them (`of`). Raises InvalidInput."""
    now = now_of(request)
    on, county, of = localdate(now), request.GET.get("county", ""), request.GET.get("of", "")
    counties = found.counties(on)
    check_known("county", county, ("", *(code for code, _ in counties)))
    check_known("of", of, ("", *comparing.OF_SHARE))
    held = found.assessed(on=on, county=county)
    rows = [one for one in held if not of or comparing.OF_SHARE[of](one[2])]
    asked = {"county": county, "of": of}
    if form := request.GET.get("form"):
        return send_list(
            actor=actor, name=f"标准化清单年度考核-{on:%Y%m%d}", head=ASSESSED_HEAD, rows=_assessed_lines(rows, on),
            count=len(rows), at=now, form="xlsx" if form == "xlsx" else "csv", asked=asked,
        )  # fmt: skip
    words = {
        **asked,
        "counties": counties,
        "figures": [
            (
                Figure(
                    one.code, one.name, one.numerator, one.denominator, now,
                    list_address("service_standards:assessment", asked, of=one.code),
                ),
                one.note,
            )
            for one in comparing.shares(one[2] for one in held)
        ],
        "less": _four_less(held, county, on),
        "year": on.year,
        "rows": [(lists.service_list(key), code, one, comparing.measured(one, on=on)) for code, key, one in rows],
        "total_text": f"{len(rows)} 项",
        "export_url": list_address("service_standards:assessment", asked, form="xlsx"),
    }  # fmt: skip
    return render(request, "service_standards/assessment.html", words)


def _four_less(held: list[tuple[str, str, Any]], county: str, on: date) -> list[comparing.Less]:
    """Against the first day of the year, over the items that held then too."""
    first = date(on.year, 1, 1)
    then = {code: one for code, _, one in found.assessed(on=first, county=county)}
    pairs = [(then[code], one) for code, _, one in held if code in then]
    return comparing.four_less(pairs, before=first, now=on)


def _compared_lines(name: str, rows: Any, names: dict[str, str]) -> Iterator[tuple[object, ...]]:
    for one, some in rows:
        for each in some:
            out = "、".join(comparing.MEASURES[key] for key, cell in each.cells.items() if cell.is_out)
            values = [cell.value / 2 if key == "half_days" else cell.value for key, cell in each.cells.items()]
            yield name, one.item.name, one.code, names[each.county], *values, out


def _assessed_lines(rows: list[tuple[str, str, Any]], on: date) -> Iterator[tuple[object, ...]]:
    for code, key, one in rows:
        told = comparing.measured(one, on=on)
        by_law = "" if one.statutory is None else days_text(one.statutory)
        online = "是" if comparing.is_online(one) else "否"
        yield (
            lists.service_list(key).name, one.name, code, told["steps"], told["materials"], by_law,
            days_text(told["half_days"]), told["fees"], one.visits, online,
        )  # fmt: skip
