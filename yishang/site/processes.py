"""Web server and worker as children of one foreground process: they start together and stop together."""

import ctypes
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from types import FrameType
from urllib.error import URLError

from django.conf import settings

STOP_AFTER = 20.0  # seconds that a child may take to finish what it is doing
READY_WITHIN = 60.0
PR_SET_PDEATHSIG = 1
WEB_WORKERS = 2
WEB_THREADS = 4


def _die_with_parent() -> None:
    """Even a killed parent leaves no server behind (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Processes:
    """The running installation. `run` returns its exit code: 0 after a signal, 1 when a child died by itself."""

    def __init__(self, *, host: str, port: int, say: Callable[[str], None]) -> None:
        self.host, self.port, self.say = host, port, say
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        self.children = {
            "网站": self._start(*self._web()),
            "后台任务": self._start("-m", "yishang", "qcluster", own_group=True),
        }
        if self._wait_until_ready():
            self.say(f"READY http://{self.host}:{self.port}/")
        return self._watch()

    def _web(self) -> tuple[str, ...]:
        address = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        options = ("--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS), "--no-control-socket")
        log = ("--log-level", "warning", "--graceful-timeout", "10")
        return ("-m", "gunicorn", "yishang.site.wsgi", "--bind", address, *options, *log)

    def _start(self, *arguments: str, own_group: bool = False) -> "subprocess.Popen[bytes]":
        """`own_group` keeps a group's signal from the queue's inner processes: they hang when all are told at once.

        We pass the signal on to the queue's head alone, which then lets its workers finish.
        """
        log = settings.HOME / "logs"
        log.mkdir(parents=True, exist_ok=True)
        with (log / f"{arguments[-1] if 'qcluster' in arguments else 'web'}.log").open("ab") as file:
            return subprocess.Popen(
                [sys.executable, *arguments],
                process_group=0 if own_group else None,
                preexec_fn=_die_with_parent,
                stdout=file,
                stderr=file,
            )

    def _wait_until_ready(self) -> bool:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and not self.stopping and self._alive():
            try:
                with urllib.request.urlopen(f"http://{self.host}:{self.port}/healthz", timeout=2) as answer:
                    return bool(answer.status == 200)
            except (URLError, OSError):
                time.sleep(0.1)
        return False

    def _alive(self) -> bool:
        return all(child.poll() is None for child in self.children.values())

    def _watch(self) -> int:
        while not self.stopping and self._alive():
            time.sleep(0.2)
        fallen = [] if self.stopping else [name for name, child in self.children.items() if child.poll() is not None]
        for name in fallen:
            self.say(f"{name}意外停止，日志在 {settings.HOME / 'logs'}")
        self._end_children()
        return 1 if fallen else 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _end_children(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + STOP_AFTER
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
