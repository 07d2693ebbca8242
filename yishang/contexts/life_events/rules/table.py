"""A tree as one table to edit and load again: stages, themes, events and their items, a row each, parents first."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from yishang.contexts.life_events.rules.tree import (
    FROM_THE_SOURCE,
    KIND_NAMES,
    LETTERS,
    SAMPLE,
    EventItem,
    Node,
    Tree,
    located_faults,
)
from yishang.kernel.catalog.rules import Mode
from yishang.kernel.context import Refusal
from yishang.kernel.intake.rules import Field

ITEM = "事项"
FIELDS = (
    Field("kind", "类别", required=True, example="事件"),
    Field("code", "编号", required=True, example="N3091"),
    Field("parent", "上级", example="N309"),
    Field("name", "名称", example="购买商品住房"),
    Field("source", "来源", example="示范"),
    Field("mode", "在哪里办", example="市民中心"),
    Field("need", "要不要办", example="必办"),
    Field("after", "先办哪些", example="612015001000；612005008000"),
)
HEAD = tuple(field.label for field in FIELDS)
KINDS = {name: kind for kind, name in KIND_NAMES.items()}
Rows = Sequence[tuple[int, Mapping[str, str]]]


class TableRefused(Refusal):
    """The table is no tree; `told` says which row is wrong, and why."""

    status = 422

    def __init__(self, told: Sequence[tuple[int, str]]) -> None:
        """`told` are row numbers, 0 for the table as a whole, and sentences."""
        first = "；".join(f"第 {row} 行：{words}" if row else words for row, words in told[:3])
        super().__init__(f"表格有 {len(told)} 处不对：{first}", next_step="请改正后再载入；没有载入任何内容。")
        self.told = tuple(told)


@dataclass(frozen=True)
class Read:
    """What a table says: nodes and entries in its order."""

    nodes: tuple[Node, ...]
    items: tuple[EventItem, ...]


def read_tree(rows: Rows, *, tree: str, known: Collection[str]) -> Read:
    """A table's rows (number, values) as a tree; `known` are the numbers of items in force. Raises TableRefused."""
    told = list(_cell_faults(rows, tree))
    if told:
        raise TableRefused(told)
    nodes, items, places, many = [], [], {"": 0}, dict[str, int]()
    for row, values in rows:
        if values["kind"] == ITEM:
            many[values["parent"]] = many.get(values["parent"], 0) + 1
            items.append(_entry(values, many[values["parent"]]))
            places[f"{values['parent']}/{values['code']}"] = row
        else:
            nodes.append(_node(values))
            places[values["code"]] = row
    if found := [(places.get(at, 0), words) for at, words in located_faults(nodes, items, known=known)]:
        raise TableRefused(sorted(found))
    return Read(tuple(nodes), tuple(items))


def rows_of(tree: Tree, names: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """A tree as the rows that `read_tree` reads back; `names` are of items, for people only."""
    for stage in tree.stages:
        yield _node_row(stage)
        for theme in tree.below(stage):
            yield _node_row(theme)
            for event in tree.below(theme):
                yield _node_row(event)
                for one in tree.items.get(event.code, ()):
                    name = names.get(one.item, "")
                    yield ITEM, one.item, one.event, name, "", "", one.need, "；".join(one.after)


def written(nodes: Iterable[Node], items: Iterable[EventItem]) -> dict[str, Any]:
    """A tree as JSON keeps it."""
    return {
        "nodes": [[one.code, one.kind, one.parent, one.name, one.source, one.mode] for one in nodes],
        "items": [[one.event, one.item, one.order, one.need, list(one.after)] for one in items],
    }


def read_back(kept: Mapping[str, Any]) -> Read:
    """Out of what `written` made."""
    nodes = (
        Node(code, kind, parent, name, source, Mode(mode) if mode else None)
        for code, kind, parent, name, source, mode in kept["nodes"]
    )
    items = (EventItem(event, item, order, need, tuple(after)) for event, item, order, need, after in kept["items"])
    return Read(tuple(nodes), tuple(items))


def digest_of(content: Mapping[str, Any]) -> str:
    """By what two contents are told apart."""
    return sha256(dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _cell_faults(rows: Rows, tree: str) -> Iterator[tuple[int, str]]:
    if not rows:
        yield 0, "表里没有行。"
    for row, values in rows:
        if values["kind"] not in (*KINDS, ITEM):
            yield row, f"类别“{values['kind']}”不是阶段、主题、事件或事项。"
        elif not values["code"]:
            yield row, "没有编号。"
        elif values["kind"] == ITEM:
            if not values["parent"]:
                yield row, "事项没有写明属于哪个事件。"
        else:
            yield from ((row, words) for words in _node_cells(values, tree))


def _node_cells(values: Mapping[str, str], tree: str) -> Iterator[str]:
    if LETTERS.get(values["code"][:1]) != tree:
        yield f"编号 {values['code']} 不是这棵树的，须以“{_letter(tree)}”开头。"
    if not values["name"]:
        yield "没有名称。"
    if values["source"] not in ("", FROM_THE_SOURCE, SAMPLE):
        yield f"来源“{values['source']}”不是原文或示范。"
    if values["mode"] not in ("", *Mode):
        yield f"没有“{values['mode']}”这种地方。"


def _letter(tree: str) -> str:
    return next(letter for letter, name in LETTERS.items() if name == tree)


def _node(values: Mapping[str, str]) -> Node:
    mode = Mode(values["mode"]) if values["mode"] else None
    kind = KINDS[values["kind"]]
    return Node(values["code"], kind, values["parent"], values["name"], values["source"] or SAMPLE, mode)


def _entry(values: Mapping[str, str], order: int) -> EventItem:
    after = tuple(one.strip() for one in values["after"].replace(";", "；").split("；") if one.strip())
    return EventItem(values["parent"], values["code"], order, values["need"] or "必办", after)


def _node_row(node: Node) -> tuple[str, ...]:
    return KIND_NAMES[node.kind], node.code, node.parent, node.name, node.source, node.mode or "", "", ""
