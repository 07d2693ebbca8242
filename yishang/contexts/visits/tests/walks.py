"""Tracks as phones make them, for tests and for the benchmark: plain ones, with lots for noise where asked."""

from datetime import datetime, timedelta
from math import cos, radians
from zoneinfo import ZoneInfo

from yishang.contexts.visits.rules import Point, Shown
from yishang.kernel.geo.rules import Place, circle
from yishang.kernel.geo.rules.fences import METRES_PER_DEGREE

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKS = Place(108.705, 34.325)  # an invented site of an invented company in 秦都区
FENCE = circle(WORKS, 300)
TEN = datetime(2019, 12, 9, 10, 0, tzinfo=SHANGHAI)


def beside(place: Place, *, east: float = 0, north: float = 0) -> Place:
    """So many metres away."""
    return Place(
        place.lon + east / (METRES_PER_DEGREE * cos(radians(place.lat))), place.lat + north / METRES_PER_DEGREE
    )


def stay(
    minutes: float, *, at: Place = WORKS, since: datetime = TEN, every: int = 30, acc: float = 15.0
) -> list[Point]:
    """Standing still."""
    start = since.timestamp()
    return [Point(start + second, at.lon, at.lat, acc) for second in range(0, int(minutes * 60) + 1, every)]


def shown(points: list[Point] | None = None, *, minutes: float = 40, **changes: object) -> Shown:
    """A sound visit of forty minutes, but for what is changed."""
    end = TEN + timedelta(minutes=minutes)
    told: dict[str, object] = {
        "fence": FENCE,
        "checkin_at": TEN,
        "checkin": WORKS,
        "checkout_at": end,
        "points": stay(minutes) if points is None else points,
        "submitted_at": end + timedelta(minutes=5),
        "received_at": end + timedelta(minutes=5),
        **changes,
    }
    return Shown(**told)  # type: ignore[arg-type]
