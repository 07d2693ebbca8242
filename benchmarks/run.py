"""One run: fill each database in steps, measure, and write the table into README.md."""

import csv
import io
import json
import os
import platform
import re
import subprocess
import sys
import zipfile
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import clocks_deadlines, table
from benchmarks.asked import (
    EXPORTS,
    FULL_AT_EVERY_SIZE,
    LISTS,
    PAGES,
    STEPS,
    detail_path,
    export_path,
    list_path,
    move_path,
)
from benchmarks.load import Sender
from benchmarks.measured import Export, Measured, Overview
from benchmarks.servers import ROOT, Server, most_memory, seconds_used, served
from tests.legs import postgres

DATABASES = ("sqlite", "postgres")
SIZES = (1_000, 100_000, 1_000_000)
SEARCHED_FROM = 100_000
ROUNDS = 5
HAMMER_SECONDS = 3
APPEALS_A_ROUND = 30
LISTS_A_ROUND = 20
PAGES_DEEP = 20  # of 200 rows
PAGES_A_ROUND = 9
EXPORTED_UP_TO = 100_000  # the last size up to this is exported
# As in production: nothing that was acknowledged is lost.
DURABLE = ("max_connections=50", "shared_buffers=512MB", "max_wal_size=4GB")
PLAIN_NAMES = "django.contrib.staticfiles.storage.StaticFilesStorage"  # nothing is collected for a throw-away home
SETTINGS, BARE = "yishang.site.settings", "benchmarks.bare.settings"


class Ground:
    """One throw-away database with its home folder, and the processor time that it takes."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.database_pid = home, _postmaster(url)
        own = {"YISHANG_HOME": str(home), "DATABASE_URL": url, "YISHANG_DEMO": "0", "SECRET_KEY": "benchmark" * 8}
        told = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "STATIC_BACKEND": PLAIN_NAMES}
        self.environment = {**os.environ, **own, **told}

    def python(self, *arguments: str, settings: str = SETTINGS) -> str:
        """What a Python module prints when it is run on this database."""
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": settings}
        command = [sys.executable, "-m", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}:\n{done.stderr}")
        return done.stdout

    def used(self, server: Server) -> float:
        """Processor seconds of the web server and of the database's own processes so far."""
        return seconds_used(server.pid) + (seconds_used(self.database_pid) if self.database_pid else 0.0)


def main() -> int:
    """Measure the databases that this machine offers; the full run takes about a quarter of an hour."""
    parser = ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--on", choices=DATABASES, action="append", help="只测这一个库")
    parser.add_argument("--cases", type=_sizes, default=SIZES, metavar="N,N,N", help="件数，从小到大")
    parser.add_argument("--print", action="store_true", dest="only_print", help="只显示，不写入 README.md")
    asked = parser.parse_args()
    found = [_measure(name, asked.cases) for name in asked.on or DATABASES if name == "sqlite" or _has_postgres()]
    text = table.text(found, machine=_machine(), deadlines=clocks_deadlines.rates())
    sys.stdout.write(text)
    if not asked.only_print:
        table.write(text)
    return 0


def _measure(name: str, sizes: Sequence[int]) -> Measured:
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="yishang-bench-")))
        ground = Ground(home, stack.enter_context(_database(name)))
        measured = Measured()
        for size in sizes:
            _say(f"{name} {size:,}：{ground.python('benchmarks.fill', '--cases', str(size)).strip()}")
            told = json.loads(ground.python("benchmarks.inside"))
            if size >= SEARCHED_FROM:
                measured.searches[size] = json.loads(ground.python("benchmarks.searches"))
            measured.database, measured.statements, measured.plans = told["database"], told["statements"], told["plans"]
            with served(SETTINGS, environment=ground.environment, log=home / "web.log") as server:
                sender = Sender(key=told["key"], companies=told["companies"], folder=home)
                _measure_lists(measured, ground, server, sender, size)
                _measure_overview(measured, ground, server, sender, size)
                if size == sizes[-1]:
                    _measure_steps(measured, ground, server, sender)
                    _measure_creation(measured, ground, server, sender)
            if size <= EXPORTED_UP_TO:
                _measure_exports(measured, ground, sender)
        return measured


def _measure_lists(measured: Measured, ground: Ground, server: Server, sender: Sender, size: int) -> None:
    """First page of every list, and for one of them a page far down."""
    paths = {name: list_path(name) for name in LISTS}
    paths[f"{FULL_AT_EVERY_SIZE}，深页"] = list_path(FULL_AT_EVERY_SIZE, cursor=_deep(server, sender))
    times: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(ROUNDS):
        for name, path in paths.items():
            with _cost(ground, server, times[name], LISTS_A_ROUND):
                for _ in range(LISTS_A_ROUND):
                    sender.ask("GET", f"{server.url}{path}")
    measured.lists[size] = {name: median(taken) for name, taken in times.items()}
    measured.rows[size] = {
        name: len(json.loads(sender.ask("GET", f"{server.url}{path}"))["items"]) for name, path in paths.items()
    }


