"""What time triggers: reminders before and after a deadline, and striking off what nobody objects to."""

from datetime import datetime

from django.db import transaction

from yishang.contexts.outreach import queries, rules, services
from yishang.contexts.outreach.models import Appeal
from yishang.kernel.cases import queries as cases
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import Job, Refusal
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING, SYSTEM_ACTOR
from yishang.kernel.notify import services as notify

JOBS = (
    Job("诉求临期超期提醒", "yishang.contexts.outreach.jobs.remind", every_minutes=10),
    Job("诉求自动销号", "yishang.contexts.outreach.jobs.archive_content", every_minutes=60),
)


def remind() -> int:
    """Tell units and offices what turned yellow or red; each matter once a colour and deadline. Returns notices.

    What was imported and waits for triage shows its lamp at the desk only: thousands at once would bury other notices.
    """
    now = clock_queries.present()
    told = 0
    for lamp, template in (("yellow", "appeal_due_soon"), ("red", "appeal_overdue")):
        rows = cases.with_lamp(cases.subjects_of(rules.KIND), lamp, now=now).select_related("appeal")
        rows = rows.exclude(state=rules.APPEAL.start, appeal__channel=queries.IMPORT)
        for case in rows.iterator(chunk_size=500):
            told += _remind_one(case.appeal, template, now)
    return told


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


@transaction.atomic
def _remind_one(appeal: Appeal, template: str, now: datetime) -> int:
    case = appeal.case
    people = directory.people_on_duty(case.unit_id, ANSWERING) if case.unit_id else []
    if not people or template == "appeal_overdue":
        people = [*people, *directory.office_accounts(case.region_id)]
    told = 0
    for account_id in sorted(set(people)):
        told += notify.tell(
            account_id=account_id,
            template=template,
            context={"number": case.number, "title": case.title, "due": case.due_at},
            subject=case.number,
            at=now,
            channels=("IN_SITE",),
            dedup_key=f"{case.number}:{template}:{case.clock_code}:{case.due_at:%Y%m%d%H%M}:{account_id}",
        )
    return told
