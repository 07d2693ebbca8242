"""Which law an appeal's clocks follow, and the two moments that its row repeats for figures."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.kernel.clocks import queries as clock_queries

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case


def limit(*, clock_code: str, on: datetime, grade: int | None = None) -> int:
    """The length of an appeal's clock in half days, by the law of the day on which the appeal was opened.

    An imported matter may be older than the first law we have; then that one counts.
    """
    day = max(localdate(on), rules.FIRST_LIMITS_ON)
    return clock_queries.limit_for(
        process=rules.KIND, clock_code=clock_code, grade="" if grade is None else str(grade), on=day
    )


def working_clock(*, number: str) -> str:
    """The clock under which the unit works now: handling, or rework after a reopening."""
    codes = {clock.code for clock in clock_queries.running_clocks(number)}
    return "rework" if "rework" in codes else "handle"


def note_due_dates(*, case: "Case") -> Appeal:
    """Repeat the signing and handling deadlines on the appeal, where on-time figures read them."""
    due = {clock.code: clock.due_at for clock in clock_queries.running_clocks(case.number)}
    appeal = queries.appeal_of(case)
    appeal.accept_due_at = due.get("accept", appeal.accept_due_at)
    appeal.handle_due_at = due.get("rework") or due.get("handle", appeal.handle_due_at)
    appeal.save(update_fields=["accept_due_at", "handle_due_at"])
    return appeal
