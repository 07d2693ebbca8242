"""What stands against the matters of each county or unit now: open warnings by rule, and what is shelved."""

from collections import defaultdict
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
COLUMN_OF = {"county": "region_id", "unit": "unit__code"}


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


def alerts(actor: Actor, by: str, *, now: datetime, county: str = "") -> list[Alerts]:
    """Groups (county | unit) with an open warning or a shelved matter, the most first; two statements.

    Each number opens exactly its rows.
    """
    column = COLUMN_OF[by]
    warned = matching(actor, Wanted(warning=ANY_WARNING, county=county), now=now)
    warned = warned.filter(appeal__warnings__isnull=False, appeal__warnings__ended_at__isnull=True)
    shelved = matching(actor, Wanted(queue=SHELVED, county=county), now=now)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    labels: dict[str, str] = {}
    for rows, code in ((warned, "appeal__warnings__code"), (shelved, "state")):
        for key, name, what, many in _counted(rows, column, code):
            found[key][what if what in rules.WARNINGS else SHELVED] = many
            labels[key] = geo.short_name_of(key) if by == "county" else name or "尚未派单"
    groups = [Alerts(key, labels[key], _counts(counts, by, key, county)) for key, counts in found.items()]
    return sorted(groups, key=lambda one: (-one.total, one.key))


def _counted(rows: "QuerySet[Case]", column: str, code: str) -> list[tuple[str, str, str, int]]:
    found = rows.order_by().values_list(column, "unit__short_name" if column == "unit__code" else column, code)
    return [(key or "", name or "", what, many) for key, name, what, many in found.annotate(many=Count("pk"))]


def _counts(counts: dict[str, int], by: str, key: str, county: str) -> list[AlertCount]:
    scope = {**({"county": county} if county else {}), by: key or NOT_SETTLED}
    words = {code: {"queue": SHELVED} if code == SHELVED else {"queue": "all", "warning": code} for code in COLUMNS}
    urls = {code: f"{reverse('outreach:desk')}?{urlencode({**words[code], **scope})}" for code in COLUMNS}
    return [AlertCount(code, counts.get(code, 0), urls[code]) for code in COLUMNS]
