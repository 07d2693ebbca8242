"""What the wall of the city office shows: full counts and snapshots of kernel measures, lamps of kernel cases.

Nothing is counted here that another page counts otherwise (handbook 0A.5). What no process tells of is None, shown —.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Q, Value
from django.db.models.functions import Concat
from django.utils.timezone import localdate

from yishang.contexts.reports import rules
from yishang.contexts.reports.models import Month
from yishang.contexts.reports.queries.months import latest_month, sheet
from yishang.kernel.analysis.rules import CITY, MONTH, Counts
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.measures import queries as measures
from yishang.kernel.measures import rules as measuring
from yishang.kernel.measures.rules import Figure, Grouped, Recounting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case

APPEAL_KIND = "outreach.appeal"
TILES = Path(__file__).resolve().parent.parent / "data" / "tiles.csv"
TOP = 6
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # before any date: “there is one”, as a range that an index is asked for
BESIDE = 5  # tiles in a row where a city has no drawing of its own
COUNTS = {"overdue": "red", "due": "yellow", "running": "green", "paused": "blue"}


@dataclass(frozen=True)
class Tile:
    """A county on the schematic map: where it stands, how much is open, and how much of it is late."""

    code: str
    name: str
    column: int
    row: int
    open: int
    overdue: int
    due: int

    @property
    def tone(self) -> str:
        return "red" if self.overdue else "yellow" if self.due else "green" if self.open else "none"


@dataclass(frozen=True)
class Hot:
    """A category that stands out: its name, number, share of the domain and length of its bar."""

    name: str
    records: int
    share: str
    length: int


@dataclass(frozen=True)
class Wall:
    """One look at the city. `counted_at` is when the full count was made, `lamps_at` when lamps were looked at."""

    lamps_at: datetime
    counted_at: datetime | None
    total: Counts
    rates: list[Figure]
    visits: int | None
    coverage: Figure | None
    lamps: Mapping[str, int]
    today: Mapping[str, int]
    tiles: list[Tile]
    hot: list[Hot]
    hot_period: str
    months: list[tuple[str, int, int]]


def wall(actor: Actor, *, now: datetime) -> Wall:
    """The city as it stands: a handful of statements, however many matters there are."""
    city = actor.city_code
    counted_at, tallies = _tallies(APPEAL_KIND, city, now)
    total = tallies.get("total", {}).get("", {})
    month = latest_month(city)
    lamps_at, by_county = _lamps(city, now)
    return Wall(
        lamps_at=lamps_at,
        counted_at=counted_at,
        total=total,
        rates=_rates(total, counted_at or now),
        visits=_visits(month),
        coverage=_coverage(city, month),
        lamps={name: sum(one[name] for one in by_county.values()) for name in COUNTS},
        today=_today(actor, now),
        tiles=_tiles(city, by_county, now),
        hot=_hot(month),
        hot_period=month.period if month else "",
        months=_months(tallies.get("month", {})),
    )


def _tallies(kind: str, city: str, now: datetime) -> tuple[datetime | None, dict[str, dict[str, Counts]]]:
    """Cut → key → counts of the city: of the last full count, or counted now where there is little enough."""
    last = measures.last_recount(kind)
    if last is not None and last.rows > settings.COUNTED_LIVE_UP_TO:
        return last.as_of, measures.tallies_of(last, f"city:{city}")
    declared = next((one for one in measures.recountings() if one.process == kind), None)
    if declared is None:
        return None, {}
    found: dict[str, dict[str, Counts]] = {}
    for (scope, cut, key), counts in measuring.tallied(declared.groups(now)).items():
        if scope == f"city:{city}":
            found.setdefault(cut, {})[key] = counts
    return now, found


def _rates(total: Counts, as_of: datetime) -> list[Figure]:
    return [Figure(rate.code, rate.name, *rate.of(total), as_of) for rate in rules.RATES]


def _coverage(city: str, month: Month | None) -> Figure | None:
    """走访率 as last reported."""
    kept = measures.latest("coverage", scope=city, period=month.period) if month else None
    return Figure("coverage", "走访率", kept.numerator, kept.denominator, kept.as_of) if kept else None


def _visits(month: Month | None) -> int | None:
    """Effective visits of the month frozen last; None where no process tells of visits."""
    counts = sheet(month, CITY, extract=rules.VISITS).get(MONTH, {}).get("total", {}) if month else {}
    return counts[""]["valid"] if counts else None


def _lamps(city: str, now: datetime) -> tuple[datetime, dict[str, Counts]]:
    """County → lamps: of the last minute's count, or counted now where little enough is open."""
    last = measures.last_recount(LAMPS.process)
    if last is not None and last.rows > settings.COUNTED_LIVE_UP_TO:
        return last.as_of, measures.tallies_of(last, f"city:{city}").get("county", {})
    rows = _open().filter(city_id=city)
    return now, {row["place"]: {name: row[name] for name in COUNTS} for row in _by_place(rows, now)}


