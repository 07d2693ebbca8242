"""What time triggers: rows leave public view on their day. (The lists leave them out from that midnight anyway.)"""

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job
from yishang.kernel.publish import services

JOBS = (Job("公示到期撤下", "yishang.kernel.publish.jobs.withdraw_due", every_minutes=60),)


def withdraw_due() -> int:
    """Withdraw what has reached its day; how many."""
    return services.withdraw_due(at=clocks.present())
