"""One visit, and what stands beside it: the visitor's others, the frequencies, the track as it came in."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from yishang.contexts.visits import rules
from yishang.contexts.visits.models import Device, Frequency, LiaisonReport, TrackPart, Visit
from yishang.kernel import sealing
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo.rules import Place

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

OVERSEERS = frozenset({Role.CBO, Role.MBO, Role.MON})


def visit_of(case: "Case") -> Visit:
    """The process's own row of a case, which the cases kernel has fetched along."""
    visit: Visit = case.visit
    visit.case = case
    return visit


def planned_of(visitor_id: int | None, unit_id: int | None, subject_id: int) -> Visit | None:
    """The visit to a subject that this person, or this department, still has before it; the nearest to its end."""
    mine = Q(visitor_id=visitor_id) | Q(visitor_id=None, case__unit_id=unit_id) if unit_id else Q(visitor_id=visitor_id)
    rows = Visit.objects.filter(mine, subject_id=subject_id, case__state="PLANNED").select_related("case")
    return rows.order_by("period_ends", "pk").first()


def of_client(visitor_id: int | None, client_key: str) -> Visit | None:
    """The visit that a phone has opened under a number of its own."""
    rows = Visit.objects.filter(visitor_id=visitor_id, client_key=client_key).exclude(client_key="")
    return rows.select_related("case").first()


def overlapping(visitor_id: int, *, start: datetime, end: datetime | None, besides: int) -> Visit | None:
    """Another visit of the same person in that time; one that is not over yet lasts on. `end` None: a moment."""
    last = end or start
    rows = Visit.objects.filter(visitor_id=visitor_id, checkin_at__lt=last).exclude(pk=besides)
    rows = rows.filter(Q(checkout_at=None) | Q(checkout_at__gt=start)).exclude(case__state="INVALID")
    return rows.select_related("case", "subject").first()


def lock_visits_of(visitor_id: int) -> None:
    """Keep the person's visits as they are until the transaction ends: two check-ins at once wait for each other."""
    going = Visit.objects.filter(visitor_id=visitor_id, case__state__in=("PLANNED", *rules.GOING_STATES))
    list(going.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))


def report_of(visit_id: int) -> LiaisonReport | None:
    return LiaisonReport.objects.filter(pk=visit_id).first()


def frequencies(*, on: date) -> list[rules.Rule]:
    """How often visits fall due by the law of that day; the yearly cap stands apart."""
    return [
        rules.Rule(one.sponsor_type, one.subject_type, one.per, one.times)
        for one in _in_force(on)
        if one.per in ("MONTH", "QUARTER")
    ]


def calls_a_year(*, on: date) -> int:
    """How many times a year a company may be called on, by all together."""
    return next((one.times for one in _in_force(on) if one.per == "YEAR"), 0)


def counts_video(*, on: date) -> bool:
    """Whether visits by video count that day (疫情期可启用)."""
    return any(one.times for one in _in_force(on) if (one.sponsor_type, one.per) == ("VIDEO", "COUNTED"))


def _in_force(on: date) -> QuerySet[Frequency]:
    still = Q(effective_to=None) | Q(effective_to__gte=on)
    return Frequency.objects.filter(still, effective_from__lte=on).order_by("-effective_from")


def known_keys(keys: Iterable[str]) -> set[str]:
    """Which of these planned visits exist, whatever became of them."""
    found = Visit.objects.filter(plan_key__in=list(keys)).values_list("plan_key", flat=True)
    return {key for key in found if key}


def parts_of(visit_id: int) -> list[TrackPart]:
    """What has come in of a track, in its order."""
    return list(TrackPart.objects.filter(visit_id=visit_id))


def points_of_parts(parts: Iterable[TrackPart]) -> list[rules.Point]:
    """The points of these parts, one after the other."""
    return [point for part in parts for point in rules.unpacked(_opened(part.body))]


def points_of(visit: Visit) -> list[rules.Point]:
    """The whole track of a visit, opened: for the rule and for whoever oversees, never for a list."""
    return [] if visit.track is None else rules.unpacked(_opened(visit.track))


def _opened(content: bytes | memoryview) -> bytes:
    return sealing.unseal(content, purpose=rules.TRACK_PURPOSE)


def keys_of(account_id: int | None) -> list[str]:
    """The public keys of a person's devices."""
    return list(Device.objects.filter(account_id=account_id or 0).values_list("public_key", flat=True))


def may_see_track(actor: Actor, visit: Visit) -> bool:
    """Whoever oversees, and the visitor, whose own track it is; everybody else sees its two ends (handbook 1.3)."""
    return actor.role in OVERSEERS or (actor.id is not None and actor.id == visit.visitor_id)


def is_own(actor: Actor, visit: Visit) -> bool:
    """Whether the visit is this person's to make: the leader's own, or one of the department that posted it."""
    if visit.visitor_id is not None:
        return visit.visitor_id == actor.id
    return actor.role == Role.SPD and actor.unit_id is not None and visit.case.unit_id == actor.unit_id


def checkin_place(visit: Visit) -> Place | None:
    return _place(visit.checkin_lon, visit.checkin_lat)


def checkout_place(visit: Visit) -> Place | None:
    return _place(visit.checkout_lon, visit.checkout_lat)


def _place(lon: float | None, lat: float | None) -> Place | None:
    return None if lon is None or lat is None else Place(lon, lat)
