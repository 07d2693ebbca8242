"""The lists for people: 16 areas of 延安, each with its lists, each list with its items (附件2, handbook 4.4).

The source names five areas and prints two lists (企业开办, 企业简易注销); everything else is marked 示范数据.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yishang.kernel.catalog.rules import Elements, Fee, Material
from yishang.kernel.catalog.rules.elements import Channel
from yishang.kernel.context import Refusal

OF_THE_SOURCE = "原文"
COUNT_OF_AREAS = 16
OFFICE_CHANNEL = Channel("投诉", "市营商办", "0911-2160672")  # both telephones stand in the source
PERMIT_CHANNEL = Channel("投诉", "延安市行政审批服务局", "0911-2162600")
HOTLINE = "12345"  # whose telephone nobody told us is reached through the city's hotline


class ListNotFound(Refusal):
    """There is no such list, or no such item on it."""

    status = 404


@dataclass(frozen=True)
class Area:
    """One of the sixteen fields in which lists are published; `lead` is 行业主管单位."""

    number: str
    name: str
    source: str
    lead: str
    icon: str

    @property
    def is_sample(self) -> bool:
        return self.source != OF_THE_SOURCE


@dataclass(frozen=True)
class ServiceList:
    """One list: its items in the order in which they are done. `chart` names a chart of its own, `history` says what
    has changed since the source was written.
    """

    key: str
    area: str
    name: str
    source: str
    chart: str
    history: str
    codes: tuple[str, ...]

    @property
    def is_sample(self) -> bool:
        return self.source != OF_THE_SOURCE


@dataclass(frozen=True)
class Discretion:
    """裁量基准: how one point is decided in one situation, so that two windows decide alike (the source, 二)."""

    point: str
    situation: str
    standard: str
    is_sample: bool


@dataclass(frozen=True)
class Totals:
    """What a list comes to; half days one after another, `fees` the kinds of charge on the day."""

    steps: int
    materials: int
    half_days: int
    fees: int
    visits: int


@dataclass(frozen=True)
class Period:
    """A length of time that a law sets, from a day until before another."""

    key: str
    words: str
    basis: str
    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is the law's that day."""
        return self.since <= day and (self.until is None or day < self.until)


def not_found() -> ListNotFound:
    """The refusal for a list that is not there."""
    return ListNotFound("没有这份清单。", next_step="请从标准化清单首页进入，或搜索清单名称。")


def totals(items: Iterable[Elements], *, on: date) -> Totals:
    """Items one after another: every step, every paper asked for, promised half days, charges, ways to the hall."""
    held = list(items)
    return Totals(
        steps=sum(len(one.steps) for one in held),
        materials=sum(len(one.materials) for one in held),
        half_days=sum(one.promised or 0 for one in held),
        fees=sum(len(one.fees_on(on)) for one in held),
        visits=max((one.visits for one in held), default=0),
    )


def channels_of(area: Area) -> tuple[Channel, Channel]:
    """The two complaint channels that every list bears: whoever leads the field, and 市营商办 (the source, 三)."""
    if area.lead == "市行政审批服务局":
        return PERMIT_CHANNEL, OFFICE_CHANNEL
    return Channel("投诉", area.lead, HOTLINE), OFFICE_CHANNEL


def period_on(periods: Iterable[Period], key: str, day: date) -> Period | None:
    """The length that held that day; None before the first."""
    return next((one for one in periods if one.key == key and one.holds_on(day)), None)


def other_fees(item: Elements, day: date) -> list[Fee]:
    """What is charged on other days only: an earlier basis, or one that is coming."""
    return [one for one in item.fees if not one.holds_on(day)]


def papers_by(items: Sequence[Elements]) -> dict[str, list[str]]:
    """Paper → the items that ask for it, for those that several ask for: bring one original, it serves them all."""
    found: dict[str, list[str]] = {}
    for item in items:
        for paper in item.materials:
            found.setdefault(paper.name, []).append(item.name)
    return {name: asked for name, asked in found.items() if len(asked) > 1}


def to_bring(item: Elements) -> list[Material]:
    """The papers that no e-certificate replaces."""
    return [one for one in item.materials if not one.exempt_by]


def areas_in(rows: Iterable[Mapping[str, str]]) -> tuple[Area, ...]:
    """The areas out of their table. Raises ValueError when they are not sixteen, each numbered once."""
    found = tuple(Area(row["number"], row["name"], row["source"], row["lead"], row["icon"]) for row in rows)
    if len({one.number for one in found}) != COUNT_OF_AREAS or len(found) != COUNT_OF_AREAS:
        raise ValueError(f"{len(found)} 个方面，应为 {COUNT_OF_AREAS} 个")
    return found


def lists_in(rows: Iterable[Mapping[str, str]], items: Iterable[Mapping[str, str]]) -> tuple[ServiceList, ...]:
    """The lists out of their tables. Raises ValueError for a list without items."""
    codes: dict[str, list[str]] = {}
    for item in items:
        codes.setdefault(item["list"], []).append(item["code"])
    found = tuple(
        ServiceList(
            row["key"], row["area"], row["name"], row["source"], row["chart"], row["history"],
            tuple(codes.get(row["key"], ())),
        )
        for row in rows
    )  # fmt: skip
    if empty := [one.name for one in found if not one.codes]:
        raise ValueError(f"没有事项的清单：{'、'.join(empty)}")
    return found


def discretion_in(rows: Iterable[Mapping[str, str]]) -> dict[str, tuple[Discretion, ...]]:
    """Item → its rules of discretion in the order of their table."""
    found: dict[str, tuple[Discretion, ...]] = {}
    for row in rows:
        one = Discretion(row["point"], row["situation"], row["standard"], row["source"] != OF_THE_SOURCE)
        found[row["code"]] = (*found.get(row["code"], ()), one)
    return found


def periods_in(rows: Iterable[Mapping[str, str]]) -> tuple[Period, ...]:
    """Lengths of time out of their table."""
    return tuple(
        Period(
            row["key"], row["words"], row["basis"], date.fromisoformat(row["effective_from"]),
            date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
        )
        for row in rows
    )  # fmt: skip
