"""One visit on the ground: fence and both ends for staff; the way between for whoever oversees and says why."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yishang.contexts.visits import queries, rules, services
from yishang.contexts.visits.views.access import DESK, now_of, open_to
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo.rules import Fence, Place, distance_to_fence, outline
from yishang.kernel.parties import queries as parties

ROWS_MOST = 60  # of a long track, evenly spread


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(DESK)
def track(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """The two ends, or after a POST with a reason the whole track. Raises CaseNotVisible, TrackNotYours."""
    now = now_of(request)
    found = queries.detail(actor, number, now=now)
    points: list[rules.Point] = []
    fault = ""
    if request.method == "POST":
        try:
            points = services.reveal_track(actor=actor, number=number, reason=request.POST.get("reason", ""), at=now)
        except InvalidInput as refusal:
            fault = refusal.message
    fence = parties.fence_of(found.visit.subject)
    words = {
        "found": found,
        "number": number,
        "fence": fence,
        "lines": [*_lines(found, fence, points)],
        "points": len(points),
        "is_open": request.method == "POST" and not fault,
        "fault": fault,
        "places": _places(found, fence, points),
    }
    return render(request, "visits/desk/track.html", words, status=422 if fault else 200)


def _ends(found: queries.Detail) -> Iterator[tuple[str, datetime | None, Place]]:
    if found.start:
        yield "签到", found.visit.checkin_at, found.start
    if found.end:
        yield "签退", found.visit.checkout_at, found.end


def _lines(found: queries.Detail, fence: Fence | None, points: list[rules.Point]) -> Iterator[dict[str, Any]]:
    """What the table says: the ends, or the points of the track, each with its way to the fence in metres."""
    ends = [(name, at, place, None) for name, at, place in _ends(found)]
    step = -(-len(points) // ROWS_MOST) or 1
    seen = [
        ("途中", datetime.fromtimestamp(point.t, UTC), Place(point.lon, point.lat), round(point.acc))
        for point in points[::step]
    ]
    for name, at, place, accuracy in [*ends[:1], *seen, *ends[1:]]:
        away = round(distance_to_fence(fence, place)) if fence else None
        yield {"name": name, "at": at, "away": away, "accuracy": accuracy}


def _places(found: queries.Detail, fence: Fence | None, points: list[rules.Point]) -> dict[str, Any]:
    """The same as GeoJSON for the map."""
    drawn = [_feature("Point", list(place), name) for name, _, place in _ends(found)]
    if fence:
        drawn.append(_feature("Polygon", [[list(corner) for corner in outline(fence)]], "围栏"))
    if len(points) > 1:
        drawn.append(_feature("LineString", [[point.lon, point.lat] for point in points], "轨迹"))
    return {"type": "FeatureCollection", "features": drawn}


def _feature(kind: str, coordinates: Any, name: str) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
