"""Regions as the whole platform reads them: once from the table, then from memory; and their boundaries."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from yishang.kernel.context import Refusal
from yishang.kernel.geo import rules
from yishang.kernel.geo.models import Boundary, Region

SCHEMATIC = Path(__file__).parent / "data" / "schematic.csv"


class UnknownRegion(Refusal):
    """A code that is in no catalog of ours."""

    status = 422


@dataclass(frozen=True)
class _Tree:
    regions: dict[str, Region]
    children: dict[str, tuple[str, ...]]
    current_codes: dict[str, str]


_tree: _Tree | None = None


def region(code: str) -> Region:
    """The region of that code, its parents linked. Raises UnknownRegion."""
    found = _loaded().regions.get(code)
    if found is None:
        raise UnknownRegion(f"没有区划代码 {code}", next_step="请从区划列表中选择。")
    return found


def is_known(code: str) -> bool:
    return code in _loaded().regions


def name_of(code: str) -> str:
    """The region's name for a screen; the code itself where we do not know it."""
    found = _loaded().regions.get(code)
    return found.name if found else code


def short_name_of(code: str) -> str:
    found = _loaded().regions.get(code)
    return found.short_name if found else code


def cities() -> tuple[Region, ...]:
    tree = _loaded()
    return tuple(region for region in tree.regions.values() if region.level == Region.Level.CITY)


def counties_of(city_code: str, *, on: date | None = None) -> tuple[Region, ...]:
    """The counties of a city by code; `on` leaves out those not in force that day."""
    tree = _loaded()
    found = (tree.regions[code] for code in tree.children.get(city_code, ()))
    return tuple(one for one in found if one.level == Region.Level.COUNTY and (on is None or _in_force(one, on)))


def descendants(code: str) -> tuple[str, ...]:
    """The code itself and every code below it: what a filter by area needs. Empty for an unknown code."""
    tree = _loaded()
    if code not in tree.regions:
        return ()
    below = (deeper for child in tree.children.get(code, ()) for deeper in descendants(child))
    return (code, *below)


def city_of(code: str) -> str:
    """The code of the city that a region is or lies in; "" above cities and for unknown codes."""
    found = _loaded().regions.get(code)
    while found is not None and found.level != Region.Level.CITY:
        found = found.parent
    return found.code if found else ""


def home_city() -> str:
    """The code of the city that this installation serves (settings.CITY_CODE)."""
    return str(settings.CITY_CODE)


def current_code(code: str) -> str:
    """A retired code (610427 彬县) as the code that followed it (610482 彬州市); any other code unchanged."""
    return _loaded().current_codes.get(code, code)


def region_of_uscc(uscc: str) -> str:
    """The division of the office that issued a credit code (its places 3 to 8), as it is called now; "" if not ours."""
    code = current_code(uscc[2:8])
    return code if is_known(code) else ""


@dataclass(frozen=True)
class Drawing:
    """What a map of a city's counties is drawn from: real boundaries, or our schematic until they are imported."""

    shapes: dict[str, dict[str, Any]]  # code → GeoJSON geometry, CGCS2000
    is_schematic: bool
    source: str = ""
    as_of: date | None = None

    def features(self) -> dict[str, Any]:
        """As a GeoJSON FeatureCollection; `label` is where the name of each stands."""
        drawn = [
            {
                "type": "Feature",
                "properties": {"code": code, "name": short_name_of(code), "label": rules.label_place(geometry)},
                "geometry": geometry,
            }
            for code, geometry in self.shapes.items()
        ]
        return {"type": "FeatureCollection", "features": drawn}


def drawing_of(city_code: str) -> Drawing:
    """The counties of a city as they can be drawn. Without boundaries and schematic there are no shapes."""
    codes = [one.code for one in counties_of(city_code)]
    found = list(Boundary.objects.filter(region__in=codes))
    if found:
        sources = "、".join(sorted({one.source for one in found}))
        shapes = {one.region_id: one.geometry for one in found}
        return Drawing(shapes, is_schematic=False, source=sources, as_of=max(one.as_of for one in found))
    tiles = _tiles()
    return Drawing({code: tiles[code] for code in codes if code in tiles}, is_schematic=True)


@cache
def _tiles() -> dict[str, dict[str, Any]]:
    with SCHEMATIC.open(encoding="utf-8", newline="") as file:
        return {row["code"]: rules.tile(int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}


def _in_force(one: Region, on: date) -> bool:
    return (one.valid_from is None or one.valid_from <= on) and (one.valid_to is None or on < one.valid_to)


def _loaded() -> _Tree:
    global _tree
    tree = _tree
    if tree is None or not tree.regions:  # an empty answer is never kept: the catalog may be loaded a moment later
        tree = _tree = _read()
    return tree


def _read() -> _Tree:
    regions = {one.code: one for one in Region.objects.order_by("code")}
    children: dict[str, list[str]] = {}
    for one in regions.values():
        if one.parent_id is not None:
            one.parent = regions[one.parent_id]
            children.setdefault(one.parent_id, []).append(one.code)
    retired = {one.former_code: one.code for one in regions.values() if one.former_code}
    return _Tree(regions, {code: tuple(below) for code, below in children.items()}, retired)


@receiver([post_save, post_delete], sender=Region)
def forget(**_signal: Any) -> None:
    """Read the table again at the next question."""
    global _tree
    _tree = None
