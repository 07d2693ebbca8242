"""What time triggers: orders whose day has passed, and inspections of which nothing more is expected."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from yishang.contexts.random_inspection import services as planning
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.services import onsite as services
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job, Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR

STANDS_PUBLIC = timedelta(days=30)  # before it is put away: time for an objection [设]

JOBS = (
    Job("整改逾期", "yishang.contexts.random_inspection.jobs.expire", every_minutes=60),
    Job("检查系统对接", "yishang.contexts.random_inspection.jobs.exchange", every_minutes=1),
    Job("年度计划公示提醒", "yishang.contexts.random_inspection.jobs.remind", every_minutes=720),
    Job("检查归档", "yishang.contexts.random_inspection.jobs.archive", every_minutes=720),
)


def exchange() -> int:
    """Send what other platforms must hear and read what they list; how many messages passed."""
    return planning.exchange_all(at=clocks.present())


def expire() -> int:
    """Note orders that were not answered in time; how many."""
    return expire_at(clocks.present())


def expire_at(now: datetime) -> int:
    """The same at a given moment."""
    return sum(_made(services.expire_order, number=number, at=now) for number in queries.orders_to_expire(at=now))


def remind() -> int:
    """Tell of plans that should be public; how many tellings, each heard once."""
    return remind_at(clocks.present())


def remind_at(now: datetime) -> int:
    """The same at a given moment."""
    return planning.remind_of_plans(at=now)


def archive() -> int:
    """Put away what is done; how many."""
    return archive_at(clocks.present())


def archive_at(now: datetime) -> int:
    """The same at a given moment."""
    numbers = queries.to_archive(before=localdate(now - STANDS_PUBLIC))
    return sum(_made(services.archive_inspection, actor=SYSTEM_ACTOR, number=number, at=now) for number in numbers)


def _made(service: object, **told: object) -> int:
    try:
        service(**told)  # type: ignore[operator]
    except Refusal:
        return 0  # somebody was faster between the reading and the lock
    return 1
