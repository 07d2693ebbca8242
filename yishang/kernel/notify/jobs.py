"""Getting text messages out every minute."""

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job
from yishang.kernel.notify import gateways, services

JOBS = (Job("发送短信", "yishang.kernel.notify.jobs.send_pending", every_minutes=1),)


def send_pending() -> int:
    """Send what is due through the installation's gateway; how many were taken."""
    return services.send_pending(gateway=gateways.chosen(), at=clocks.present())
