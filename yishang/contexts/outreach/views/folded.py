"""Long tables of the overview: the rows that say most stand in the open, the rest is a press away."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

LONG = 20  # rows


@dataclass(frozen=True)
class Fold:
    """How many rows of a table are shown, how many are not, and where the whole table is."""

    shown: int
    rest: int
    url: str

    @classmethod
    def of(cls, code: str, total: int, *, telling: int, county: str, is_whole: bool) -> "Fold":
        """Of `total` rows `telling` say something by themselves; a table of at most LONG rows is never folded."""
        shown = total if is_whole or total <= LONG else min(LONG, telling or LONG)
        words = {"more": code, **({"county": county} if county else {})}
        return cls(shown, total - shown, f"{reverse('outreach:overview')}?{urlencode(words)}")
