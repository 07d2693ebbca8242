"""What time has brought about since a job last looked: matters that turned yellow or red, or of which nothing is heard.

Each is a range of an index over running matters (case_due), never a look at all of them.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.imported import IMPORT
from yishang.kernel.cases import queries as cases

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

KINDS = (rules.KIND, rules.TASK_KIND)
AT_WORK = ("ASSIGNED", "ACCEPTED", "HANDLING", "REOPENED", "ESCALATED")
HARDEST = 5


class Place(NamedTuple):
    """Where a walk along moments stands: behind the row `row_id` of the moment `at`."""

    at: datetime
    row_id: int = 0


def turned_yellow(kind: str, *, after: Place, until: datetime, limit: int) -> list["Case"]:
    """Running matters whose lamp turned yellow after that place and is still so at `until`, in the order of turning."""
    running = _running(kind).filter(due_at__gte=until)
    return _walk(running, "warn_at", after=after, until=until, limit=limit)


def turned_red(kind: str, *, after: Place, until: datetime, limit: int) -> list["Case"]:
    """Running matters whose deadline passed after that place and before `until`, in the order of their deadlines."""
    return _walk(_running(kind).filter(due_at__lt=until), "due_at", after=after, until=until, limit=limit)


def due_between(kind: str, *, after: Place, until: datetime, limit: int) -> list["Case"]:
    """Running matters whose deadline lies after that place and not after `until`, in the order of their deadlines."""
    return _walk(_running(kind), "due_at", after=after, until=until, limit=limit)


def hardest_at_work() -> QuerySet["Case"]:
    """Five-star matters that a unit works on: their progress is reported every ten working days (handbook 1.4)."""
    return _running(rules.KIND).filter(state__in=AT_WORK, grade=HARDEST, unit__isnull=False)


def to_review(on: date) -> QuerySet["Case"]:
    """Shelved matters (挂账) whose day of review has come."""
    rows = cases.subjects_of(rules.KIND).filter(state="PENDING", appeal__review_on__lte=on)
    return rows.select_related("appeal").order_by("pk")


def _running(kind: str) -> QuerySet["Case"]:
    return cases.subjects_of(kind).filter(is_paused=False, due_at__isnull=False)


def _walk(rows: QuerySet["Case"], column: str, *, after: Place, until: datetime, limit: int) -> list["Case"]:
    found = rows.filter(**{f"{column}__gte": after.at, f"{column}__lte": until})
    found = found.exclude(**{column: after.at, "pk__lte": after.row_id})  # an “or” here would walk the index twice
    return list(found.select_related("appeal", "parent").order_by(column, "pk")[:limit])


def told_of_time(found: Iterable["Case"]) -> list["Case"]:
    """Without what was imported and waits for triage: its lamp is at the desk, and thousands at once bury the rest."""
    return [case for case in found if not (case.state == rules.APPEAL.start and _is_imported(case))]


def _is_imported(case: "Case") -> bool:
    appeal = getattr(case, "appeal", None)
    return appeal is not None and appeal.channel == IMPORT
