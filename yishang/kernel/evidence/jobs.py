"""What time triggers: pictures that were sent and never became part of anything."""

from datetime import timedelta

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job
from yishang.kernel.evidence import services

JOBS = (Job("清理没有用上的照片", "yishang.kernel.evidence.jobs.forget_unattached", every_minutes=24 * 60),)
KEPT_FOR = timedelta(days=30)  # a phone without a network sends within seven days, a draft is finished or given up


def forget_unattached() -> int:
    """Remove pictures that nobody attached within thirty days; how many."""
    return services.forget_unattached(before=clocks.present() - KEPT_FOR)
