"""Two trees of a life, a finer one of building: what stands on them, and what may not (handbook 3.1, 3.2, bad input).

A tree has stages (the trunk), themes (leaves), events (at the corners) and items (on touch). An event names its items
by their number; what an item says is the catalog's business.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from yishang.kernel.catalog.rules import Mode
from yishang.kernel.context import Refusal

NATURAL, LEGAL, PROJECT = "natural", "legal", "project"
TITLES = {NATURAL: "自然人全生命周期树", LEGAL: "法人全生命周期树", PROJECT: "工程建设项目审批树"}
WHOSE = {NATURAL: "我是个人", LEGAL: "我办企业", PROJECT: "我建项目"}
LETTERS = {"N": NATURAL, "L": LEGAL, "P": PROJECT}
STAGE, THEME, EVENT = "stage", "theme", "event"
PARENT_OF = {THEME: STAGE, EVENT: THEME}
KIND_NAMES = {STAGE: "阶段", THEME: "主题", EVENT: "事件"}
REQUIRED, OPTIONAL, DEPENDS = "必办", "选办", "情形"
FROM_THE_SOURCE, SAMPLE = "原文", "示范"


class TreeNotFound(Refusal):
    """No such tree, event or item on it."""

    status = 404


@dataclass(frozen=True)
class Count:
    """How many of each a tree is declared to have."""

    stages: int
    themes: int
    events: int
    items: int


DECLARED = {  # 附件2, 莲湖; the finer tree of building projects, which it names and does not count, is ours
    NATURAL: Count(4, 36, 59, 200),
    LEGAL: Count(3, 26, 68, 489),
    PROJECT: Count(4, 27, 40, 75),
}


@dataclass(frozen=True)
class Node:
    """One stage, theme or event; `mode` is where an event is done, `source` whether the name is the source's own."""

    code: str
    kind: str
    parent: str
    name: str
    source: str
    mode: Mode | None = None

    @property
    def tree(self) -> str:
        return LETTERS.get(self.code[:1], "")

    @property
    def is_sample(self) -> bool:
        return self.source != FROM_THE_SOURCE


@dataclass(frozen=True)
class EventItem:
    """An item of an event: whether everybody needs it, and after which others of the event it can begin."""

    event: str
    item: str
    order: int
    need: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tree:
    """One tree, ready to be walked: children by parent code in order, items by event code in order."""

    name: str
    nodes: Mapping[str, Node]
    children: Mapping[str, tuple[Node, ...]]
    items: Mapping[str, tuple[EventItem, ...]]
    digest: str = ""  # of the version that it was read from

    @property
    def title(self) -> str:
        return TITLES[self.name]

    @property
    def stages(self) -> tuple[Node, ...]:
        return self.children.get("", ())

    def below(self, node: Node) -> tuple[Node, ...]:
        """The themes of a stage, the events of a theme."""
        return self.children.get(node.code, ())

    def themes(self) -> Iterator[tuple[int, Node]]:
        """Every theme with the place of its stage, from the root upward."""
        for place, stage in enumerate(self.stages):
            for theme in self.below(stage):
                yield place, theme

    def events(self) -> Iterator[Node]:
        """Every event in the order of a life."""
        for _, theme in self.themes():
            yield from self.below(theme)

    def item_codes(self) -> set[str]:
        """Every item of the tree, each once however many events need it."""
        return {one.item for entries in self.items.values() for one in entries}

    def count(self) -> Count:
        """How many of each there are."""
        kinds = Counter(node.kind for node in self.nodes.values())
        return Count(kinds[STAGE], kinds[THEME], kinds[EVENT], len(self.item_codes()))


def tree_of(name: str, nodes: Iterable[Node], items: Iterable[EventItem], *, digest: str = "") -> Tree:
    """Put one tree together out of all rows; says nothing about their faults (`faults` does)."""
    own = [node for node in nodes if node.tree == name]
    children: dict[str, list[Node]] = {}
    for node in own:
        children.setdefault(node.parent, []).append(node)
    codes = {node.code for node in own}
    held: dict[str, tuple[EventItem, ...]] = {}
    for one in sorted(items, key=lambda entry: entry.order):
        if one.event in codes:
            held[one.event] = (*held.get(one.event, ()), one)
    below = {at: tuple(found) for at, found in children.items()}
    return Tree(name, {node.code: node for node in own}, below, held, digest)


