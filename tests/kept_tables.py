"""What the platform brings along (regions, calendar, catalogs) is loaded by its own services once in a run, and then
laid into a test's tables as it was: most tests begin with it, and this takes a tenth of the time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection

from tests.forgetting import forget_all

Loader = Callable[[], object]
ROWS_AT_ONCE = 500  # SQLite takes 32,766 values in a statement

_kept: dict[Loader, list["Rows"]] = {}


@dataclass(frozen=True)
class Rows:
    """Rows of one table, as the database itself holds them."""

    table: str
    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    def insert(self) -> None:
        """Those that are there already stay as they are."""
        named = ", ".join(map(connection.ops.quote_name, self.columns))
        places = f"({', '.join(['%s'] * len(self.columns))})"
        with connection.cursor() as cursor:
            for start in range(0, len(self.values), ROWS_AT_ONCE):
                some = self.values[start : start + ROWS_AT_ONCE]
                cursor.execute(
                    f"INSERT INTO {connection.ops.quote_name(self.table)} ({named}) "
                    f"VALUES {', '.join([places] * len(some))} ON CONFLICT DO NOTHING",
                    [value for row in some for value in row],
                )


def lay(*loaders: Loader) -> None:
    """Have in the tables what these services load, one after another."""
    for loader in loaders:
        if loader in _kept:
            for rows in _kept[loader]:
                rows.insert()
        else:
            _kept[loader] = _written_by(loader)
    forget_all()


def _written_by(loader: Loader) -> list[Rows]:
    before = {rows.table: set(rows.values) for rows in _all_rows()}
    loader()
    after = [
        Rows(rows.table, rows.columns, tuple(one for one in rows.values if one not in before[rows.table]))
        for rows in _all_rows()
    ]
    return [rows for rows in after if rows.values]


def _all_rows() -> Iterator[Rows]:
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            columns = tuple(column[0] for column in cursor.description)
            yield Rows(model._meta.db_table, columns, tuple(tuple(map(_as_kept, row)) for row in cursor.fetchall()))


def _as_kept(value: Any) -> Any:
    """SQLite's driver reads days out of the text that it keeps, but does not write them back."""
    return str(value) if isinstance(value, date) and connection.vendor == "sqlite" else value
