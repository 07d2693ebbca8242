"""How long the steps may take, by the law of the day on which they begin."""

from datetime import datetime

from django.utils.timezone import localdate

from yishang.kernel.clocks import queries as clocks


def limit(*, process: str, code: str, at: datetime) -> int:
    """Half working days."""
    return clocks.limit_for(process=process, clock_code=code, on=localdate(at))
