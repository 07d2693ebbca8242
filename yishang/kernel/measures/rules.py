"""How a figure is told: always with its numerator, its denominator and its moment (handbook 0A.5)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

NOTHING_TO_COUNT = "—"
BADGE_EXACT_UP_TO = 999
_TENTH = Decimal("0.1")


def badge(count: int) -> int | str:
    """What a navigation entry shows of so many matters: the number, or `999+` where nobody counted further."""
    return count if count <= BADGE_EXACT_UP_TO else f"{BADGE_EXACT_UP_TO}+"


def percentage(numerator: int, denominator: int) -> str:
    """`91.3%`: one decimal, halves up; `—` when there was nothing to count, never 0% or 100%.

    Raises ValueError for negative counts: those are a caller's mistake.
    """
    if numerator < 0 or denominator < 0:
        raise ValueError(f"counts are not negative: {numerator}/{denominator}")
    if denominator == 0:
        return NOTHING_TO_COUNT
    share = Decimal(numerator) * 100 / Decimal(denominator)
    return f"{share.quantize(_TENTH, rounding=ROUND_HALF_UP)}%"


def average(total: int, count: int) -> str:
    """`4.8`: a mean (of stars) to one decimal, halves up; `—` of nothing. Raises ValueError for negative counts."""
    if total < 0 or count < 0:
        raise ValueError(f"counts are not negative: {total}/{count}")
    if count == 0:
        return NOTHING_TO_COUNT
    return str((Decimal(total) / Decimal(count)).quantize(_TENTH, rounding=ROUND_HALF_UP))


@dataclass(frozen=True)
class Figure:
    """A rate on a screen: what it is made of, as of when, and where the rows behind it are."""

    code: str
    name: str
    numerator: int
    denominator: int
    as_of: datetime
    rows_url: str = ""

    @property
    def value(self) -> str:
        """The percentage as shown, e.g. `90.4%`."""
        return percentage(self.numerator, self.denominator)


Counts = Mapping[str, int]
Place = tuple[str, str, str]
"""Scope, cut and key of a tally: ("610402", "category", "03") is category 03 in 秦都区."""


@dataclass(frozen=True)
class Grouped:
    """Matters that are alike in everything that is told apart: how many, and under which scopes and keys they count."""

    scopes: tuple[str, ...]
    keys: Mapping[str, str]
    counts: Counts


@dataclass(frozen=True)
class Recounting:
    """How a process is counted in full. A context's queries declare one; the measures kernel runs and keeps it.

    `groups` counts everything once, apart; `plain` counts each scope directly, to hold against it: scope → counts.
    `is_live` ones are counted every minute instead of every quarter of an hour.
    """

    process: str
    groups: Callable[[datetime], Iterable[Grouped]]
    plain: Callable[[datetime], Mapping[str, Counts]]
    is_live: bool = False


def tallied(groups: Iterable[Grouped]) -> dict[Place, Counter[str]]:
    """Groups added up by scope, cut and key; the cut `total` with the empty key holds the whole scope."""
    found: defaultdict[Place, Counter[str]] = defaultdict(Counter)
    for group in groups:
        for scope in group.scopes:
            found[scope, "total", ""].update(group.counts)
            for cut, key in group.keys.items():
                found[scope, cut, key].update(group.counts)
    return dict(found)


def disagreement(tallies: Mapping[Place, Counts], plain: Mapping[str, Counts]) -> str:
    """The first scope whose tallies and direct counts differ, in words; nothing when all agree."""
    for scope, counts in sorted(plain.items()):
        kept = tallies.get((scope, "total", ""), {})
        for name, number in sorted(counts.items()):
            if kept.get(name, 0) != number:
                return f"{scope} {name}：汇总 {kept.get(name, 0)}，重数 {number}"
    return ""
