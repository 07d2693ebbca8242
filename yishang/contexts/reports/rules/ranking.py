"""Rankings that do not rank tiny numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

RANKED_FROM = 5  # [设] matters; one of two is 50 % and says nothing


@dataclass(frozen=True)
class Ranked:
    """One line: its place among those that are ranked, None with fewer than RANKED_FROM; equal shares share a place."""

    key: str
    numerator: int
    denominator: int
    place: int | None


def ranked(rows: Iterable[tuple[str, int, int]]) -> list[Ranked]:
    """Key, numerator and denominator in order: the best first, equal ones by size; too small ones after all others."""
    found = list(rows)
    large = [row for row in found if row[2] >= RANKED_FROM]
    shares = sorted((Fraction(part, whole) for _, part, whole in large), reverse=True)
    lines = [Ranked(key, part, whole, shares.index(Fraction(part, whole)) + 1) for key, part, whole in large]
    lines.sort(key=lambda line: (line.place, -line.denominator, line.key))
    small = sorted((row for row in found if row[2] < RANKED_FROM), key=lambda row: (-row[2], row[0]))
    return [*lines, *(Ranked(key, part, whole, None) for key, part, whole in small)]
