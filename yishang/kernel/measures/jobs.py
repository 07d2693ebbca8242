"""What time triggers: full counts of large processes."""

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job
from yishang.kernel.measures import queries, services

JOBS = (
    Job("指标汇总", "yishang.kernel.measures.jobs.recount_all", every_minutes=15),
    Job("实时指标汇总", "yishang.kernel.measures.jobs.recount_live", every_minutes=1),
)


def recount_all() -> int:
    """Count every declared process in full; how many matters were counted."""
    now = clocks.present()
    return sum(services.recount(recounting=one, at=now).rows for one in queries.recountings())


def recount_live() -> int:
    """Count anew what screens show live; how many matters were counted."""
    now = clocks.present()
    return sum(services.recount(recounting=one, at=now).rows for one in queries.recountings() if one.is_live)
