"""Pressing for an answer: the company urges, the overseers supervise (催办, 督办)."""

from datetime import date, datetime, timedelta

from yishang.contexts.outreach.rules.shelving import months_after
from yishang.contexts.outreach.rules.terms import ANSWER_MONTHS
from yishang.kernel.clocks.rules import SHANGHAI, WorkCalendar
from yishang.kernel.context import InvalidInput, Refusal


class UrgedAlready(Refusal):
    """Urging counts once a working day; more often it would only bury other messages."""


def next_urging(calendar: WorkCalendar, urged_at: datetime) -> date:
    """From which day on the matter may be urged again: the next working day. Raises OutsideCalendar."""
    day = urged_at.astimezone(SHANGHAI).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def check_urging(calendar: WorkCalendar, *, urged_at: datetime | None, now: datetime) -> None:
    """Refuse a second urging before the next working day [设]. Raises UrgedAlready."""
    if urged_at is None:
        return
    again = next_urging(calendar, urged_at)
    if now.astimezone(SHANGHAI).date() < again:
        said = urged_at.astimezone(SHANGHAI)
        raise UrgedAlready(
            f"{said.month}月{said.day}日 {said:%H:%M} 已经催办过，承办的人已收到。",
            next_step=f"{again.month}月{again.day}日起可以再催。",
        )


def check_answer_day(answer_by: date | None, *, today: date) -> None:
    """The day by which an answer is wanted is today or later, within three months [设]. Raises InvalidInput."""
    if answer_by is None:
        return
    if answer_by < today:
        raise InvalidInput({"answer_by": "答复日期不能早于今天。"})
    if answer_by > months_after(today, ANSWER_MONTHS):
        raise InvalidInput({"answer_by": f"答复日期要在 {ANSWER_MONTHS} 个月以内。"})
