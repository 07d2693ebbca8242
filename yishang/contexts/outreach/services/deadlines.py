"""Which law an appeal's clocks follow, and the two moments that its row repeats for figures."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.kernel import statements
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case
    from yishang.kernel.clocks.models import Clock


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


def note_due_dates(*, case: "Case", **changes: Any) -> Appeal:
    """Repeat the signing and handling deadlines on the appeal, where on-time figures read them, and its half time.

    `changes` are further columns of the appeal, written in the same statement.
    """
    clocks = {clock.code: clock for clock in clock_queries.running_clocks(case.number)}
    appeal, working = queries.appeal_of(case), clocks.get("rework") or clocks.get("handle")
    if "accept" in clocks:
        appeal.accept_due_at = clocks["accept"].due_at
    if working:
        appeal.handle_due_at = working.due_at
    appeal.half_time_at = _half_time(working)
    for column, value in changes.items():
        setattr(appeal, column, value)
    statements.update(appeal, "accept_due_at", "handle_due_at", "half_time_at", *changes)
    return appeal


def _half_time(clock: "Clock | None") -> datetime | None:
    """When half of a running limit is used; nothing is awaited of one that waits itself."""
    if clock is None or clock.paused_at is not None:
        return None
    return clock_rules.half_moment(
        clock_queries.calendar(), clock.started_at, clock.due_at, paused_half_days=clock.paused_half_days
    )
