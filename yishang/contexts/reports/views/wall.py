"""The wall of the city office (1920×1080), its part that renews itself, and the same as a plain page."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yishang.contexts.reports import queries, rules
from yishang.contexts.reports.views.analysis import column
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to

TILE, GAP = 100, 8


@require_safe
@open_to(rules.OF_THE_CITY)
def wall(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The screen."""
    return render(request, "reports/wall/wall.html", _words(request, actor))


@require_safe
@open_to(rules.OF_THE_CITY)
def wall_now(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """What htmx puts in the place of the screen's content."""
    return render(request, "reports/wall/tiles.html", _words(request, actor))


@require_safe
@open_to(rules.OF_THE_CITY)
def wall_plain(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The same figures as tables, for desks, phones and reading aloud."""
    return render(request, "reports/wall/plain.html", _words(request, actor))


def _words(request: HttpRequest, actor: Actor) -> dict[str, object]:
    found = queries.wall(actor, now=now_of(request))
    step = TILE + GAP
    drawn = [{"tile": one, "x": one.column * step, "y": one.row * step} for one in found.tiles]
    across = max((one.column for one in found.tiles), default=0) + 1
    down = max((one.row for one in found.tiles), default=0) + 1
    highest = max((received for _, received, _ in found.months), default=0)
    columns = [
        {"x": place * 50, "label": label, "received": received, **column(received, closed, highest, of=105, foot=128)}
        for place, (label, received, closed) in enumerate(found.months)
    ]
    return {
        "wall": found, "drawn": drawn,
        "map_box": f"-2 -2 {across * step - GAP + 4} {down * step - GAP + 4}", "columns": columns,
        "months_width": max(len(columns), 1) * 50,
    }  # fmt: skip
