"""Bring the lists' items into the catalog; running it again changes nothing that has not changed."""

from yishang.contexts.service_standards.queries import lists
from yishang.contexts.service_standards.rules import areas
from yishang.kernel.catalog import rules as items
from yishang.kernel.catalog import services as catalog
from yishang.kernel.catalog.rules import FIELDS, Elements
from yishang.kernel.clocks import services as clocks
from yishang.kernel.packaged import packaged_rows


def load_catalogs() -> int:
    """Load the time limits, and publish the items of data/items.csv as of the file's day; how many items there are."""
    clocks.load_time_limits(rows=packaged_rows(lists.DATA / "time_limits.csv"))
    rows = authored_items()
    catalog.load_items(source="service_standards", items=rows, as_of=lists.AS_OF)
    return len(rows)


def authored_items() -> dict[str, Elements]:
    """The items of data/items.csv, number → elements; each with the two complaint channels of its list."""
    blank = {field.name: "" for field in FIELDS}
    return {
        row["code"]: items.elements_of(blank | row | {"complain": _complaints(row["list"])})
        for row in packaged_rows(lists.DATA / "items.csv")
    }


def _complaints(key: str) -> str:
    found = areas.channels_of(lists.area(lists.service_list(key).area))
    return "；".join(f"{one.name}｜{one.phone}" for one in found)
