"""When a month may be frozen, how a document is numbered, and what is refused (handbook 0A.5, 1.9, 12.7)."""

from datetime import datetime

from yishang.kernel.analysis.rules import month_before, month_ends, month_of
from yishang.kernel.clocks.rules import SHANGHAI, WorkCalendar
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Role

APPEALS, VISITS = "appeals", "visits"  # the extracts that a month is told from
FREEZES_FROM_HOUR = 9
READERS = frozenset({Role.CBO, Role.MBO, Role.VML, Role.DEP, Role.MON})
OF_THE_CITY = frozenset({Role.MBO, Role.VML, Role.MON})


class MonthNotOver(Refusal):
    """A month that is not over cannot be told yet."""


class AlreadyFrozen(Refusal):
    """A frozen month stays as it was told; what is entered later shows as a correction in the next."""


class NothingToFreeze(Refusal):
    """Nothing had been brought in by the end of that month."""


class MonthNotFrozen(Refusal):
    """There is no snapshot of that month to tell from."""

    status = 404


class DraftedAlready(Refusal):
    """There is a report of that kind for that month."""


class ReportNotFound(Refusal):
    """There is no such report for this person."""

    status = 404


class OwnDraft(Refusal):
    """经办≠审核: nobody signs what he or she drafted or last changed (handbook 0A.6)."""

    status = 403


class TextDisagrees(InvalidInput):
    """A number in the text is not what the annex says."""


def check_over(period: str, *, now: datetime) -> None:
    """Raises MonthNotOver for the running month and those ahead."""
    if now < month_ends(period):
        raise MonthNotOver(f"{said(period)}还没有结束，不能固化。", next_step="请在下月初办理。")


def is_due(calendar: WorkCalendar, *, now: datetime) -> str:
    """The month that should be frozen by now: the last one, from 9:00 of the first working day on; "" before."""
    local = now.astimezone(SHANGHAI)
    worked = [day for day in range(1, local.day + 1) if calendar.is_working_day(local.date().replace(day=day))]
    begun = worked and (worked[0] < local.day or local.hour >= FREEZES_FROM_HOUR)
    return month_before(month_of(now)) if begun else ""


def said(period: str) -> str:
    """`2019-12` as 2019年12月."""
    return f"{period[:4]}年{int(period[5:])}月"


def doc_number(mark: str, *, year: int, sequence: int) -> str:
    """发文字号: six-cornered brackets, the year in full, neither 第 nor zeros (GB/T 9704-2012 7.2.5)."""
    return f"{mark}〔{year}〕{sequence}号"
