"""What is counted of an extract, as Ibis expressions over a table without rows: every engine is given the same."""

from functools import reduce
from typing import Any

import ibis

from yishang.kernel.analysis.rules import ALL, CITY, MONTH, Dimension, Extract, Listing

SCOPES = (CITY, "county", "unit")
ASKED = "asked"
OFTEN = 3  # from so many on, how often does not matter


def table_of(extract: Extract) -> Any:
    """The extract as a table of that name, with its columns and no rows."""
    return ibis.table(dict(extract.columns), name=extract.name)


def asked() -> Any:
    """What is asked for: one row with the city, the month, and the moment (seconds) as of which is counted.

    It is a table and no constant, so that statements are worded once in a process: Ibis takes longer to word them
    than a small city's matters take to be counted.
    """
    return ibis.table({"asked_city": "string", "asked_month": "string", "asked_at": "int64"}, name=ASKED)


def domain(extract: Extract, name: str) -> Any:
    """统计域: what the city had brought in before the moment; with MONTH only that of the month."""
    table = table_of(extract).cross_join(asked())
    rows = table.filter((table.city == table.asked_city) & (table.moment < table.asked_at))
    return rows.filter(rows.month == rows.asked_month) if name == MONTH else rows


def totals(extract: Extract, rows: Any, *, scope: str) -> Any:
    """The counts of each scope (the city, each county, or each unit); no row where a scope has no matter."""
    scoped = rows.mutate(scope=_scope(rows, scope))
    return _grouped(scoped, ("scope",), {**_counts(extract, scoped), **extract.distincts(scoped, scoped.asked_at)})


def cut(extract: Extract, rows: Any, dimension: Dimension) -> Any:
    """The counts of each key of a dimension, by county and unit: they add up to those of larger scopes."""
    if dimension.repeats:
        rows = _with_frequency(rows, dimension.repeats)
        keyed = rows.mutate(key=rows.often)
    else:
        keyed = rows.mutate(key=rows[dimension.column])
    return _grouped(keyed, ("county", "unit", "key"), _counts(extract, keyed))


def listed(rows: Any, listing: Listing) -> Any:
    """Single matters that fit a listing, the first of its order; ties by the first column shown."""
    found = rows.filter(listing.which(rows, rows.asked_at))
    return (
        found.select(*listing.shown)
        .order_by(list(dict.fromkeys([listing.order, listing.shown[0]])))
        .limit(listing.most)
    )


def every_expression(extract: Extract) -> dict[str, Any]:
    """All that a month's analysis asks of one extract, by name: kind/统计域/scope, dimension or listing."""
    found: dict[str, Any] = {}
    for name in (MONTH, ALL):
        rows = domain(extract, name)
        for scope in SCOPES:
            found[f"total/{name}/{scope}"] = totals(extract, rows, scope=scope)
        for dimension in extract.dimensions:
            found[f"cut/{name}/{dimension.code}"] = cut(extract, rows, dimension)
        for called, listing in extract.listings.items():
            if listing.in_month == (name == MONTH):
                found[f"listing/{name}/{called}"] = listed(rows, listing)
    return found


def statements(extract: Extract, dialect: str) -> dict[str, str]:
    """The same as SQL of an engine; worded once for each extract."""
    known = _worded.get((extract.name, dialect))
    if known is None:
        words = {place: ibis.to_sql(one, dialect=dialect) for place, one in every_expression(extract).items()}
        known = _worded[extract.name, dialect] = words
    return known


_worded: dict[tuple[str, str], dict[str, str]] = {}


def _scope(rows: Any, scope: str) -> Any:
    """What a row counts under: the city, its county's code, or `unit:` and its unit's code."""
    if scope == CITY:
        return ibis.literal(CITY)
    return rows.county if scope == "county" else ibis.literal("unit:").concat(rows.unit)


def _counts(extract: Extract, rows: Any) -> dict[str, Any]:
    return dict(extract.counts(rows, rows.asked_at))


def _grouped(rows: Any, keys: tuple[str, ...], aggregates: dict[str, Any]) -> Any:
    """The aggregates for each combination of keys, in their order; an aggregate of nothing is 0, never NULL."""
    whole = {name: ibis.coalesce(value, 0) for name, value in aggregates.items()}
    return rows.group_by(list(keys)).aggregate(**whole).order_by(list(keys))


def _with_frequency(rows: Any, together: tuple[str, ...]) -> Any:
    """`often`: how many rows of the domain share these columns, `1`, `2`, or `3` for that many and more."""
    window = ibis.window(group_by=list(together))
    known = reduce(lambda left, right: left & right, (rows[name].notnull() for name in together))
    many = rows.mutate(many=rows.count().over(window), known=known)
    often = ibis.cases((~many.known, ""), (many.many < OFTEN, many.many.cast("string")), else_=str(OFTEN))
    return many.mutate(often=often)
