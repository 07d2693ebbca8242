"""axe-core over the style guide in a real Chromium: two widths, light, dark, large type; no sideways scroll."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

AXE = Path(__file__).resolve().parents[1] / "static" / "vendor" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("yishang.site.tests.styleguide_urls"),
    pytest.mark.skipif(not CHROMIUM or not AXE.exists(), reason="needs Chromium and bin/copy_frontend.py"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.mark.parametrize(
    ("page", "width", "memory"),
    [
        ("pieces", 360, {}),
        ("pieces", 360, {"elder": "1"}),
        ("pieces", 1440, {}),
        ("pieces", 1440, {"theme": "dark"}),
        ("phone", 360, {"elder": "1"}),
        ("progress", 360, {"theme": "dark"}),
        ("desk", 360, {"elder": "1"}),
        ("desk", 1440, {"density": "compact"}),
        ("wall", 1440, {}),
    ],
)
def test_no_violation_and_no_sideways_scroll(
    live_server: LiveServer, browser: Browser, page: str, width: int, memory: dict[str, str]
) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    for name, value in memory.items():
        tab.add_init_script(f"localStorage.setItem('yishang.{name}', '{value}')")
    tab.goto(f"{live_server.url}/styleguide/{page}/")
    tab.evaluate("window.scrollTo(0, 0)")  # the field with a message took the focus; a sticky bar may cover a link
    tab.evaluate(AXE.read_text())
    found: dict[str, Any] = tab.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    wide = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    tab.close()
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found["violations"]] == []
    assert wide <= 0
