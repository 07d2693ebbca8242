"""The embedded engine: extracts as Parquet files in a folder that is thrown away, counted by DuckDB."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from yishang.kernel.analysis.gateways.expressions import ASKED
from yishang.kernel.analysis.rules import Extract, Row

MEMORY = "1GB"  # the analysis of a million matters fits into it; what does not is laid aside in the folder
THREADS = 2
NO_VALUE = "\\N"
LINE_END = "\r\n"  # so that Python 3.11 puts quotes around a text with either of the two in it
KINDS = {"string": "VARCHAR", "int64": "BIGINT"}


class Duck:
    """One counting: a connection and its folder. Use it as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        settings: dict[str, Any] = {"memory_limit": MEMORY, "threads": THREADS, "temp_directory": str(folder / "aside")}
        self._connection = duckdb.connect(config=settings)

    def __enter__(self) -> "Duck":
        return self

    def __exit__(self, *_failure: object) -> None:
        self._connection.close()

    def take_in(self, extract: Extract) -> Path:
        """Write an extract's rows as Parquet, in a stream, and open it under its name; where the file is."""
        sheet, file = self._folder / f"{extract.name}.csv", self._folder / f"{extract.name}.parquet"
        with sheet.open("w", encoding="utf-8", newline="") as written:
            csv.writer(written, lineterminator=LINE_END).writerows(_written(extract.rows()))
        columns = ", ".join(f"{_quoted(name)}: {_quoted(KINDS[kind])}" for name, kind in extract.columns.items())
        read = (
            f"read_csv({_quoted(str(sheet))}, header=false, auto_detect=false, delim=',', quote='\"', escape='\"', "
            f"nullstr={_quoted(NO_VALUE)}, new_line='\\r\\n', columns={{{columns}}})"
        )
        self._connection.execute(f"COPY (SELECT * FROM {read}) TO {_quoted(str(file))} (FORMAT parquet)")
        sheet.unlink()
        self.open(extract.name, file)
        return file

    def open(self, name: str, file: Path) -> None:
        """Read a Parquet file under that name."""
        self._connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS SELECT * FROM read_parquet({_quoted(str(file))})')

    def ask(self, *, city: str, period: str, at: int) -> None:
        """Say what the next statements are about."""
        self._connection.execute(
            f'CREATE OR REPLACE TABLE "{ASKED}" AS SELECT ? AS asked_city, ? AS asked_month, ?::BIGINT AS asked_at',
            [city, period, at],
        )

    def rows(self, statement: str) -> list[Row]:
        """What a statement comes to, row by row."""
        found = self._connection.execute(statement)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def opened(folder: Path, files: Mapping[str, Path]) -> Duck:
    """An engine over Parquet files that are there already, by name."""
    duck = Duck(folder)
    for name, file in files.items():
        duck.open(name, file)
    return duck


def _written(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[Any]]:
    return ([NO_VALUE if cell is None else cell for cell in row] for row in rows)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
