"""What the platform brings along (regions, calendar, catalogs) is loaded by its own services once in a run, and then
laid into a test's tables as it was: most tests begin with it, and this takes a tenth of the time. The same for the
towns and months that tests begin with.
"""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from tests.forgetting import forget_all

Loader = Callable[..., object]
Raised = TypeVar("Raised")
ROWS_AT_ONCE = 500  # SQLite takes 32,766 values in a statement

_kept: dict[Loader, tuple[list["Rows"], bytes]] = {}


@dataclass(frozen=True)
class Rows:
    """Rows of one table, as the database itself holds them."""

    table: str
    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    @property
    def has_numbers(self) -> bool:
        """Whether its keys are counted by the database."""
        return "id" in self.columns and isinstance(self.values[0][self.columns.index("id")], int)

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
            _insert(_kept[loader][0])
        else:
            _kept[loader] = _written_by(loader)[0], b""
    forget_all()


def raised(build: Callable[..., Raised], *given: object) -> Raised:
    """Have in the tables what `build(*given)` makes, and a copy of one's own of what it gave back.

    It is called once in a run, so it must make the same each time; what it is given was itself raised this way.
    """
    if build not in _kept:
        rows, made = _written_by(lambda: build(*given))
        _kept[build] = rows, pickle.dumps(made)
    else:
        _insert(_kept[build][0])
    forget_all()
    return pickle.loads(_kept[build][1])


def empty_the_tables() -> None:
    """After a module that wrote for good. Sequences go on: what is laid again keeps its keys, which must stay free."""
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)


@transaction.atomic
def _insert(tables: list[Rows]) -> None:
    """In one transaction, at whose end keys of rows are looked at: tables come in any order."""
    for rows in tables:
        rows.insert()
    if connection.vendor == "postgresql":
        _count_on(tables)


def _count_on(tables: list[Rows]) -> None:
    """No key that was laid is given out again, also after a test that emptied the tables began to count anew."""
    most = {
        rows.table: max(row[rows.columns.index("id")] for row in rows.values) for rows in tables if rows.has_numbers
    }
    if not most:
        return
    given = ", ".join(["(%s, %s::bigint)"] * len(most))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(held.sequence, held.most) FROM (SELECT pg_get_serial_sequence(laid.name, 'id')::regclass"
            f" AS sequence, laid.most FROM (VALUES {given}) AS laid (name, most)) AS held"
            " WHERE held.sequence IS NOT NULL AND coalesce(pg_sequence_last_value(held.sequence), 0) < held.most",
            [value for pair in most.items() for value in pair],
        )


def _written_by(loader: Loader) -> tuple[list[Rows], object]:
    before = {rows.table: set(rows.values) for rows in _all_rows()}
    made = loader()
    after = [
        Rows(rows.table, rows.columns, tuple(one for one in rows.values if one not in before[rows.table]))
        for rows in _all_rows()
    ]
    return [rows for rows in after if rows.values], made


def _all_rows() -> Iterator[Rows]:
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            columns = tuple(column[0] for column in cursor.description)
            yield Rows(model._meta.db_table, columns, tuple(tuple(map(_as_kept, row)) for row in cursor.fetchall()))


def _as_kept(value: Any) -> Any:
    """SQLite's driver reads days out of the text that it keeps, but does not write them back."""
    return str(value) if isinstance(value, date) and connection.vendor == "sqlite" else value
