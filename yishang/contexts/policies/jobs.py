"""What time triggers: receipts of pushes that come in later than the push."""

from yishang.contexts.policies import services
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import Job

JOBS = (Job("政策推送回执", "yishang.contexts.policies.jobs.note_arrivals", every_minutes=10),)


def note_arrivals() -> int:
    """Note which subjects were reached since the last look; how many."""
    return services.note_late_arrivals(at=clock_queries.present())
