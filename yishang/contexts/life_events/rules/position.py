"""Where a company stands on the trees, what comes next and why, from its registration and nothing else.

What it has done already is not known here; a step says what it follows from, so that everybody can see for himself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NEW, TRADE, OPEN, END = "NEW", "TRADE", "OPEN", "END"
FOUNDING, RUNNING = 0, 1  # places of the stages 设立 and 经营
NEW_FOR = timedelta(days=60)
PROJECT_STAGES = {"PREPARING": 0, "STARTED": 2, "CONTINUING": 2, "SLOWED": 2, "SUSPENDED": 2, "COMPLETED": 3}
"""Where a project's 建设状态 puts it among the four stages of building; in production it has left the tree."""


@dataclass(frozen=True)
class Hint:
    """A row of next_steps.csv: for whom an event comes next, within how many days, and why."""

    event: str
    when: str
    words: tuple[str, ...]
    within: int | None
    reason: str


@dataclass(frozen=True)
class Company:
    """What the register says of a company; `registered_on` None: not registered yet."""

    name: str
    registered_on: date | None
    scope: str


@dataclass(frozen=True)
class Next:
    """An event that comes next, why, and until when, where a law says so."""

    event: str
    reason: str
    by: date | None = None


@dataclass(frozen=True)
class Position:
    """The stage a company is in, why, and what comes now, regularly and in the end."""

    place: int
    reason: str
    now: tuple[Next, ...]
    regular: tuple[Next, ...]
    at_the_end: tuple[Next, ...]


def position(company: Company, hints: Sequence[Hint], *, today: date) -> Position:
    """Where a company stands on the tree of companies that day."""
    since = company.registered_on
    if since is None or since > today:
        reason = "登记库里还没有成立日期，先办商事登记"
        return Position(FOUNDING, reason, tuple(_by_trade(company, hints)), (), ())
    days = (today - since).days
    is_new = today - since <= NEW_FOR
    told = f"{since:%Y 年 %-m 月 %-d 日}成立，到今天 {days} 天"
    reason = f"{told}，开办的事还在期限里" if is_new else f"{told}，已在经营"
    now = [*(_first_steps(since, hints) if is_new else ()), *_by_trade(company, hints)]
    regular, ending = _of(OPEN, hints), _of(END, hints)
    return Position(FOUNDING if is_new else RUNNING, reason, tuple(now), regular, ending)


def _first_steps(since: date, hints: Sequence[Hint]) -> Iterator[Next]:
    for one in hints:
        if one.when == NEW:
            yield Next(one.event, one.reason, since + timedelta(days=one.within) if one.within else None)


def _by_trade(company: Company, hints: Sequence[Hint]) -> Iterator[Next]:
    for one in hints:
        word = next((word for word in one.words if word in company.scope), "") if one.when == TRADE else ""
        if word:
            yield Next(one.event, f"经营范围写有“{word}”，开业前要有许可或备案；已有的留意有效期")


def _of(when: str, hints: Sequence[Hint]) -> tuple[Next, ...]:
    return tuple(Next(one.event, one.reason) for one in hints if one.when == when)
