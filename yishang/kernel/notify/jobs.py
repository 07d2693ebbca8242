"""Getting text messages and digests out every minute, and old news out of sight."""

from datetime import timedelta

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job
from yishang.kernel.notify import gateways, services

JOBS = (
    Job("发送短信", "yishang.kernel.notify.jobs.send_pending", every_minutes=1),
    Job("旧消息不再提醒", "yishang.kernel.notify.jobs.lay_old_aside", every_minutes=24 * 60),
)
NEWS_FOR = timedelta(days=30)


def send_pending() -> int:
    """Let digests and night's messages go, send what is due through the installation's gateway; how many were taken."""
    return services.send_pending(gateway=gateways.chosen(), at=clocks.present())


def lay_old_aside() -> int:
    """Let messages older than NEWS_FOR ring no more; how many were still unread."""
    now = clocks.present()
    return services.lay_aside(before=now - NEWS_FOR)
