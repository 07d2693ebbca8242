"""The lists for people: what the files say of areas and lists, and what the catalog says of their items on a day."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from yishang.contexts.service_standards.rules import areas, flow
from yishang.contexts.service_standards.rules.areas import Area, Discretion, Period, ServiceList
from yishang.contexts.service_standards.rules.flow import Chart
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog.rules import Elements, Index
from yishang.kernel.packaged import packaged_rows

if TYPE_CHECKING:
    from yishang.kernel.catalog.models import ItemVersion

DATA = Path(__file__).resolve().parent.parent / "data"
AS_OF = date(2019, 1, 1)  # of the files; what changes in items.csv needs a later day
FOUND_MOST = 30


@dataclass(frozen=True)
class Held:
    """An item of a list as it stands that day."""

    code: str
    version: "ItemVersion"
    item: Elements


@cache
def all_areas() -> tuple[Area, ...]:
    """The sixteen areas in their order."""
    return areas.areas_in(packaged_rows(DATA / "areas.csv"))


@cache
def all_lists() -> tuple[ServiceList, ...]:
    """Every list, by area."""
    return areas.lists_in(packaged_rows(DATA / "lists.csv"), packaged_rows(DATA / "items.csv"))


@cache
def charts() -> dict[str, Chart]:
    """The charts that lists have of their own, lengths of time still by their keys."""
    return flow.charts_in(packaged_rows(DATA / "chart_nodes.csv"), packaged_rows(DATA / "chart_edges.csv"))


@cache
def periods() -> tuple[Period, ...]:
    """Lengths of time that laws set, from day to day."""
    return areas.periods_in(packaged_rows(DATA / "periods.csv"))


@cache
def _discretion() -> dict[str, tuple[Discretion, ...]]:
    return areas.discretion_in(packaged_rows(DATA / "discretion.csv"))


def discretion_of(code: str) -> tuple[Discretion, ...]:
    """How much room a decision about an item leaves, point by point; nothing for most items."""
    return _discretion().get(code, ())


def service_list(key: str) -> ServiceList:
    """One list. Raises ListNotFound."""
    found = next((one for one in all_lists() if one.key == key), None)
    if found is None:
        raise areas.not_found()
    return found


def area(number: str) -> Area:
    """The area of that number. Raises ListNotFound."""
    found = next((one for one in all_areas() if one.number == number), None)
    if found is None:
        raise areas.not_found()
    return found


def list_with(code: str) -> ServiceList:
    """The list on which an item stands. Raises ListNotFound."""
    found = next((one for one in all_lists() if code in one.codes), None)
    if found is None:
        raise areas.not_found()
    return found


def held(wanted: ServiceList, *, on: date) -> list[Held]:
    """The items of a list that are in force that day, in the list's order."""
    found = {one.item.code: one for one in catalog.in_force(on, codes=wanted.codes)}
    return [Held(code, found[code], found[code].elements) for code in wanted.codes if code in found]


def all_held(*, on: date) -> dict[str, list[Held]]:
    """The same for every list at once, by its key."""
    codes = {code for one in all_lists() for code in one.codes}
    found = {one.item.code: Held(one.item.code, one, one.elements) for one in catalog.in_force(on, codes=codes)}
    return {one.key: [found[code] for code in one.codes if code in found] for one in all_lists()}


def chart_of(wanted: ServiceList, items: list[Elements], *, on: date) -> Chart:
    """The list's own chart with the lengths of time of that day, else one made from its items' steps."""
    if not wanted.chart:
        return flow.chart_of_items(items)
    held_then = {one.key: one.words for one in periods() if one.holds_on(on)}
    first = {one.key: one.words for one in reversed(periods())}
    return flow.with_periods(charts()[wanted.chart], first | held_then)


def notice_before(wanted: ServiceList, *, on: date) -> Period | None:
    """The public notice that comes before a list and is not counted, by the law of that day."""
    if not wanted.chart or not any("{notice}" in node.text for node in charts()[wanted.chart].nodes):
        return None
    return areas.period_on(periods(), "notice", on)


def find_lists(text: str) -> list[ServiceList]:
    """Lists in whose name, area or items every word stands, also by the first letters of the pinyin (qykb)."""
    return _index().found(text, limit=FOUND_MOST)


@cache
def _index() -> Index[ServiceList]:
    names = {row["code"]: row["name"] for row in packaged_rows(DATA / "items.csv")}
    return Index((one, one.name, (area(one.area).name, *(names[code] for code in one.codes))) for one in all_lists())
