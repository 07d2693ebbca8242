"""Places on the ground: coordinate systems, distances, fences. Plain arithmetic; no map and no database."""

from yishang.kernel.geo.rules.crs import CRS_LABELS, Crs, Place, PlaceRefused, convert, place_fault, to_stored
from yishang.kernel.geo.rules.fences import (
    Fence,
    FenceMalformed,
    circle,
    contains,
    distance,
    distance_to_fence,
    fence_from,
    insider,
    polygon,
)

__all__ = [
    "CRS_LABELS",
    "Crs",
    "Fence",
    "FenceMalformed",
    "Place",
    "PlaceRefused",
    "circle",
    "contains",
    "convert",
    "distance",
    "distance_to_fence",
    "fence_from",
    "insider",
    "place_fault",
    "polygon",
    "to_stored",
]
