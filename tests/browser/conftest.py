"""Real Chromium on the live server, in the frozen town. Each window is a browser of its own: nothing is shared."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import handlers
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.legs import chromium

PHONE = (360, 800)
DESK = (1440, 900)
PATIENCE = 20_000  # milliseconds: two cores, and two legs run side by side
expect.set_options(timeout=PATIENCE)

KEPT_FOR = "public, max-age=86400"

OpenWindow = Callable[[tuple[int, int]], Page]


@pytest.fixture(scope="session", autouse=True)
def _files_are_fetched_once() -> Iterator[None]:
    """An installation lets browsers keep its scripts and styles; here each page would fetch all of them anew."""

    class Keeping(StaticFilesHandler):
        def serve(self, request: HttpRequest) -> HttpResponseBase:
            answer = super().serve(request)
            answer.headers["Cache-Control"] = KEPT_FOR
            return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handlers, "StaticFilesHandler", Keeping)
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        started = playwright.chromium.launch(executable_path=chromium.executable(), args=options)
        yield started
        started.close()


@pytest.fixture
def demo_town(settings: Settings, tmp_path: Path, frozen_site: datetime) -> datetime:
    """The demonstration's ways (the SMS simulator shows its code) on the frozen day; uploads are thrown away."""
    settings.DEMO, settings.HOME, settings.MEDIA_ROOT = True, tmp_path, tmp_path / "uploads"
    return frozen_site


@pytest.fixture
def open_window(browser: Browser, live_server: LiveServer, demo_town: datetime) -> Iterator[OpenWindow]:
    """Open one more browser of the given size, with no memory of the others."""
    opened: list[BrowserContext] = []

    def open_one(size: tuple[int, int]) -> Page:
        width, height = size
        window = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            has_touch=size == PHONE,
            locale="zh-CN",
            reduced_motion="reduce",
        )
        window.set_default_timeout(PATIENCE)
        opened.append(window)
        return window.new_page()

    yield open_one
    for window in opened:
        window.close()
