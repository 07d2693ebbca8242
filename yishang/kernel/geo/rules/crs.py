"""The coordinate systems of Chinese phones and maps, and the way from each to each (handbook 12.8).

We keep CGCS2000, which differs from WGS 84 by less than a metre and is treated as the same [设]. GCJ-02 is what 高德,
腾讯 and WeChat speak, BD-09 what 百度 speaks; both bend the plane by up to some 700 m, more than any fence is wide.
"""

from enum import StrEnum
from math import atan2, cos, hypot, pi, radians, sin, sqrt
from typing import NamedTuple

from yishang.kernel.context import Refusal

SEMI_MAJOR = 6378245.0  # of the Krasovsky ellipsoid, on which GCJ-02 is bent
ECCENTRICITY_SQUARED = 0.00669342162296594323
BENT_LON, BENT_LAT = (72.004, 137.8347), (0.8293, 55.8271)  # outside, maps keep to WGS 84
BD_TURN = pi * 3000.0 / 180.0
CLOSE_ENOUGH = 1e-7  # degrees, about a centimetre: where the iteration of an inverse ends
STEPS_MOST = 12
LON_OF_CHINA, LAT_OF_CHINA = (73.0, 136.0), (3.0, 54.0)
NORTHERNMOST_LAT = 54.0


class Crs(StrEnum):
    """How a pair of degrees is to be read."""

    CGCS2000 = "CGCS2000"
    WGS84 = "WGS84"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


CRS_LABELS = {
    Crs.CGCS2000: "国家 2000（天地图）",
    Crs.WGS84: "WGS-84（手机定位）",
    Crs.GCJ02: "GCJ-02（高德、腾讯、微信）",
    Crs.BD09: "BD-09（百度）",
}
TRUE = frozenset({Crs.CGCS2000, Crs.WGS84})


class Place(NamedTuple):
    """A point in degrees, longitude first."""

    lon: float
    lat: float


class PlaceRefused(Refusal):
    """A pair of numbers that is no place of ours."""

    status = 422


def convert(place: Place, *, source: Crs, target: Crs) -> Place:
    """The same point in another system; inverses are iterated to about a centimetre."""
    if source == target or (source in TRUE and target in TRUE):
        return place
    return _from_true(_to_true(place, source), target)


def to_stored(lon: float, lat: float, *, crs: str) -> Place:
    """A point as we keep it (CGCS2000), from any system we know. Raises PlaceRefused for no system or no place."""
    if crs not in list(Crs):
        raise PlaceRefused(f"不认识坐标系“{crs[:20]}”。", next_step="每个坐标都要写明 CGCS2000、WGS84、GCJ02 或 BD09。")
    if fault := place_fault(lon, lat):
        raise PlaceRefused(fault, next_step="请核对坐标，或在现场重新定位。")
    return convert(Place(lon, lat), source=Crs(crs), target=Crs.CGCS2000)


def place_fault(lon: float, lat: float) -> str:
    """Why a pair of degrees cannot be a place of ours, in words; nothing when it can (handbook 1 坏输入)."""
    if not (-180 <= lon <= 180 and -180 <= lat <= 180):  # also what is no number
        return "坐标超出范围。"
    if abs(lon) < 1 and abs(lat) < 1:
        return "坐标是 (0, 0)，手机没有定位成功。"
    if lat > NORTHERNMOST_LAT and LAT_OF_CHINA[0] <= lon <= LAT_OF_CHINA[1]:
        return "经度和纬度写反了。"
    if not (LON_OF_CHINA[0] <= lon <= LON_OF_CHINA[1] and LAT_OF_CHINA[0] <= lat <= LAT_OF_CHINA[1]):
        return "坐标在境外。"
    return ""


def _to_true(place: Place, source: Crs) -> Place:
    if source in TRUE:
        return place
    return _unbent(_gcj_of_bd(place) if source == Crs.BD09 else place)


def _from_true(place: Place, target: Crs) -> Place:
    if target in TRUE:
        return place
    bent = _bent(place)
    return _bd_of_gcj(bent) if target == Crs.BD09 else bent


def _bent(place: Place) -> Place:
    """WGS 84 as GCJ-02."""
    lon, lat = place
    if not (BENT_LON[0] <= lon <= BENT_LON[1] and BENT_LAT[0] <= lat <= BENT_LAT[1]):
        return place
    x, y = lon - 105.0, lat - 35.0
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    root = sqrt(abs(x))
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    d_lat += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    d_lat += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    d_lon += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    d_lon += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    flat = 1 - ECCENTRICITY_SQUARED * sin(radians(lat)) ** 2
    d_lat = d_lat * 180.0 / (SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED) / (flat * sqrt(flat)) * pi)
    d_lon = d_lon * 180.0 / (SEMI_MAJOR / sqrt(flat) * cos(radians(lat)) * pi)
    return Place(lon + d_lon, lat + d_lat)


def _unbent(place: Place) -> Place:
    """GCJ-02 as WGS 84: the point whose bending lands here. Each step leaves about a hundredth of the error."""
    guess = place
    for _ in range(STEPS_MOST):
        landed = _bent(guess)
        missed = Place(place.lon - landed.lon, place.lat - landed.lat)
        guess = Place(guess.lon + missed.lon, guess.lat + missed.lat)
        if abs(missed.lon) < CLOSE_ENOUGH and abs(missed.lat) < CLOSE_ENOUGH:
            break
    return guess


def _bd_of_gcj(place: Place) -> Place:
    lon, lat = place
    radius = hypot(lon, lat) + 0.00002 * sin(lat * BD_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * BD_TURN)
    return Place(radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006)


def _gcj_of_bd(place: Place) -> Place:
    """BD-09 as GCJ-02, iterated too: the formula in use misses by up to a metre."""
    guess = Place(place.lon - 0.0065, place.lat - 0.006)
    for _ in range(STEPS_MOST):
        landed = _bd_of_gcj(guess)
        missed = Place(place.lon - landed.lon, place.lat - landed.lat)
        guess = Place(guess.lon + missed.lon, guess.lat + missed.lat)
        if abs(missed.lon) < CLOSE_ENOUGH and abs(missed.lat) < CLOSE_ENOUGH:
            break
    return guess
