"""How long a step may take, by the law of the day on which it begins."""

from datetime import date, datetime, time

from django.utils.timezone import localdate

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.clocks import rules as clock_rules

LEAST = 2  # half days: what is late already is due at the end of the next working day


def limit(*, process: str, code: str, at: datetime) -> int:
    """Half days for a step that begins now. Raises LimitUnknown."""
    return clocks.limit_for(process=process, clock_code=code, on=localdate(at))


def left_since(*, process: str, code: str, since: date, at: datetime) -> int:
    """Half days still left of a step that began on an earlier day (查实之日起10个工作日内), at least a working day.

    Raises LimitUnknown.
    """
    whole = limit(process=process, code=code, at=at)
    ends = (datetime.combine(day, time(17), tzinfo=clock_rules.SHANGHAI) for day in (since, localdate(at)))
    gone = clock_rules.half_days_between(clocks.calendar(), *ends)  # today too: the day of a start is not counted
    return max(whole - gone, LEAST)
