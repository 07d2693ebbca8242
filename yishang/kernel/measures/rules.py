"""How a figure is told: always with its numerator, its denominator and its moment (handbook 0A.5)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

NOTHING_TO_COUNT = "—"
_TENTH = Decimal("0.1")


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
