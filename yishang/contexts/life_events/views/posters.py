"""A tree as a poster to take away: stages, themes and events, never the items."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yishang.contexts.life_events import queries, rules


@require_safe
def svg(request: HttpRequest, name: str) -> HttpResponse:
    """The poster as one SVG that needs nothing else. Raises TreeNotFound."""
    words = {"tree": queries.tree(name), "drawing": queries.drawing(name, "wide"), "poster": _poster(name)}
    page = render(request, "life_events/poster.svg", words, content_type="image/svg+xml")
    page["Content-Disposition"] = f'attachment; filename="{name}-tree.svg"'
    return page


def _poster(name: str) -> rules.Poster:
    return rules.poster(queries.tree(name))
