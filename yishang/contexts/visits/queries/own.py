"""What a visitor's phone carries along: the visits of these days, whom one may visit, and the way there."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q
from django.utils.timezone import localdate

from yishang.contexts.visits import rules
from yishang.contexts.visits.models import TrackPart, Visit
from yishang.contexts.visits.queries.visits import visit_of
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo.rules import Crs, Place, convert
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from yishang.kernel.parties.models import Subject

AHEAD = timedelta(days=31)
BEHIND = timedelta(days=3)
VISITS_MOST = 100
SUBJECTS_MOST = 300


def carried(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """Everything the phone needs to work without a network: what is planned, what is going on, and whom to visit."""
    visits = own_visits(actor, now=now)
    subjects = _subjects(actor, now=now)
    subjects |= {visit.subject_id: visit.subject for visit in visits}
    quiet = {
        window.entity_id: f"{window.first_day:%m-%d}—{window.last_day:%m-%d} {window.reason}"
        for window in parties.quiet_windows(
            {one.entity_id for one in subjects.values()}, first_day=localdate(now), last_day=localdate(now)
        )
    }
    parts = _parts_there([visit.pk for visit in visits if visit.case.state in rules.GOING_STATES])
    return {
        "visits": [_visit(visit, parts.get(visit.pk, 0)) for visit in visits],
        "subjects": [_subject(one, quiet.get(one.entity_id, "")) for one in subjects.values()],
    }


def own_visits(actor: Actor, *, now: datetime) -> list[Visit]:
    """The person's visits that are going on, those of the last days, and those planned for the coming month."""
    today = localdate(now)
    mine = Q(visit__visitor_id=actor.id)
    if actor.role == Role.SPD and actor.unit_id:
        mine |= Q(visit__visitor_id=None, unit_id=actor.unit_id)
    going = Q(state__in=rules.GOING_STATES)
    planned = Q(state="PLANNED") & (Q(visit__planned_on=None) | Q(visit__planned_on__lte=today + AHEAD))
    lately = Q(visit__received_at__gte=now - BEHIND)
    rows = cases.visible_to(actor, kind=rules.KIND, on=today).filter(mine & (going | planned | lately))
    found = rows.select_related("applicant", "visit", "visit__subject__entity")
    order = ("visit__planned_on", "pk")
    return [visit_of(case) for case in found.order_by(*order)[:VISITS_MOST]]


def subjects_found(text: str, *, now: datetime) -> list[dict[str, Any]]:
    """Subjects of the library by a piece of their name, for a visit that no sponsorship asks for."""
    words = text.strip()[:60]
    if len(words) < 2:
        return []
    rows = parties.library(on=localdate(now)).filter(name__icontains=words).select_related("entity")
    return [_subject(one, "") for one in rows.order_by("name", "pk")[:20]]


def ways_to(subject: "Subject") -> list[dict[str, str]]:
    """Links that open a map on the phone, each with the coordinates of its own system (handbook 1.3 导航)."""
    place = parties.place_of(subject)
    if place is None:
        return []
    gcj, bd = (convert(place, source=Crs.CGCS2000, target=crs) for crs in (Crs.GCJ02, Crs.BD09))
    name = subject.name
    return [
        {"label": "手机地图", "url": f"geo:{_pair(place)}?q={_pair(place)}({name})"},
        {
            "label": "高德",
            "url": f"https://uri.amap.com/navigation?to={gcj.lon:.6f},{gcj.lat:.6f},{name}&mode=car&coordinate=gaode",
        },
        {
            "label": "百度",
            "url": "https://api.map.baidu.com/direction?destination="
            f"latlng:{bd.lat:.6f},{bd.lon:.6f}|name:{name}&mode=driving&coord_type=bd09ll&output=html&src=yishang",
        },
        {"label": "天地图", "url": f"https://map.tianditu.gov.cn/?lng={place.lon:.6f}&lat={place.lat:.6f}&zoom=16"},
    ]


def _pair(place: Place) -> str:
    return f"{place.lat:.6f},{place.lon:.6f}"


def _subjects(actor: Actor, *, now: datetime) -> "dict[int, Subject]":
    entities = directory.sponsored_entities(actor.id, on=localdate(now))
    rows = parties.library(on=localdate(now)).filter(entity_id__in=entities).select_related("entity")
    return {one.pk: one for one in rows.order_by("name", "pk")[:SUBJECTS_MOST]}


def _parts_there(visit_ids: list[int]) -> dict[int, int]:
    """How many parts of the tracks of visits under way have come in: a second phone counts on from there."""
    if not visit_ids:
        return {}
    last = TrackPart.objects.filter(visit__in=visit_ids).order_by().values_list("visit_id").annotate(last=Max("place"))
    return {visit_id: place + 1 for visit_id, place in last}


def _visit(visit: Visit, parts: int) -> dict[str, Any]:
    state = rules.VISIT.state(visit.case.state)
    return {
        "number": visit.case.number,
        "key": visit.client_key or visit.case.number,
        "state": state.code,
        "state_label": state.label,
        "subject_id": visit.subject_id,
        "subject": visit.subject.name,
        "planned_on": visit.planned_on,
        "period_ends": visit.period_ends,
        "mode": visit.mode,
        "parts": parts,
        "companions": visit.companions,
        "checkin_at": visit.checkin_at,
        "checkout_at": visit.checkout_at,
        "verdict": visit.verdict,
        "verdict_name": rules.VERDICTS.get(visit.verdict, ""),
        "reasons": visit.reasons,
        "appeals": visit.appeals,
    }


def _subject(subject: "Subject", quiet: str) -> dict[str, Any]:
    place = parties.place_of(subject)
    return {
        "id": subject.pk,
        "name": subject.name,
        "uscc": subject.entity.uscc,
        "address": subject.entity.address,
        "is_demo": subject.entity.is_demo,
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "quiet": quiet,
        "ways": ways_to(subject),
    }
