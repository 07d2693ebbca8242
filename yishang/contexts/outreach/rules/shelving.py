"""挂账: what cannot be solved now waits, with a day of review, until it can (handbook 1.5 挂账, 1.6)."""

from calendar import monthrange
from datetime import date

from yishang.contexts.outreach.rules.terms import SHELVING_EXTENSIONS_MAX, SHELVING_MONTHS
from yishang.kernel.context import InvalidInput, Refusal


class ShelvedLongEnough(Refusal):
    """A shelved matter is put off so often and no more; then it goes on, or is closed with an honest word."""


def check_review_day(review_on: date, *, today: date, before: date | None = None) -> None:
    """The day of review lies ahead, after the present one (`before`) when put off, within six months [设].

    Raises InvalidInput at `review_on`.
    """
    fault, last = "", months_after(today, SHELVING_MONTHS)
    if review_on <= today:
        fault = "复查日期要在今天以后。"
    elif before is not None and review_on <= before:
        fault = f"新的复查日期要晚于现在的（{before.month}月{before.day}日）。"
    elif review_on > last:
        fault = f"复查日期最迟 {last.year}年{last.month}月{last.day}日（{SHELVING_MONTHS} 个月内）。"
    if fault:
        raise InvalidInput({"review_on": fault})


def check_shelving_extension(*, extended_before: int) -> None:
    """A shelved matter is put off at most twice [设]. Raises ShelvedLongEnough."""
    if extended_before >= SHELVING_EXTENSIONS_MAX:
        raise ShelvedLongEnough(
            f"这件诉求已延长挂账 {extended_before} 次，不能再延长。", next_step="请恢复办理，或提级协调。"
        )


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where there is none (31 August + 6: 28 February)."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
