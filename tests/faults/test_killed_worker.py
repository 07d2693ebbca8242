"""A real worker process is killed in the middle of a task; nothing is lost and nothing is done twice."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAY_SOMETHING = """
import datetime, django
django.setup()
from django.db import transaction
from yishang.kernel.journal import rules, services
with transaction.atomic():
    at = datetime.datetime(2019, 12, 9, 1, 30, tzinfo=datetime.UTC)
    signer = rules.Signer(id=3, name="李娜", role="ENT")
    services.record(actor=signer, verb="listening.said.slowly", subject="account:3", at=at)
"""


class Installation:
    """A whole installation of its own in a folder: its settings, its SQLite file, its processes."""

    def __init__(self, home: Path) -> None:
        self.database = home / "yishang.sqlite3"
        self.task_has_started = home / "started"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.faults.short_patience",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "YISHANG_HOME": str(home),
            "LISTENING_STARTED": str(self.task_has_started),
        }

    def run(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def workers(self) -> Iterator[subprocess.Popen[bytes]]:
        """A running cluster in a process group of its own, so that all of it can be killed at once."""
        command = [sys.executable, "-m", "yishang", "qcluster"]
        cluster = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield cluster
        finally:
            kill_group(cluster)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database, timeout=20)) as database:
            return database.execute(statement).fetchall()


def kill_group(cluster: subprocess.Popen[bytes]) -> None:
    """kill -9 for the cluster and every process that it has started; harmless when it is gone already."""
    with suppress(ProcessLookupError):
        os.killpg(cluster.pid, signal.SIGKILL)
    cluster.wait()


def wait_until(condition: Callable[[], object], what: str) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail(f"half a minute has passed, and still not: {what}")


@pytest.mark.slow
def test_a_task_whose_worker_was_killed_is_done_once_by_the_next(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    installation.run("-m", "yishang", "migrate", "--verbosity", "0")
    installation.run("-c", SAY_SOMETHING)

    with installation.workers() as cluster:
        wait_until(installation.task_has_started.exists, "the slow task has started")
        kill_group(cluster)
    assert installation.rows("SELECT verb FROM journal_fact ORDER BY id") == [("listening.said.slowly",)]
    assert installation.rows("SELECT count(*) FROM django_q_ormq") == [(1,)]

    with installation.workers():
        wait_until(lambda: installation.rows("SELECT count(*) FROM django_q_ormq") == [(0,)], "the queue is empty")
    facts = installation.rows("SELECT verb FROM journal_fact ORDER BY id")
    assert facts == [("listening.said.slowly",), ("listening.heard.dawdled",)]
    assert installation.rows("SELECT state, attempts FROM journal_delivery") == [("DONE", 1)]
    assert installation.run("-m", "yishang", "journal", "verify").splitlines()[-1].startswith("OK 2 facts, 0 seals")
