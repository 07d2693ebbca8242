"""A track as a phone sends it and as we keep it: refused whole when it cannot be true, compact, thinned in time."""

import json
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from math import isfinite
from typing import Any, NamedTuple

from yishang.contexts.visits.rules.refusals import TrackRefused
from yishang.contexts.visits.rules.terms import (
    EDGE,
    PART_POINTS_MOST,
    SKEW_MOST,
    THINNED_TO,
)
from yishang.kernel.geo.rules import CRS_LABELS, Crs, Place, convert, place_fault

ASK_AGAIN = "请重新定位后再走访；已经结束的走访，提交后由营商办认定。"
FIELDS = 7
PROVIDER_LONGEST = 10
MICRO = 1_000_000
FARTHEST_TOLD = 1e9  # metres, and metres a second: beyond, it is no measurement, and not to be packed either


class Point(NamedTuple):
    """One fix: seconds since 1970, degrees, accuracy in metres, speed in metres a second where the phone says it."""

    t: float
    lon: float
    lat: float
    acc: float
    speed: float | None = None
    provider: str = ""
    mock: bool = False


def points_from(rows: Any, *, crs: str, now: datetime, after: float | None = None) -> list[Point]:
    """The points of one part, `[t, lon, lat, acc, speed, provider, mock]` each, in CGCS2000 and in order of time.

    `after` is the last moment of the part before. Raises TrackRefused: nothing of a part is taken that is in no known
    coordinate system, runs backward, lies in the future or holds what is no place.
    """
    if crs not in list(Crs):
        known = "、".join(CRS_LABELS)
        raise TrackRefused("轨迹没有写明坐标系，或坐标系不认识。", next_step=f"坐标系只能是 {known}。")
    if not isinstance(rows, list) or not rows or len(rows) > PART_POINTS_MOST:
        raise TrackRefused(f"一段轨迹应有 1 到 {PART_POINTS_MOST} 个点。", next_step=ASK_AGAIN)
    points = [_stored(_point(row), Crs(crs)) for row in rows]
    moments = [*([after] if after is not None else []), *(point.t for point in points)]
    if any(later < earlier for earlier, later in pairwise(moments)):
        raise TrackRefused("轨迹的时间是倒着走的，整段不收。", next_step=ASK_AGAIN)
    if points[-1].t > now.timestamp() + SKEW_MOST:
        raise TrackRefused("轨迹的时间在将来，整段不收。", next_step="请核对手机时间（设为自动），再重新走访。")
    return points


def within(points: Iterable[Point], *, start: datetime, end: datetime | None) -> list[Point]:
    """Only what lies between check-in and check-out: nobody is followed before or after (个人信息保护法 28)."""
    first = start.timestamp() - EDGE
    last = end.timestamp() + EDGE if end else float("inf")
    return [point for point in points if first <= point.t <= last]


def packed(points: Sequence[Point]) -> bytes:
    """A track in few bytes: differences of whole microdegrees and tenths, compressed. About 4 bytes a point."""
    columns: list[list[Any]] = [
        _steps([round(point.t * 10) for point in points]),
        _steps([round(point.lon * MICRO) for point in points]),
        _steps([round(point.lat * MICRO) for point in points]),
        [round(point.acc) for point in points],
        [None if point.speed is None else round(point.speed * 10) for point in points],
        [point.provider for point in points],
        [int(point.mock) for point in points],
    ]
    return zlib.compress(json.dumps(columns, separators=(",", ":")).encode(), 6)


def unpacked(content: bytes) -> list[Point]:
    """What `packed` was given, to 0.1 s, 0.1 m and a metre of accuracy."""
    t, lon, lat, acc, speed, provider, mock = json.loads(zlib.decompress(content))
    rows = zip(_sums(t), _sums(lon), _sums(lat), acc, speed, provider, mock, strict=True)
    return [
        Point(t / 10, lon / MICRO, lat / MICRO, acc, None if speed is None else speed / 10, provider, bool(mock))
        for t, lon, lat, acc, speed, provider, mock in rows
    ]


def thinned(points: Sequence[Point]) -> list[Point]:
    """First, last, and one point every ten minutes: what is left of a track after a year (handbook 1.3 [设])."""
    left: list[Point] = []
    for point in points:
        if not left or point.t - left[-1].t >= THINNED_TO or point is points[-1]:
            left.append(point)
    return left


def _point(row: Any) -> Point:
    try:
        t, lon, lat, acc, *rest = row
        speed, provider, mock, *more = list(rest) + [None, "", False][len(rest) :]
        point = Point(
            float(t), float(lon), float(lat), float(acc), None if speed is None else float(speed),
            str(provider or "")[:PROVIDER_LONGEST], bool(mock),
        )  # fmt: skip
        if more or not isfinite(point.t) or not _measured(point):
            raise ValueError(row)
    except (TypeError, ValueError, OverflowError):
        raise TrackRefused("轨迹里有读不懂的点，整段不收。", next_step=ASK_AGAIN) from None
    if fault := place_fault(point.lon, point.lat):
        raise TrackRefused(f"轨迹里有不可能的点：{fault}整段不收。", next_step=ASK_AGAIN)
    return point


def _measured(point: Point) -> bool:
    """Whether accuracy and speed are numbers that a phone can have measured."""
    return 0 <= point.acc <= FARTHEST_TOLD and abs(point.speed or 0.0) <= FARTHEST_TOLD


def _stored(point: Point, crs: Crs) -> Point:
    place = convert(Place(point.lon, point.lat), source=crs, target=Crs.CGCS2000)
    return point._replace(lon=place.lon, lat=place.lat)


def _steps(values: Sequence[int]) -> list[int]:
    return [value - (values[at - 1] if at else 0) for at, value in enumerate(values)]


def _sums(steps: Iterable[int]) -> list[int]:
    total, values = 0, []
    for step in steps:
        total += step
        values.append(total)
    return values
