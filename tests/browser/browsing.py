"""Opens pages and notes what a reader would stumble over: axe-core, sideways scroll, errors, weight, other hosts."""

import gzip
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response, expect

from tests.browser.visits import Visit

AXE = Path(settings.SITE) / "static" / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEAVIEST = 200 * 1024  # bytes, compressed, for a page without maps (design.md)
MAPS = "/vendor/maplibre-gl"  # comes after the page, when its map is looked at
_weights: dict[str, int] = {}  # of static files, by address


@cache
def _axe() -> str:
    return AXE.read_text()


class Reader:
    """One person at one screen. `faults_on` opens a page and tells what is wrong with it."""

    def __init__(self, page: Page, home: str) -> None:
        self.page, self.host = page, urlsplit(home).netloc
        self.requests: list[Request] = []
        self.responses: list[Response] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.requests.append(request))
        page.on("response", lambda response: self.responses.append(response))
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def faults_on(self, visit: Visit, sizes: Sequence[tuple[int, int]] = ()) -> Iterator[str]:
        """What is wrong, one line each; nothing is the aim. A page opened once is looked at in each of these sizes."""
        for noted in (self.requests, self.responses, self.errors):
            noted.clear()
        answer = self.page.goto(visit.address)
        expect(self.page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
        if answer and answer.status != visit.status:
            yield f"状态 {answer.status}，应为 {visit.status}"
        for width, height in sizes or [(0, 0)]:
            if width:
                self.page.set_viewport_size({"width": width, "height": height})
            self._look_at_maps()
            yield from (f"{fault}（{width or '原来'}宽）" for fault in self._stumbles())
        yield from self.errors
        yield from (f"请求了别处：{one.url}" for one in self.requests if self._is_elsewhere(one.url))
        if (weight := self._weight()) > HEAVIEST:
            yield f"{weight / 1024:.0f} KB，最多 {HEAVIEST // 1024} KB"

    def _look_at_maps(self) -> None:
        for drawn in self.page.locator("[data-area-map]").all():
            drawn.scroll_into_view_if_needed()
            expect(drawn).to_have_attribute("data-ready", "1", timeout=20_000)

    def _stumbles(self) -> Iterator[str]:
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            yield f"横向多出 {wide} 像素"
        self.page.evaluate("window.scrollTo(0, 0)")  # a focused field scrolled here; a sticky bar may cover a link
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe())
        found: dict[str, Any] = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
        )
        for fault in found["violations"]:
            yield f"{fault['id']}：{fault['nodes'][0]['target']}（{len(fault['nodes'])} 处）"

    def _note_message(self, message: ConsoleMessage) -> None:
        refused_page = "Failed to load resource" in message.text and message.location["url"] == self.page.url
        of_the_driver = "GPU stall due to ReadPixels" in message.text  # a machine without a graphics card draws a map
        if message.type in ("error", "warning") and not (refused_page or of_the_driver):
            self.errors.append(f"控制台：{message.text[:200]}")

    def _is_elsewhere(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme not in ("data", "blob") and parts.netloc != self.host

    def _weight(self) -> int:
        return sum(
            self._compressed(answer) for answer in self.responses if answer.status == 200 and MAPS not in answer.url
        )

    def _compressed(self, answer: Response) -> int:
        """Bytes on the wire when the server compresses, as the installation's does."""
        if answer.url not in _weights or "/static/" not in answer.url:
            _weights[answer.url] = len(gzip.compress(self._body(answer)))
        return _weights[answer.url]

    def _body(self, answer: Response) -> bytes:
        """What a worker of the page fetched for itself is the worker's alone: so it is asked for once more."""
        try:
            return answer.body()
        except Error:
            return self.page.request.get(answer.url).body()
