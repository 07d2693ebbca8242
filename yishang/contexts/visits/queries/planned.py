"""Visits that are still to be made: whose, which fall together, and which nobody made in time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.timezone import localdate

from yishang.contexts.visits import rules
from yishang.contexts.visits.models import Visit
from yishang.contexts.visits.queries.visits import visit_of
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

PROPOSALS_MOST = 50
DAYS_OF_MONTH = 30.44


@dataclass(frozen=True)
class Proposal:
    """Planned visits of one company that lie so close that they could be one."""

    company: str
    visits: tuple[Visit, ...]

    @property
    def into(self) -> Visit:
        """The one that stays: the earliest."""
        return self.visits[0]


def visible_visit(actor: Actor, number: str, *, on: date, locked: bool = False) -> "Case | None":
    """The visit of that number if the actor may see it, its own row fetched along; `locked` inside a transaction."""
    return cases.visible_one(actor, workflow=rules.VISIT, number=number, on=on, locked=locked)


def planned_visit(actor: Actor, number: str, *, on: date) -> Visit | None:
    """A visit still to be made that the actor may see, locked."""
    case = visible_visit(actor, number, on=on, locked=True)
    return visit_of(case) if case is not None and case.state == "PLANNED" else None


def fall_together(one: Visit, other: Visit) -> bool:
    """Whether two planned visits go to the same company within a week of each other."""
    if one.subject.entity_id != other.subject.entity_id or one.planned_on is None or other.planned_on is None:
        return False
    return abs(one.planned_on - other.planned_on) <= timedelta(days=rules.MERGE_WITHIN_DAYS)


def planned_visits_of(visitor_id: int, *, subject_id: int) -> QuerySet[Visit]:
    """What a person still has before it at a subject."""
    rows = Visit.objects.filter(visitor_id=visitor_id, subject_id=subject_id, case__state="PLANNED")
    return rows.select_related("case", "subject").order_by("pk")


def to_lapse(*, on: date) -> list[str]:
    """Numbers of planned visits whose period is over."""
    rows = Visit.objects.filter(case__state="PLANNED", period_ends__lt=on).exclude(period="")
    return list(rows.order_by("pk").values_list("case__number", flat=True))


def tracks_to_thin(*, at: datetime) -> QuerySet[Visit]:
    """Visits whose whole track is older than it may be kept."""
    oldest = at - timedelta(days=DAYS_OF_MONTH * rules.TRACK_KEPT_MONTHS)
    rows = Visit.objects.filter(track__isnull=False, track_thinned_at=None, checkout_at__lt=oldest)
    return rows.select_related("case").order_by("checkout_at")


def proposals(actor: Actor, *, now: datetime) -> list[Proposal]:
    """Which planned visits of the coming month could be made together, in the actor's scope; soonest first."""
    today = localdate(now)
    numbers = cases.visible_to(actor, kind=rules.KIND, on=today).filter(state="PLANNED").order_by().values("pk")
    rows = Visit.objects.filter(pk__in=numbers, planned_on__range=(today, today + timedelta(days=31)))
    by_company: dict[int, list[Visit]] = defaultdict(list)
    for visit in rows.select_related("case", "subject__entity").order_by("planned_on", "pk"):
        by_company[visit.subject.entity_id].append(visit)
    found = [one for visits in by_company.values() if (one := _together(visits))]
    return sorted(found, key=lambda one: (one.into.planned_on or today, one.into.pk))[:PROPOSALS_MOST]


def _together(visits: list[Visit]) -> Proposal | None:
    """The first visit with those that follow it within a week; None when it stands alone."""
    for at, first in enumerate(visits):
        near = [other for other in visits[at + 1 :] if fall_together(first, other)]
        if near:
            return Proposal(first.subject.entity.name, (first, *near))
    return None
