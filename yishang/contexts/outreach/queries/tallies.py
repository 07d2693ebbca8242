"""Counting every appeal in full, for overviews of cities that have very many (handbook 0A.5: 指标快照)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import AppealWarning
from yishang.contexts.outreach.queries.lists import CLOSED, COUNTED, FEEDBACK_FILTERS, IN_TIME, NOT_SETTLED, late
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.measures import queries as measures
from yishang.kernel.measures.rules import Counts, Grouped, Recounting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case

CHUNK = 5000
CHANNEL_GROUPS = {
    **dict.fromkeys(rules.SELF_CHANNELS, "own"),
    **dict.fromkeys(rules.ASSISTED_CHANNELS, "assisted"),
}
TOLD_APART = ("city_id", "region_id", "unit_id")
SHELVED = "shelved"
ALERT_CUTS = {"county": "alert_county", "unit": "alert_unit"}


@dataclass(frozen=True)
class Tallied:
    """The last full count of what one person sees: cut → key → counts, as of a moment."""

    as_of: datetime
    cuts: Mapping[str, Mapping[str, Counts]]

    def total(self) -> Counts:
        return self.cuts.get("total", {}).get("", {})

    def under(self, cut: str, key: str) -> Counts:
        return self.cuts.get(cut, {}).get(key, {})


def tallied(actor: Actor, *, county: str = "") -> Tallied | None:
    """The full count that a person's overview is read from; None while there is little enough to count live."""
    last = measures.last_recount(rules.KIND)
    if last is None or last.rows <= settings.COUNTED_LIVE_UP_TO:
        return None
    return Tallied(last.as_of, measures.tallies_of(last, _scope(actor, county)))


def counted_parts(now: datetime) -> dict[str, Count]:
    """What is counted of every group of counted appeals."""
    return {
        "received": Count("pk"),
        "closed": Count("pk", filter=CLOSED),
        "in_time": Count("pk", filter=IN_TIME),
        "overdue": Count("pk", filter=late(now)),
        "rated": Count("pk", filter=Q(rating__star__gte=1)),
        "five": Count("pk", filter=Q(rating__star=5)),
    }


def spoken_parts() -> dict[str, Count]:
    """What is counted of the calls: a matter once, however often its company was rung."""
    return {
        "called": Count("pk", filter=FEEDBACK_FILTERS["called"], distinct=True),
        "satisfied": Count("pk", filter=FEEDBACK_FILTERS["satisfied"], distinct=True),
    }


def _scope(actor: Actor, county: str) -> str:
    """The scope of a person's figures: the city, a county, or a unit, there perhaps in one county alone."""
    if actor.role == Role.DEP:
        return f"unit:{actor.unit_id}/{county}" if county else f"unit:{actor.unit_id}"
    if county or actor.role == Role.CBO:
        return county or actor.region_code
    return f"city:{actor.city_code}"


def _scopes(row: Mapping[str, Any]) -> tuple[str, ...]:
    unit = (f"unit:{row['unit_id']}", f"unit:{row['unit_id']}/{row['region_id']}") if row["unit_id"] else ()
    return ("all", f"city:{row['city_id']}", row["region_id"], *unit)


def _groups(now: datetime) -> Iterator[Grouped]:
    """Everything counted, grouped once by all that is told apart; then the calls, which few matters have."""
    columns = (*TOLD_APART, "unit__code", "category", "month", "appeal__channel", "appeal__line")
    rows = _counted().annotate(month=TruncMonth("opened_at")).order_by().values(*columns)
    for row in rows.annotate(**counted_parts(now)).iterator(chunk_size=CHUNK):
        keys = {
            "county": row["region_id"],
            "unit": row["unit__code"] or NOT_SETTLED,
            "category": row["category"] or NOT_SETTLED,
            "month": f"{row['month']:%Y-%m}",
            "channel": CHANNEL_GROUPS.get(row["appeal__channel"], "other"),
            "line": row["appeal__line"] or NOT_SETTLED,
        }
        yield Grouped(_scopes(row), keys, {part: row[part] for part in counted_parts(now)})
    spoken = _counted().filter(FEEDBACK_FILTERS["called"]).order_by().values(*TOLD_APART)
    for row in spoken.annotate(**spoken_parts()).iterator(chunk_size=CHUNK):
        yield Grouped(_scopes(row), {}, {part: row[part] for part in spoken_parts()})
    yield from _alerts(*TOLD_APART, "unit__code")


def _alerts(*columns: str) -> Iterator[Grouped]:
    """What stands against matters, counted ones or not: open warnings by code, and what is shelved."""
    shelved = cases.subjects_of(rules.KIND).filter(state="PENDING").order_by().values(*columns)
    for row in shelved.annotate(many=Count("pk")).iterator(chunk_size=CHUNK):
        yield _alert(row, SHELVED)
    warned = AppealWarning.objects.filter(ended_at=None, appeal__case__kind=rules.KIND).order_by()
    of_case = [f"appeal__case__{column}" for column in columns]
    found = warned.values_list("code", *of_case).annotate(many=Count("pk"))
    for code, *told, many in found.iterator(chunk_size=CHUNK):
        yield _alert(dict(zip((*columns, "many"), (*told, many), strict=True)), code)


def _alert(row: Mapping[str, Any], what: str) -> Grouped:
    keys = {ALERT_CUTS["county"]: row["region_id"], ALERT_CUTS["unit"]: row["unit__code"] or NOT_SETTLED}
    return Grouped(_scopes(row), keys, {what: row["many"]})


def _plain(now: datetime) -> dict[str, Counts]:
    """Each city and county counted directly, to hold against the groups."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for column, scope in (("city_id", "city:{}"), ("region_id", "{}")):
        rows = _counted().order_by().values(column)
        for parts in (counted_parts(now), spoken_parts()):
            for row in rows.annotate(**parts):
                found[scope.format(row[column])] |= {part: row[part] for part in parts}
        every = cases.subjects_of(rules.KIND).order_by().values(column)
        for row in every.annotate(**_alert_parts()):
            found[scope.format(row[column])] |= {part: row[part] for part in _alert_parts()}
    return dict(found)


def _alert_parts() -> dict[str, Count]:
    open_ones = {"appeal__warnings__ended_at": None, "appeal__warnings__isnull": False}
    warned = {
        code: Count("pk", filter=Q(appeal__warnings__code=code, **open_ones), distinct=True) for code in rules.WARNINGS
    }
    return {**warned, SHELVED: Count("pk", filter=Q(state="PENDING"), distinct=True)}


def _counted() -> "QuerySet[Case]":
    return cases.subjects_of(rules.KIND).filter(COUNTED)


RECOUNTING = Recounting(process=rules.KIND, groups=_groups, plain=_plain)
