"""Open appeals by county, on a map and as a table that says the same; every number opens its rows."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.views.access import CITY_READERS, now_of, open_to
from yishang.contexts.outreach.views.sheet import sheet
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.geo import rules as geo_rules
from yishang.kernel.measures.rules import Figure

HEAD = ("县市区", "未办结", "受理", "未办结占比", "超期", "截至")


@dataclass(frozen=True)
class Ground:
    """One county: what is open of what was received, what of it is late, and its colour on the map."""

    code: str
    name: str
    open: Figure
    overdue: int
    overdue_url: str
    grade: int


@require_safe
@open_to(CITY_READERS)
def area_map(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The page, or with `?sheet=1` its table as a sheet."""
    now = now_of(request)
    kept = queries.tallied(actor)
    as_of = kept.as_of if kept else now
    groups = {group.key: group for group in queries.breakdown(actor, "county", now=now, kept=kept)}
    scale = geo_rules.shades([_open(group) for group in groups.values()])
    counties = geo.counties_of(actor.city_code or geo.home_city())
    lines = [_ground(one.code, one.short_name, groups.get(one.code), as_of, scale) for one in counties]
    lines.sort(key=lambda line: (-line.open.numerator, line.code))
    if request.GET.get("sheet"):
        rows = [_row(line, as_of) for line in lines]
        return sheet(request, actor=actor, name=f"未办结诉求-按县市区-{localtime(now):%Y%m%d}", head=HEAD, rows=rows)
    total = Figure(
        "open", "未办结", sum(line.open.numerator for line in lines), sum(line.open.denominator for line in lines),
        as_of, queries.rows_url(rate="counted"),
    )  # fmt: skip
    words = {"lines": lines, "shades": scale, "as_of": as_of, "is_kept": kept is not None, "total": total}
    return render(request, "outreach/overview/area_map.html", words | {"open_url": queries.rows_url(rate="open")})


def _open(group: queries.Group) -> int:
    return group.counts["received"] - group.counts["closed"]


def _ground(
    code: str, name: str, group: queries.Group | None, as_of: datetime, scale: tuple[geo_rules.Shade, ...]
) -> Ground:
    many = _open(group) if group else 0
    share = Figure(
        "open", f"{name}未办结", many, group.share if group else 0, as_of, queries.rows_url(rate="open", county=code)
    )
    overdue = group.counts["overdue"] if group else 0
    return Ground(code, name, share, overdue, queries.rows_url(rate="late", county=code), geo_rules.grade(many, scale))


def _row(line: Ground, as_of: datetime) -> tuple[object, ...]:
    figure = line.open
    moment = f"{localtime(as_of):%Y-%m-%d %H:%M}"
    return (line.name, figure.numerator, figure.denominator, figure.value, line.overdue, moment)
