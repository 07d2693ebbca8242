"""Bring the trees' items into the catalog; running it again changes nothing that has not changed."""

from yishang.contexts.life_events import queries
from yishang.kernel.catalog import rules as items
from yishang.kernel.catalog import services as catalog
from yishang.kernel.catalog.rules import FIELDS, Elements
from yishang.kernel.packaged import packaged_rows


def load_catalogs() -> int:
    """Publish the items of data/items.csv as samples as of the file's day; returns how many there are."""
    rows = authored_items()
    catalog.load_items(source="life_events", items=rows, as_of=queries.AS_OF)
    return len(rows)


def authored_items() -> dict[str, Elements]:
    """The items of data/items.csv, number → elements. Raises catalog's Unreadable for a cell that says nothing."""
    blank = {field.name: "" for field in FIELDS}
    return {row["code"]: items.elements_of(blank | row) for row in packaged_rows(queries.DATA / "items.csv")}
