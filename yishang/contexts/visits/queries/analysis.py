"""Visits laid open to analysis: how many were made, how many count, which listed subjects were seen."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import BooleanField, Case, Value, When

from yishang.contexts.visits import rules
from yishang.contexts.visits.queries.lists import EFFECTIVE
from yishang.kernel.analysis.rules import PLACES, WHOLE, Extract, month_of, seconds
from yishang.kernel.cases import queries as cases
from yishang.kernel.clocks.rules import SHANGHAI

AT_ONCE = 5000
COLUMNS = {**PLACES, "subject": WHOLE, "is_effective": WHOLE, "listed_at": WHOLE, "unlisted_at": WHOLE}


def _counts(table: Any, _: Any) -> Mapping[str, Any]:
    return {"records": table.count(), "valid": (table.is_effective == 1).sum()}


def _distincts(table: Any, at: Any) -> Mapping[str, Any]:
    """Subjects seen, of those listed at that moment: 走访率 as this process's own figures count it (handbook 1.9)."""
    listed = (table.listed_at < at) & (table.unlisted_at.isnull() | (table.unlisted_at >= at))
    return {"visited": table.subject.nunique(where=(table.is_effective == 1) & listed)}


def _rows() -> Iterator[tuple[Any, ...]]:
    """Every visit that was made, under the county of its subject; none of its places."""
    effective = Case(When(EFFECTIVE, then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = cases.subjects_of(rules.KIND).filter(visit__checkin_at__isnull=False).order_by("pk")
    columns = ("city_id", "visit__subject__region_id", "visit__checkin_at", "visit__subject_id", "is_effective")
    found = rows.annotate(is_effective=effective).values_list(
        *columns, "visit__subject__in_date", "visit__subject__out_date"
    )
    for city, county, made_at, subject, counts, listed, unlisted in found.iterator(chunk_size=AT_ONCE):
        day = (_midnight(listed), _midnight(unlisted) if unlisted else None)
        yield (city, county, "", month_of(made_at), seconds(made_at), subject, int(counts), *day)


def _midnight(day: date) -> int:
    return seconds(datetime.combine(day, time(), SHANGHAI))


EXTRACT = Extract(
    name="visits", title="走访", columns=COLUMNS, rows=_rows, counts=_counts, distincts=_distincts
)  # fmt: skip
