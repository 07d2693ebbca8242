"""SQL whose shape never changes, put together once in a process instead of at every request (docs/adr/0012).

The ORM spends several times longer on wording a small read or an insert than the database on carrying it out. What
is asked at every request is therefore worded once, still in the ORM's terms, and afterwards only its values change.
"""

from collections.abc import Callable, Collection, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=models.Model)
ROWS_AT_ONCE = 500


class Given(models.Expression):
    """The place of a value that is named when the statement is sent: text, number, date or moment, never a list."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ARG002 - Django's signature
        """A placeholder, with the name in the place of the value."""
        return "%s", [self]


@dataclass(frozen=True)
class _Worded:
    """A query as the ORM worded it: its text, and its values with some of them still to be given."""

    rows: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    values: tuple[Any, ...]


def update_all(rows: Collection[models.Model], *names: str) -> None:
    """Write these columns of many rows that exist, as one INSERT that updates what it finds, for every 500 of them.

    Django's own bulk_update words a CASE for every row and column, which takes it many times as long.
    """
    found = list(rows)
    if found:
        model = type(found[0])
        model._base_manager.bulk_create(
            found,
            batch_size=ROWS_AT_ONCE,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=list(names),
        )


class Prepared(Generic[Row]):
    """A read of fixed shape; `say` words it with `Given` where values will stand, and is asked once in a process."""

    def __init__(self, say: Callable[[], QuerySet[Row]]) -> None:
        self._say = say
        self._worded: _Worded | None = None

    def rows(self, **given: Any) -> list[Row]:
        """The rows for these values, as the query itself would give them.

        Raises KeyError for a value not given, and as Django does when rows are locked outside a transaction.
        """
        worded = self._worded = self._worded or _word(self._say())
        if not worded.sql:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        if worded.rows.query.select_for_update and connection.get_autocommit():
            raise transaction.TransactionManagementError("rows are locked inside a transaction only")
        return list(_with_text(worded, connection, _values(worded, given, connection)))

    def first(self, **given: Any) -> Row | None:
        """The first of `rows`, or None; how many are fetched is the query's to say."""
        found = self.rows(**given)
        return found[0] if found else None


class Counted:
    """Several counts of fixed shape in one statement, none going further than `most` rows along its index.

    `say` words them by name, with `Given` where values will stand, and is asked once in a process; each names the few
    columns that tell its rows apart (`values("pk")`).
    """

    def __init__(self, say: Callable[[], Mapping[str, QuerySet[Any]]], *, most: int) -> None:
        self._say, self._most = say, most
        self._worded: dict[str, _Worded] | None = None

    def counts(self, **given: Any) -> dict[str, int]:
        """How many rows each has, `most` at most, for these values. Raises KeyError for a value not given."""
        worded = self._worded = self._worded or {name: _word(self._rows(rows)) for name, rows in self._say().items()}
        asked = {name: one for name, one in worded.items() if one.sql}
        if not asked:
            return dict.fromkeys(worded, 0)
        connection = connections[DEFAULT_DB_ALIAS]
        parts = (f"(SELECT COUNT(*) FROM ({one.sql}) AS counted)" for one in asked.values())
        values = [value for one in asked.values() for value in _values(one, given, connection)]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            found = cursor.fetchone()
        return dict.fromkeys(worded, 0) | dict(zip(asked, found, strict=True))

    def _rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.order_by()[: self._most]


def _values(worded: _Worded, given: Mapping[str, Any], connection: Any) -> tuple[Any, ...]:
    """The values of a statement in its order, those given in their places."""
    return tuple(_stored(given[one.name], connection) if isinstance(one, Given) else one for one in worded.values)


def _word(rows: QuerySet[Any]) -> _Worded:
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:  # it can have no rows, whatever is given
        sql, values = "", ()
    return _Worded(rows, compiler, sql, tuple(values))


def _with_text(worded: _Worded, connection: Any, values: tuple[Any, ...]) -> QuerySet[Any]:
    """The query with a compiler that need not word it any more; reading the rows stays Django's."""
    compiler: Any = copy(worded.compiler)
    compiler.connection = connection  # each thread has its own
    compiler.as_sql = lambda *_asked, **_how: (worded.sql, values)
    rows = worded.rows.all()
    rows.query.get_compiler = lambda *_asked, **_how: compiler  # type: ignore[method-assign]
    return rows


def _stored(value: Any, connection: Any) -> Any:
    """A value as the database keeps it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def insert(row: models.Model) -> None:
    """Write a new row as `row.save(force_insert=True)` does, its key filled in; no signals are sent.

    Raises what the database raises.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    sql, fields, made = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields])
        if made:
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row as `row.save(update_fields=…)` does; no signals are sent.

    Raises DatabaseError when the row is gone, and what the database raises.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    sql, fields = _change(type(row), names)
    with connection.cursor() as cursor:
        values = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
        cursor.execute(sql, [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row!r} is gone")


@cache
def _insertion(model: type[models.Model]) -> tuple[str, "list[models.Field[Any, Any]]", bool]:
    """The text, the fields in its order, and whether the database makes the key."""
    made = model._meta.auto_field
    quote: Callable[[Any], str] = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [field for field in model._meta.concrete_fields if field is not made]
    columns, marks = ", ".join(quote(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
    return (f"{sql} RETURNING {quote(made.column)}" if made else sql), fields, made is not None


@cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, "list[models.Field[Any, Any]]"]:
    quote: Callable[[Any], str] = connections[DEFAULT_DB_ALIAS].ops.quote_name
    by_name = {name: field for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    fields = [by_name[name] for name in names]
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    key = quote(model._meta.pk.column)
    return f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE {key} = %s", fields
