"""印证: two independent records of one visit, the visitor's track and the liaison's report (handbook 1.3 [种])."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from yishang.contexts.visits.rules.terms import REPORT_MAY_DIFFER
from yishang.kernel.clocks.rules import SHANGHAI


@dataclass(frozen=True)
class Told:
    """Who was there, from when, for how long: as the visit itself shows it, or as the liaison reports it."""

    visitor: str
    since: datetime
    length: timedelta


@dataclass(frozen=True)
class Corroboration:
    """ONE_SIDED, AGREED or CONFLICT, with what does not fit."""

    status: str
    words: str


def corroborate(shown: Told | None, reported: Told | None) -> Corroboration:
    """Hold the two records against each other: person, day, and hours (人、日、时段), with an hour of grace."""
    if shown is None or reported is None:
        missing = "包抓人的轨迹" if shown is None else "联络员的填报"
        return Corroboration("ONE_SIDED", f"还没有{missing}。")
    differences = []
    if _plain(shown.visitor) != _plain(reported.visitor):
        differences.append(f"来访人不符（走访记录{shown.visitor}，联络员填报{reported.visitor}）")
    if shown.since.astimezone(SHANGHAI).date() != reported.since.astimezone(SHANGHAI).date():
        differences.append("日期不符")
    elif _apart(shown, reported) > REPORT_MAY_DIFFER:
        differences.append(f"时段不符（联络员填报 {reported.since.astimezone(SHANGHAI):%H:%M} 起）")
    if differences:
        return Corroboration("CONFLICT", f"{'；'.join(differences)}。")
    return Corroboration("AGREED", "人、日期、时段相符。")


def _apart(one: Told, other: Told) -> timedelta:
    """How long after the end of the earlier record the later one begins; nothing when they overlap."""
    first, second = sorted((one, other), key=lambda told: told.since)
    return max(timedelta(), second.since - (first.since + first.length))


def _plain(name: str) -> str:
    return "".join(name.split())
