"""The visitor's page, which works without a network: its shell, its worker, its manifest. The rest is static files."""

import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yishang.contexts.visits import rules
from yishang.contexts.visits.views.access import VISITORS, now_of, open_to
from yishang.kernel.directory.rules import Actor

WORKER = Path(__file__).resolve().parent.parent / "static" / "visits" / "worker.js"
KEPT = (
    "vendor/tabler.min.css", "css/yishang.css", "css/forms.css", "css/layouts.css", "css/portal.css",
    "visits/visits.css",
    "js/appearance.js", "vendor/htmx.min.js", "js/yishang.js", "js/session.js", "js/elder.js", "js/pictures.js",
    "js/drafts.js", "visits/store.js", "visits/sync.js", "visits/visits.js", "img/mark.svg",
)  # fmt: skip


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
    kept = [static(name) for name in KEPT]
    shell = reverse("visits:today")
    head = f"const SHELL = {_js(shell)};\nconst KEPT = {_js(kept)};\n"
    response = HttpResponse(head + WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the page among its programs."""
    start = reverse("visits:today")
    told = {
        "name": "宜商走访",
        "short_name": "走访",
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0f4c81",
        "lang": "zh-CN",
        "icons": [{"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _js(value: object) -> str:
    return json.dumps(value)
