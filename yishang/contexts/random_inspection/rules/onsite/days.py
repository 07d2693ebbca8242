"""Which day suits: far enough ahead for the notice, not on a quiet day, rather with others than alone.

Notice three working days ahead [设], publication within twenty working days of the end (handbook 2.1, [疑] by custom).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

NOTICE_DAYS = 3  # working days between the notice and the inspection
JOIN_WITHIN = timedelta(days=30)  # inspections of one company so close together become one [设]
WINDOW = timedelta(days=30)  # in which a company may choose another day [设]
ORDER_DAYS = range(1, 181)  # working days that an order may give
EXTENSION_DAYS = range(1, 61)


@dataclass(frozen=True)
class Days:
    """A calendar's one question, and the company's quiet days."""

    is_working: Callable[[date], bool]
    is_quiet: Callable[[date], bool]

    def suits(self, day: date) -> bool:
        return self.is_working(day) and not self.is_quiet(day)


def first_day_after_notice(notified_on: date, *, is_working: Callable[[date], bool]) -> date:
    """The first working day that has the three working days of the notice before it."""
    day, passed = notified_on, 0
    while passed < NOTICE_DAYS:
        day += timedelta(days=1)
        passed += is_working(day)
    day += timedelta(days=1)
    while not is_working(day):
        day += timedelta(days=1)
    return day


def choose(first: date, last: date, *, days: Days, taken: Collection[date], lot: int) -> date | None:
    """The day of an inspection: one on which somebody comes anyway, else one by the company's own lot, spreading the
    work over the window; None when no day suits.
    """
    length = (last - first).days + 1
    fit = [day for day in (first + timedelta(days=step) for step in range(max(length, 0))) if days.suits(day)]
    shared = [day for day in fit if day in taken]
    if shared:
        return shared[0]
    return fit[lot % len(fit)] if fit else None


def fall_together(one: date | None, other: date | None) -> bool:
    """Whether two inspections of one company are close enough to be made as one."""
    return one is not None and other is not None and abs(one - other) <= JOIN_WITHIN


def fault_of_day(day: date, *, first: date, last: date, days: Days) -> str:
    """Why a company's inspection cannot be on that day; empty if it can."""
    if day < first:
        return f"要留足 {NOTICE_DAYS} 个工作日的准备时间，最早 {first.month}月{first.day}日。"
    if day > last:
        return f"最晚 {last.month}月{last.day}日。"
    if not days.is_working(day):
        return "那天不是工作日。"
    if days.is_quiet(day):
        return "那天在勿扰时段内。"
    return ""


def days_late(ended_on: date, published_on: date, *, limit: int, is_working: Callable[[date], bool]) -> int:
    """How many working days after the limit a result was published; 0 when in time."""
    if published_on <= ended_on:
        return 0
    span = (published_on - ended_on).days
    used = sum(is_working(ended_on + timedelta(days=step)) for step in range(1, span + 1))
    return max(used - limit, 0)
