"""The trees as their versions say, and what their items say in the catalog on a day."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import QuerySet

from yishang.contexts.life_events import rules
from yishang.contexts.life_events.models import TreeVersion
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog.rules import Elements, Index, Mode
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.packaged import packaged_rows

DATA = Path(__file__).resolve().parent / "data"
AS_OF = date(2019, 9, 1)  # of the files; what changes in items.csv needs a later day
PROJECTS_AS_OF = date(2019, 10, 16)  # of what only the finer tree has; the same holds for project_items.csv
BEGINS = {rules.NATURAL: AS_OF, rules.LEGAL: AS_OF, rules.PROJECT: PROJECTS_AS_OF}
DRAWINGS_KEPT = 24
Stamp = tuple[Any, ...]
Made = TypeVar("Made")


@cache
def nodes() -> tuple[rules.Node, ...]:
    """Every stage, theme and event of the files."""
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
    """Which events need which items, as the files say."""
    return tuple(
        rules.EventItem(
            row["event"], row["item"], int(row["order"]), row["need"], tuple(filter(None, row["after"].split("；")))
        )
        for row in packaged_rows(DATA / "event_items.csv")
    )


@cache
def authored_content(name: str) -> dict[str, Any]:
    """A tree of the files as a version keeps it."""
    own = [node for node in nodes() if node.tree == name]
    codes = {node.code for node in own}
    return rules.written(own, [one for one in event_items() if one.event in codes])


@cache
def authored(name: str) -> rules.Tree:
    """A tree as its files say."""
    return rules.tree_of(name, nodes(), event_items(), digest=rules.digest_of(authored_content(name)))


@cache
def hints() -> tuple[rules.Hint, ...]:
    """For whom which event comes next, and why."""
    return tuple(
        rules.Hint(
            row["event"],
            row["when"],
            tuple(filter(None, row["words"].split("；"))),
            int(row["within_days"]) if row["within_days"] else None,
            row["reason"],
        )
        for row in packaged_rows(DATA / "next_steps.csv")
    )


def versions(name: str) -> QuerySet[TreeVersion]:
    """The published versions of a tree, the newest first; without their contents until asked."""
    return TreeVersion.objects.filter(tree=name, is_draft=False).defer("content").order_by("-effective_from")


def version_on(name: str, on: date) -> TreeVersion | None:
    """The version that holds that day, None before the first."""
    return versions(name).filter(effective_from__lte=on).first()


def draft_of(name: str) -> TreeVersion | None:
    """The version that waits to be published."""
    return TreeVersion.objects.filter(tree=name, is_draft=True).first()


def tree(name: str, *, on: date) -> rules.Tree:
    """A tree as it stands on a day, before its first version as its files say. Raises TreeNotFound."""
    if name not in rules.TITLES:
        raise not_found()
    version = version_on(name, on)
    return made(version) if version else authored(name)


def made(version: TreeVersion) -> rules.Tree:
    """The tree of a version, whether it is published or not."""
    if version.digest == authored(version.tree).digest:
        return authored(version.tree)
    held = _TREES.get(version.digest)
    if held is None:
        read = rules.read_back(version.content)
        held = _TREES[version.digest] = rules.tree_of(version.tree, read.nodes, read.items, digest=version.digest)
    return held


def declared(name: str, *, on: date) -> rules.Count:
    """How many of each the tree of that day is declared to have."""
    version = version_on(name, on)
    return rules.Count(**version.declared) if version else rules.DECLARED[name]


def morning(day: date) -> datetime:
    """When what is published as of a day counts as published."""
    return datetime.combine(day, time(9), SHANGHAI)


def drawing(whole: rules.Tree, sheet: str) -> rules.Drawing:
    """A tree as drawn: `wide` for desks and posters, `tall` for phones."""
    return _drawn(_Drawable(whole), sheet)


class _Drawable:
    """A tree as a key: two of the same digest are drawn alike."""

    def __init__(self, whole: rules.Tree) -> None:
        self.whole = whole

    def __hash__(self) -> int:
        return hash(self.whole.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawable) and self.whole.digest == other.whole.digest


@lru_cache(maxsize=DRAWINGS_KEPT)
def _drawn(one: _Drawable, sheet: str) -> rules.Drawing:
    return rules.drawn(one.whole, rules.WIDE if sheet == "wide" else rules.TALL)


def event(code: str, *, on: date) -> tuple[rules.Tree, rules.Node]:
    """An event with its tree. Raises TreeNotFound."""
    name = rules.LETTERS.get(code[:1])
    if name:
        whole = tree(name, on=on)
        node = whole.nodes.get(code)
        if node and node.kind == "event":
            return whole, node
    raise not_found()


def not_found() -> rules.TreeNotFound:
    """The refusal for what is on no tree."""
    return rules.TreeNotFound("树上没有这一项。", next_step="请从全生命周期树进入，或搜索事项名称。")


def item_numbers(on: date) -> set[str]:
    """The numbers of all items in force."""
    return set(catalog.in_force(on).values_list("item__code", flat=True))


def item_names(on: date) -> dict[str, str]:
    """What items in force are called."""
    return {code: one.name for code, one in items_in_force(on).items()}


def items_in_force(on: date) -> dict[str, Elements]:
    """What the trees' items say that day, number → elements; an item that is not in force is missing."""
    return _kept(_items, on)


