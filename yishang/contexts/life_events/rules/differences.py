"""What changed from one version of a tree to another, in words that people read: added, moved, renamed, gone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yishang.contexts.life_events.rules.tree import KIND_NAMES, EventItem, Node, Tree

ADDED, GONE, RENAMED, MOVED, ELSEWHERE, NEED = "新增", "取消", "改名", "移动", "改地点", "改要求"
CHANGES = (ADDED, GONE, RENAMED, MOVED, ELSEWHERE, NEED)


@dataclass(frozen=True)
class Change:
    """One difference: what happened, to which kind of thing (阶段 … 事项), and the sentence."""

    kind: str
    what: str
    code: str
    words: str


def differences(old: Tree, new: Tree, names: Mapping[str, str]) -> list[Change]:
    """Every difference, from the root upward; `names` are of items."""
    return [*_of_nodes(old, new), *_of_items(old, new, names)]


def _of_nodes(old: Tree, new: Tree) -> Iterator[Change]:
    for code, node in new.nodes.items():
        before, what = old.nodes.get(code), KIND_NAMES[node.kind]
        if before is None:
            yield Change(ADDED, what, code, f"{what}“{node.name}”{_under(new, node)}")
            continue
        if before.name != node.name:
            yield Change(RENAMED, what, code, f"{what}“{before.name}”改名为“{node.name}”")
        if before.parent != node.parent:
            yield Change(MOVED, what, code, f"{what}“{node.name}”从“{_parent(old, before)}”移到“{_parent(new, node)}”")
        if before.mode != node.mode:
            yield Change(ELSEWHERE, what, code, f"{what}“{node.name}”从{before.mode or '—'}改到{node.mode or '—'}办")
    for code, node in old.nodes.items():
        if code not in new.nodes:
            what = KIND_NAMES[node.kind]
            yield Change(GONE, what, code, f"{what}“{node.name}”{_under(old, node)}")


def _of_items(old: Tree, new: Tree, names: Mapping[str, str]) -> Iterator[Change]:
    before, after = _entries(old), _entries(new)
    for (event, item), entry in after.items():
        name = names.get(item, item)
        if (event, item) not in before:
            yield Change(ADDED, "事项", item, f"事项“{name}”加进事件“{new.nodes[event].name}”")
        elif before[event, item].need != entry.need:
            was = before[event, item].need
            yield Change(NEED, "事项", item, f"事件“{new.nodes[event].name}”的“{name}”由{was}改为{entry.need}")
    for event, item in before:
        if (event, item) not in after:
            name = names.get(item, item)
            yield Change(GONE, "事项", item, f"事项“{name}”从事件“{old.nodes[event].name}”摘下")


def _entries(tree: Tree) -> dict[tuple[str, str], EventItem]:
    return {(one.event, one.item): one for entries in tree.items.values() for one in entries}


def _parent(tree: Tree, node: Node) -> str:
    above = tree.nodes.get(node.parent)
    return above.name if above else "—"


def _under(tree: Tree, node: Node) -> str:
    return f"（{_parent(tree, node)}）" if node.parent else ""
