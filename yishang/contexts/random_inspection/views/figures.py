"""The figures of a year, the departments' assessment sheet, and the source's figures beside ours."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.random_inspection import queries, rules
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list
from yishang.kernel.measures.rules import percentage

SHEET = ("部门", "任务", "检查户次", "任务完成率", "按期公示率", "问题发现率", "联合占比")


@require_safe
@open_to(rules.READERS)
def figures(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The year's figures; `?form=xlsx` has the assessment sheet."""
    now = now_of(request)
    asked = whole_number(request.GET.get("year", "")) or 0
    year = asked if 2015 <= asked <= 2100 else localdate(now).year
    sheet = [_line(one) for one in queries.assessment(actor, year=year, now=now)]
    if form := request.GET.get("form", ""):
        return send_list(
            actor=actor, name=f"双随机年度考核-{year}", head=SHEET, rows=sheet, count=len(sheet), at=now,
            form="xlsx" if form == "xlsx" else "csv", asked={"year": str(year)},
        )  # fmt: skip
    return _page(request, actor, year, sheet)


def _line(one: queries.Assessed) -> tuple[object, ...]:
    rates = (one.finished, one.published, one.problems, one.joint)
    return (one.unit, one.tasks, one.inspections, *(f"{percentage(*pair)}（{pair[0]}/{pair[1]}）" for pair in rates))


def _page(request: HttpRequest, actor: Actor, year: int, sheet: list[tuple[object, ...]]) -> HttpResponse:
    now = now_of(request)
    words = {
        "year": year,
        "figures": queries.year_figures(actor, year=year, now=now),
        "hits": [(risk, part, whole, percentage(part, whole)) for risk, part, whole in
                 queries.hits_by_risk(actor, year=year, now=now)],
        "disturbance": queries.disturbance(actor, year=year, now=now),
        "head": SHEET,
        "sheet": sheet,
        "beside": queries.beside_the_source(year=year, now=now),
        "now": now,
    }  # fmt: skip
    return render(request, "random_inspection/figures.html", words)
