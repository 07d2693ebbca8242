"""What time triggers: reminders before and after a deadline, and striking off what nobody objects to."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from yishang.contexts.outreach import gateways, queries, rules, services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.queries import hotline
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import Job, Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR

HOTLINE_DAYS_BACK = 3

JOBS = (
    Job("诉求临期超期提醒", "yishang.contexts.outreach.jobs.remind", every_minutes=10),
    Job("进展和挂账复查提醒", "yishang.contexts.outreach.jobs.remind_slowly", every_minutes=60),
    Job("诉求预警", "yishang.contexts.outreach.jobs.warn", every_minutes=10),
    Job("12345 热线推送", "yishang.contexts.outreach.jobs.push_to_hotline", every_minutes=1),
    Job("12345 热线对账", "yishang.contexts.outreach.jobs.reconcile_hotline", every_minutes=60),
    Job("诉求自动销号", "yishang.contexts.outreach.jobs.archive_content", every_minutes=60),
    Job("学习诉求分类", "yishang.contexts.outreach.jobs.studying.learn_categories", every_minutes=24 * 60),
    Job("归集热点", "yishang.contexts.outreach.jobs.studying.renew_topics", every_minutes=12 * 60),
)


def remind() -> int:
    """Tell whoever is concerned what turned yellow or red since the last run; how many messages."""
    return services.remind_of_deadlines(at=clock_queries.present())


def remind_slowly() -> int:
    """Tell of five-star matters without news, and of shelved ones to be looked at again; how many messages."""
    now = clock_queries.present()
    return services.remind_of_progress(at=now) + services.remind_of_reviews(at=now)


def warn() -> int:
    """Raise the warnings that time has brought about (W1, W2, W4) and end what is past; how many matters changed."""
    return services.raise_due_warnings(at=clock_queries.present())


def push_to_hotline() -> int:
    """Push what the 12345 line has to hear; how many messages. Nothing where there is no line."""
    gateway = gateways.chosen()
    return services.push_due(gateway=gateway, at=clock_queries.present()) if gateway else 0


def reconcile_hotline() -> int:
    """Compare the last days with the line's lists, each once; how many days. A line that is down is asked again."""
    gateway, now = gateways.chosen(), clock_queries.present()
    if gateway is None:
        return 0
    wanted = {localdate(now) - timedelta(days=back) for back in range(1, HOTLINE_DAYS_BACK + 1)}
    missing = wanted - set(hotline.days().filter(day__in=wanted).values_list("day", flat=True))
    done = 0
    for day in sorted(missing):
        try:
            services.reconcile_day(gateway=gateway, day=day, at=now)
        except gateways.HotlineDown:
            return done
        done += 1
    return done


def archive_content() -> int:
    """Strike off what was rated 3–5 stars five working days ago and was not drawn for a call (handbook 1.5)."""
    now = clock_queries.present()
    archived = 0
    content = Appeal.objects.filter(case__state="EVALUATED", case__rating__star__gt=rules.LOW_STAR)
    for appeal in content.select_related("case__rating"):
        if _is_ripe(appeal, now) and not queries.why_not_archive(appeal.case, role=SYSTEM_ACTOR.role):
            archived += _archive_one(appeal.case.number, now)
    return archived


def _is_ripe(appeal: Appeal, now: datetime) -> bool:
    calendar = clock_queries.calendar()
    rated_at = appeal.case.rating.at
    return now >= clock_rules.due_moment(calendar, rated_at, rules.ARCHIVE_AFTER_HALF_DAYS)


def _archive_one(number: str, now: datetime) -> int:
    try:
        services.archive_appeal(actor=SYSTEM_ACTOR, number=number, at=now, note="评价满 5 个工作日，自动销号")
    except Refusal:
        return 0  # somebody dealt with it between the reading and the lock
    return 1
