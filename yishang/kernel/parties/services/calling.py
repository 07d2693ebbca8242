"""One calendar of everybody who comes to a company, and the days on which it asks to be left alone."""

from datetime import date, datetime, timedelta

from django.db import transaction

from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.rules import Signatory
from yishang.kernel.parties.models import Call, QuietWindow

QUIET_MOST = timedelta(days=31)  # of one window [设]
QUIET_A_YEAR = 60  # days that a company may mark in a year [设]
REASON_LONGEST = 100


def plan_call(*, entity_id: int, matter: str, what: str, who: str, on: date) -> Call:
    """Put a visit or inspection on the company's calendar, or move it there. The caller's own move leaves the fact."""
    told = {"entity_id": entity_id, "what": what, "who": who[:100], "on": on}
    return Call.objects.update_or_create(matter=matter, defaults=told)[0]


def note_call_made(*, entity_id: int, matter: str, what: str, who: str, on: date) -> Call:
    """Say that somebody came on that day, planned or not: it counts towards the year."""
    told = {"entity_id": entity_id, "what": what, "who": who[:100], "on": on, "made_on": on}
    return Call.objects.update_or_create(matter=matter, defaults=told)[0]


def drop_call(*, matter: str) -> bool:
    """Take a plan off the calendar that will not come about; what was made stays. Whether there was one."""
    return bool(Call.objects.filter(matter=matter, made_on=None).delete()[0])


@transaction.atomic
def mark_quiet(
    *, actor: Signatory, entity_id: int, first_day: date, last_day: date, reason: str, at: datetime, today: date
) -> QuietWindow:
    """Ask not to be visited from one day to another. Raises InvalidInput (first_day, last_day, reason)."""
    faults = {}
    if first_day < today:
        faults["first_day"] = "勿扰时段不能从过去开始。"
    if last_day < first_day:
        faults["last_day"] = "止期不能早于起期。"
    elif last_day - first_day >= QUIET_MOST:
        faults["last_day"] = f"一段最长 {QUIET_MOST.days} 天。"
    elif _quiet_days(entity_id, first_day.year) + (last_day - first_day).days + 1 > QUIET_A_YEAR:
        faults["last_day"] = f"一年最多标 {QUIET_A_YEAR} 天。"
    if not reason.strip():
        faults["reason"] = "请写明原因，例如盘点、检修、集中交货。"
    elif len(reason.strip()) > REASON_LONGEST:
        faults["reason"] = f"最多 {REASON_LONGEST} 个字。"
    if faults:
        raise InvalidInput(faults)
    window = QuietWindow.objects.create(
        entity_id=entity_id, first_day=first_day, last_day=last_day, reason=reason.strip(), set_by=actor.name, set_at=at
    )
    journal.record(
        actor=actor, verb="parties.quiet.marked", subject=f"entity:{entity_id}", at=at,
        data={"from": first_day.isoformat(), "to": last_day.isoformat(), "note": window.reason},
    )  # fmt: skip
    return window


@transaction.atomic
def end_quiet(*, actor: Signatory, entity_id: int, window_id: int, at: datetime) -> bool:
    """Take a window back. Whether there was one of that company."""
    found = QuietWindow.objects.filter(pk=window_id, entity_id=entity_id, ended_at=None).update(ended_at=at)
    if found:
        journal.record(
            actor=actor, verb="parties.quiet.ended", subject=f"entity:{entity_id}", at=at, data={"window": window_id}
        )
    return bool(found)


def _quiet_days(entity_id: int, year: int) -> int:
    windows = QuietWindow.objects.filter(entity_id=entity_id, ended_at=None, first_day__year=year)
    return sum((last - first).days + 1 for first, last in windows.values_list("first_day", "last_day"))
