"""A PostgreSQL server for one test run: private, on a Unix socket only, gone afterwards."""

import os
import pwd
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree, which
from tempfile import gettempdir, mkdtemp
from time import sleep
from typing import Any
from urllib.parse import quote

import psycopg

DEBIAN = Path("/usr/lib/postgresql")  # Debian keeps the server off the PATH
OWNERS = ("postgres", "nobody")
READY_WITHIN = 30.0  # seconds
# A test database may be lost at any time, so nothing is synced.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB")


class NotStarted(Exception):
    """The server said no; the message is its own log."""


def server_folder() -> Path | None:
    """The folder that holds both `initdb` and `postgres`, the newest where there are several, else None."""
    on_path = which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIAN.glob("*/bin"), key=_major, reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@contextmanager
def private_cluster(binaries: Path, *, settings: Sequence[str] = QUICK) -> Iterator[str]:
    """A running server as a DATABASE_URL; stopped and removed on the way out, however that is. Raises NotStarted."""
    owner = _owner()
    folder = Path(mkdtemp(prefix="ys-pg-", dir=gettempdir()))  # a socket's path may have 107 characters
    try:
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        _make(binaries, folder, owner)
        with _running(binaries, folder, owner, settings):
            yield f"postgresql://yishang@{quote(str(folder), safe='')}/yishang"
    finally:
        rmtree(folder, ignore_errors=True)


def _major(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


def _owner() -> dict[str, Any]:
    """Who runs the server, as arguments of Popen: ourselves, or when we are root an ordinary account."""
    if os.geteuid() != 0:
        return {}
    for name in OWNERS:
        with suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise NotStarted(f"以 root 运行时需要一个普通账户（{'、'.join(OWNERS)}）来启动 PostgreSQL")


def _make(binaries: Path, folder: Path, owner: dict[str, Any]) -> None:
    options = ["-U", "yishang", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    made = subprocess.run(
        [binaries / "initdb", "-D", folder / "data", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        **owner,
    )
    if made.returncode:
        raise NotStarted(made.stderr.strip())


@contextmanager
def _running(binaries: Path, folder: Path, owner: dict[str, Any], settings: Sequence[str]) -> Iterator[None]:
    options = [part for setting in (*settings, "listen_addresses=") for part in ("-c", setting)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", folder, *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us; we stop the server after the tests have let go of it
            **owner,
        )
    try:
        _wait_until_ready(server, folder)
        yield
    finally:
        server.send_signal(2)  # SIGINT: "fast shutdown", drops who is still connected
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(int(READY_WITHIN / 0.1)):
        if server.poll() is not None:
            break
        with suppress(psycopg.OperationalError):
            psycopg.connect(host=str(folder), user="yishang", dbname="postgres").close()
            return
        sleep(0.1)
    raise NotStarted((folder / "log").read_text().strip())
