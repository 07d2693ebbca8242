"""Places on the ground: coordinate systems, distances, fences, boundaries. Plain arithmetic; no map and no database."""

from yishang.kernel.geo.rules.boundaries import (
    FILE_MOST,
    BoundariesUnusable,
    Shape,
    ShapeRefused,
    features_in,
    label_place,
    shape_of,
    simplified,
    too_large,
)
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
from yishang.kernel.geo.rules.schematic import Shade, grade, shades, tile

__all__ = [
    "CRS_LABELS",
    "FILE_MOST",
    "BoundariesUnusable",
    "Crs",
    "Fence",
    "FenceMalformed",
    "Place",
    "PlaceRefused",
    "Shade",
    "Shape",
    "ShapeRefused",
    "circle",
    "contains",
    "convert",
    "distance",
    "distance_to_fence",
    "features_in",
    "fence_from",
    "grade",
    "insider",
    "label_place",
    "place_fault",
    "polygon",
    "shades",
    "shape_of",
    "simplified",
    "tile",
    "to_stored",
    "too_large",
]
