"""抽查公示: the figures of a year's inspections for everybody, each with both sides of its fraction and its rows."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.random_inspection.queries import board as reading
from yishang.kernel.directory.views import now_of
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number

LISTS = (
    ("inspection.items", "抽查事项清单", "清单以外的不得抽查"),
    ("inspection.plans", "年度抽查计划", "每年 3 月 31 日前公示"),
    ("inspection.tasks", "抽查任务", "抽了多少户、谁去查什么"),
    ("inspection_results", "检查结果", "检查结束 20 个工作日内公示"),
    ("inspection.guidelines", "实施细则", "现行和以往各版"),
)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The board of a year; nobody needs to sign in."""
    now = now_of(request)
    this_year = localdate(now).year
    asked = whole_number(request.GET.get("year", "")) or this_year
    year = asked if 2015 <= asked <= this_year else this_year
    found = reading.board(settings.CITY_CODE, year=year, now=now)
    words = {
        "board": found,
        "figures": [(one, reading.is_few(one)) for one in found.figures],
        "fewest": reading.FEWEST,
        "city": geo.name_of(settings.CITY_CODE),
        "years": [one for one in (this_year, this_year - 1, this_year - 2) if one != year],
        "lists": LISTS,
        "now": now,
    }
    return render(request, "random_inspection/board.html", words)
