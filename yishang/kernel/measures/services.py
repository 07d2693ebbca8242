"""Keeping figures as they were reported (handbook 0A.5)."""

from datetime import datetime

from django.db import transaction

from yishang.kernel.journal import rules as journal_rules
from yishang.kernel.journal import services as journal
from yishang.kernel.measures import rules
from yishang.kernel.measures.models import Snapshot


@transaction.atomic
def keep_snapshot(*, code: str, scope: str, period: str, as_of: datetime, numerator: int, denominator: int) -> Snapshot:
    """Keep a figure for good and return it; what was kept first for that code, scope, period and moment stays.

    `scope` is a region code, `unit:3` or `category:01`; `period` a month like `2019-12`. What is entered afterwards
    never alters it: keep a correction with its own `as_of`. The figure goes into the journal, so that a change behind
    our back shows. Raises ValueError for negative counts.
    """
    value = rules.percentage(numerator, denominator)
    snapshot, is_new = Snapshot.objects.get_or_create(
        code=code,
        scope=scope,
        period=period,
        as_of=as_of,
        defaults={"numerator": numerator, "denominator": denominator, "value": value},
    )
    if is_new:
        journal.record(
            actor=journal_rules.SYSTEM,
            verb="measures.snapshot.kept",
            subject=f"figure:{code}:{scope}",
            at=as_of,
            data={"period": period, "numerator": numerator, "denominator": denominator, "value": value},
            internal=True,
        )
    return snapshot
