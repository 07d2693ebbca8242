"""Meetings and what they decide: who records which, what must be said, how long a task may take (handbook 1.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from yishang.contexts.outreach.rules.terms import MEETINGS
from yishang.kernel.clocks.rules import SHANGHAI, OutsideCalendar, WorkCalendar, half_days_between
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Role

TASK_ENDS = time(17)
TASK_TITLE = 60
RECORDERS: Mapping[str, frozenset[str]] = {
    "JOINT": frozenset({Role.MBO, Role.API}),
    "DIRECTORS": frozenset({Role.MBO, Role.API}),
    "SPECIAL": frozenset({Role.MBO, Role.VML, Role.API}),
}
ROUTE_OF_MEETING = {"JOINT": "INDIVIDUAL", "DIRECTORS": "INDIVIDUAL", "SPECIAL": "COMMON"}


class MeetingNotYours(Refusal):
    """联席会议 and 主任办公会 are the city office's; 专题会议 is the vice mayor's or the office's to record."""

    status = 403


class MeetingAlreadyRecorded(Refusal):
    """The same meeting about the same matter stands in the books already."""


@dataclass(frozen=True)
class DecisionEntry:
    """What a meeting asks of a unit (by code or name) by the end of a working day."""

    unit: str
    task: str
    due_on: date


@dataclass(frozen=True)
class AgendaEntry:
    """A matter on the agenda: what was concluded, told to the company, and what is to be done by whom."""

    number: str
    conclusion: str
    decisions: tuple[DecisionEntry, ...] = ()
    version: int | None = None


@dataclass(frozen=True)
class MeetingEntry:
    """A meeting as it is written down; `units` are codes or names of those taking part."""

    kind: str
    title: str
    held_on: date
    convener: str
    units: tuple[str, ...]
    minutes: str = ""


def check_records(kind: str, role: str) -> None:
    """Refuse to let somebody record a meeting that is not theirs. Raises MeetingNotYours."""
    if role not in RECORDERS[kind]:
        raise MeetingNotYours(f"{MEETINGS[kind]}由市营商办登记，您的岗位不能登记。", next_step="请市营商办登记。")


def meetings_of(role: str) -> dict[str, str]:
    """The kinds of meetings that somebody in this post records, with their names."""
    return {kind: name for kind, name in MEETINGS.items() if role in RECORDERS[kind]}


def meeting_faults(meeting: MeetingEntry, *, today: date, opened: Mapping[str, date]) -> dict[str, str]:
    """Field → fault; `opened` says for each matter (by number) the day on which it was submitted."""
    faults: dict[str, str] = {}
    if meeting.kind not in MEETINGS:
        faults["kind"] = "没有这种会议，请从列表中选择。"
    if meeting.held_on > today:
        faults["held_on"] = "召开日期不能晚于今天，会议开过以后再登记。"
    elif late := [number for number, day in opened.items() if day > meeting.held_on]:
        faults["held_on"] = f"召开日期早于诉求提交的日期（{late[0]} 提交于 {opened[late[0]]:%Y-%m-%d}）。"
    if not meeting.units:
        faults["units"] = "请选择参加单位。"
    return faults


def task_title(task: str) -> str:
    """The first line of what is to be done, as lists show it."""
    line = " ".join(task.split())
    return line if len(line) <= TASK_TITLE else f"{line[: TASK_TITLE - 1]}…"


def due_fault(calendar: WorkCalendar, due_on: date, *, today: date) -> str:
    """Why a task cannot be due that day, or nothing: it must be a working day after today."""
    if due_on <= today:
        return "完成期限须晚于今天。"
    try:
        return "" if calendar.is_working_day(due_on) else f"{due_on:%Y-%m-%d} 不上班，请选工作日。"
    except OutsideCalendar:
        return "完成期限超出工作日历，请核对年份。"


def task_half_days(calendar: WorkCalendar, *, at: datetime, due_on: date) -> int:
    """The length of a clock that begins at `at` and ends with the working day `due_on` at 17:00.

    Always whole days, since the day of the start is not counted (handbook 0A.4). Raises OutsideCalendar.
    """
    begins = calendar.end_of_half(calendar.half_index(at) | 1)  # with the end of this working day, or of the next one
    return half_days_between(calendar, begins, datetime.combine(due_on, TASK_ENDS, SHANGHAI))
