"""The warnings as rules: each looks at plain facts and says what it saw. Parameters come in as data (handbook 2.7).

A rule never decides anything about a party: its warning goes to a department, which checks and answers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

REPORTS_END = (6, 30)  # 年度报告: from 1 January to 30 June for the year before (企业信息公示暂行条例§8)


@dataclass(frozen=True)
class Alarm:
    """Something worth looking at: by which rule, about whom, the key by which it is known again, and why."""

    rule: str
    entity_id: int
    key: str
    words: str


@dataclass(frozen=True)
class Licence:
    """A licence as a rule needs it."""

    record_id: int
    entity_id: int
    title: str
    valid_to: date


def licence_expiry(licences: Iterable[Licence], *, on: date, lead_days: int) -> list[Alarm]:
    """Licences that end within so many days, or have ended in as many."""
    return [
        Alarm(
            "licence_expiry", one.entity_id, f"licence:{one.record_id}:{one.valid_to}",
            f"“{one.title}”{'已于' if one.valid_to < on else '将于'} {one.valid_to:%Y-%m-%d} 到期。",
        )
        for one in licences
        if abs((one.valid_to - on).days) <= lead_days
    ]  # fmt: skip


def report_missing(entities: Iterable[tuple[int, date | None]], reported: set[int], *, on: date) -> list[Alarm]:
    """Companies registered before this year of whose last year's report nothing is known after 30 June.

    `entities` are (id, registered on) of those that must report; `reported` whose report has come in.
    """
    if on <= date(on.year, *REPORTS_END):
        return []
    return [
        Alarm("report_missing", one, f"report:{on.year - 1}", f"{on.year - 1} 年度报告到 6 月 30 日仍未公示。")
        for one, registered in entities
        if one not in reported and registered is not None and registered.year < on.year
    ]


def complaints_surge(recent: Mapping[int, int], *, least: int, days: int, on: date) -> list[Alarm]:
    """Companies with at least so many complaints within so many days; one warning a month."""
    return [
        Alarm("complaints", entity_id, f"complaints:{on:%Y-%m}", f"{days} 日内被投诉 {many} 次。")
        for entity_id, many in sorted(recent.items())
        if many >= least
    ]


def address_clusters(addresses: Sequence[tuple[int, str]], *, least: int) -> list[Alarm]:
    """Companies that share one written address with at least so many in all; the first registered stands for them."""
    counted = Counter(address for _, address in addresses if address)
    first = {address: entity_id for entity_id, address in reversed(addresses)}
    return [
        Alarm("address", first[address], f"address:{first[address]}:{many}", f"同一住所登记了 {many} 户。")
        for address, many in sorted(counted.items())
        if many >= least
    ]


def unreachable_again(letters: Mapping[int, int], *, least: int) -> list[Alarm]:
    """Companies whose letters came back so many times: not enough to list anybody, enough to look."""
    return [
        Alarm("unreachable", entity_id, f"unreachable:{many}", f"专用信函、现场检查共 {many} 次联系不上。")
        for entity_id, many in sorted(letters.items())
        if many >= least
    ]


def unclaimed(pushes: Iterable[tuple[str, int, str]]) -> list[Alarm]:
    """Pushes (number, entity, department) that nobody claimed in time."""
    return [
        Alarm("unclaimed", entity_id, f"push:{number}", f"双告知 {number} 超期未认领（{unit or '尚无归属部门'}）。")
        for number, entity_id, unit in pushes
    ]
