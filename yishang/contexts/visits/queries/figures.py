"""走访率、走访完成率: each with numerator, denominator and the rows behind it (handbook 1.9)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localdate

from yishang.contexts.visits import rules
from yishang.contexts.visits.queries.lists import DUE, EFFECTIVE, due_in, made_in
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.measures.rules import Figure
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case


@dataclass(frozen=True)
class Counted:
    """What a period's figures are made of, by subject: due visits, effective ones, and the subjects of each county."""

    due: Counter[int]
    done: Counter[int]
    listed: dict[int, str]

    def figures(self, period: rules.Period, *, as_of: datetime, county: str = "") -> dict[str, Figure]:
        """Both rates, of everything counted or of one county."""
        listed = [pk for pk, region in self.listed.items() if not county or region == county]
        made = {pk: min(self.done[pk], self.due[pk]) for pk in listed}
        scope = {"county": county} if county else {}
        visited = sum(1 for pk in listed if self.done[pk])
        due = sum(self.due[pk] for pk in listed)
        url = rows_url(period=period.name, rate="effective", **scope)
        due_url = rows_url(period=period.name, rate="due", **scope)
        return {
            "coverage": Figure("visits.coverage", "走访率", visited, len(listed), as_of, url),
            "completion": Figure("visits.completion", "走访完成率", sum(made.values()), due, as_of, due_url),
        }


def rows_url(**filters: str) -> str:
    """Where the rows behind a figure are listed."""
    return f"{reverse('visits:desk')}?{urlencode({'queue': 'all', **filters})}"


def counted(actor: Actor, period: rules.Period, *, now: datetime) -> Counted:
    """Count a period in three statements: subjects listed at its end, visits due in it, effective visits made in it."""
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now))
    end = min(period.last, localdate(now)) if period.first <= localdate(now) else period.last
    listed = parties.library(on=end).order_by()
    regions = _regions(actor)
    if regions is not None:
        listed = listed.filter(region_id__in=regions)
    return Counted(
        due=_by_subject(rows.filter(DUE, due_in(period))),
        done=_by_subject(rows.filter(EFFECTIVE, made_in(period))),
        listed=dict(listed.values_list("pk", "region_id")),
    )


def headline(actor: Actor, *, now: datetime) -> dict[str, Figure]:
    """This month's rates, for the console and the front of the desk."""
    period = rules.period_of("MONTH", localdate(now))
    return counted(actor, period, now=now).figures(period, as_of=now)


def tally(actor: Actor, period: rules.Period, *, now: datetime) -> dict[str, int]:
    """What is counted beside the rates: visits made, those of no sponsor, abnormal ones, subjects seen."""
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now)).filter(made_in(period)).order_by()
    found = rows.aggregate(
        made=Count("pk"),
        free=Count("pk", filter=~EFFECTIVE),
        subjects=Count("visit__subject_id", distinct=True),
    )
    return {name: count or 0 for name, count in found.items()}


def _by_subject(rows: "QuerySet[Case]") -> Counter[int]:
    grouped = rows.order_by().values_list("visit__subject_id").annotate(many=Count("pk"))
    return Counter({subject: many for subject, many in grouped})


def _regions(actor: Actor) -> tuple[str, ...] | None:
    """Whose subjects the denominator counts: a county's, a city's; None for the system, which sees all."""
    if actor.role == "SYSTEM":
        return None
    if actor.role == Role.CBO:
        return geo.descendants(actor.region_code)
    return geo.descendants(actor.city_code) if actor.city_code else ()
