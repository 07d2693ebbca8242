"""Take docs/screenshots anew: `python -m tests.screenshots` starts the demo city in a temporary home and looks."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.legs import chromium

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screenshots"
PHONE = {"width": 360, "height": 800}
DESK = {"width": 1440, "height": 900}
HEAVIEST = 256 * 1024  # bytes of one picture in the repository; the tree has many shades
CONTENT = (
    "10 月 28 日向供电公司申请增容 800 千伏安，营业厅说方案在排队。"
    "新设备 12 月 10 日装好了，通不了电，每天误工 30 人。希望月底前送电。"
)

Accounts = dict[str, dict[str, str]]


def main() -> int:
    """Take every picture; exit 1 when there is no browser or a picture weighs too much."""
    program = chromium.executable()
    if not program:
        sys.stderr.write("没有找到 Chromium，拍不了照片。\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(prefix="yishang-pictures-") as home,
        _demo_city(Path(home)) as (url, accounts),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        sizes = {name: _take(browser, name, url, accounts) for name in PICTURES}
        browser.close()
    for name, size in sizes.items():
        sys.stdout.write(f"docs/screenshots/{name}.png  {size / 1024:.0f} KB\n")
    return int(max(sizes.values()) > HEAVIEST)


@contextmanager
def _demo_city(home: Path) -> Iterator[tuple[str, Accounts]]:
    """The running installation: its address, and the first account of each role."""
    port = _free_port()
    environment = {**os.environ, "YISHANG_HOME": str(home), "YISHANG_DEMO": "1", "DATABASE_URL": ""}
    server = subprocess.Popen(
        [sys.executable, "-m", "yishang", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout
        if not any(line.startswith("READY") for line in server.stdout):
            raise SystemExit("示范城市没有启动起来，原因见上。")
        told: dict[str, Any] = json.loads((home / "demo.json").read_text(encoding="utf-8"))
        yield told["url"], {one["role"]: one for one in reversed(told["accounts"])}
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _take(browser: Browser, name: str, url: str, accounts: Accounts) -> int:
    """One picture in a browser that remembers nothing; answers its size in bytes."""
    viewport = PHONE if name.startswith("phone-") else DESK
    window = browser.new_context(base_url=url, viewport=viewport, locale="zh-CN", reduced_motion="reduce")
    page = window.new_page()
    PICTURES[name](page, accounts)
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
    taken = page.screenshot(animations="disabled", caret="hide")
    window.close()
    file = FOLDER / f"{name}.png"
    with Image.open(BytesIO(taken)) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
    return file.stat().st_size


# ---- what is on the pictures --------------------------------------------------------------------------------------


def _portal(page: Page, _accounts: Accounts) -> None:
    page.goto("/")


def _phone_submit(page: Page, accounts: Accounts) -> None:
    _sign_in_by_phone(page, accounts["ENT"])
    page.get_by_role("link", name="提交诉求").click()
    page.get_by_text("水电气暖", exact=True).click()
    expect(page.get_by_text("同类诉求最近")).to_be_visible()
    page.get_by_label("一句话说是什么事").fill("二期用电增容等了六周")
    page.get_by_label("说说情况").fill(CONTENT)
    expect(page.get_by_text("草稿已存")).to_be_visible()


def _phone_matter(page: Page, accounts: Accounts) -> None:
    _sign_in_by_phone(page, accounts["ENT"])
    page.locator(".matter-card").first.click()
    expect(page.get_by_role("heading", name="办理过程")).to_be_visible()


def _desk(page: Page, accounts: Accounts) -> None:
    _sign_in_at_desk(page, accounts["CBO"])
    page.goto("/outreach/desk/?queue=handling")
    expect(page.locator("#matter")).to_be_visible()


def _overview(page: Page, accounts: Accounts) -> None:
    _sign_in_at_desk(page, accounts["MBO"])
    page.goto("/outreach/overview/")


def _samples(page: Page, accounts: Accounts) -> None:
    _sign_in_at_desk(page, accounts["MBO"])
    page.goto("/outreach/samples/")
    page.locator(".main-cell a").first.click()
    expect(page.locator(".proof")).to_contain_text("一致")


def _draw(page: Page, _accounts: Accounts) -> None:
    page.goto("/draws/")
    page.locator("main a[href^='/draws/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _tree(page: Page, _accounts: Accounts) -> None:
    page.goto("/life_events/legal/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _phone_bundle(page: Page, _accounts: Accounts) -> None:
    page.goto("/bundles/T04/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _flow_chart(page: Page, _accounts: Accounts) -> None:
    page.goto("/service_standards/")
    page.get_by_role("link", name="企业开办").first.click()
    page.locator("svg.flow-wide").first.scroll_into_view_if_needed()


def _wall(page: Page, accounts: Accounts) -> None:
    _sign_in_at_desk(page, accounts["MBO"])
    page.goto("/reports/wall/")
    expect(page.locator(".county-map")).to_be_visible()


def _sign_in_by_phone(page: Page, account: dict[str, str]) -> None:
    page.goto("/sign-in/")
    page.get_by_label("手机号", exact=True).fill(account["phone"])
    page.get_by_role("button", name="获取验证码", exact=True).click()
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("link", name="提交诉求")).to_be_visible()


def _sign_in_at_desk(page: Page, account: dict[str, str]) -> None:
    page.goto("/sign-in/staff/")
    page.get_by_label("登录名", exact=True).fill(account["login"])
    page.get_by_label("口令", exact=True).fill(account["password"])
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("navigation", name="主导航", exact=True)).to_be_visible()


PICTURES: dict[str, Callable[[Page, Accounts], None]] = {
    "portal": _portal,
    "phone-submit": _phone_submit,
    "phone-matter": _phone_matter,
    "desk": _desk,
    "overview": _overview,
    "samples": _samples,
    "draw": _draw,
    "tree": _tree,
    "phone-bundle": _phone_bundle,
    "flow-chart": _flow_chart,
    "wall": _wall,
}

if __name__ == "__main__":
    sys.exit(main())
