"""What inspections on the spot bring along: time limits, and what results are called in other systems."""

from pathlib import Path
from typing import Any

from django.db import transaction

from yishang.contexts.random_inspection.models import ResultCode
from yishang.kernel.clocks import services as clocks
from yishang.kernel.packaged import packaged_rows

DATA = Path(__file__).resolve().parent.parent.parent / "data"


@transaction.atomic
def load_inspection_catalogs() -> int:
    """Load them from data/; running it again changes nothing that has not changed. Returns the number of codes."""
    clocks.load_time_limits(rows=packaged_rows(DATA / "inspection_time_limits.csv"))
    rows = packaged_rows(DATA / "result_codes.csv")
    for row in rows:
        key: dict[str, Any] = {name: row[name] for name in ("target_system", "inner", "outer", "effective_from")}
        values: dict[str, Any] = {"text": row["text"], "effective_to": row["effective_to"] or None}
        ResultCode.objects.update_or_create(defaults=values, **key)
    return len(rows)