def faults(nodes: Sequence[Node], items: Sequence[EventItem], *, known: Collection[str]) -> list[str]:
    """What keeps the rows from being trees, in words; `known` are the numbers of the items that there are."""
    reached = {one.item for one in items}
    lost = [f"事项 {code} 不在任何事件里，谁也走不到。" for code in sorted(set(known) - reached)]
    return [*(words for _, words in located_faults(nodes, items, known=known)), *lost]


def located_faults(
    nodes: Sequence[Node], items: Sequence[EventItem], *, known: Collection[str]
) -> list[tuple[str, str]]:
    """What is wrong, each with where it stands: a node's number, or `event/item`."""
    return [*_node_faults(nodes), *_item_faults(nodes, items, known)]


Located = Iterator[tuple[str, str]]


def _node_faults(nodes: Sequence[Node]) -> Located:
    by_code = {node.code: node for node in nodes}
    for code, many in Counter(node.code for node in nodes).items():
        if many > 1:
            yield code, f"编号 {code} 用了 {many} 次。"
    last = {(node.tree, node.parent, node.name): node.code for node in nodes}
    for (tree, parent, name), many in Counter((node.tree, node.parent, node.name) for node in nodes).items():
        if many > 1:
            yield last[tree, parent, name], f"“{name}”在同一上级下有 {many} 个。"
    for node in nodes:
        yield from ((node.code, words) for words in _place_faults(node, by_code))


def _place_faults(node: Node, by_code: Mapping[str, Node]) -> Iterator[str]:
    """What is wrong with where a node hangs."""
    if node.kind not in KIND_NAMES or not node.tree:
        yield f"{node.code}“{node.name}”的类别或所属的树不明。"
        return
    if node.kind == STAGE:
        if node.parent:
            yield f"阶段“{node.name}”不能有上级。"
        return
    parent = by_code.get(node.parent)
    if parent is None:
        yield f"{KIND_NAMES[node.kind]}“{node.name}”没有上级 {node.parent}。"
    elif parent.tree != node.tree:
        yield f"{KIND_NAMES[node.kind]}“{node.name}”挂在另一棵树的“{parent.name}”上。"
    elif parent.kind != PARENT_OF[node.kind]:
        yield f"{KIND_NAMES[node.kind]}“{node.name}”不能挂在{KIND_NAMES[parent.kind]}“{parent.name}”下。"
    if node.kind == EVENT and node.mode is None:
        yield f"事件“{node.name}”没有写明在哪里办。"


def _item_faults(nodes: Sequence[Node], items: Sequence[EventItem], known: Collection[str]) -> Located:
    events = {node.code: node for node in nodes if node.kind == EVENT}
    held: dict[str, list[str]] = {}
    for one in items:
        held.setdefault(one.event, []).append(one.item)
    for one in items:
        yield from ((f"{one.event}/{one.item}", words) for words in _entry_faults(one, events, held, known))
    for code, codes in held.items():
        twice = ((item, many) for item, many in Counter(codes).items() if many > 1)
        yield from ((f"{code}/{item}", f"事件 {code} 把事项 {item} 写了 {many} 次。") for item, many in twice)
    bare = (event for event in events.values() if event.code not in held)
    yield from ((event.code, f"事件“{event.name}”一个事项也没有。") for event in bare)


def _entry_faults(
    one: EventItem, events: Collection[str], held: Mapping[str, Collection[str]], known: Collection[str]
) -> Iterator[str]:
    if one.event not in events:
        yield f"事项 {one.item} 挂在没有的事件 {one.event} 上。"
    if one.item not in known:
        yield f"事件 {one.event} 写了没有的事项 {one.item}。"
    if one.need not in (REQUIRED, OPTIONAL, DEPENDS):
        yield f"事件 {one.event} 的事项 {one.item} 没有写明必办、选办还是情形。"
    for before in set(one.after) - set(held[one.event]):
        yield f"事件 {one.event} 的事项 {one.item} 要等不在其中的 {before}。"
