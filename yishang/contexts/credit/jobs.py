"""What time triggers: warnings, the end of serious listings, the notice before three years."""

from yishang.contexts.credit import services
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import Job

JOBS = (
    Job("信用预警", "yishang.contexts.credit.jobs.warn", every_minutes=60),
    Job("失信名单期满", "yishang.contexts.credit.jobs.expire", every_minutes=60),
    Job("信用平台对接", "yishang.contexts.credit.jobs.exchange", every_minutes=1),
    Job("名录三年提示", "yishang.contexts.credit.jobs.remind", every_minutes=720),
)


def exchange() -> int:
    """Tell the credit platform what waits and read what it lists; how many messages."""
    return services.exchange_all(at=clock_queries.present())


def warn() -> int:
    """Let the rules look; how many warnings are new."""
    return services.raise_warnings(at=clock_queries.present())


def expire() -> int:
    """Take off the serious list whoever's last day is over; how many."""
    return services.expire_all(at=clock_queries.present())


def remind() -> int:
    """Tell those whose three years are near; how many."""
    return services.remind_all(at=clock_queries.present())
