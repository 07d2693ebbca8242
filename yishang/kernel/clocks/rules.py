"""How working time is counted. The unit everywhere is the half working day, in Asia/Shanghai.

A working day has two halves, ending at 12:00 and at 17:00 (handbook 12.4). All halves of the calendar are numbered
0, 1, 2 …; the even ones are mornings. The half in which a moment counts is therefore the number of halves that have
ended by then, which settles the handbook's start rule by itself: before 9:00 is that morning, 12:00-13:00 is that
afternoon, from 17:00 or on a rest day is the next working morning.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from yishang.kernel.context import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING_ENDS, AFTERNOON_ENDS = time(12), time(17)
MORNING, AFTERNOON = timedelta(hours=3), timedelta(hours=4)  # 9:00–12:00 and 13:00–17:00
FIRST_DAY, LAST_DAY = date(2017, 1, 1), date(2035, 12, 31)
_FIRST_ORDINAL = FIRST_DAY.toordinal()
_DAYS = LAST_DAY.toordinal() - _FIRST_ORDINAL + 1

Lamp = Literal["green", "yellow", "red", "blue"]


class Signer(Protocol):
    """Whoever answers for a change of a clock; only the name is kept here."""

    @property
    def name(self) -> str: ...


class OutsideCalendar(Refusal):
    """The day lies outside the years for which working days are known."""

    status = 422


class ImpossibleLimit(Refusal):
    """A limit or an extension of fewer half days than can be."""

    status = 422


class LimitUnknown(Refusal):
    """No time limit is on record for this step on this day."""


class ClockAlreadyRunning(Refusal):
    """A clock of this name is still open for the subject."""


class ClockNotRunning(Refusal):
    """There is no open clock of this name, or it is paused when it should run."""


class ClockNotPaused(Refusal):
    """Only a paused clock can be resumed."""


class MomentTooEarly(Refusal):
    """The ledger only goes forward: the moment lies before the entry it follows."""

    status = 422


class DemoClockDamaged(Refusal):
    """The demo clock's file does not say what time it is; to guess would put wrong moments into the journal."""


class ReasonMissing(Refusal):
    """Every change of a deadline by hand states its reason."""

    status = 422


def _outside() -> OutsideCalendar:
    return OutsideCalendar(
        f"日期超出工作日历范围（{FIRST_DAY.year}—{LAST_DAY.year} 年）。",
        next_step="请核对日期；确需使用的，请联系平台管理员延长工作日历。",
    )


class WorkCalendar:
    """The working days of 2017–2035 as arrays over the day, so that every question is answered in constant time.

    `rest_days` are days off besides weekends, `makeup_days` the weekend days worked instead (调休). Days after
    19 December of the year of `published_through`, and days before `published_from`, are assumed: the next year's
    notice may still change them, as that of 2019 changed 2018-12-29 (handbook 12.4).
    """

    def __init__(
        self,
        rest_days: Iterable[date],
        makeup_days: Iterable[date],
        *,
        published_through: date,
        published_from: date = date(2018, 1, 1),
    ) -> None:
        rest, makeup = frozenset(rest_days), frozenset(makeup_days)
        days = [date.fromordinal(_FIRST_ORDINAL + offset) for offset in range(_DAYS)]
        self._working = [day in makeup or (day.weekday() < 5 and day not in rest) for day in days]
        self._halves_before = [0, *accumulate(2 * working for working in self._working)]
        self._ends = [
            datetime.combine(day, ends, SHANGHAI)
            for day, working in zip(days, self._working, strict=True)
            if working
            for ends in (MORNING_ENDS, AFTERNOON_ENDS)
        ]
        self._certain_from = published_from
        self._certain_through = min(published_through, date(published_through.year, 12, 19))

    def is_working_day(self, day: date) -> bool:
        """Whether the offices work that day. Raises OutsideCalendar."""
        offset = day.toordinal() - _FIRST_ORDINAL
        if not 0 <= offset < _DAYS:
            raise _outside()
        return self._working[offset]

    def is_assumed(self, day: date) -> bool:
        """Whether that day's arrangement is not yet published, so that deadlines touching it are 推定."""
        return not self._certain_from <= day <= self._certain_through

    def spans_assumed(self, start: datetime, end: datetime) -> bool:
        """Whether any day from `start` to `end` (either order) is assumed."""
        days = [moment.astimezone(SHANGHAI).date() for moment in (start, end)]
        return self.is_assumed(min(days)) or self.is_assumed(max(days))

    def half_index(self, moment: datetime) -> int:
        """The number of the half in which `moment` (aware) counts, its start already normalised.

        Raises OutsideCalendar, and ValueError for a naive moment.
        """
        if moment.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        local = moment.astimezone(SHANGHAI)
        offset = local.toordinal() - _FIRST_ORDINAL
        if not 0 <= offset < _DAYS:
            raise _outside()
        index = self._halves_before[offset]
        if self._working[offset]:
            index += (local.hour >= 12) + (local.hour >= 17)
        return index

    def end_of_half(self, index: int) -> datetime:
        """When half `index` ends: 12:00 or 17:00 of its working day. Raises OutsideCalendar."""
        if not 0 <= index < len(self._ends):
            raise _outside()
        return self._ends[index]

    def start_of_half(self, index: int) -> datetime:
        """When half `index` starts: 9:00 or 13:00 of its working day. Raises OutsideCalendar."""
        return self.end_of_half(index) - (AFTERNOON if index % 2 else MORNING)


