"""The visitor's page, which works without a network: its shell, its worker, its manifest. The rest is static files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yishang.contexts.visits import rules
from yishang.contexts.visits.views.access import VISITORS, now_of, open_to
from yishang.kernel.cases.views import OfflinePage
from yishang.kernel.directory.rules import Actor

PAGE = OfflinePage(
    name="visits",
    page="visits:today",
    title="宜商走访",
    short_title="走访",
    kept=("visits/visits.css", "visits/store.js", "visits/sync.js", "visits/visits.js"),
)


@require_safe
@open_to(VISITORS, door="sign_in")
def today(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The shell: what is in it comes from the phone's own store, which the API fills."""
    words = {
        "now": localtime(now_of(request)).isoformat(),
        "limits": {
            "least": rules.MINUTES_LEAST,
            "most": rules.MINUTES_MOST,
            "pictures": rules.PICTURES_MAX,
        },
        "actor": actor,
    }
    return render(request, "visits/phone/today.html", words)


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, from an address whose folder it may serve; it is told which files to keep."""
    return PAGE.worker()


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the page among its programs."""
    return PAGE.manifest()
