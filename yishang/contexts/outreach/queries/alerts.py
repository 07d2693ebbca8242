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
from yishang.contexts.outreach.queries.warnings import ANY_WARNING
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case

SHELVED = "shelved"
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


def tally_alerts(actor: Actor, *, now: datetime, county: str = "") -> Tally:
    """Open warnings and shelved matters that a person sees, counted by county, unit and kind; two statements."""
    warned = matching(actor, Wanted(warning=ANY_WARNING, county=county), now=now)
    warned = warned.filter(appeal__warnings__isnull=False, appeal__warnings__ended_at__isnull=True)
    shelved = matching(actor, Wanted(queue=SHELVED, county=county), now=now)
    return [*_counted(warned, "appeal__warnings__code"), *_counted(shelved, "state")]


def alerts(tally: Tally, by: str, *, county: str = "") -> list[Alerts]:
    """The tally by county or unit, the most first. Each number opens exactly its rows."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    labels: dict[str, str] = {}
    for region, unit, name, what, many in tally:
        key = region if by == "county" else unit
        found[key][what if what in rules.WARNINGS else SHELVED] += many
        labels[key] = geo.short_name_of(region) if by == "county" else name or "尚未派单"
    groups = [Alerts(key, labels[key], _counts(counts, by, key, county)) for key, counts in found.items()]
    return sorted(groups, key=lambda one: (-one.total, one.key))


def _counted(rows: "QuerySet[Case]", code: str) -> Tally:
    found = rows.order_by().values_list("region_id", "unit__code", "unit__short_name", code)
    return [
        (region, unit or "", name or "", what, many)
        for region, unit, name, what, many in found.annotate(many=Count("pk"))
    ]


def _counts(counts: Mapping[str, int], by: str, key: str, county: str) -> list[AlertCount]:
    scope = {**({"county": county} if county else {}), by: key or NOT_SETTLED}
    words = {code: {"queue": SHELVED} if code == SHELVED else {"queue": "all", "warning": code} for code in COLUMNS}
    urls = {code: f"{reverse('outreach:desk')}?{urlencode({**words[code], **scope})}" for code in COLUMNS}
    return [AlertCount(code, counts.get(code, 0), urls[code]) for code in COLUMNS]
