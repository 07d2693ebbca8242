"""通知记录: read only when somebody opens it, so that the matter itself costs nothing more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.views.access import DESK, PHONE, is_fragment, now_of, open_to
from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.notify.queries import Page


@require_safe
@open_to(DESK)
def told(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """Everything that was told about a matter. Raises CaseNotVisible."""
    page = queries.told_about(actor, number, now=now_of(request), before=_before(request))
    return _shown(request, number, page, "outreach/desk/told.html", reverse("outreach:desk_told", args=[number]))


@require_safe
@open_to(PHONE, door="sign_in")
def told_to_me(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """What the company, or whoever answers for it, was told about a matter. Raises CaseNotVisible."""
    page = queries.told_to(actor, number, now=now_of(request), before=_before(request))
    return _shown(request, number, page, "outreach/phone/told.html", reverse("outreach:matter_told", args=[number]))


def _shown(request: HttpRequest, number: str, page: Page, template: str, url: str) -> HttpResponse:
    words = {
        "number": number,
        "lines": page.lines,
        "older_url": f"{url}?before={page.before}" if page.before else "",
    }
    response = render(request, "outreach/told_lines.html" if is_fragment(request) else template, words)
    response["Vary"] = "HX-Request"
    return response


def _before(request: HttpRequest) -> int | None:
    return whole_number(request.GET.get("before", ""))
