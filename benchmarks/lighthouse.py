"""How fast and how well made the pages of the trees and bundles are on a phone, by Lighthouse and by Chromium itself.

    .venv/bin/python -m benchmarks.lighthouse

Needs `npm ci --prefix benchmarks/node` once and Chromium; offline, against a server on loopback with a database
that is thrown away. Of each page the median of five rounds after one that warms it up; then the first paint with the
processor slowed down four times.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from benchmarks.servers import ROOT, served
from tests.legs import chromium

PAGES = {
    "自然人树": "/life_events/natural/",
    "法人树": "/life_events/legal/",
    "工程树": "/life_events/project/",
    "清单": "/life_events/natural/?view=list",
    "公民清单": "/life_events/citizens/",
    "事件": "/life_events/events/N3091/",
    "套餐": "/bundles/",
}
NODE = ROOT / "benchmarks" / "node"
CATEGORIES = {"performance": "性能", "accessibility": "无障碍", "best-practices": "最佳实践"}
GOAL, PAINT_GOAL, ROUNDS, SLOWER, ATTEMPTS = 95, 1000.0, 5, 4, 3
FLAGS = "--headless=new --no-sandbox --disable-gpu"
PAINTED = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime"""
LOAD = "from yishang.site import demo; demo.load_catalogs()"


def main() -> int:
    """Print one row of a Markdown table for each page; 1 when a goal is missed."""
    wanted = {name: page for name, page in PAGES.items() if not sys.argv[1:] or name in sys.argv[1:]}
    with TemporaryDirectory(prefix="yishang-lighthouse-") as home:
        environment = _prepared(Path(home))
        with served("yishang.site.settings", environment=environment, log=Path(home) / "server.log") as server:
            scores = {name: _scores(server.url + page, Path(home)) for name, page in wanted.items()}
            paints = dict(_paints(server.url, wanted))
    heads = " | ".join(CATEGORIES.values())
    sys.stdout.write(f"| 手机页面（五次的中位数） | {heads} | 首次绘制，处理器慢 {SLOWER} 倍 |\n")
    sys.stdout.write("| --- | --- | --- | --- | --- |\n")
    for name in wanted:
        told = " | ".join(str(one) for one in scores[name].values())
        sys.stdout.write(f"| {name} | {told} | {paints[name]:.0f} 毫秒 |\n")
    missed = [name for name in wanted if min(scores[name].values()) < GOAL or paints[name] > PAINT_GOAL]
    sys.stdout.write(
        f"平均负荷 {os.getloadavg()[0]:.1f}。{'没有达到目标：' + '、'.join(missed) if missed else '都达到目标。'}\n"
    )
    return int(bool(missed))


def _prepared(home: Path) -> Mapping[str, str]:
    """An installation with its catalogs and its compressed static files."""
    own = {"YISHANG_HOME": str(home), "YISHANG_DEMO": "1", "SECRET_KEY": "lighthouse" * 6, "DATABASE_URL": ""}
    environment = {**os.environ, **own}
    for command in (["migrate"], ["collectstatic", "--noinput"], ["shell", "-c", LOAD]):
        subprocess.run(
            [sys.executable, "-m", "yishang", *command], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    return environment


def _scores(url: str, home: Path) -> dict[str, int]:
    """The median of each category, in hundredths."""
    rounds = [_round(url, home / "report.json") for _ in range(ROUNDS + 1)][1:]
    return {name: round(statistics.median(one[name] for one in rounds) * 100) for name in CATEGORIES}


def _round(url: str, report: Path) -> dict[str, float]:
    options = ["--output=json", f"--output-path={report}", "--quiet", f"--chrome-flags={FLAGS}"]
    options.append(f"--only-categories={','.join(CATEGORIES)}")
    environment = {**os.environ, "CHROME_PATH": str(chromium.executable())}
    command = [str(NODE / "node_modules" / ".bin" / "lighthouse"), url, *options]
    for attempt in range(ATTEMPTS):  # a busy machine makes Chromium miss Lighthouse's own time limit now and then
        done = subprocess.run(command, cwd=ROOT, env=environment, check=attempt == ATTEMPTS - 1, capture_output=True)
        if not done.returncode:
            break
    told = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {name: told[name]["score"] for name in CATEGORIES}


def _paints(url: str, pages: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    """Milliseconds to the first paint of each page, with everything but the page itself at hand already."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium.executable()), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, page in pages.items():
            shown = browser.new_page(viewport={"width": 360, "height": 760})
            shown.context.new_cdp_session(shown).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            times = []
            for _ in range(ROUNDS + 1):
                shown.goto(url + page)
                times.append(
                    shown.wait_for_function(PAINTED).json_value()
                )  # a page may have loaded before it is painted
            yield name, statistics.median(times[1:])
            shown.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
