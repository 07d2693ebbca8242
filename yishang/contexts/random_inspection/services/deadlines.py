"""How long the steps of a plan and a task may take, by the law of the day."""

from datetime import date, datetime

from django.utils.timezone import localdate

from yishang.kernel.clocks import queries as clocks

FIRST_LIMITS_ON = date(2018, 1, 1)


def limit(*, kind: str, clock_code: str, at: datetime) -> int:
    """Half days of a clock of this process (random_inspection.plan, random_inspection.task)."""
    return clocks.limit_for(process=kind, clock_code=clock_code, on=max(localdate(at), FIRST_LIMITS_ON))
