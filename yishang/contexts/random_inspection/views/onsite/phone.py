"""The officer's page, which works without a network: its shell, its worker, its manifest. The rest is static files."""

import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to

OFFICERS = frozenset({Role.ENF})
WORKER = Path(__file__).resolve().parents[2] / "static" / "random_inspection" / "worker.js"
KEPT = (
    "vendor/tabler.min.css", "css/yishang.css", "css/forms.css", "css/layouts.css", "css/portal.css",
    "random_inspection/onsite.css",
    "js/appearance.js", "vendor/htmx.min.js", "js/yishang.js", "js/session.js", "js/elder.js", "js/pictures.js",
    "js/drafts.js", "js/offline.js", "random_inspection/sign.js", "random_inspection/onsite.js", "img/mark.svg",
)  # fmt: skip


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
    kept = [static(name) for name in KEPT]
    head = f"const SHELL = {json.dumps(reverse('random_inspection:today'))};\nconst KEPT = {json.dumps(kept)};\n"
    response = HttpResponse(head + WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the page among its programs."""
    start = reverse("random_inspection:today")
    told = {
        "name": "宜商执法检查", "short_name": "检查", "start_url": start, "scope": start, "display": "standalone",
        "background_color": "#ffffff", "theme_color": "#0f4c81", "lang": "zh-CN",
        "icons": [{"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")
