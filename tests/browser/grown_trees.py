"""The trees with their items in the catalog, and who opens their pages: anybody."""

from collections.abc import Iterator

from django.urls import reverse

from yishang.contexts.life_events import services

Page = tuple[str, str]  # who, address
NOBODY = ""
A_THEME, TO_BUY_A_HOUSE, TO_OPEN_A_RESTAURANT, TO_MOVE = "N309", "N3091", "L1071", "N3081"


def settle_trees() -> None:
    """Publish the trees' items."""
    services.load_catalogs()


def pages_of_trees() -> Iterator[Page]:
    """Drawn, listed, searched; a leaf, events with and without what everybody needs, an item."""
    for name in ("natural", "legal", "project"):
        tree = reverse("life_events:tree", args=[name])
        for asked in ("", "?view=list", "?q=jhdj", "?q=没有这个"):
            yield NOBODY, tree + asked
    yield NOBODY, reverse("life_events:theme", args=["natural", A_THEME])
    for event in (TO_BUY_A_HOUSE, TO_OPEN_A_RESTAURANT, TO_MOVE):
        yield NOBODY, reverse("life_events:event", args=[event])
    item = next(code for code, one in services.authored_items().items() if one.name == "结婚登记")
    yield NOBODY, reverse("life_events:item", args=[item])
    yield NOBODY, reverse("life_events:citizens")
    for address in ("gains", "findings"):
        yield "yang_ping", reverse(f"life_events:{address}")
    yield "yang_ping", reverse("life_events:gain", args=[TO_BUY_A_HOUSE])
    yield "yang_ping", reverse("life_events:keep", args=["natural"])
    yield NOBODY, reverse("life_events:versions", args=["natural"])
    yield "li_min", reverse("life_events:mine")
    yield "li_min", reverse("life_events:tree", args=["legal"])
