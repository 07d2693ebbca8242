"""What a company sees on its phone: its own projects from above, where they go on as they should."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yishang.contexts.panoramas import queries
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import open_to
from yishang.kernel.intake.rules import whole_number

COMPANY = frozenset({Role.ENT})


@require_safe
@open_to(COMPANY, door="sign_in")
def mine(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The panoramas of the company's own projects, newest first."""
    page = queries.page_of(queries.visible_to(actor), number=whole_number(request.GET.get("page", "1")) or 1)
    words = {
        "page": page,
        "total_text": f"{page.total} 张",
        "previous_url": f"?page={page.previous}" if page.previous else "",
        "next_url": f"?page={page.next}" if page.next else "",
    }
    return render(request, "panoramas/mine.html", words)


@require_safe
@open_to(COMPANY, door="sign_in")
def mine_one(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One of them. Raises PanoramaNotVisible."""
    return render(request, "panoramas/mine_one.html", {"panorama": queries.panorama(actor, number)})
