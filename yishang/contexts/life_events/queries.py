"""The trees as their files say, and what their items say in the catalog on a day."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

from yishang.contexts.life_events import rules
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog.rules import Elements, Index, Mode
from yishang.kernel.packaged import packaged_rows

DATA = Path(__file__).resolve().parent / "data"
AS_OF = date(2019, 9, 1)  # of the files; what changes in items.csv needs a later day
PROJECTS_AS_OF = date(2019, 10, 16)  # of what only the finer tree has; the same holds for project_items.csv
Stamp = tuple[datetime | None, int, int]
Made = TypeVar("Made")


@cache
def nodes() -> tuple[rules.Node, ...]:
    """Every stage, theme and event of all trees."""
    return tuple(
        rules.Node(
            row["code"],
            row["kind"],
            row["parent"],
            row["name"],
            row["source"],
            Mode[row["mode"]] if row["mode"] else None,
        )
        for row in packaged_rows(DATA / "nodes.csv")
    )


@cache
def event_items() -> tuple[rules.EventItem, ...]:
    """Which events need which items."""
    return tuple(
        rules.EventItem(
            row["event"], row["item"], int(row["order"]), row["need"], tuple(filter(None, row["after"].split("；")))
        )
        for row in packaged_rows(DATA / "event_items.csv")
    )


@cache
def tree(name: str) -> rules.Tree:
    """One of the trees. Raises TreeNotFound."""
    if name not in rules.TITLES:
        raise not_found()
    return rules.tree_of(name, nodes(), event_items())


@cache
def drawing(name: str, sheet: str) -> rules.Drawing:
    """A tree as drawn: `wide` for desks and posters, `tall` for phones. Raises TreeNotFound."""
    return rules.drawn(tree(name), rules.WIDE if sheet == "wide" else rules.TALL)


def event(code: str) -> tuple[rules.Tree, rules.Node]:
    """An event with its tree. Raises TreeNotFound."""
    for name in rules.TITLES:
        node = tree(name).nodes.get(code)
        if node and node.kind == "event":
            return tree(name), node
    raise not_found()


def not_found() -> rules.TreeNotFound:
    """The refusal for what is on no tree."""
    return rules.TreeNotFound("树上没有这一项。", next_step="请从全生命周期树进入，或搜索事项名称。")


def items_in_force(on: date) -> dict[str, Elements]:
    """What the trees' items say that day, number → elements; an item that is not in force is missing."""
    return _kept(_items, on)


def find(text: str, *, on: date, limit: int = 30) -> list[str]:
    """Numbers of the items in which every word stands, those with it in their name first."""
    return _kept(_index, on).found(text, limit=limit)


def events_of(code: str) -> list[rules.Node]:
    """The events that need an item."""
    known = {node.code: node for node in nodes()}
    return [known[one.event] for one in event_items() if one.item == code]


_KEPT: dict[Callable[[date], object], tuple[Stamp, date, object]] = {}


def forget() -> None:
    """Let go of what was read from the catalog."""
    _KEPT.clear()


def _kept(make: Callable[[date], Made], on: date) -> Made:
    """What `make` made of the catalog for that day, as long as nothing is published or retired."""
    stamp = catalog.stamp()
    if (found := _KEPT.get(make)) and found[:2] == (stamp, on):
        return found[2]  # type: ignore[return-value]
    made = make(on)
    _KEPT[make] = (stamp, on, made)
    return made


def gains(on: date) -> list[rules.Gain]:
    """What each event of each tree could save, as its items say that day."""
    return _kept(_gains, on)


def gain(code: str, *, on: date) -> rules.Gain:
    """What one event could save. Raises TreeNotFound."""
    whole, node = event(code)
    return rules.gain_of(whole.name, node, whole.items.get(code, ()), items_in_force(on))


def findings(on: date) -> list[rules.Finding]:
    """What is to be put right on the trees that day."""
    return _kept(_findings, on)


def _gains(on: date) -> list[rules.Gain]:
    held = items_in_force(on)
    return [
        rules.gain_of(name, node, whole.items.get(node.code, ()), held)
        for name in rules.TITLES
        for whole in (tree(name),)
        for node in whole.events()
    ]


def _findings(on: date) -> list[rules.Finding]:
    every = {one.item.code: one.elements for one in catalog.in_force(on)}
    return rules.findings([tree(name) for name in rules.TITLES], items_in_force(on), every=every)


def _items(on: date) -> dict[str, Elements]:
    wanted = {one.item for one in event_items()}
    return {one.item.code: one.elements for one in catalog.in_force(on) if one.item.code in wanted}


def _index(on: date) -> Index[str]:
    return Index((code, one.name, (one.department, one.output)) for code, one in items_in_force(on).items())