def _open() -> "QuerySet[Case]":
    """What is paused has its date too: so the index of dates finds all that is open; what is over is not looked at."""
    return cases.subjects_of(APPEAL_KIND).filter(due_at__gte=LONG_AGO)


def _lamp_parts(now: datetime) -> dict[str, Count]:
    """The lamps, by the very conditions of the lists."""
    running = Q(is_paused=False)
    return {
        "overdue": Count("pk", filter=running & Q(due_at__lt=now)),
        "due": Count("pk", filter=running & Q(due_at__gte=now, warn_at__lte=now)),
        "running": Count("pk", filter=running & Q(warn_at__gt=now)),
        "paused": Count("pk", filter=Q(is_paused=True)),
        "received": Count("pk"),
    }


def _by_place(rows: "QuerySet[Case]", now: datetime, *columns: str) -> Iterator[dict[str, Any]]:
    """Lamps of every county in one statement."""
    place = Concat("region_id", Value(""))  # no plain column: else SQLite walks all matters in the order of counties
    grouped = rows.order_by().annotate(place=place).values(*columns, "place").annotate(**_lamp_parts(now))
    return (dict(row) for row in grouped)


def _lamp_groups(now: datetime) -> Iterator[Grouped]:
    for row in _by_place(_open(), now, "city_id"):
        counts = {name: row[name] for name in _lamp_parts(now)}
        yield Grouped(("all", f"city:{row['city_id']}"), {"county": row["place"]}, counts)


def _plain_lamps(now: datetime) -> dict[str, Counts]:
    """Each city counted directly, to hold against the groups."""
    rows: Any = _open().order_by().values("city_id").annotate(**_lamp_parts(now))
    return {f"city:{row['city_id']}": {name: row[name] for name in _lamp_parts(now)} for row in rows}


LAMPS = Recounting(process="reports.lamps", groups=_lamp_groups, plain=_plain_lamps, is_live=True)


def _today(actor: Actor, now: datetime) -> dict[str, int]:
    begins = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = cases.visible_to(actor, kind=APPEAL_KIND, on=localdate(now))
    return {
        "opened": rows.filter(opened_at__gte=begins, opened_at__lte=now).count(),
        "closed": rows.filter(closed_at__gte=begins, closed_at__lte=now).count(),
    }


def _tiles(city: str, by_county: Mapping[str, Counts], now: datetime) -> list[Tile]:
    drawn = _drawing()
    found = []
    for place, county in enumerate(geo.counties_of(city, on=localdate(now))):
        column, row = drawn.get(county.code, (place % BESIDE, place // BESIDE))
        counts = by_county.get(county.code, {})
        found.append(
            Tile(
                county.code, county.short_name, column, row, sum(counts.get(name, 0) for name in COUNTS),
                counts.get("overdue", 0),
                counts.get("due", 0),
            )
        )  # fmt: skip
    return found


@cache
def _drawing() -> dict[str, tuple[int, int]]:
    """Where each county stands on our own schematic drawing."""
    with TILES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}


def _hot(month: Month | None) -> list[Hot]:
    """The categories of the month frozen last; none where too few were brought in to speak of shares."""
    found: Mapping[str, Any] = sheet(month, CITY).get(MONTH, {}) if month else {}
    whole = found.get("total", {}).get("", {}).get("records", 0)
    if month is None or whole < rules.RANKED_FROM:
        return []
    cut: Mapping[str, Counts] = found.get("category", {})
    top = sorted(cut.items(), key=lambda one: (-one[1]["records"], one[0]))[:TOP]
    longest, names = top[0][1]["records"], month.names.get("category", {})
    return [
        Hot(names.get(key) or key, counts["records"], measuring.percentage(counts["records"], whole),
            round(100 * counts["records"] / longest))
        for key, counts in top
    ]  # fmt: skip


def _months(cut: Mapping[str, Counts]) -> list[tuple[str, int, int]]:
    """The last twelve months of submission: name, received, closed."""
    last = sorted(cut.items())[-12:]
    return [(f"{int(key[5:])}月", one.get("received", 0), one.get("closed", 0)) for key, one in last]
