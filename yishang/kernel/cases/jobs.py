"""What time triggers for matters of every process."""

from datetime import timedelta

from yishang.kernel.cases import services
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job

JOBS = (Job("清理提交幂等键", "yishang.kernel.cases.jobs.forget_old_submissions", every_minutes=24 * 60),)
KEYS_KEPT_FOR = timedelta(days=30)


def forget_old_submissions() -> int:
    """Drop idempotency keys that nobody will use again; how many."""
    return services.forget_submissions(before=clocks.present() - KEYS_KEPT_FOR)
