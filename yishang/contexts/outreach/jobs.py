"""What time triggers: reminders before and after a deadline, and striking off what nobody objects to."""

from datetime import datetime

from yishang.contexts.outreach import queries, rules, services
from yishang.contexts.outreach.models import Appeal
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import Job, Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR

JOBS = (
    Job("诉求临期超期提醒", "yishang.contexts.outreach.jobs.remind", every_minutes=10),
    Job("进展和挂账复查提醒", "yishang.contexts.outreach.jobs.remind_slowly", every_minutes=60),
    Job("诉求预警", "yishang.contexts.outreach.jobs.warn", every_minutes=10),
    Job("诉求自动销号", "yishang.contexts.outreach.jobs.archive_content", every_minutes=60),
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
