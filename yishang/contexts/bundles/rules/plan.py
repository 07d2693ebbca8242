"""What a chosen bundle comes to: parts by department, papers once each, days side by side, fees (handbook 3.3, 3.4).

Times are half working days as promised; what is done while one waits counts as one, so that a promise to the applicant
is never shorter than the clocks that run behind it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from graphlib import TopologicalSorter

from yishang.contexts.bundles.rules.answering import chosen
from yishang.contexts.bundles.rules.menu import Answers, Bundle, Entry, holds, loop_in
from yishang.kernel.catalog.rules import Elements, Fee, Material, Necessity
from yishang.kernel.context import Refusal

LEAST = 1  # half days


class OrderLoops(Refusal):
    """The items of a bundle wait for one another."""


class NothingToDo(Refusal):
    """By these answers there is nothing to apply for."""

    status = 422


@dataclass(frozen=True)
class Part:
    """One department's share: items that wait for the same things. `key` is stable within a plan."""

    key: int
    department: str
    items: tuple[str, ...]
    after: tuple[int, ...]
    half_days: int
    begins: int = 0
    ends: int = 0


@dataclass(frozen=True)
class PaperOnce:
    """A paper that is handed in once, and the items that use it.

    `from_item` issues it on the way, `exempt_by` replaces it: then it is not handed in at all.
    """

    key: str
    material: Material
    items: tuple[str, ...]
    from_item: str = ""

    @property
    def exempt_by(self) -> str:
        return self.material.exempt_by

    @property
    def is_handed_in(self) -> bool:
        return not self.exempt_by and not self.from_item

    @property
    def is_required(self) -> bool:
        return self.is_handed_in and self.material.necessity == Necessity.REQUIRED


@dataclass(frozen=True)
class Effect:
    """One side of the comparison, before or after."""

    half_days: int
    steps: int
    materials: int
    visits: int
    departments: int


@dataclass(frozen=True)
class Plan:
    """Everything that the answers to a bundle's questions come to."""

    entries: tuple[Entry, ...]
    items: Mapping[str, Elements]
    parts: tuple[Part, ...]
    papers: tuple[PaperOnce, ...]
    fees: tuple[tuple[str, Fee], ...]
    path: tuple[int, ...]
    before: Effect
    after: Effect

    @property
    def half_days(self) -> int:
        """The one limit that the applicant sees: the critical path."""
        return self.after.half_days

    @property
    def departments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.department for part in self.parts))

    @property
    def to_hand_in(self) -> list[PaperOnce]:
        return [paper for paper in self.papers if paper.is_handed_in]

    @property
    def not_needed(self) -> list[PaperOnce]:
        return [paper for paper in self.papers if not paper.is_handed_in]

    def step_of(self, item: str) -> str:
        return next((entry.step for entry in self.entries if entry.item == item), "")


def plan_of(bundle: Bundle, answers: Answers, items: Mapping[str, Elements], *, on: date) -> Plan:
    """What these (complete) answers come to on a day; `items` are number → elements in force.

    Raises NothingToDo, OrderLoops, KeyError for an item that is not in force: ask `menu.missing` first.
    """
    entries = chosen(bundle, answers)
    if not entries:
        raise NothingToDo("按您的回答，没有需要办的事项。", next_step="如果答错了，请重新回答；也可以拨打 12345。")
    held = {entry.item: _with_extras(bundle, answers, entry.item, items[entry.item]) for entry in entries}
    links = links_of(entries, held)
    if ring := loop_in(links):
        raise OrderLoops(
            f"先后次序绕成了圈：{' → '.join(held[code].name for code in ring)}。", next_step="请联系窗口。"
        )
    parts = _parts(entries, held, links)
    papers = tuple(_papers(held))
    return Plan(
        entries=tuple(entries),
        items=held,
        parts=parts,
        papers=papers,
        fees=tuple((code, fee) for code, one in held.items() for fee in one.fees_on(on)),
        path=_path(parts),
        before=_before(held),
        after=_after(held, parts, papers),
    )


def unexplained(bundle: Bundle, plan: Plan) -> list[str]:
    """What a bundle makes longer or more than its items singly, while it gives no reason (handbook 3, 坏输入)."""
    labels = {"half_days": "时限", "steps": "环节", "materials": "材料", "visits": "跑动"}
    worse = [label for name, label in labels.items() if getattr(plan.after, name) > getattr(plan.before, name)]
    return [f"{label}比分开办还多，须写明理由。" for label in worse if not bundle.reason]


