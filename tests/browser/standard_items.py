"""The catalog's desk and its lists as the browser walk opens them: who, which address."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse

from tests.told_windows import tell_window
from yishang.contexts.outreach.tests.conftest import Town
from yishang.contexts.service_standards import services
from yishang.kernel.catalog import queries as catalog


def settle_standards(town: Town, at: datetime) -> dict[str, str]:
    """Publish the lists' items; somebody tells of a window; a list hangs on the screen."""
    told = {"list_key": "open", "channel": "SCREEN", "place": "市民中心一楼大屏", "published_on": at.date()}
    number = tell_window(at)
    kept = services.record_publication(actor=town.yang_ping, at=at, **told)
    return {"s_demand": number, "s_publication": str(kept.pk)}


def pages_of_standards(numbers: dict[str, str]) -> Iterator[tuple[str, str]]:
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
    yield "", reverse("service_standards:report", args=["open"]) + "?code=612071003000"
    yield "", reverse("service_standards:follow")
    for name in ("comparison", "assessment", "publications"):
        for who in ("chen_jing", "du_cha"):
            yield who, reverse(f"service_standards:{name}")
    yield "yang_ping", reverse("service_standards:withdraw", args=[numbers["s_publication"]])
    for who in ("chen_jing", "yang_ping", "du_cha"):
        yield who, reverse("service_standards:demands")
        yield who, reverse("service_standards:demand", args=[numbers["s_demand"]])
    yield "wang_gong", reverse("service_standards:demands") + "?heap=all"
    for move in ("uphold_demand", "transfer_demand"):
        yield "chen_jing", reverse("service_standards:demand_move", args=[numbers["s_demand"], move])
    yield from _at_the_desk(catalog.item_in_force("612071003000", on=date(2019, 12, 9)).item_id)


def _at_the_desk(key: int) -> Iterator[tuple[str, str]]:
    for who, names in (
        ("yang_ping", ("desk_item", "edit_item", "retire_item", "compare_item")),
        ("chen_jing", ("item_counties",)),
        ("du_cha", ("desk_item", "print_item")),
    ):
        for name in names:
            yield who, reverse(f"service_standards:{name}", args=[key])
    for element in ("promised", "materials", "fees"):
        yield "chen_jing", reverse("service_standards:ask_deviation", args=[key, element])
    for who in ("chen_jing", "yang_ping", "du_cha"):
        yield who, reverse("service_standards:counties")
    yield "yang_ping", reverse("service_standards:material_clashes")
    yield "wang_gong", reverse("service_standards:new_item")
