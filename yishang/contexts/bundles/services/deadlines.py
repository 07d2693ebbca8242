"""How long the steps may take, by the rules of the day on which they begin."""

from datetime import datetime

from django.utils.timezone import localdate

from yishang.contexts.bundles import rules
from yishang.kernel.clocks import queries as clocks


def limit(*, code: str, at: datetime) -> int:
    """Half working days. Raises LimitUnknown."""
    return clocks.limit_for(process=rules.PACKAGE_KIND, clock_code=code, on=localdate(at))
