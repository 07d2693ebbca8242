"""One leg: pytest in a process of its own, with its own home folder, its output passed on under the leg's name."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import monotonic

from tests.legs import chromium, postgres
from tests.legs.counts import Counts, counts_in

ROOT = Path(__file__).resolve().parents[2]
_one_at_a_time = Lock()
_running: set[subprocess.Popen[str]] = set()


@dataclass(frozen=True)
class Leg:
    """A ground to run on: `tests` is a pytest marker expression."""

    code: str
    title: str
    tests: str


@dataclass(frozen=True)
class Outcome:
    """What became of a leg; `missing` says why it could not run."""

    leg: Leg
    counts: Counts = field(default_factory=Counts)
    seconds: float = 0.0
    missing: str = ""
    elsewhere: int = 0  # tests that ask for no database and were left to another leg


SQLITE = Leg("sqlite", "SQLite", "not browser")
POSTGRES = Leg("postgres", "PostgreSQL", "not browser")
BROWSER = Leg("browser", "Chromium", "browser")
LEGS = (POSTGRES, BROWSER, SQLITE)  # the slowest first
ELSEWHERE = "elsewhere"


def leaves_to_another(leg: Leg, legs: Sequence[Leg]) -> bool:
    """Whether this leg leaves out what asks for no database: SQLite's leg runs all of it, when it runs."""
    return leg is POSTGRES and SQLITE in legs


def run(leg: Leg, *, home: Path, leaving: bool = False) -> Outcome:
    """Run the leg in the folder `home`, or say what it lacks; `leaving` out what asks for no database."""
    if missing := _missing(leg):
        return Outcome(leg, missing=missing)
    started = monotonic()
    try:
        with _database(leg) as database:
            counts = _run_pytest(leg, home, _environment(home, database, leaving=leaving))
    except postgres.NotStarted as refusal:
        say(f"[{leg.title}] {refusal}")
        return Outcome(leg, missing="PostgreSQL 没有启动起来，原因见上")
    elsewhere = int((home / ELSEWHERE).read_text()) if (home / ELSEWHERE).exists() else 0
    return Outcome(leg, counts, monotonic() - started, elsewhere=elsewhere)


def interrupt_all() -> None:
    """Tell every running pytest to stop as by Ctrl-C; the legs then end and take their servers down."""
    for process in list(_running):
        process.send_signal(signal.SIGINT)


def say(text: str) -> None:
    """Write whole lines, never mixed with another leg's."""
    with _one_at_a_time:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _missing(leg: Leg) -> str:
    if leg is POSTGRES and not postgres.server_folder():
        return "没有找到 PostgreSQL 服务端程序（Debian：apt-get install postgresql）"
    if leg is BROWSER and not chromium.executable():
        return "没有找到 Chromium（Debian：apt-get install chromium）"
    return ""


@contextmanager
def _database(leg: Leg) -> Iterator[str]:
    """The DATABASE_URL of the leg; empty means SQLite in the leg's home."""
    binaries = postgres.server_folder()
    with postgres.private_cluster(binaries) if leg is POSTGRES and binaries else nullcontext("") as url:
        yield url


def _environment(home: Path, database: str, *, leaving: bool) -> dict[str, str]:
    own = {"YISHANG_TEST_HOME": str(home), "YISHANG_HOME": str(home), "DATABASE_URL": database}
    own["YISHANG_ELSEWHERE"] = str(home / ELSEWHERE) if leaving else ""
    return {**os.environ, **own, "CHROMIUM": chromium.executable() or "", "PYTHONUNBUFFERED": "1"}


def _run_pytest(leg: Leg, home: Path, environment: dict[str, str]) -> Counts:
    results = home / "results.xml"
    options = ["-m", leg.tests, f"--junitxml={results}", "--continue-on-collection-errors", "--color=no"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    _running.add(process)
    try:
        _pass_on(leg, process)
        return counts_in(results, exit_code=process.wait())
    finally:
        _running.discard(process)


def _pass_on(leg: Leg, process: subprocess.Popen[str]) -> None:
    """Progress line by line as it comes; from the first report of a failure on, everything in one piece at the end."""
    report: list[str] = []
    assert process.stdout
    for line in process.stdout:
        if report or line.startswith("==="):
            report.append(line)
        else:
            say(f"[{leg.title}] {line.rstrip()}")
    if report:
        say("".join(f"[{leg.title}] {line}" for line in report).rstrip())
