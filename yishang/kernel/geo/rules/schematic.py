"""A drawing of our own in place of boundaries: every county a hexagon, laid out by hand roughly as they lie.

It lies on the equator south of Ghana, where nobody will take it for a place, and where a map does not stretch it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, cos, radians, sin, sqrt
from typing import Any

SIDE = 0.1  # degrees
GAP = 0.96  # of a tile is drawn, so that neighbours stand apart
SHADES = 4


@dataclass(frozen=True)
class Shade:
    """A colour of the map: grade 0 is nothing, SHADES the most; with the counts that it stands for."""

    grade: int
    low: int
    high: int
    unit: str = ""

    @property
    def label(self) -> str:
        return f"{self.low if self.low == self.high else f'{self.low}–{self.high}'}{self.unit}"


SHARES = tuple(Shade(grade, grade and 25 * grade - 24, 25 * grade, "%") for grade in range(SHADES + 1))


def tile(column: int, row: int) -> dict[str, Any]:
    """The hexagon at that place as a GeoJSON polygon; rows go down, every odd row is half a tile to the right."""
    lon, lat = SIDE * sqrt(3) * (column + row % 2 / 2), -SIDE * 1.5 * row
    corners = [radians(60 * corner - 30) for corner in (*range(6), 0)]
    return {
        "type": "Polygon",
        "coordinates": [
            [[round(lon + GAP * SIDE * cos(at), 5), round(lat + GAP * SIDE * sin(at), 5)] for at in corners]
        ],
    }


def shades(counts: Sequence[int]) -> tuple[Shade, ...]:
    """Nothing, and four equal steps up to the largest count; steps that no whole number falls into are left out."""
    most = max(counts, default=0)
    ends = [ceil(most * step / SHADES) for step in range(SHADES + 1)]
    steps = enumerate(pairwise(ends), start=1)
    return (Shade(0, 0, 0), *(Shade(grade, low + 1, high) for grade, (low, high) in steps if high > low))


def share_grade(part: int, whole: int) -> int:
    """The shade of a share among SHARES: 0 for nothing, also of nothing."""
    return ceil(SHADES * part / whole) if whole else 0


def grade(count: int, scale: Sequence[Shade]) -> int:
    """The shade of a count on a scale that `shades` made."""
    return next((shade.grade for shade in scale if shade.low <= count <= shade.high), SHADES)