def links_of(entries: Sequence[Entry], items: Mapping[str, Elements]) -> dict[str, set[str]]:
    """Which item waits for which: as the rows say, and where one's output is the other's paper.

    Nobody waits for a paper that an e-certificate replaces or that may follow later (可容缺).
    """
    issued = {one.output: code for code, one in items.items() if one.output}
    links = {entry.item: set(entry.after) for entry in entries}
    for code, one in items.items():
        for paper in one.materials:
            source = issued.get(paper.name, code)
            if source != code and not paper.exempt_by and paper.necessity != Necessity.LATER:
                links[code].add(source)
    return links


def _with_extras(bundle: Bundle, answers: Answers, code: str, elements: Elements) -> Elements:
    known = {one.key for one in elements.materials}
    added = [one.paper for one in bundle.extras if one.item == code and holds(one.when, answers)]
    return replace(elements, materials=(*elements.materials, *(one for one in added if one.key not in known)))


def _parts(entries: Sequence[Entry], items: Mapping[str, Elements], links: Mapping[str, set[str]]) -> tuple[Part, ...]:
    """Items of one department that wait for the same items are one part; so the parts can form no ring."""
    shares: dict[tuple[str, frozenset[str]], list[str]] = {}
    for entry in entries:
        shares.setdefault((items[entry.item].department, frozenset(links[entry.item])), []).append(entry.item)
    place = {code: key for key, codes in enumerate(shares.values()) for code in codes}
    made = [
        Part(
            key, department, tuple(codes), tuple(sorted({place[one] for one in waits})),
            max(_length(items[code]) for code in codes),
        )
        for key, ((department, waits), codes) in enumerate(shares.items())
    ]  # fmt: skip
    return _timed(made)


def _timed(parts: Sequence[Part]) -> tuple[Part, ...]:
    by_key = {part.key: part for part in parts}
    for key in TopologicalSorter({part.key: part.after for part in parts}).static_order():
        begins = max((by_key[before].ends for before in by_key[key].after), default=0)
        by_key[key] = replace(by_key[key], begins=begins, ends=begins + by_key[key].half_days)
    return tuple(sorted(by_key.values(), key=lambda part: (part.begins, part.key)))


def _path(parts: Sequence[Part]) -> tuple[int, ...]:
    """The parts on which the whole length depends, first to last."""
    by_key = {part.key: part for part in parts}
    last = max(parts, key=lambda part: part.ends)
    path = [last.key]
    while by_key[path[-1]].after:
        path.append(max(by_key[path[-1]].after, key=lambda key: by_key[key].ends))
    return tuple(reversed(path))


def _papers(items: Mapping[str, Elements]) -> Iterator[PaperOnce]:
    issued = {one.output: code for code, one in items.items() if one.output}
    asked: dict[str, list[str]] = {}
    strictest: dict[str, Material] = {}
    for code, one in items.items():
        for paper in one.materials:
            asked.setdefault(paper.key, []).append(code)
            strictest[paper.key] = _stricter(strictest.get(paper.key), paper)
    for key, paper in strictest.items():
        source = issued.get(paper.name, "")
        yield PaperOnce(key, paper, tuple(asked[key]), "" if source in asked[key] else source)


def _stricter(kept: Material | None, paper: Material) -> Material:
    """Where two items differ about a paper, what satisfies both: necessary if one says so, the most copies."""
    if kept is None:
        return paper
    order = list(Necessity)
    need = min(kept.necessity, paper.necessity, key=lambda one: {"必要": 0, "可容缺": 1}.get(one, len(order)))
    exempt = kept.exempt_by if paper.exempt_by else ""
    return replace(kept, necessity=need, copies=max(kept.copies, paper.copies), exempt_by=exempt)


def _length(elements: Elements) -> int:
    return max(elements.promised or 0, LEAST)


def _before(items: Mapping[str, Elements]) -> Effect:
    """Each item by itself, one after another."""
    held = items.values()
    return Effect(
        half_days=sum(_length(one) for one in held),
        steps=sum(max(len(one.steps), 1) for one in held),
        materials=sum(len(one.materials) for one in held),
        visits=sum(one.visits for one in held),
        departments=len({one.department for one in held}),
    )


def _after(items: Mapping[str, Elements], parts: Iterable[Part], papers: Iterable[PaperOnce]) -> Effect:
    """One counter, papers once, departments side by side: the steps of intake become a single one."""
    return Effect(
        half_days=max(part.ends for part in parts),
        steps=1 + sum(max(len(one.steps) - 1, 0) for one in items.values()),
        materials=sum(paper.is_handed_in for paper in papers),
        visits=1 if any(one.visits for one in items.values()) else 0,
        departments=1,
    )