def find(text: str, *, on: date, limit: int = 30) -> list[str]:
    """Numbers of the items in which every word stands, those with it in their name first."""
    return _kept(_index, on).found(text, limit=limit)


def events_of(code: str, *, on: date) -> list[tuple[rules.Tree, rules.Node]]:
    """The events that need an item, with their trees."""
    return [(whole, whole.nodes[event]) for whole, event in _kept(_events, on).get(code, ())]


_TREES: dict[str, rules.Tree] = {}
_KEPT: dict[Callable[[date], object], tuple[Stamp, date, object]] = {}


def forget() -> None:
    """Let go of what was read from the catalog."""
    _KEPT.clear()
    _TREES.clear()


def _kept(make: Callable[[date], Made], on: date) -> Made:
    """What `make` made of the catalog for that day, as long as nothing is published or retired."""
    stamp = (*catalog.stamp(), *(whole.digest for whole in trees(on)))
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
    whole, node = event(code, on=on)
    return rules.gain_of(whole.name, node, whole.items.get(code, ()), items_in_force(on))


def findings(on: date) -> list[rules.Finding]:
    """What is to be put right on the trees that day."""
    return _kept(_findings, on)


def _gains(on: date) -> list[rules.Gain]:
    held = items_in_force(on)
    return [
        rules.gain_of(name, node, whole.items.get(node.code, ()), held)
        for name in rules.TITLES
        for whole in (tree(name, on=on),)
        for node in whole.events()
    ]


def _findings(on: date) -> list[rules.Finding]:
    every = {one.item.code: one.elements for one in catalog.in_force(on)}
    return rules.findings(trees(on), items_in_force(on), every=every)


def trees(on: date) -> list[rules.Tree]:
    """All trees as they stand on a day."""
    rows = TreeVersion.objects.filter(is_draft=False, effective_from__lte=on).defer("content")
    standing = {version.tree: version for version in rows.order_by("effective_from")}
    return [made(standing[name]) if name in standing else authored(name) for name in rules.TITLES]


def _events(on: date) -> dict[str, list[tuple[rules.Tree, str]]]:
    found: dict[str, list[tuple[rules.Tree, str]]] = {}
    for whole in trees(on):
        for event in whole.events():
            for one in whole.items.get(event.code, ()):
                found.setdefault(one.item, []).append((whole, event.code))
    return found


def _items(on: date) -> dict[str, Elements]:
    wanted = {code for whole in trees(on) for code in whole.item_codes()}
    return {one.item.code: one.elements for one in catalog.in_force(on) if one.item.code in wanted}


def _index(on: date) -> Index[str]:
    return Index((code, one.name, (one.department, one.output)) for code, one in items_in_force(on).items())
