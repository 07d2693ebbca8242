"""A tree as a poster to take away: stages, themes and events, never the items."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from yishang.contexts.life_events import gateways, queries, rules
from yishang.kernel.context import check_known
from yishang.kernel.directory.views import now_of
from yishang.kernel.documents import services as documents


@require_safe
@gzip_page
def svg(request: HttpRequest, name: str) -> HttpResponse:
    """The poster as one SVG that needs nothing else. Raises TreeNotFound."""
    page = render(request, "life_events/poster.svg", _words(request, name), content_type="image/svg+xml")
    page["Content-Disposition"] = f'attachment; filename="{name}-tree.svg"'
    return page


@require_safe
def pdf(request: HttpRequest, name: str) -> HttpResponse:
    """The same poster as a PDF with its letters inside, `size` A3 or A2. Raises TreeNotFound, FontMissing."""
    size = request.GET.get("size", "A3")
    check_known("size", size, gateways.SIZES)
    drawn = render_to_string("life_events/poster.svg", _words(request, name))
    page = HttpResponse(_paper(drawn, size, rules.TITLES[name]), content_type="application/pdf")
    page["Content-Disposition"] = f'attachment; filename="{name}-tree-{size}.pdf"'
    return page


@lru_cache(maxsize=2 * len(rules.TITLES))
def _paper(drawn: str, size: str, title: str) -> bytes:
    """Setting the letters takes seconds, and the same drawing is the same paper."""
    regular, bold = (documents.font_file(documents.SANS, weight=weight) for weight in ("Regular", "Bold"))
    return gateways.poster_pdf(drawn, size=size, title=title, regular=regular, bold=bold)


def _words(request: HttpRequest, name: str) -> dict[str, object]:
    tree = queries.tree(name, on=localdate(now_of(request)))
    return {"tree": tree, "drawing": queries.drawing(tree, "wide"), "poster": rules.poster(tree)}