def _measure_overview(measured: Measured, ground: Ground, server: Server, sender: Sender, size: int) -> None:
    """The pages of figures, once everything has been counted in full and a month frozen, as the worker does."""
    told = json.loads(ground.python("benchmarks.overviews"))
    pages = {
        name: _looked_at(ground, server, sender, f"{server.url}{path}", told["session"]) for name, path in PAGES.items()
    }
    measured.overviews[size] = Overview(pages, told["seconds"], told["freezing"], told["disagreement"])


def _looked_at(ground: Ground, server: Server, sender: Sender, url: str, session: str) -> tuple[float, float]:
    """One page until its end and its processor time, milliseconds, medians."""
    costs, times = [], []
    for _ in range(PAGES_A_ROUND):
        began = perf_counter()
        with _cost(ground, server, costs, 1):
            sender.look(url, session=session)
        times.append((perf_counter() - began) * 1000)
    return median(times), median(costs)


def _measure_exports(measured: Measured, ground: Ground, sender: Sender) -> None:
    """Everything as CSV and as a workbook, each by a server of its own whose memory tells few rows from many."""
    session = json.loads(ground.python("benchmarks.overviews"))["session"]
    for form in EXPORTS:
        with served(SETTINGS, environment=ground.environment, log=ground.home / "web.log") as server:
            found = [_exported(server, sender, session, form, few=few) for few in (True, False)]
        measured.exports[form] = found


def _exported(server: Server, sender: Sender, session: str, form: str, *, few: bool) -> Export:
    began = perf_counter()
    file = sender.look(f"{server.url}{export_path(form, few=few)}", session=session)
    seconds = perf_counter() - began
    rows = rows_in(form, file)
    return Export(rows, seconds, len(file) / 1024**2, most_memory(server.pid))


def rows_in(form: str, file: bytes) -> int:
    """How many rows a downloaded list holds, its head not counted."""
    if form == "CSV":
        return sum(1 for _ in csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))) - 1
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        return sum(len(re.findall(rb"<row[ >]", book.read(name))) for name in book.namelist() if "/sheet" in name) - 1


def _deep(server: Server, sender: Sender) -> str:
    cursor = ""
    for _ in range(PAGES_DEEP):
        path = list_path(FULL_AT_EVERY_SIZE, cursor=cursor, limit=200)
        cursor = json.loads(sender.ask("GET", f"{server.url}{path}"))["next"] or cursor
    return cursor


def _measure_steps(measured: Measured, ground: Ground, server: Server, sender: Sender) -> None:
    """Submission one by one, the moves up to a progress note, and the detail of what has gone so far."""
    times: dict[str, list[float]] = {name: [] for name in ("submit", *STEPS, "detail")}
    for _ in range(ROUNDS):
        with _cost(ground, server, times["submit"], APPEALS_A_ROUND):
            numbers = [sender.submit(server.url) for _ in range(APPEALS_A_ROUND)]
        for move, values in STEPS.items():
            with _cost(ground, server, times[move], APPEALS_A_ROUND):
                for number in numbers:
                    sender.ask("POST", f"{server.url}{move_path(number, move)}", json.dumps(values))
        with _cost(ground, server, times["detail"], APPEALS_A_ROUND):
            for number in numbers:
                sender.ask("GET", f"{server.url}{detail_path(number)}")
    measured.cost.update({name: median(taken) for name, taken in times.items()})


def _measure_creation(measured: Measured, ground: Ground, ours: Server, sender: Sender) -> None:
    """The bare insert and the submission in turn, 16 connections each."""
    costs: dict[str, list[float]] = {"/rows": [], "/api/v1/appeals": []}
    ground.python("django", "migrate", "--run-syncdb", "-v0", settings=BARE)
    with served(BARE, environment=ground.environment, log=ground.home / "bare.log") as bare:
        sender.hammer(f"{bare.url}/rows", seconds=1)
        sender.hammer(f"{ours.url}/api/v1/appeals", seconds=1)
        for _ in range(ROUNDS):
            for server, path, loads in ((bare, "/rows", measured.bare), (ours, "/api/v1/appeals", measured.submit)):
                before = ground.used(server)
                loads.append(sender.hammer(f"{server.url}{path}", seconds=HAMMER_SECONDS))
                costs[path].append((ground.used(server) - before) / loads[-1].requests * 1000)
    measured.cost["bare at 16"], measured.cost["submit at 16"] = (median(cost) for cost in costs.values())


@contextmanager
def _cost(ground: Ground, server: Server, times: list[float], requests: int) -> Iterator[None]:
    before = ground.used(server)
    yield
    times.append((ground.used(server) - before) / requests * 1000)


@contextmanager
def _database(name: str) -> Iterator[str]:
    binaries = postgres.server_folder()
    if name == "sqlite" or binaries is None:
        yield ""
        return
    with postgres.private_cluster(binaries, settings=DURABLE) as url:
        yield url.rpartition("/")[0] + "/postgres"  # the one that a new server has


def _has_postgres() -> bool:
    if postgres.server_folder():
        return True
    _say("没有找到 PostgreSQL 服务端程序，只测 SQLite")
    return False


def _postmaster(url: str) -> int | None:
    """The pid of the private server, whose folder is the host of its URL."""
    if not url:
        return None
    folder = Path(url.partition("@")[2].partition("/")[0].replace("%2F", "/"))
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    return f"{os.cpu_count()} × {model}，{system}，Python {platform.python_version()}"


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
