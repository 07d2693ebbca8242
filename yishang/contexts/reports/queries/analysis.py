"""What the analysis page shows of a frozen month: cards, breakdowns, the trend; each count opens its rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from yishang.contexts.reports import rules
from yishang.contexts.reports.models import Month
from yishang.kernel.analysis import queries as analysis
from yishang.kernel.analysis.rules import ALL, CITY, MONTH, Counts, Dimension, Extract
from yishang.kernel.measures.rules import Figure, percentage

DOMAINS = {MONTH: "本月提交", ALL: "全部沉淀数据"}
RANKED = ("county", "unit")
IN_ORDER = ("month", "star", "rating", "frequency")  # by key; others the largest first
LONG = 15


@dataclass(frozen=True)
class Line:
    """One group: how many records, its share of the domain, its rates; `place` in a ranking, None where not ranked."""

    key: str
    label: str
    records: int
    share: str
    length: int
    rates: tuple[Figure, ...]
    rows_url: str
    place: int | None = None
    is_few: bool = False


@dataclass(frozen=True)
class Breakdown:
    """One dimension of a month, with its definition."""

    code: str
    label: str
    means: str
    lines: list[Line]
    is_ranked: bool
    total: int

    @property
    def shown(self) -> list[Line]:
        """The lines in the open: all of a short table, of a long one those that say something."""
        return self.lines if len(self.lines) <= LONG else [line for line in self.lines if not line.is_few]

    @property
    def rest(self) -> list[Line]:
        """The lines folded away."""
        return [] if len(self.lines) <= LONG else [line for line in self.lines if line.is_few]


def extract() -> Extract | None:
    """The extract that reports tell of."""
    return analysis.extracts().get(rules.APPEALS)


def cards(month: Month, sheet: Mapping[str, Any], scope: str, domain: str) -> list[Figure]:
    """The rates of handbook 1.9 of a scope."""
    counts = sheet.get(domain, {}).get("total", {}).get("", {})
    opened = _opener(month, scope, domain)
    found = []
    for rate in rules.RATES:
        part, whole = rate.of(counts)
        found.append(Figure(rate.code, rate.name, part, whole, month.as_of, opened(**ROWS_OF[rate.code])))
    return found


ROWS_OF = {
    "closing": {"rate": "counted"}, "in_time": {"rate": "due"}, "five_stars": {"rate": "rated"},
    "satisfaction": {"feedback": "called"},
}  # fmt: skip
"""Which rows of the list stand behind a rate's denominator."""


def breakdown(month: Month, sheet: Mapping[str, Any], dimension: Dimension, scope: str, domain: str) -> Breakdown:
    """One dimension of a scope: rankings by 办件率 (tiny ones unranked), everything else by number or in its order."""
    cut: Mapping[str, Counts] = sheet.get(domain, {}).get(dimension.code, {})
    total = sum(counts["records"] for counts in cut.values())
    is_ranked = dimension.code in RANKED
    places: dict[str, int | None] = {}
    if is_ranked:
        lines = rules.ranked((key, counts["closed"], counts["received"]) for key, counts in cut.items() if key)
        places = {line.key: line.place for line in lines}
        keys = [*places, *([""] if "" in cut else [])]
    else:
        keys = sorted(
            cut, key=lambda key: (not key, key) if dimension.code in IN_ORDER else (-cut[key]["records"], key)
        )
    longest = max((counts["records"] for counts in cut.values()), default=0) or 1
    opened = _opener(month, scope, domain)
    found = [
        _line(month, dimension, key, cut[key], total=total, longest=longest, place=places.get(key), opened=opened)
        for key in keys
    ]
    return Breakdown(dimension.code, dimension.label, dimension.means, found, is_ranked, total)


def _line(
    month: Month, dimension: Dimension, key: str, counts: Counts, *, total: int, longest: int, place: int | None,
    opened: Callable[..., str],
) -> Line:  # fmt: skip
    records = counts["records"]
    rates = []
    for rate in rules.RATES[:3]:
        part, whole = rate.of(counts)
        url = opened(**{dimension.code: key}, **ROWS_OF[rate.code])
        rates.append(Figure(rate.code, rate.name, part, whole, month.as_of, url))
    label = month.names.get(dimension.code, {}).get(key) or key or "尚未确定"
    return Line(
        key, label, records, percentage(records, total), round(100 * records / longest), tuple(rates),
        opened(**{dimension.code: key}), place, counts["received"] < rules.RANKED_FROM,
    )  # fmt: skip


def trend(sheet: Mapping[str, Any], *, most: int = 12) -> list[tuple[str, Counts]]:
    """Months of submission and their counts, the oldest first."""
    cut: Mapping[str, Counts] = sheet.get(ALL, {}).get("month", {})
    return sorted(cut.items())[-most:]


def _opener(month: Month, scope: str, domain: str) -> Callable[..., str]:
    """Makes addresses of the rows behind a count of that scope and domain; "" where no list can show them."""
    found = extract()
    kind, _, key = scope.rpartition(":")
    of_scope = {} if scope == CITY else {"unit" if kind else "county": key}
    of_domain = {"month": month.period} if domain == MONTH else {}

    def opened(**filters: str) -> str:
        return found.rows_url({**of_domain, **of_scope, **filters}) if found else ""

    return opened