def due_moment(calendar: WorkCalendar, started_at: datetime, half_days: int) -> datetime:
    """When a limit of `half_days` that began at `started_at` runs out (handbook 0A.4, 12.4).

    Even counts are whole working days: the day of the start is not counted (行政许可法 82), the limit ends at 17:00
    of the n-th working day after it. Odd counts run from the half after the one of the start. 0 means the same
    working day (即办件). Raises ImpossibleLimit, OutsideCalendar.
    """
    if half_days < 0:
        raise ImpossibleLimit("办理时限不能小于 0。", next_step="请填写 0.5 个工作日的整数倍。")
    start = calendar.half_index(started_at)
    if half_days % 2:
        return calendar.end_of_half(start + half_days)
    return calendar.end_of_half((start | 1) + half_days)  # `| 1` is the afternoon of the start's day


def shift(calendar: WorkCalendar, due_at: datetime, half_days: int) -> datetime:
    """The end of the half that comes `half_days` after the one ending at `due_at`. Raises OutsideCalendar."""
    return calendar.end_of_half(calendar.half_index(due_at) - 1 + half_days)


def half_days_between(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    """How many halves end after `start` and not after `end`: the length of a pause (handbook 6.3).

    Negative when `end` comes first. Raises OutsideCalendar.
    """
    return calendar.half_index(end) - calendar.half_index(start)


def warn_moment(
    calendar: WorkCalendar, started_at: datetime, due_at: datetime, *, paused_half_days: int = 0
) -> datetime:
    """When 80 % of the limit is used and the lamp turns yellow (handbook 0A.4).

    The limit is counted in half days from the half of the start to `due_at`, without the pauses; within a half the
    last part is proportional, so that even a limit of one half turns yellow before it ends. Raises OutsideCalendar.
    """
    start = calendar.half_index(started_at)
    limit = calendar.half_index(due_at) - start - paused_half_days
    half, fifths = divmod(5 * (start + paused_half_days) + 4 * limit, 5)
    return calendar.start_of_half(half) + (AFTERNOON if half % 2 else MORNING) * fifths / 5


def half_moment(
    calendar: WorkCalendar, started_at: datetime, due_at: datetime, *, paused_half_days: int = 0
) -> datetime:
    """When half of the limit is used, counted as warn_moment counts (handbook 1.5 W4). Raises OutsideCalendar."""
    half, rest = divmod(calendar.half_index(started_at) + paused_half_days + calendar.half_index(due_at), 2)
    return calendar.start_of_half(half) + (AFTERNOON if half % 2 else MORNING) * rest / 2


class Schedule(NamedTuple):
    """What follows for a clock from its start, its limit and what was added to it."""

    due_at: datetime
    warn_at: datetime
    is_assumed: bool


def schedule(
    calendar: WorkCalendar,
    *,
    started_at: datetime,
    half_days: int,
    extended_half_days: int = 0,
    paused_half_days: int = 0,
) -> Schedule:
    """Deadline, warning and assumption of a clock; extensions and pauses each move the deadline by their own length.

    Raises ImpossibleLimit, OutsideCalendar.
    """
    due_at = due_moment(calendar, started_at, half_days)
    if added := extended_half_days + paused_half_days:
        due_at = shift(calendar, due_at, added)
    warn_at = warn_moment(calendar, started_at, due_at, paused_half_days=paused_half_days)
    return Schedule(due_at, warn_at, calendar.spans_assumed(started_at, due_at))


def lamp(*, now: datetime, warn_at: datetime, due_at: datetime, paused: bool) -> Lamp:
    """蓝 paused, 红 past the deadline, 黄 80 % used, otherwise 绿 (handbook 0A.4)."""
    if paused:
        return "blue"
    if now > due_at:
        return "red"
    return "yellow" if now >= warn_at else "green"


def working_days_text(half_days: int) -> str:
    """Half days as people say them: 7 → 「3.5 个工作日」, 0 → 「不足 0.5 个工作日」."""
    if half_days == 0:
        return "不足 0.5 个工作日"
    return f"{half_days // 2}{'.5' if half_days % 2 else ''} 个工作日"


def remaining_text(calendar: WorkCalendar, *, now: datetime, due_at: datetime) -> str:
    """The time left, for people: 「还剩 3.5 个工作日」, 「今天 17:00 前」, 「超期 1.5 个工作日」.

    Left are the halves that end after `now` and not after `due_at`; the half that is running counts in full. So on
    Tuesday 14:00 a deadline on Friday 17:00 is 3.5 working days away. Overdue are the halves that have ended since.
    「（推定）」 follows when the count touches days whose arrangement is not published. Raises OutsideCalendar.
    """
    mark = "（推定）" if calendar.spans_assumed(now, due_at) else ""
    if now > due_at:
        return f"超期{_spaced(working_days_text(half_days_between(calendar, due_at, now)))}{mark}"
    due = due_at.astimezone(SHANGHAI)
    if now.astimezone(SHANGHAI).date() == due.date():
        return f"今天 {due:%H:%M} 前{mark}"
    return f"还剩{_spaced(working_days_text(half_days_between(calendar, now, due_at)))}{mark}"


def _spaced(text: str) -> str:
    """A blank between Chinese and a figure, none between Chinese and Chinese."""
    return f" {text}" if text[0].isdigit() else text
