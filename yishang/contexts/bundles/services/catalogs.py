"""Bring what bundles need into the database; running it again changes nothing that has not changed."""

from yishang.contexts.bundles import queries
from yishang.kernel.catalog import services as catalog
from yishang.kernel.clocks import services as clocks
from yishang.kernel.packaged import packaged_rows


def load_catalogs() -> int:
    """Publish the items that only bundles have, and load the time limits; how many rows."""
    rows = queries.authored_items()
    catalog.load_items(source="bundles", items=rows, as_of=queries.AS_OF)
    return len(rows) + clocks.load_time_limits(rows=packaged_rows(queries.DATA / "time_limits.csv"))
