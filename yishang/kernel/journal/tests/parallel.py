"""Real parallel writers in a test: threads with connections of their own on a database they can share."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections


@pytest.fixture
def parallel_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """SQLite keeps its test database in memory, where writers cannot wait for one another: move to a copy in a file."""
    if connection.vendor != "sqlite":
        yield
        return
    memory = connections["default"]
    memory.ensure_connection()
    file, settings = tmp_path / "parallel.sqlite3", memory.settings_dict
    copy = sqlite3.connect(file)
    memory.connection.backup(copy)
    copy.close()
    name, settings["NAME"] = settings["NAME"], str(file)
    del connections["default"]
    yield
    connections["default"].close()
    settings["NAME"] = name
    connections["default"] = memory


def at_once(work: Callable[[int], Any], *, threads: int) -> list[Any]:
    """Call `work(0)` … `work(threads - 1)` from as many threads that start together; their answers in order."""
    start = Barrier(threads)

    def run(number: int) -> Any:
        start.wait()
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))
