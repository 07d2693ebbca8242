"""The trees' items in the catalog, and the versions of the trees."""

from yishang.contexts.life_events.services.loading import authored_items, load_catalogs
from yishang.contexts.life_events.services.versions import drop_tree, load_tree, publish_tree, read_table

__all__ = ["authored_items", "drop_tree", "load_catalogs", "load_tree", "publish_tree", "read_table"]
