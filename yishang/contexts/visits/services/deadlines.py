"""Which law the clock of an abnormal visit follows."""

from datetime import datetime

from django.utils.timezone import localdate

from yishang.contexts.visits import rules
from yishang.kernel.clocks import queries as clocks


def decide_limit(*, at: datetime) -> int:
    """How many half days the office has to decide about an abnormal visit, by the law of that day."""
    day = max(localdate(at), rules.FIRST_LIMITS_ON)
    return clocks.limit_for(process=rules.KIND, clock_code="decide", on=day)
