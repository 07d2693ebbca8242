"""On the way: check in, the track while it lasts, check out. Times are the phone's, within reason (capturing.py)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, localtime

from yishang.contexts.visits import gateways, queries, rules
from yishang.contexts.visits.models import Device, TrackPart, Visit
from yishang.contexts.visits.services.opening import sponsor_type_of
from yishang.kernel import sealing
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.services import Claim
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SPONSORS, Actor, Role
from yishang.kernel.geo.rules import Place, to_stored


@transaction.atomic
def check_in_visit(
    *,
    actor: Actor,
    number: str,
    at: datetime,
    lon: float | None = None,
    lat: float | None = None,
    crs: str = "",
    captured_at: datetime | None = None,
    version: int | None = None,
) -> Visit:
    """Arrive. Without a position it is taken too, and the verdict will say so.

    Raises NotYourVisit, TwoPlacesAtOnce, InvalidInput (captured_at), PlaceRefused and what cases.claim raises.
    """
    moment, place = rules.moment_of(captured_at, at=at), _place(lon, lat, crs)
    claim, visit = claim_own(actor=actor, number=number, move="check_in_visit", at=at, version=version)
    _refuse_overlap(visit, actor, start=moment, end=None)
    visit.visitor_id, visit.visitor_name = actor.id, actor.name
    visit.sponsor_type = sponsor_type_of(actor=actor, subject=visit.subject, on=localdate(moment))
    visit.checkin_at = moment
    visit.checkin_lon, visit.checkin_lat = place or (None, None)
    visit.save(update_fields=["visitor_id", "visitor_name", "sponsor_type", "checkin_at", "checkin_lon", "checkin_lat"])
    in_rate = visit.sponsor_type != rules.NO_SPONSOR
    cases.move(claim=claim, at=at, data={"captured": moment.isoformat()}, changes={"in_rate": in_rate})
    return visit


@transaction.atomic
def take_track(*, actor: Actor, number: str, place: int, crs: str, points: Sequence[Any], at: datetime) -> int:
    """Take one part of a track (its `place` counts from 0) and return how many points of it are kept.

    The same part again changes nothing; points before the check-in or after the check-out are not kept. Raises
    TrackRefused, TrackClosed, PartDiffers, NotYourVisit, CaseNotVisible.
    """
    visit = own_visit(actor=actor, number=number, at=at)
    if visit.checkin_at is None or visit.case.state not in rules.GOING_STATES:
        raise rules.TrackClosed("轨迹只在签到以后、提交以前收。", next_step="请先签到；已提交的走访不再收轨迹。")
    digest = sha256(repr((crs, points)).encode()).hexdigest()
    parts = {part.place: part for part in queries.parts_of(visit.pk)}
    if place in parts:
        if parts[place].digest != digest:
            raise rules.PartDiffers("这一段轨迹已收到，内容与这次不同。", next_step="请刷新页面后重新同步。")
        return parts[place].points
    before = [part.ends_at for part in parts.values() if part.place < place]
    read = rules.points_from(points, crs=crs, now=at, after=max(before, default=None))
    if sum(part.points for part in parts.values()) + len(read) > rules.TRACK_POINTS_MOST:
        raise rules.TrackRefused(f"轨迹超过 {rules.TRACK_POINTS_MOST} 个点。", next_step="请签退并提交。")
    kept = rules.within(read, start=visit.checkin_at, end=visit.checkout_at)
    TrackPart.objects.create(
        visit=visit, place=place, points=len(kept), ends_at=read[-1].t, digest=digest,
        body=sealing.seal(rules.packed(kept), purpose=rules.TRACK_PURPOSE),
    )  # fmt: skip
    return len(kept)


@transaction.atomic
def check_out_visit(
    *,
    actor: Actor,
    number: str,
    at: datetime,
    lon: float | None = None,
    lat: float | None = None,
    crs: str = "",
    captured_at: datetime | None = None,
    version: int | None = None,
) -> Visit:
    """Leave. Raises NotYourVisit, TwoPlacesAtOnce, InvalidInput (captured_at), PlaceRefused, and as cases.claim."""
    moment, place = rules.moment_of(captured_at, at=at), _place(lon, lat, crs)
    claim, visit = claim_own(actor=actor, number=number, move="check_out_visit", at=at, version=version)
    assert visit.checkin_at is not None, "the table lets nobody leave who has not come"
    if moment <= visit.checkin_at:
        raise InvalidInput({"captured_at": "签退要晚于签到。"})
    _refuse_overlap(visit, actor, start=visit.checkin_at, end=moment)
    visit.checkout_at = moment
    visit.checkout_lon, visit.checkout_lat = place or (None, None)
    visit.save(update_fields=["checkout_at", "checkout_lon", "checkout_lat"])
    cases.move(claim=claim, at=at, data={"captured": moment.isoformat()})
    return visit


@transaction.atomic
def register_device(*, actor: Actor, public_key: str, at: datetime) -> Device:
    """Know the key by which a browser signs what it captured offline. Raises DeviceUnknown, NoBusinessHere."""
    if actor.role not in SPONSORS:
        raise rules.NoBusinessHere("您的岗位不走访。", next_step="走访由包抓领导和包抓部门进行。")
    if not gateways.is_public_key(public_key):
        raise rules.DeviceUnknown("设备公钥读不懂。", next_step="请刷新页面；浏览器太旧时换一个浏览器。")
    told = {"account_id": actor.id or 0, "public_key": public_key}
    return Device.objects.get_or_create(**told, defaults={"registered_at": at})[0]


def claim_own(*, actor: Actor, number: str, move: str, at: datetime, version: int | None) -> tuple[Claim, Visit]:
    """Claim a step that only the visitor takes. Raises NotYourVisit besides what cases.claim raises."""
    if actor.id is not None:
        queries.lock_visits_of(actor.id)
    claim = cases.claim(actor=actor, workflow=rules.VISIT, number=number, move=move, at=at, version=version)
    visit = queries.visit_of(claim.case)
    _refuse_others(visit, actor)
    return claim, visit


def own_visit(*, actor: Actor, number: str, at: datetime) -> Visit:
    """The person's own visit, locked, whatever its state. Raises CaseNotVisible, NotYourVisit."""
    case = queries.visible_visit(actor, number, on=localdate(at), locked=True)
    if case is None:
        raise CaseNotVisible(number)
    visit = queries.visit_of(case)
    _refuse_others(visit, actor)
    return visit


def _refuse_others(visit: Visit, actor: Actor) -> None:
    """A leader's visits are the leader's own; a department's are made by anybody whom it posted as its visitor."""
    if actor.role == Role.LIA:
        raise rules.NotYourVisit("走访由包抓人本人签到，联络员另行填报。", next_step="请用“联络员填报”。")
    if actor.id is None or not queries.is_own(actor, visit):
        raise rules.NotYourVisit(f"这是{visit.visitor_name}的走访。", next_step="请从自己的走访列表进入。")


def _refuse_overlap(visit: Visit, actor: Actor, *, start: datetime, end: datetime | None) -> None:
    assert actor.id is not None, "only people visit"
    moment = end or start + timedelta(seconds=1)
    if other := queries.overlapping(actor.id, start=start, end=moment, besides=visit.pk):
        since = localtime(other.checkin_at)
        raise rules.TwoPlacesAtOnce(
            f"这段时间您还在走访{other.subject.name}（{since.month}月{since.day}日 {since:%H:%M} 签到）。",
            next_step="同一个人不能同时在两处，请先把那一次签退。",
        )


def _place(lon: float | None, lat: float | None, crs: str) -> Place | None:
    return None if lon is None or lat is None else to_stored(lon, lat, crs=crs)
