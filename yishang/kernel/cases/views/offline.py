"""A page that works without a network: its service worker and its manifest. The page itself is its process's."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

WORKER = Path(__file__).resolve().parent.parent / "static" / "cases" / "worker.js"
FRAME = (
    "vendor/tabler.min.css", "css/yishang.css", "css/forms.css", "css/layouts.css", "css/portal.css",
    "js/appearance.js", "vendor/htmx.min.js", "js/yishang.js", "js/session.js", "js/elder.js", "js/pictures.js",
    "js/drafts.js", "js/offline.js", "img/mark.svg",
)  # fmt: skip


@dataclass(frozen=True)
class OfflinePage:
    """Such a page: `name` names its cache, `page` its address; `kept` are its own files beside those of the frame."""

    name: str
    page: str
    title: str
    short_title: str
    kept: tuple[str, ...]

    def worker(self) -> HttpResponse:
        """The service worker, which is told which files to keep; a browser asks for it anew each time."""
        kept = [static(name) for name in (*FRAME, *self.kept)]
        told = {"NAME": self.name, "SHELL": reverse(self.page), "KEPT": kept}
        head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in told.items())
        text = head + WORKER.read_text(encoding="utf-8")
        response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
        response["Cache-Control"] = "no-cache"
        return response

    def manifest(self) -> JsonResponse:
        """What a phone needs to put the page among its programs."""
        start = reverse(self.page)
        told = {
            "name": self.title,
            "short_name": self.short_title,
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#0f4c81",
            "lang": "zh-CN",
            "icons": [{"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        }
        return JsonResponse(told, content_type="application/manifest+json")
