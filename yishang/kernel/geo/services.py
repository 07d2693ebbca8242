"""Bring the catalog of regions into the table."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from yishang.kernel.geo import queries
from yishang.kernel.geo.models import Region

CATALOG = Path(__file__).parent / "data" / "regions.csv"
UPDATED = ["name", "short_name", "level", "parent", "former_code", "is_official_code", "valid_from", "valid_to"]


@transaction.atomic
def load_regions(*, catalog: Path = CATALOG) -> int:
    """Write the catalog over the table, parents before children; may be repeated. Returns the number of rows."""
    with catalog.open(encoding="utf-8", newline="") as file:
        rows = [_region_from(row) for row in csv.DictReader(file)]
    Region.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=UPDATED)
    queries.forget()
    return len(rows)


def _region_from(row: dict[str, str]) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        level=row["level"],
        parent_id=row["parent"] or None,
        former_code=row["former_code"],
        is_official_code=row["level"] != Region.Level.FUNCTIONAL,
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )
