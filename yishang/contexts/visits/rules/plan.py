"""走访计划: how often, by when, and on which day a company is disturbed least (handbook 1.3 频次 [设])."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

MONTHS_OF_QUARTER = 3


class Period(NamedTuple):
    """A month (2019-12) or a quarter (2019Q4) with its first and last day."""

    name: str
    first: date
    last: date

    def days(self) -> Iterable[date]:
        return (self.first + timedelta(days=step) for step in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class Rule:
    """So many visits of a kind of sponsor to a kind of subject ("" any) in every MONTH or QUARTER."""

    sponsor_type: str
    subject_type: str
    per: str
    times: int


def period_of(per: str, day: date) -> Period:
    """The month or quarter in which a day lies. Raises KeyError for another length."""
    length = {"MONTH": 1, "QUARTER": MONTHS_OF_QUARTER}[per]
    start = (day.month - 1) // length * length + 1
    end = start + length - 1
    name = f"{day.year}-{day.month:02}" if per == "MONTH" else f"{day.year}Q{end // MONTHS_OF_QUARTER}"
    return Period(name, date(day.year, start, 1), date(day.year, end, monthrange(day.year, end)[1]))


def plan_key(*, subject_id: int, sponsor_type: str, period: Period, nth: int) -> str:
    """What makes a planned visit the same one when the plan is made again, whoever holds the post meanwhile."""
    return f"{subject_id}:{sponsor_type}:{period.name}:{nth}"


def times_of(rules: Iterable[Rule], *, sponsor_type: str, subject_type: str, per: str) -> int:
    """How often; a rule for the kind of subject goes before the one for all."""
    found = {
        rule.subject_type: rule.times
        for rule in rules
        if (rule.sponsor_type, rule.per) == (sponsor_type, per) and rule.subject_type in ("", subject_type)
    }
    return found.get(subject_type, found.get("", 0))


def choose_day(
    period: Period,
    *,
    not_before: date,
    taken: Collection[date],
    is_quiet: Callable[[date], bool],
    is_working: Callable[[date], bool],
    lot: int,
) -> date | None:
    """The day for a visit: one on which somebody comes anyhow, else a working day by lot, so that visits spread.

    None when every day that is left is quiet or free: then nobody comes, and the plan says so.
    """
    days = [day for day in period.days() if day >= not_before and is_working(day) and not is_quiet(day)]
    shared = [day for day in days if day in taken]
    return shared[0] if shared else days[lot % len(days)] if days else None
