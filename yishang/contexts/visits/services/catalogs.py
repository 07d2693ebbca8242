"""Bring the process's catalogs into the database; running it again changes nothing that has not changed."""

from pathlib import Path
from typing import Any

from django.db import transaction

from yishang.contexts.visits.models import Frequency
from yishang.kernel.clocks import services as clocks
from yishang.kernel.packaged import packaged_rows

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_catalogs() -> int:
    """Load frequencies and time limits from data/; returns the number of frequencies."""
    rows = packaged_rows(DATA / "frequencies.csv")
    for row in rows:
        key: dict[str, Any] = {name: row[name] for name in ("sponsor_type", "subject_type", "per", "effective_from")}
        values = {name: row[name] or None for name in ("times", "basis", "source_mark", "effective_to")}
        Frequency.objects.update_or_create(defaults=values, **key)
    clocks.load_time_limits(rows=packaged_rows(DATA / "time_limits.csv"))
    return len(rows)
