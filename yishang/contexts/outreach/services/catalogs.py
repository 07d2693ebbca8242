"""Bring the process's catalogs into the database; running it again changes nothing that has not changed."""

from pathlib import Path

from django.db import transaction

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.models import Category
from yishang.kernel.clocks import services as clocks
from yishang.kernel.packaged import packaged_rows

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_catalogs() -> int:
    """Load categories and time limits from data/; returns the number of categories."""
    rows = packaged_rows(DATA / "categories.csv")
    for row in rows:
        values = {**row, "as_of": row["as_of"] or None, "retired_on": row["retired_on"] or None}
        Category.objects.update_or_create(code=values.pop("code"), defaults=values)
    clocks.load_time_limits(rows=packaged_rows(DATA / "time_limits.csv"))
    queries.forget_categories()
    return len(rows)
