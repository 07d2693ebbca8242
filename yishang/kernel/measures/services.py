"""Keeping figures as they were reported (handbook 0A.5), and full counts that large overviews are read from."""

from datetime import datetime

from django.db import connection, transaction

from yishang.kernel.journal import rules as journal_rules
from yishang.kernel.journal import services as journal
from yishang.kernel.measures import rules
from yishang.kernel.measures.models import Recount, Snapshot, Tally


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


CHUNK = 1000
KEPT = 2  # the newest, and the one that a page may be reading at this moment


def recount(*, recounting: rules.Recounting, at: datetime) -> Recount:
    """Count a process in full and keep the tallies; older counts are dropped. Reads first, writes in the end.

    So writers of the embedded database wait for the short insert only.
    """
    tallies = rules.tallied(recounting.groups(at))
    rows = sum(counts["received"] for (scope, cut, _), counts in tallies.items() if (scope, cut) == ("all", "total"))
    with transaction.atomic():
        made = Recount.objects.create(process=recounting.process, as_of=at, rows=rows)
        Tally.objects.bulk_create(
            (
                Tally(recount=made, scope=scope, cut=cut, key=key, counts=dict(counts))
                for (scope, cut, key), counts in tallies.items()
            ),
            batch_size=CHUNK,
        )
        newest = Recount.objects.filter(process=recounting.process).order_by("-as_of", "-id")
        older = list(newest.values_list("pk", flat=True)[KEPT:])
        Recount.objects.filter(pk__in=older).delete()
    return made


def recount_disagreement(*, recounting: rules.Recounting, at: datetime) -> str:
    """Count a process in both ways over the same rows; the difference in words, or nothing. Keeps nothing.

    Inside a caller's transaction that transaction's isolation stands.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # both counts see the same rows, whatever is written meanwhile
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return rules.disagreement(rules.tallied(recounting.groups(at)), recounting.plain(at))
