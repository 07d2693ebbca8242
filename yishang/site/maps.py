"""What every map of the site is drawn from: our counties' shapes, and the official tiles where the city has a key."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import open_to
from yishang.kernel.geo import queries as geo

TILE_HOSTS = tuple(f"https://t{number}.tianditu.gov.cn" for number in range(8))
TILE = (
    "{host}/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default&TILEMATRIXSET=w"
    "&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)
LAYERS = ("vec", "cva")  # the ground, and its names over it
EVERYBODY = frozenset(Role)


@require_safe
@open_to(EVERYBODY)
def drawing(_request: HttpRequest, *, actor: Actor, city: str) -> HttpResponseBase:  # noqa: ARG001
    """The counties of a city as GeoJSON; an unknown city has none."""
    shapes = geo.drawing_of(city).features()
    return JsonResponse(shapes, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


def tiles(shown: geo.Drawing) -> dict[str, Any] | None:
    """天地图 for that drawing: its addresses by layer, its hosts, its 审图号. None without a key or on a schematic."""
    if shown.is_schematic or not (settings.TIANDITU_KEY and settings.TIANDITU_APPROVAL):
        return None
    layers = [
        [TILE.format(host=host, layer=layer, key=settings.TIANDITU_KEY) for host in TILE_HOSTS] for layer in LAYERS
    ]
    return {"layers": layers, "hosts": " ".join(TILE_HOSTS), "approval": settings.TIANDITU_APPROVAL}
