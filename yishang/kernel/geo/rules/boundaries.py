"""Boundaries of divisions: GeoJSON (RFC 7946) read, checked, brought to CGCS2000 and to what a screen shows.

The standard's own rule, that coordinates are WGS 84, is not believed: most files that go round in China are GCJ-02 and
do not say so. Whoever brings a file says in which system it is, or the file does.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any

from yishang.kernel.context import Refusal
from yishang.kernel.geo.rules.crs import Crs, Place, convert, place_fault
from yishang.kernel.geo.rules.fences import on_plane, to_edge

FILE_MOST = 50 * 1024 * 1024  # bytes
TOLERANCE = 100.0  # metres: less than a pixel of a city drawn as large as a screen
CORNERS_LEAST = 4  # of a ring, whose last place repeats the first
DECIMALS = 5  # of a degree, about a metre
CODE_LENGTHS = (6, 9, 12)
CODE_NAMES = ("adcode", "code", "gb")  # DataV and 高德; others; 天地图, there with 156 for China in front
CHINA = "156"
TOLD_CRS = {"4490": Crs.CGCS2000, "4326": Crs.WGS84, "CRS84": Crs.WGS84}
CRS_NEXT = "请用 --crs 写明 CGCS2000、WGS84、GCJ02 或 BD09；DataV、高德的文件是 GCJ02，天地图的是 CGCS2000。"
TO_FEATURES = "需要 GeoJSON 的 FeatureCollection，每个县区一个 Polygon 或 MultiPolygon，properties 里有 adcode。"

Ring = list[Place]
Geometry = dict[str, Any]


class BoundariesUnusable(Refusal):
    """The file as a whole cannot be read as boundaries; nothing of it was taken."""

    status = 422


class ShapeRefused(Refusal):
    """One boundary of the file cannot be taken; `code` is the division it is said to be of."""

    status = 422

    def __init__(self, message: str, *, code: str = "", next_step: str = "请核对数据来源，或换一份文件。") -> None:
        super().__init__(message, next_step=next_step)
        self.code = code


@dataclass(frozen=True)
class Shape:
    """A division's code as the file has it, and its ground: CGCS2000, made simpler."""

    code: str
    geometry: Geometry


def features_in(content: bytes, *, crs: str = "") -> tuple[list[Any], Crs]:
    """The features of a file, unchecked, and their system: `crs`, or what the file names. Raises BoundariesUnusable."""
    if len(content) > FILE_MOST:
        raise too_large()
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BoundariesUnusable("不是 GeoJSON 文件：读不出 UTF-8 的 JSON。", next_step=TO_FEATURES) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise BoundariesUnusable("不是 GeoJSON 的 FeatureCollection。", next_step=TO_FEATURES)
    if not features:
        raise BoundariesUnusable("文件里一个区域也没有。", next_step=TO_FEATURES)
    return features, _crs(document, crs)


def too_large() -> BoundariesUnusable:
    """The refusal of a file beyond FILE_MOST, for whoever sees its size before reading it."""
    return BoundariesUnusable("文件超过 50 MB。", next_step="请先简化边界，或只留本市各县区。")


def shape_of(feature: Any, *, crs: Crs) -> Shape:
    """One feature as we keep it. Raises ShapeRefused with the first thing that is wrong."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = _code(properties) if isinstance(properties, dict) else ""
    if not code:
        raise ShapeRefused("没有区划代码（properties.adcode）。", next_step=TO_FEATURES)
    try:
        return Shape(code, _geometry(feature.get("geometry"), crs))
    except ShapeRefused as refusal:
        refusal.code = code
        raise


def label_place(geometry: Mapping[str, Any]) -> Place:
    """Where a name stands best: the middle (of area) of the largest part."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return max((_middle(part[0]) for part in parts), key=lambda found: found[0])[1]


def simplified(line: Sequence[Place], *, tolerance: float = TOLERANCE) -> Ring:
    """A line with only the corners that lie `tolerance` metres or more off the simpler line (Douglas–Peucker)."""
    plane = [on_plane(line[0], place) for place in line]
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:  # not recursive: a border of 100,000 places may be as deep
        first, last = spans.pop()
        ends = (*plane[first], *plane[last])
        off, at = max(((to_edge(*plane[at], *ends), at) for at in range(first + 1, last)), default=(0.0, first))
        if off >= tolerance:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [line[at] for at in sorted(kept)]


