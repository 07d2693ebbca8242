"""How a process lays its matters open to analysis: flat columns, what is told apart, what is counted. Plain values.

Expressions are Ibis', and are handed the table, so that no process has to import Ibis: `table.star == 5` is enough.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import InvalidInput

TEXT, WHOLE = "string", "int64"
PLACES = {"city": TEXT, "county": TEXT, "unit": TEXT, "month": TEXT, "moment": WHOLE}
"""Columns that every extract has: codes of the places, the month (`2019-12`) and moment (seconds) of the matter."""
CITY = "city"  # the scope that is the whole city; others are a county's code or `unit:` and a unit's code
MONTH, ALL = "month", "all"  # 统计域: what was brought in that month, or everything up to the moment
PERIOD = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")

Counts = Mapping[str, int]
Cut = Mapping[str, Counts]
"""Key → counts, of one dimension."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Dimension:
    """By what matters are told apart: the values of a column, or (`repeats`) how often these columns come together.

    `labels` gives the words of the keys, asked when a page is shown; `means` is the definition for readers.
    """

    code: str
    label: str
    column: str = ""
    repeats: tuple[str, ...] = ()
    means: str = ""
    labels: Callable[[], Mapping[str, str]] = dict


@dataclass(frozen=True)
class Listing:
    """Single matters worth naming: which (an Ibis condition of table and moment), in what order, at most how many."""

    which: Callable[[Any, Any], Any]
    order: str
    shown: tuple[str, ...]
    most: int = 50
    in_month: bool = False


@dataclass(frozen=True)
class Extract:
    """What a process lays open. A context's queries declare one; the analysis kernel writes and counts it.

    `rows` yields tuples in the order of `columns` (PLACES first). `counts(table, at)` names Ibis aggregates over a
    table as they stood `at` that moment (seconds), `records` (all) among them; they add up over counties and units.
    `distincts` are those that do not (how many companies), counted for whole scopes only. `rows_url` makes the address
    of the rows behind a count from filters (county, unit, month, a dimension's code, `rate`); "" where no list can.
    """

    name: str
    title: str
    columns: Mapping[str, str]
    rows: Callable[[], Iterable[tuple[Any, ...]]]
    counts: Callable[[Any, Any], Mapping[str, Any]]
    distincts: Callable[[Any, Any], Mapping[str, Any]] = lambda *_: {}
    dimensions: tuple[Dimension, ...] = ()
    listings: Mapping[str, Listing] = field(default_factory=dict)
    rows_url: Callable[[Mapping[str, str]], str] = lambda _: ""

    def __post_init__(self) -> None:
        if list(self.columns)[: len(PLACES)] != list(PLACES):
            raise ValueError(f"{self.name} must begin with {tuple(PLACES)}")

    def dimension(self, code: str) -> Dimension | None:
        """The dimension of that code, if it has one."""
        return next((one for one in self.dimensions if one.code == code), None)


@dataclass(frozen=True)
class Counted:
    """What one extract came to: scope → 统计域 → dimension → key → counts (`total` with the empty key), and listings.

    `rows` is how many matters were counted in all.
    """

    rows: int
    cuts: Mapping[str, Mapping[str, Mapping[str, Cut]]]
    listings: Mapping[str, list[Row]]


def check_period(text: str) -> str:
    """A month written `2019-12`. Raises InvalidInput (month) for anything else."""
    if PERIOD.fullmatch(text) is None:
        raise InvalidInput({"month": "月份请写成 2019-12 的样子。"})
    return text


def month_ends(period: str) -> datetime:
    """The moment at which a month is over: midnight of the first day after it, in Shanghai."""
    year, month = int(period[:4]), int(period[5:])
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=SHANGHAI)


def month_of(moment: datetime) -> str:
    """The month in which a moment lies, in Shanghai: `2019-12`."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m}"


def month_before(period: str) -> str:
    """The month before that one."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}"


def last_day(period: str) -> date:
    """The last day of a month."""
    return date.fromordinal(month_ends(period).date().toordinal() - 1)


def seconds(moment: datetime) -> int:
    """A moment as extracts write it: whole seconds since 1970, the same for every engine and time zone."""
    return int(moment.timestamp())
