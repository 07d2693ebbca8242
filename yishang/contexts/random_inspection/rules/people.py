"""Who may be sent (handbook 2.3, 行政处罚法 第四十二条): certificate, duty, training; and who must keep away."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

TEAM_LEAST = 2
REVEAL_HOURS = 24  # for witnesses, after the list is frozen [设]
MAX_LOAD = 40  # companies of one draw for one inspector [设]


@dataclass(frozen=True)
class Standing:
    """An inspector on a day; `trained_on` the last course."""

    state: str
    certificate_until: date
    away_until: date | None = None
    trained_on: date | None = None


def why_not(standing: Standing, *, on: date, training_days: int) -> str:
    """Why somebody is out of the pool on that day, in words; "" for who may be sent.

    `training_days` 0: the untrained may be sent (未训不入池可配).
    """
    if standing.certificate_until < on:
        return f"执法证 {standing.certificate_until:%Y-%m-%d} 已过期"
    if standing.state == "LEFT":
        return "已离岗"
    if standing.state == "STOPPED":
        return "已停用"
    if standing.state == "LEAVE" and (standing.away_until is None or standing.away_until >= on):
        return f"请假至 {standing.away_until:%Y-%m-%d}" if standing.away_until else "请假中"
    if training_days and (standing.trained_on is None or standing.trained_on < on - timedelta(days=training_days)):
        return f"{training_days} 天内没有培训记录"
    return ""


def skills_for(held: Collection[str], items: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    """The items (code, category, line) that somebody can inspect who holds these codes, categories or lines."""
    return tuple(sorted(code for code, category, line in items if {code, category, line} & set(held)))


def must_keep_away(
    relations: Iterable[tuple[int, int, date | None]], inspected: Mapping[int, Collection[int]], *, on: date
) -> frozenset[tuple[int, int]]:
    """Pairs (inspector, entity) that must not meet: relations in force, and who inspected the company last year.

    `relations` are (inspector, entity, until); `inspected` entity → the inspectors of the year before
    (同一人连续两年不查同一户).
    """
    related = {(person, entity) for person, entity, until in relations if until is None or until >= on}
    return frozenset(related | {(person, entity) for entity, people in inspected.items() for person in people})


def certificate_lamp(until: date, *, on: date) -> str:
    """`red` when it has run out, `yellow` in its last 60 days, else `green`."""
    if until < on:
        return "red"
    return "yellow" if until <= on + timedelta(days=60) else "green"