def _crs(document: Mapping[str, Any], told: str) -> Crs:
    if told:
        if told not in list(Crs):
            raise BoundariesUnusable(f"不认识坐标系“{told[:20]}”。", next_step=CRS_NEXT)
        return Crs(told)
    named = document.get("crs")
    if not named:
        raise BoundariesUnusable("没有写明坐标系。", next_step=CRS_NEXT)
    for sign, crs in TOLD_CRS.items():
        if sign in str(named)[:200]:
            return crs
    raise BoundariesUnusable("文件里写的坐标系不是我们认识的。", next_step=CRS_NEXT)


def _code(properties: Mapping[str, Any]) -> str:
    written = next((str(properties[name]) for name in CODE_NAMES if properties.get(name)), "")
    if written.startswith(CHINA) and len(written) - len(CHINA) in CODE_LENGTHS:
        written = written.removeprefix(CHINA)
    return written if written.isascii() and written.isdecimal() and len(written) in CODE_LENGTHS else written[:12]


def _geometry(geometry: Any, crs: Crs) -> Geometry:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ShapeRefused("不是面（Polygon 或 MultiPolygon）。", next_step=TO_FEATURES)
    parts = geometry.get("coordinates")
    parts = [parts] if kind == "Polygon" else parts
    if not _is_filled(parts):
        raise ShapeRefused("没有坐标。")
    kept = [_written(part, crs) for part in parts]
    if kind == "Polygon":
        return {"type": kind, "coordinates": kept[0]}
    return {"type": kind, "coordinates": [part for part in kept if len(part[0]) >= CORNERS_LEAST] or kept[:1]}


def _is_filled(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _written(part: Any, crs: Crs) -> list[list[list[float]]]:
    """One polygon, its outer ring first. A hole too small to be seen is closed; the outer ring stays in any case."""
    if not _is_filled(part):
        raise ShapeRefused("没有坐标。")
    outer, *holes = (_ring(ring) for ring in part)
    simple = simplified(outer)
    rings = [simple if len(simple) >= CORNERS_LEAST else outer]
    rings += [hole for hole in map(simplified, holes) if len(hole) >= CORNERS_LEAST]
    return [[_rounded(convert(place, source=crs, target=Crs.CGCS2000)) for place in ring] for ring in rings]


def _ring(ring: Any) -> Ring:
    places = list(_places(ring))
    if len(places) < CORNERS_LEAST:
        raise ShapeRefused(f"边界至少要有 {CORNERS_LEAST} 个点，首尾相同。")
    if places[0] != places[-1]:
        raise ShapeRefused("边界没有闭合：最后一点应与第一点相同。")
    return places


def _places(ring: Any) -> Iterator[Place]:
    for position in ring if isinstance(ring, list) else ():
        if not (isinstance(position, list) and len(position) >= 2 and all(map(_is_degree, position[:2]))):
            raise ShapeRefused("坐标不是数字。")
        place = Place(float(position[0]), float(position[1]))
        if fault := place_fault(*place):
            raise ShapeRefused(fault)
        yield place


def _is_degree(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= 360 and isfinite(value)


def _rounded(place: Place) -> list[float]:
    return [round(place.lon, DECIMALS), round(place.lat, DECIMALS)]


def _middle(ring: Sequence[Sequence[float]]) -> tuple[float, Place]:
    """The area of a ring (square degrees) and its centre of gravity; a ring without area has its first place."""
    (x0, y0), twice, lon, lat = ring[0], 0.0, 0.0, 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        twice, lon, lat = twice + cross, lon + (x1 + x2 - 2 * x0) * cross, lat + (y1 + y2 - 2 * y0) * cross
    if not twice:
        return 0.0, Place(x0, y0)
    return abs(twice) / 2, Place(round(x0 + lon / (3 * twice), DECIMALS), round(y0 + lat / (3 * twice), DECIMALS))
