"""What time triggers: the last month is frozen and drafted in the first working days of the next."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from yishang.contexts.reports import rules, services
from yishang.contexts.reports.models import Month, Report
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job, Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.geo import queries as geo

JOBS = (Job("月度快照和月报草稿", "yishang.contexts.reports.jobs.freeze_last_month", every_minutes=60),)


def freeze_last_month() -> int:
    """Freeze the month that is due, once, and draft what nobody has drafted about it; how many reports were drafted.

    A worker that is killed between the two leaves a month without drafts: the next run goes on there. What somebody
    did away with is not drafted again.
    """
    now, city = clocks.present(), geo.home_city()
    period = rules.is_due(clocks.calendar(), now=now)
    if not period or not _is_frozen(city, period, now):
        return 0
    drafted = Report.objects.filter(month__city_id=city, month__period=period).values_list("kind", flat=True)
    return sum(_draft(kind, city, period) for kind in set(rules.KINDS).difference(drafted))


def _is_frozen(city: str, period: str, now: datetime) -> bool:
    """Whether the month is frozen, by us now if need be; not where there is nothing to freeze."""
    if Month.objects.filter(city_id=city, period=period).exists():
        return True
    with suppress(rules.AlreadyFrozen):  # somebody was faster by hand
        try:
            services.freeze_month(actor=SYSTEM_ACTOR, city=city, period=period, at=now)
        except rules.NothingToFreeze:
            return False  # an installation without a past
    return True


def freeze_asked(who: dict[str, Any], city: str, period: str) -> None:
    """Freeze a month that somebody asked for, where there is much to count."""
    actor = Actor(**who, city_code=city)
    services.freeze_month(actor=actor, city=city, period=period, at=clocks.present())


def _draft(kind: str, city: str, period: str) -> int:
    try:
        services.draft_report(actor=SYSTEM_ACTOR, city=city, kind=kind, period=period, at=clocks.present())
    except Refusal:
        return 0
    return 1
