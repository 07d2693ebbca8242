"""The officer's page, which works without a network: its shell, its worker, its manifest. The rest is static files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.kernel.cases.views import OfflinePage
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to

OFFICERS = frozenset({Role.ENF})
PAGE = OfflinePage(
    name="inspections",
    page="random_inspection:today",
    title="宜商执法检查",
    short_title="检查",
    kept=("random_inspection/onsite.css", "random_inspection/sign.js", "random_inspection/onsite.js"),
)


@require_safe
@open_to(OFFICERS)
def today(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The shell: what is in it comes from the phone's own store, which the API fills."""
    words = {
        "now": localtime(now_of(request)).isoformat(),
        "actor": actor,
        "told": {
            "results": [{"code": code, "text": text} for code, text in rules.RESULTS.items()],
            "ways": [{"code": code, "text": text} for code, text in rules.WAYS.items()],
            "values": [{"code": code, "text": text} for code, text in rules.VALUES.items()],
        },
    }
    return render(request, "random_inspection/onsite/today.html", words)


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, from an address whose folder it may serve; it is told which files to keep."""
    return PAGE.worker()


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the page among its programs."""
    return PAGE.manifest()
