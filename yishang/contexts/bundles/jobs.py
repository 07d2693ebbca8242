"""What time triggers: the windows for corrections, and the times to supply."""

from yishang.contexts.bundles import services
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import Job

JOBS = (
    Job("一件事材料审查到期", "yishang.contexts.bundles.jobs.gather_due", every_minutes=10),
    Job("一件事补正到期", "yishang.contexts.bundles.jobs.lapse_due", every_minutes=60),
)


def gather_due() -> int:
    """Close the windows that are over; how many."""
    return services.gather_due(at=clock_queries.present())


def lapse_due() -> int:
    """End the times to supply that are over; how many."""
    return services.lapse_due(at=clock_queries.present())
