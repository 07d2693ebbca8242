"""What is wrong on the trees taken together: loops, papers that nobody issues, items out of reach or out of force."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from yishang.contexts.life_events.rules.graph import links_of, loop_in, survey
from yishang.contexts.life_events.rules.tree import Tree
from yishang.kernel.catalog.rules import Elements

LOOP, DEAD_END, UNREACHED, RETIRED = "互相等待", "没有出处的材料", "不在任何事件里", "已停用仍挂在树上"
FINDINGS = (LOOP, RETIRED, DEAD_END, UNREACHED)


@dataclass(frozen=True)
class Finding:
    """One thing to put right: where it shows (an event's code, "" for none), which item, and in words."""

    kind: str
    event: str
    item: str
    words: str


def findings(trees: Sequence[Tree], items: Mapping[str, Elements], *, every: Mapping[str, Elements]) -> list[Finding]:
    """Everything to put right; `items` are those of the trees in force, `every` all items in force."""
    found = [*_loops(trees, items), *_retired(trees, items)]
    told = survey(items, {}, on_a_tree=items)
    found += [
        Finding(DEAD_END, "", code, f"“{items[code].name}”要“{paper}”，没有哪个事项的结果是它。")
        for code, paper in told.dead_ends
        if not _is_exempt(items[code], paper)
    ]
    found += [
        Finding(UNREACHED, "", code, f"“{one.name}”在用，但不在任何事件里，谁也走不到。")
        for code, one in every.items()
        if code not in items
    ]
    return found


def _is_exempt(one: Elements, paper: str) -> bool:
    return any(material.name == paper and material.exempt_by for material in one.materials)


def _loops(trees: Sequence[Tree], items: Mapping[str, Elements]) -> Iterator[Finding]:
    for tree in trees:
        for event in tree.events():
            entries = tree.items.get(event.code, ())
            if loop := loop_in(links_of(entries, items)):
                names = " → ".join(items[code].name for code in loop)
                yield Finding(LOOP, event.code, loop[0], f"“{event.name}”里互相等待：{names}。")


def _retired(trees: Sequence[Tree], items: Mapping[str, Elements]) -> Iterator[Finding]:
    for tree in trees:
        for event in tree.events():
            for one in tree.items.get(event.code, ()):
                if one.item not in items:
                    yield Finding(RETIRED, event.code, one.item, f"“{event.name}”里的 {one.item} 已经停用。")
