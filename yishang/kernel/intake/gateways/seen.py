"""Which things a file has already spoken of: on disk, so that a million rows weigh no more than a thousand."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

TABLE = "CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, row INTEGER, words TEXT) WITHOUT ROWID"


class Seen:
    """Key → the row that named it first, and its words."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(TABLE)

    def first(self, key: str, row: int, words: str) -> tuple[int, str]:
        """The first row of that key and its words: those given, where nobody named it before."""
        self._connection.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (key, row, words))
        found = self._connection.execute("SELECT row, words FROM seen WHERE key = ?", (key,)).fetchone()
        return int(found[0]), str(found[1])


@contextmanager
def seen_at(path: Path | None) -> Iterator[Seen]:
    """What was seen, kept in a file for later; without one in a temporary file that is gone afterwards."""
    with closing(sqlite3.connect(path or "")) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        yield Seen(connection)
        connection.commit()
