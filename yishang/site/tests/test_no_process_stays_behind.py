"""`yishang serve` with real processes: it becomes ready, mends what falls, and takes everything with it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from yishang.site.processes import Processes

ROOT = Path(__file__).resolve().parents[3]
SERVE = [sys.executable, "-m", "yishang", "serve"]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One installation for all: its tables are made once."""
    return tmp_path_factory.mktemp("installation")


@pytest.fixture
def serve(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start it; whatever is left at the end of the test is killed."""
    processes = []

    def started(*, command: list[str] = SERVE, **environment: str) -> subprocess.Popen[str]:
        own = {
            "YISHANG_HOME": str(home), "YISHANG_DEMO": "0", "DATABASE_URL": "", "PORT": str(free_port()),
            "DJANGO_SETTINGS_MODULE": "yishang.site.settings",
        }  # fmt: skip
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **own, **environment}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        processes.append(process)
        return process

    yield started
    for pid in processes_of(home):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for process in processes:
        process.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def processes_of(home: Path) -> dict[int, int]:
    """Every living process of the installation and its parent."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"YISHANG_HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def queue_heads(home: Path, serve: int) -> set[int]:
    """The queue's head as a child of `serve`; none while it is being started, for it still bears its parent's name."""
    return {pid for pid, parent in processes_of(home).items() if parent == serve and b"qcluster" in _command(pid)}


def queue_head(home: Path, serve: int, *, other_than: int = 0) -> int:
    wait_until(lambda: queue_heads(home, serve) - {other_than}, "the queue has a head")
    return next(iter(queue_heads(home, serve) - {other_than}))


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def line_with(process: subprocess.Popen[str], words: str) -> str:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if words in line:
            return line
    pytest.fail(f"it ended without saying {words}: {''.join(said)}")


def wait_until(condition: Callable[[], object], what: str) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail(f"half a minute has passed, and still not: {what}")


@on_linux
@pytest.mark.slow
@pytest.mark.parametrize("environment", [{"HOST": "0.0.0.0"}, {"ALLOWED_HOSTS": "ys.example.gov.cn"}])
def test_it_becomes_ready_wherever_it_listens_and_ends_whole(
    home: Path, serve: Any, environment: dict[str, str]
) -> None:
    process = serve(**environment)
    assert f"READY http://{environment.get('HOST', '127.0.0.1')}:" in line_with(process, "READY")
    process.terminate()
    assert process.wait(60) == 0
    wait_until(lambda: not processes_of(home), "nothing stays behind")


@on_linux
@pytest.mark.slow
def test_a_queue_whose_head_or_sentinel_is_killed_starts_again_and_leaves_none(home: Path, serve: Any) -> None:
    process = serve()
    line_with(process, "READY")
    head = queue_head(home, process.pid)
    wait_until(lambda: head in processes_of(home).values(), "the queue's sentinel has started")
    queue = {pid for pid in processes_of(home) if os.getpgid(pid) == head}
    os.kill(head, signal.SIGKILL)
    assert "后台任务意外停止，正在重新启动（第 1 次）" in line_with(process, "意外停止")
    wait_until(lambda: not queue & processes_of(home).keys(), "the whole old queue is gone")
    second = queue_head(home, process.pid, other_than=head)

    wait_until(lambda: second in processes_of(home).values(), "the second queue's sentinel has started")
    os.kill(next(pid for pid, parent in processes_of(home).items() if parent == second), signal.SIGKILL)
    assert "正在重新启动（第 2 次）" in line_with(process, "意外停止")
    process.terminate()
    assert process.wait(60) == 0
    wait_until(lambda: not processes_of(home), "nothing stays behind")


@on_linux
@pytest.mark.slow
def test_a_second_ctrl_c_ends_also_what_hangs(home: Path, serve: Any) -> None:
    process = serve()
    line_with(process, "READY")
    os.kill(queue_head(home, process.pid), signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    wait_until(lambda: not processes_of(home), "nothing stays behind")


@on_linux
@pytest.mark.slow
@pytest.mark.parametrize(("by_make", "lives_on"), [("1", False), ("", True)])
def test_it_ends_with_make_but_not_with_any_other_shell(home: Path, serve: Any, by_make: str, lives_on: bool) -> None:
    shell = serve(command=["sh", "-c", f"{' '.join(SERVE)} & wait"], YISHANG_STARTED_BY_MAKE=by_make)
    line_with(shell, "READY")
    shell.kill()
    if lives_on:
        time.sleep(1)
        assert any("serve" in Path(f"/proc/{pid}/cmdline").read_text() for pid in processes_of(home))
    else:
        wait_until(lambda: not processes_of(home), "all have ended with their make")


class Falling(Processes):
    """Children that cannot be kept running."""

    def _arguments(self, name: str) -> tuple[str, ...]:
        return ("-c", "raise SystemExit(3)" if name == "网站" else "import time; time.sleep(600)")


@pytest.fixture
def signals_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_what_falls_again_and_again_ends_all_with_exit_code_1(
    signals_as_before: None, settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    said: list[str] = []
    installation = Falling(host="127.0.0.1", port=free_port(), say=said.append)
    assert installation.run() == 1
    assert [line[: line.index("日")] for line in said[:1]] == ["网站意外停止，正在重新启动（第 1 次）。"]
    assert len(said) == 6
    assert "全部停下" in said[-1]
    assert all(child.returncode is not None for child in installation.children.values())
