"""The catalog's desk and its lists as the browser walk opens them: who, which address."""

from collections.abc import Iterator

from django.urls import reverse

from yishang.contexts.service_standards import services


def settle_standards() -> None:
    """Publish the lists' items."""
    services.load_catalogs()


def pages_of_standards() -> Iterator[tuple[str, str]]:
    """Person (a field of Town) and address."""
    for who in ("wang_gong", "chen_jing", "yang_ping", "du_cha"):
        yield who, reverse("service_standards:items")
    yield "yang_ping", reverse("service_standards:items") + "?q=没有这项"
    home = reverse("service_standards:home")
    for asked in ("", "?q=qykb", "?q=没有这个"):
        yield "", home + asked
    for key in ("open", "close", "food"):
        yield "", reverse("service_standards:list", args=[key])
    yield "", reverse("service_standards:list", args=["open"]) + "?on=2019-06-01"
    yield "", reverse("service_standards:item", args=["open", "612071003000"])
