"""What time it is, which days are worked, how long a step may take, and which clocks run.

The calendar and the limits are kept in the process, since every deadline asks for them. Whoever changes them here makes
this process read again at once; other processes read again within a minute.
"""

import csv
import json
import os
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection

from yishang.kernel.clocks import rules
from yishang.kernel.clocks.models import CalendarDay, Clock, ClockEvent, DemoCity, TimeLimit
from yishang.kernel.statements import Given, Prepared

DATA = Path(__file__).parent / "data"
READ_AGAIN_AFTER = 60.0  # seconds

Row = dict[str, str]
Day = tuple[date, bool, bool]  # date, is_workday, is_assumed
Limit = tuple[date, date | None, int]  # effective from, to, half days
Kept = TypeVar("Kept")

SUBJECTS_AT_ONCE = 500  # SQLite takes a limited number of parameters in one statement


class _KeptForAMinute(Generic[Kept]):
    """A value read from the database at most once a minute, or at once after `forget`."""

    def __init__(self, read: Callable[[], Kept]) -> None:
        self._read = read
        self._kept: tuple[Kept, float] | None = None

    def value(self) -> Kept:
        kept = self._kept
        if kept is None or monotonic() >= kept[1]:
            kept = self._kept = (self._read(), monotonic() + READ_AGAIN_AFTER)
        return kept[0]

    def forget(self) -> None:
        self._kept = None


def present() -> datetime:
    """Now, in Asia/Shanghai: real time, moved by the demo clock where one is anchored (settings.DEMO_CLOCK_FILE).

    Raises DemoClockDamaged.
    """
    return datetime.now(rules.SHANGHAI) + _demo_offset()


def calendar() -> rules.WorkCalendar:
    """The working calendar as the table has it; an empty table means the calendar that comes with the platform."""
    return _calendar.value()


def limit_for(*, process: str, clock_code: str, grade: str = "", on: date) -> int:
    """The half days that this step may take when it begins on day `on`. Raises LimitUnknown."""
    for effective_from, effective_to, half_days in _limits.value().get((process, clock_code, grade), ()):
        if effective_from <= on and (effective_to is None or on <= effective_to):
            return half_days
    raise rules.LimitUnknown(
        f"没有找到 {on:%Y-%m-%d} 适用的办理时限（{process} {clock_code} {grade}）。",
        next_step="请平台管理员在“办理时限”中补录。",
    )


def running_clocks_of(subjects: Iterable[str]) -> dict[str, list[Clock]]:
    """Subject → its open clocks, for many subjects; those without one are left out."""
    found, clocks = list(subjects), dict[str, list[Clock]]()
    for start in range(0, len(found), SUBJECTS_AT_ONCE):
        rows = Clock.objects.filter(subject__in=found[start : start + SUBJECTS_AT_ONCE])
        for clock in rows.exclude(state=Clock.State.STOPPED).order_by("started_at", "id"):
            clocks.setdefault(clock.subject, []).append(clock)
    return clocks


def running_clocks(subject: str) -> list[Clock]:
    """The subject's open clocks, running or paused, oldest first."""
    return _RUNNING.rows(subject=subject)


_RUNNING = Prepared(
    lambda: Clock.objects.filter(subject=Given("subject")).exclude(state=Clock.State.STOPPED).order_by("id")
)


def ledger(subject: str) -> list[ClockEvent]:
    """Every pause, resumption, extension and recomputation of the subject's clocks, with the clock, oldest first."""
    return list(ClockEvent.objects.filter(clock__subject=subject).select_related("clock").order_by("id"))


def demo_city() -> DemoCity | None:
    """The mark of a database whose contents are invented; None in every other one, also before its tables are made."""
    if DemoCity._meta.db_table not in connection.introspection.table_names():
        return None
    return DemoCity.objects.order_by("id").first()


def packaged_days() -> list[Row]:
    """The calendar that comes with the platform: published days, and the statutory days of years not yet published."""
    return [
        {**row, "is_assumed": assumed}
        for name, assumed in (("calendar.csv", "0"), ("statutory_days.csv", "1"))
        for row in csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines())
    ]


def packaged_calendar() -> rules.WorkCalendar:
    """The working calendar that comes with the platform, without SQL."""
    return _calendar_of(
        tuple(
            (date.fromisoformat(row["date"]), row["is_workday"] == "1", row["is_assumed"] == "1")
            for row in packaged_days()
        )
    )


def read_again() -> None:
    """Drop what this process keeps and read it now, so that the next minute of deadlines costs no SQL."""
    forget()
    calendar()
    _limits.value()


def forget() -> None:
    """Drop what this process keeps; it is read when next asked for."""
    _calendar.forget()
    _limits.forget()


def _read_calendar() -> rules.WorkCalendar:
    days = tuple(CalendarDay.objects.order_by("date").values_list("date", "is_workday", "is_assumed"))
    return _calendar_of(days) if days else packaged_calendar()


@lru_cache(maxsize=2)
def _calendar_of(days: tuple[Day, ...]) -> rules.WorkCalendar:
    """A year counts as published when it has a published day; its assumed days are then void."""
    published = [day for day in days if not day[2]]
    years = [day.year for day, _, _ in published] or [rules.FIRST_DAY.year]
    assumed = [day for day in days if day[2] and day[0].year > max(years)]
    return rules.WorkCalendar(
        (day for day, is_workday, _ in published + assumed if not is_workday),
        (day for day, is_workday, _ in published + assumed if is_workday),
        published_from=date(min(years), 1, 1),
        published_through=date(max(years), 12, 31),
    )


def _read_limits() -> dict[tuple[str, str, str], list[Limit]]:
    limits: dict[tuple[str, str, str], list[Limit]] = {}
    for limit in TimeLimit.objects.order_by("-effective_from"):  # the newest that is in force wins
        key = (limit.process, limit.clock_code, limit.grade)
        limits.setdefault(key, []).append((limit.effective_from, limit.effective_to, limit.half_days))
    return limits


_calendar = _KeptForAMinute(_read_calendar)
_limits = _KeptForAMinute(_read_limits)


def _demo_offset() -> timedelta:
    try:
        file = os.stat(settings.DEMO_CLOCK_FILE)
    except FileNotFoundError:
        return timedelta(0)
    return _offset_in(str(settings.DEMO_CLOCK_FILE), file.st_mtime_ns, file.st_ino)


@lru_cache(maxsize=4)
def _offset_in(path: str, _mtime_ns: int, _inode: int) -> timedelta:
    """Read once for each version of the file."""
    try:
        anchor = json.loads(Path(path).read_text(encoding="utf-8"))
        return datetime.fromisoformat(anchor["starts"]) - datetime.fromisoformat(anchor["anchored"])
    except (ValueError, KeyError, TypeError):
        raise rules.DemoClockDamaged(
            f"演示时钟的文件 {path} 已损坏。", next_step="请停下后用 make run 重新启动，时钟会重新对好。"
        ) from None
