"""Web server and worker as children of one foreground process: they start together and stop together."""

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from django.conf import settings

from yishang.site import demo

STOP_AFTER = 20.0  # seconds that a child may take to finish what it is doing
READY_WITHIN = 60.0
LOOK_EVERY = 0.2
RESTARTS, RESTARTS_WITHIN = 5, 600.0  # so many in so many seconds; then something is wrong that no restart mends
IMPATIENT_AFTER = 0.5  # seconds; one Ctrl-C may reach us twice, from the terminal and from make
PR_SET_PDEATHSIG = 1
WEB_WORKERS = 2
WEB_THREADS = 4
LINE_MOST, HEADER_MOST = 8190, 16 * 1024  # bytes; beyond these the server itself answers, in English
SAME_MACHINE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # where to ask a server that listens everywhere


def die_with_parent() -> None:
    """Even a killed parent leaves nothing behind (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Processes:
    """The running installation. `run` returns its exit code: 0 after a signal, 1 when a child falls again and again.

    Each child has a process group of its own. A signal to our group does not reach them: the queue's inner processes
    hang when all are told at once, so we tell its head alone, which lets its workers finish. And what a child has
    started can be ended with it, whatever became of the child itself.
    """

    def __init__(self, *, host: str, port: int, say: Callable[[str], None]) -> None:
        self.host, self.port, self.say = host, port, say
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: list[float] = []
        self.stopping_since: float | None = None
        self.impatient = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            for name in ("网站", "后台任务"):
                self._start(name)
            return 0 if self._watch() else 1
        finally:
            self._end_children()

    def _start(self, name: str) -> None:
        log = settings.HOME / "logs"
        log.mkdir(parents=True, exist_ok=True)
        with (log / ("web.log" if name == "网站" else "qcluster.log")).open("ab") as file:
            self.children[name] = subprocess.Popen(
                [sys.executable, *self._arguments(name)],
                process_group=0,
                preexec_fn=die_with_parent,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )

    def _arguments(self, name: str) -> tuple[str, ...]:
        return self._web() if name == "网站" else ("-m", "yishang", "qcluster")

    def _web(self) -> tuple[str, ...]:
        address = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        options = ("--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS), "--no-control-socket")
        limits = ("--limit-request-line", str(LINE_MOST), "--limit-request-field_size", str(HEADER_MOST))
        log = ("--log-level", "warning", "--graceful-timeout", "10")
        return ("-m", "gunicorn", "yishang.site.wsgi", "--bind", address, *options, *limits, *log)

    def _watch(self) -> bool:
        """Until we are told to stop; False when the children cannot be kept running."""
        waits_until: float | None = time.monotonic() + READY_WITHIN
        is_ready = False
        while self.stopping_since is None:
            if not self._keep_running():
                return False
            if not is_ready and self._answers():
                is_ready = True
                self.say(f"READY {demo.address(self.host, self.port)}")
            elif not is_ready and waits_until and time.monotonic() > waits_until:
                waits_until = None
                self.say(f"网站 {READY_WITHIN:.0f} 秒还没有应答，继续等待；原因见 {settings.HOME / 'logs' / 'web.log'}")
            time.sleep(LOOK_EVERY)
        return True

    def _keep_running(self) -> bool:
        """Start again what has fallen; False when that has been done too often."""
        for name, child in list(self.children.items()):
            if child.poll() is None or self.stopping_since is not None:
                continue
            _kill_group(child)
            logs, now = settings.HOME / "logs", time.monotonic()
            self.restarts = [at for at in self.restarts if at > now - RESTARTS_WITHIN]
            if len(self.restarts) >= RESTARTS:
                self.say(
                    f"{name}意外停止，{RESTARTS_WITHIN / 60:.0f} 分钟内已重启 {RESTARTS} 次，全部停下。日志在 {logs}"
                )
                return False
            self.restarts.append(now)
            self.say(f"{name}意外停止，正在重新启动（第 {len(self.restarts)} 次）。日志在 {logs}")
            self._start(name)
        return True

    def _answers(self) -> bool:
        """Whether the site says that it is well, asked on this machine under a name that it answers to."""
        at = SAME_MACHINE.get(self.host, self.host)
        connection = http.client.HTTPConnection(at, self.port, timeout=2)
        try:
            connection.request("GET", "/healthz", headers={"Host": _own_name()})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        """The second time, half a second later or more: at once."""
        now = time.monotonic()
        if self.stopping_since is None:
            self.stopping_since = now
        elif now > self.stopping_since + IMPATIENT_AFTER:
            self.impatient = True

    def _end_children(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + STOP_AFTER
        while time.monotonic() < until and not self.impatient:
            if all(child.poll() is not None for child in self.children.values()):
                break
            time.sleep(0.05)
        for child in self.children.values():
            _kill_group(child)
            child.wait()


def _kill_group(child: "subprocess.Popen[bytes]") -> None:
    """The child and all that it has started, also where it is gone itself and they are not."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _own_name() -> str:
    """A name in ALLOWED_HOSTS; under any other the site would refuse to answer."""
    name = next((name for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    return f"www{name}" if name.startswith(".") else name
