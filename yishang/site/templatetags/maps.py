"""The map as a piece of a page: `{% map_head %}` in its head, `{% area_map … %}` beside its table."""

import json
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from yishang.kernel.geo import queries as geo
from yishang.site import maps

register = template.Library()


@register.inclusion_tag("components/map_head.html")
def map_head() -> dict[str, Any]:
    """Its style and its script; MapLibre itself is loaded when the map comes into view."""
    return {}


@register.inclusion_tag("components/place_map.html")
def place_map(places: dict[str, Any], *, title: str) -> dict[str, Any]:
    """Some places and lines (a GeoJSON FeatureCollection, points with a `name`) on plain ground, beside their table."""
    return {"places": places, "title": title}


@register.inclusion_tag("components/area_map.html", takes_context=True)
def area_map(context: Context, *, table: str, title: str, shades: Any = ()) -> dict[str, Any]:
    """The home city's counties, coloured as the table with that id says and leading where it leads.

    The table's rows carry data-area (the code), data-grade (0 to 4) and data-shown (the number as written); the first
    link of a row is where the county leads. The map says nothing that the table does not.
    """
    city = geo.home_city()
    shown = geo.drawing_of(city)
    tiles = maps.tiles(shown)
    if tiles:
        context["request"].tile_hosts = tiles["hosts"]
    return {
        "table": table,
        "title": title,
        "shades": shades,
        "shown": shown,
        "url": reverse("map_drawing", args=[city]),
        "tiles": json.dumps(tiles["layers"]) if tiles else "",
        "approval": tiles["approval"] if tiles else "",
    }
