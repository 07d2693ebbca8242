"""What stands against the matters of each county or unit now: open warnings by rule, and what is shelved."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.lists import NOT_SETTLED, Wanted, matching
from yishang.contexts.outreach.queries.tallies import ALERT_CUTS, SHELVED, Tallied
from yishang.contexts.outreach.queries.warnings import ANY_WARNING
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case

NO_UNIT = "尚未派单"
COLUMNS = (*rules.WARNINGS, SHELVED)


@dataclass(frozen=True)
class AlertCount:
    """A number of matters and the address that lists them."""

    code: str
    many: int
    rows_url: str

    @property
    def name(self) -> str:
        """「W1 超时接收」 or 「挂账」."""
        return "挂账" if self.code == SHELVED else f"{self.code} {rules.WARNINGS[self.code]}"


@dataclass(frozen=True)
class Alerts:
    """One county's or unit's open warnings by rule, and its shelved matters, in the order of COLUMNS."""

    key: str
    label: str
    counts: list[AlertCount]

    @property
    def total(self) -> int:
        return sum(one.many for one in self.counts)


Tally = list[tuple[str, str, str, str, int]]  # county, unit's code and name, what, how many


def tally_alerts(actor: Actor, *, now: datetime, county: str = "", kept: Tallied | None = None) -> Tally | Tallied:
    """Open warnings and shelved matters that a person sees, by county, unit and kind: two statements, or a full count.

    A unit sees what it assists with as well, which no full count holds; its own are few enough to count.
    """
    if kept and actor.role != Role.DEP:
        return kept
    warned = matching(actor, Wanted(warning=ANY_WARNING, county=county), now=now)
    warned = warned.filter(appeal__warnings__isnull=False, appeal__warnings__ended_at__isnull=True)
    shelved = matching(actor, Wanted(queue=SHELVED, county=county), now=now)
    return [*_counted(warned, "appeal__warnings__code"), *_counted(shelved, "state")]


def alerts(tally: Tally | Tallied, by: str, *, county: str = "") -> list[Alerts]:
    """The tally by county or unit, the most first. Each number opens exactly its rows."""
    found, labels = _from_kept(tally, by) if isinstance(tally, Tallied) else _grouped(tally, by)
    groups = [Alerts(key, labels[key], _counts(counts, by, key, county)) for key, counts in found.items()]
    return sorted(groups, key=lambda one: (-one.total, one.key))


Found = tuple[Mapping[str, Mapping[str, int]], Mapping[str, str]]  # the counts and the name of each key


def _grouped(tally: Tally, by: str) -> Found:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    labels: dict[str, str] = {}
    for region, unit, name, what, many in tally:
        key = region if by == "county" else unit
        found[key][what if what in rules.WARNINGS else SHELVED] += many
        labels[key] = geo.short_name_of(region) if by == "county" else name or NO_UNIT
    return found, labels


def _from_kept(kept: Tallied, by: str) -> Found:
    counts = kept.cuts.get(ALERT_CUTS[by], {})
    found = {"" if key == NOT_SETTLED else key: counted for key, counted in counts.items()}
    if by == "county":
        return found, {key: geo.short_name_of(key) for key in found}
    names = directory.unit_names() if found else {}
    return found, {key: names.get(key) or NO_UNIT for key in found}


def _counted(rows: "QuerySet[Case]", code: str) -> Tally:
    found = rows.order_by().values_list("region_id", "unit__code", "unit__short_name", code)
    return [
        (region, unit or "", name or "", what, many)
        for region, unit, name, what, many in found.annotate(many=Count("pk"))
    ]


def _counts(counts: Mapping[str, int], by: str, key: str, county: str) -> list[AlertCount]:
    scope = {**({"county": county} if county else {}), by: key or NOT_SETTLED}
    words = {code: {"queue": SHELVED} if code == SHELVED else {"queue": "all", "warning": code} for code in COLUMNS}
    desk = reverse("outreach:desk")
    urls = {code: f"{desk}?{urlencode({**words[code], **scope})}" for code in COLUMNS}
    return [AlertCount(code, counts.get(code, 0), urls[code]) for code in COLUMNS]
