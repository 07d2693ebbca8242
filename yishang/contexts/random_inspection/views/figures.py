"""The figures of a year, the departments' assessment sheet, the source's figures beside ours; all open their rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import Candidate
from yishang.contexts.random_inspection.views.tables import Cell, Choice, Listing, asked, show
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list
from yishang.kernel.measures.rules import percentage

RATES = ("任务完成率", "按期公示率", "问题发现率", "联合占比")
HEAD = ("部门", "任务", "检查户次", *RATES)
SHEET = ("部门", "任务", "检查户次", *(f"{name}{part}" for name in RATES for part in ("", "分子", "分母")))


@dataclass(frozen=True)
class Rate:
    """A rate of a department, with both sides of its fraction and where their rows are."""

    name: str
    numerator: int
    denominator: int
    numerator_url: str
    denominator_url: str

    @property
    def text(self) -> str:
        return percentage(self.numerator, self.denominator)


@require_safe
@open_to(rules.READERS)
def figures(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The year's figures; `?form=xlsx` (or csv) has the assessment sheet, each rate with both sides of its fraction."""
    now, year = now_of(request), _year(request)
    sheet = queries.assessment(actor, year=year, now=now)
    if form := request.GET.get("form", ""):
        return send_list(
            actor=actor, name=f"双随机年度考核-{year}", head=SHEET, rows=map(_line, sheet), count=len(sheet), at=now,
            form="xlsx" if form == "xlsx" else "csv", asked={"year": str(year)},
        )  # fmt: skip
    return _page(request, actor, year, sheet)


def _year(request: HttpRequest) -> int:
    given = whole_number(request.GET.get("year", "")) or 0
    return given if 2015 <= given <= 2100 else localdate(now_of(request)).year


def _line(one: queries.Assessed) -> tuple[object, ...]:
    pairs = (one.finished, one.published, one.problems, one.joint)
    rates = [cell for pair in pairs for cell in (percentage(*pair), *pair)]
    return (one.unit, one.tasks, one.inspections, *rates)


def _told(one: queries.Assessed, year: int) -> dict[str, object]:
    """A department's line on the page: every number with the address of its rows."""

    def of(name: str, pair: tuple[int, int], upper: str, lower: str, *, tasks: bool = False) -> Rate:
        url = queries.tasks_url if tasks else queries.rows_url
        sides = [url(year, unit=one.code, figure=figure) for figure in (upper, lower)]
        return Rate(name, *pair, *sides)

    return {
        "unit": one.unit,
        "tasks": (one.tasks, queries.tasks_url(year, unit=one.code)),
        "inspections": (one.inspections, queries.rows_url(year, unit=one.code)),
        "rates": [
            of(RATES[0], one.finished, "finished", "due", tasks=True),
            of(RATES[1], one.published, "ended_in_time", "ended"),
            of(RATES[2], one.problems, "found", "ended"),
            of(RATES[3], one.joint, "joint", "counted"),
        ],
    }


def _page(request: HttpRequest, actor: Actor, year: int, sheet: Sequence[queries.Assessed]) -> HttpResponse:
    now = now_of(request)
    hits_url = f"{reverse('random_inspection:hits')}?year={year}"
    words = {
        "year": year,
        "figures": queries.year_figures(actor, year=year, now=now),
        "hits": [
            (Rate(risk, part, whole, f"{hits_url}&risk={risk}&drawn=1", f"{hits_url}&risk={risk}"))
            for risk, part, whole in queries.hits_by_risk(actor, year=year, now=now)
        ],
        "disturbance": [
            (many, companies, queries.rows_url(year, calls=many))
            for many, companies in queries.disturbance(actor, year=year, now=now)
        ],
        "head": HEAD,
        "sheet": [_told(one, year) for one in sheet],
        "beside": queries.beside_the_source(year=year, now=now),
        "now": now,
    }
    return render(request, "random_inspection/figures.html", words)


@require_safe
@open_to(rules.LEAD_POSTS)
def hits(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """Who was in the year's pools under a risk class, or was drawn: for the lead department alone, never public."""
    wanted = asked(request, "year", "risk", "drawn")
    wanted["year"] = str(_year(request))
    wanted["risk"] = wanted["risk"] if wanted["risk"] in rules.RISKS else next(iter(rules.RISKS))
    rows = queries.hit(
        actor, year=int(wanted["year"]), risk=wanted["risk"], now=now_of(request), drawn=bool(wanted["drawn"])
    )
    listing = Listing(
        title=f"信用风险 {wanted['risk']} 类的候选",
        head=("企业", "属地", "任务", "层", "抽中"),
        cells=_hit_cells,
        unit="户次",
        about="只供牵头部门配置比例，不公开。",
        choices=(
            Choice("risk", "类别", tuple((code, f"{code} {word}") for code, word in rules.RISKS.items())),
            Choice("drawn", "是否抽中", (("1", "抽中"),)),
        ),
        empty=("这一类还没有候选", "名单封存以后会出现在这里。"),
    )
    return show(request, actor=actor, listing=listing, rows=rows, wanted=wanted)


def _hit_cells(one: Candidate) -> Sequence[Cell]:
    number = one.task.case.number
    return (
        Cell(one.object.entity.name, one.object.entity.uscc),
        Cell(one.object.region.short_name),
        Cell(one.task.case.title, number, url=reverse("random_inspection:task", args=[number])),
        Cell(one.stratum),
        Cell(
            "抽中" if one.is_selected else "未抽中", one.void_reason, tone="green" if one.is_selected else "secondary"
        ),
    )
