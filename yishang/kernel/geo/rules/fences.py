"""围栏: the ground on which somebody must have stood, as a circle or a polygon (handbook 1.1: 围栏)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, hypot, isfinite, radians, sin, sqrt
from typing import Any

from yishang.kernel.context import Refusal
from yishang.kernel.geo.rules.crs import Place, place_fault

EARTH = 6371008.8  # mean radius in metres
METRES_PER_DEGREE = EARTH * radians(1)
RADIUS_MOST = 20_000.0  # metres
CORNERS_MOST = 1000
RING_LEAST = 3
ON_BORDER = 0.01  # metres


class FenceMalformed(Refusal):
    """A fence that encloses nothing, or is no fence at all."""

    status = 422


@dataclass(frozen=True)
class Fence:
    """A circle around `centre` (`radius` in metres), or a polygon with these corners (then `radius` is 0)."""

    centre: Place
    radius: float = 0.0
    corners: tuple[Place, ...] = ()

    def written(self) -> dict[str, Any]:
        """As JSON keeps it; `fence_from` reads it again."""
        if self.corners:
            return {"type": "polygon", "corners": [list(corner) for corner in self.corners]}
        return {"type": "circle", "centre": list(self.centre), "radius": self.radius}


def distance(one: Place, other: Place) -> float:
    """Metres between two points over the sphere (haversine; up to 0.5 % off the ellipsoid)."""
    lat_one, lat_other = radians(one.lat), radians(other.lat)
    half_lat = sin((lat_other - lat_one) / 2)
    half_lon = sin(radians(other.lon - one.lon) / 2)
    return 2 * EARTH * asin(min(1.0, sqrt(half_lat**2 + cos(lat_one) * cos(lat_other) * half_lon**2)))


def circle(centre: Place, radius: float) -> Fence:
    """A round fence, `radius` in metres. Raises FenceMalformed."""
    if not (isfinite(radius) and 0 < radius <= RADIUS_MOST):
        raise FenceMalformed(f"围栏半径应在 0 到 {RADIUS_MOST:.0f} 米之间。", next_step="请重新填写半径。")
    _refuse_place(centre)
    return Fence(centre, radius=float(radius))


def polygon(corners: Sequence[Place]) -> Fence:
    """A fence along these corners, in order; the last joins the first. Raises FenceMalformed."""
    ring = tuple(Place(*corner) for corner in corners)
    ring = ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
    if not RING_LEAST <= len(set(ring)) <= CORNERS_MOST:
        raise FenceMalformed(f"围栏至少 3 个、最多 {CORNERS_MOST} 个顶点。", next_step="请核对红线坐标。")
    for corner in ring:
        _refuse_place(corner)
    lon, lat = sum(one.lon for one in ring) / len(ring), sum(one.lat for one in ring) / len(ring)
    return Fence(Place(lon, lat), corners=ring)


def fence_from(written: Mapping[str, Any]) -> Fence:
    """The fence that `Fence.written` wrote. Raises FenceMalformed for anything else."""
    try:
        if written["type"] == "polygon":
            return polygon([Place(float(lon), float(lat)) for lon, lat in written["corners"]])
        lon, lat = written["centre"]
        return circle(Place(float(lon), float(lat)), float(written["radius"]))
    except (KeyError, TypeError, ValueError):
        raise FenceMalformed("围栏格式不对。", next_step="请写成圆（圆心、半径）或多边形（顶点）。") from None


def outline(fence: Fence) -> list[Place]:
    """The border as a closed line to draw: the corners, or a circle in steps of five degrees."""
    if fence.corners:
        return [*fence.corners, fence.corners[0]]
    north = fence.radius / METRES_PER_DEGREE
    east = north / cos(radians(fence.centre.lat))
    turns = [radians(turn) for turn in range(0, 361, 5)]
    return [Place(fence.centre.lon + east * sin(turn), fence.centre.lat + north * cos(turn)) for turn in turns]


def contains(fence: Fence, place: Place) -> bool:
    """Whether a point lies inside the fence or on its border."""
    x, y = on_plane(fence.centre, place)
    if not fence.corners:
        return hypot(x, y) <= fence.radius
    ring = _ring(fence)
    return _encloses(ring, x, y) or _to_border(ring, x, y) < ON_BORDER


def insider(fence: Fence) -> Callable[[float, float], bool]:
    """`contains` for very many points: what depends on the fence alone is worked out once. Takes degrees, lon first."""
    east, lon, lat = METRES_PER_DEGREE * cos(radians(fence.centre.lat)), *fence.centre
    if not fence.corners:
        limit = fence.radius**2
        return lambda x, y: ((x - lon) * east) ** 2 + ((y - lat) * METRES_PER_DEGREE) ** 2 <= limit
    ring = _ring(fence)
    # Most points lie so near the middle, or so far, that the border need not be walked.
    near = _to_border(ring, 0, 0) ** 2 if _encloses(ring, 0, 0) else 0.0
    far = max(x * x + y * y for x, y in ring)

    def is_inside(x: float, y: float) -> bool:
        x, y = (x - lon) * east, (y - lat) * METRES_PER_DEGREE
        square = x * x + y * y
        return square < near or (square <= far and _encloses(ring, x, y))

    return is_inside


def distance_to_fence(fence: Fence, place: Place) -> float:
    """Metres from a point to the fence's border; 0 inside."""
    x, y = on_plane(fence.centre, place)
    if not fence.corners:
        return max(0.0, hypot(x, y) - fence.radius)
    ring = _ring(fence)
    if _encloses(ring, x, y):
        return 0.0
    return _to_border(ring, x, y)


def _to_border(ring: Sequence[tuple[float, float]], x: float, y: float) -> float:
    return min(to_edge(x, y, *ring[at - 1], *corner) for at, corner in enumerate(ring))


def on_plane(centre: Place, place: Place) -> tuple[float, float]:
    """Metres east and north of the centre: a plane is true to a millimetre over the size of a fence."""
    return (
        (place.lon - centre.lon) * METRES_PER_DEGREE * cos(radians(centre.lat)),
        (place.lat - centre.lat) * METRES_PER_DEGREE,
    )


def _ring(fence: Fence) -> list[tuple[float, float]]:
    return [on_plane(fence.centre, corner) for corner in fence.corners]


def _encloses(ring: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """A ray to the east crosses the border of what encloses a point an odd number of times."""
    inside = False
    x_other, y_other = ring[-1]
    for x_one, y_one in ring:
        if (y_one > y) != (y_other > y) and x < (x_other - x_one) * (y - y_one) / (y_other - y_one) + x_one:
            inside = not inside
        x_other, y_other = x_one, y_one
    return inside


def to_edge(x: float, y: float, x_one: float, y_one: float, x_other: float, y_other: float) -> float:
    """Metres on the plane from (x, y) to the edge between two corners; to the corner where both are one."""
    along_x, along_y = x_other - x_one, y_other - y_one
    length = along_x * along_x + along_y * along_y
    share = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x_one) * along_x + (y - y_one) * along_y) / length))
    return hypot(x - x_one - share * along_x, y - y_one - share * along_y)


def _refuse_place(place: Place) -> None:
    if fault := place_fault(place.lon, place.lat):
        raise FenceMalformed(fault, next_step="请核对围栏坐标。")
