"""Bring the process's dictionaries into the database; running it again changes nothing that has not changed."""

from pathlib import Path

from django.db import transaction

from yishang.contexts.policies.models import Aspect, ProblemType
from yishang.kernel.clocks import services as clocks
from yishang.kernel.packaged import packaged_rows

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_catalogs() -> int:
    """Load aspects, problem types and time limits from data/; returns the number of aspects."""
    rows = packaged_rows(DATA / "aspects.csv")
    for row in rows:
        Aspect.objects.update_or_create(code=row["code"], defaults={"name": row["name"], "source": row["source"]})
    for row in packaged_rows(DATA / "problem_types.csv"):
        kept = {name: row[name] for name in ("name", "source", "icon")}
        ProblemType.objects.update_or_create(code=row["code"], defaults=kept)
    clocks.load_time_limits(rows=packaged_rows(DATA / "time_limits.csv"))
    return len(rows)
