"""Bring the trees and their items in; running it again changes nothing that has not changed."""

from pathlib import Path

from yishang.contexts.life_events import queries
from yishang.contexts.life_events.services.versions import load_packaged
from yishang.kernel.catalog import rules as items
from yishang.kernel.catalog import services as catalog
from yishang.kernel.catalog.rules import FIELDS, Elements
from yishang.kernel.packaged import packaged_rows

ITEMS, OF_PROJECTS = queries.DATA / "items.csv", queries.DATA / "project_items.csv"


def load_catalogs() -> int:
    """Publish the items of the files as samples, and the trees, each as of its file's day; returns how many items."""
    rows, of_projects = _items_in(ITEMS), _items_in(OF_PROJECTS)
    catalog.load_items(source="life_events", items=rows, as_of=queries.AS_OF)
    catalog.load_items(source="life_events", items=of_projects, as_of=queries.PROJECTS_AS_OF)
    load_packaged()
    return len(rows | of_projects)


def authored_items() -> dict[str, Elements]:
    """The items of all files, number → elements. Raises catalog's Unreadable for a cell that says nothing."""
    return _items_in(ITEMS) | _items_in(OF_PROJECTS)


def _items_in(file: Path) -> dict[str, Elements]:
    blank = {field.name: "" for field in FIELDS}
    return {row["code"]: items.elements_of(blank | row) for row in packaged_rows(file)}
