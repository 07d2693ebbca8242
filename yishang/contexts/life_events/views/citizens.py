"""公民个人办事事项清单: what a person may need from offices, as one list that prints well (附件2, 莲湖 and 西安)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from yishang.contexts.life_events import queries, rules
from yishang.kernel.catalog.rules import Elements, Mode
from yishang.kernel.context import check_known
from yishang.kernel.directory.views import now_of


@dataclass(frozen=True)
class Line:
    """One item of the list; `bring` counts the papers that no e-certificate replaces."""

    number: int
    code: str
    item: Elements
    bring: int

    @property
    def where(self) -> str:
        return "、".join(dict.fromkeys(place.mode for place in self.item.places)) or "—"


@require_safe
@gzip_page
def citizens(request: HttpRequest) -> HttpResponse:
    """Every item of the tree of people once; `where` leaves those done there. Raises InvalidInput."""
    day, where = localdate(now_of(request)), request.GET.get("where", "")
    check_known("where", where, ("", *Mode))
    whole = queries.tree(rules.NATURAL, on=day)
    stages = list(_stages(whole, queries.items_in_force(day), where))
    many = sum(len(lines) for _, themes in stages for _, lines in themes)
    words = {"tree": whole, "stages": stages, "many": many, "places": list(Mode), "where": where, "day": day}
    return render(request, "life_events/citizens.html", words)


def _stages(
    whole: rules.Tree, held: dict[str, Elements], where: str
) -> Iterator[tuple[rules.Node, list[tuple[rules.Node, list[Line]]]]]:
    """Stages with their themes and lines, numbered through; an item stands at the first theme that has it."""
    told: set[str] = set()
    for stage in whole.stages:
        themes = []
        for theme in whole.below(stage):
            lines = []
            for code in _codes(whole, theme):
                item = held.get(code)
                if code in told or item is None or (where and where not in {place.mode for place in item.places}):
                    continue
                told.add(code)
                lines.append(Line(len(told), code, item, len(item.materials) - len(item.exempt())))
            if lines:
                themes.append((theme, lines))
        if themes:
            yield stage, themes


def _codes(whole: rules.Tree, theme: rules.Node) -> list[str]:
    return [one.item for event in whole.below(theme) for one in whole.items.get(event.code, ())]
