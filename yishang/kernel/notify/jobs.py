"""Getting text messages and digests out every minute, and old news out of sight."""

from datetime import timedelta

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job
from yishang.kernel.notify import gateways, services
from yishang.kernel.wechat import gateways as wechat

JOBS = (
    Job("发送短信", "yishang.kernel.notify.jobs.send_pending", every_minutes=1),
    Job("发送微信", "yishang.kernel.notify.jobs.send_wechat", every_minutes=1),
    Job("旧消息不再提醒", "yishang.kernel.notify.jobs.lay_old_aside", every_minutes=24 * 60),
)
NEWS_FOR = timedelta(days=30)


def send_pending() -> int:
    """Let digests and night's messages go, send what is due through the installation's gateway; how many were taken."""
    return services.send_pending(gateway=gateways.chosen(), at=clocks.present())


def send_wechat() -> int:
    """Send the template messages that are due; how many were taken. Nothing where there is no official account."""
    now, official = clocks.present(), wechat.chosen()
    return services.send_by_wechat(gateway=official, at=now) if official else services.text_instead(at=now)


def lay_old_aside() -> int:
    """Let messages older than NEWS_FOR ring no more; how many were still unread."""
    now = clocks.present()
    return services.lay_aside(before=now - NEWS_FOR)
