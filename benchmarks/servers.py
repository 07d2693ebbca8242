"""The two servers that are compared, and what processor time they and their database have used."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from urllib.error import URLError

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 2
READY_WITHIN = 60.0  # seconds
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running gunicorn on loopback."""

    url: str
    pid: int


@contextmanager
def served(settings: str, *, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Gunicorn with two sync workers for one settings module; stopped on the way out."""
    port = _free_port()
    options = ["--workers", str(WORKERS), "--worker-class", "sync", "--bind", f"127.0.0.1:{port}"]
    options += ["--no-control-socket", "--log-level", "warning"]
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()", *options],
            cwd=ROOT,
            env={**environment, "DJANGO_SETTINGS_MODULE": settings},
            stdout=file,
            stderr=file,
        )
    try:
        server = Server(f"http://127.0.0.1:{port}", process.pid)
        _wait_until_ready(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def seconds_used(pid: int) -> float:
    """Processor seconds, user and system, of a process, its living children and those that have ended."""
    own, ended = _times(pid)
    return own + ended + sum(_times(child)[0] for child in _children(pid))


def most_memory(pid: int) -> float:
    """The most memory, in MB, that any of a server's workers has held so far."""
    return max(_high_water(child) for child in _children(pid))


def _high_water(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _times(pid: int) -> tuple[float, float]:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):  # it ended between the listing and the reading
        return 0.0, 0.0
    user, system, children_user, children_system = (int(field) / TICK for field in fields[11:15])
    return user + system, children_user + children_system


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: Server, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(int(READY_WITHIN / 0.1)):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{server.url}/healthz", timeout=5).close()
            return
        except (URLError, OSError):
            sleep(0.1)
    raise RuntimeError(f"no server at {server.url}")
