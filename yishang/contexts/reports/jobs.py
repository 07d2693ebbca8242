"""What time triggers: the last month is frozen and drafted in the first working days of the next."""

from typing import Any

from yishang.contexts.reports import rules, services
from yishang.contexts.reports.models import Month
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Job, Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.geo import queries as geo

JOBS = (Job("月度快照和月报草稿", "yishang.contexts.reports.jobs.freeze_last_month", every_minutes=60),)


def freeze_last_month() -> int:
    """Freeze and draft the month that is due, once; how many reports were drafted."""
    now, city = clocks.present(), geo.home_city()
    period = rules.is_due(clocks.calendar(), now=now)
    if not period or Month.objects.filter(city_id=city, period=period).exists():
        return 0
    try:
        services.freeze_month(actor=SYSTEM_ACTOR, city=city, period=period, at=now)
    except (rules.NothingToFreeze, rules.AlreadyFrozen):
        return 0  # an installation without a past, or somebody was faster by hand
    return sum(_draft(kind, city, period) for kind in rules.KINDS)


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
