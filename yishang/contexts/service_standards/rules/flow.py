"""A flow chart as data: who does what, what follows, and what the arrows say (handbook 4.4).

The order of the steps is the order in which they are read; an arrow to an earlier step is a way back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from yishang.kernel.catalog.rules import Elements, days_text

APPLICANT = "申请人"
PERIOD = re.compile(r"\{(\w+)\}")  # a length of time that the law sets, by its key: 公示 {notice} → 公示 45 天


@dataclass(frozen=True)
class Node:
    """One box: what is done, and in whose lane."""

    key: str
    lane: str
    text: str


@dataclass(frozen=True)
class Edge:
    """One arrow; its label is the condition under which this way is taken."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True)
class Chart:
    """The boxes in the order of reading, and the arrows."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def lanes(self) -> list[str]:
        """Who takes part, in the order of appearance."""
        return list(dict.fromkeys(one.lane for one in self.nodes))


@dataclass(frozen=True)
class Line:
    """A step in words: its number, what is done by whom, and where it goes on other than to the next step."""

    number: int
    node: Node
    ways: tuple[tuple[str, int], ...]


def chart_faults(chart: Chart) -> list[str]:
    """What is wrong with a chart, in words; empty when it can be drawn."""
    keys = [one.key for one in chart.nodes]
    told = [f"“{key}”写了两遍" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    told += [f"箭头指向没有的步骤“{key}”" for one in chart.edges for key in (one.source, one.target) if key not in keys]
    reached = {one.target for one in chart.edges}
    return told + [f"“{one.text}”没有箭头到达" for one in chart.nodes[1:] if one.key not in reached]


def ranks(chart: Chart) -> dict[str, int]:
    """The row of each box: below everything that leads to it, and never two in one cell of row and lane."""
    place = {one.key: number for number, one in enumerate(chart.nodes)}
    rows: dict[str, int] = {}
    taken: set[tuple[int, str]] = set()
    for node in chart.nodes:
        before = [
            rows[one.source] for one in chart.edges if one.target == node.key and place[one.source] < place[node.key]
        ]
        row = max(before, default=-1) + 1
        while (row, node.lane) in taken:
            row += 1
        rows[node.key] = row
        taken.add((row, node.lane))
    return rows


def in_words(chart: Chart) -> list[Line]:
    """The chart as a numbered list, for whoever cannot see it; a way that is simply the next step is not told."""
    number = {one.key: place for place, one in enumerate(chart.nodes, start=1)}
    return [
        Line(
            number[node.key],
            node,
            tuple(
                (one.label, number[one.target])
                for one in chart.edges
                if one.source == node.key and (one.label or number[one.target] != number[node.key] + 1)
            ),
        )
        for node in chart.nodes
    ]


def chart_of_items(items: Sequence[Elements]) -> Chart:
    """The chart of a list without one of its own: hand in, the items' steps one after another, and the way back."""
    steps = [(one.department, step.name, step.half_days) for one in items for step in one.steps]
    nodes = [Node("ask", APPLICANT, "备齐材料，提出申请")]
    nodes += [Node(f"step{place}", lane, said(name, halves)) for place, (lane, name, halves) in enumerate(steps)]
    if not steps:
        return Chart(tuple(nodes), ())
    following = [Edge(one.key, other.key) for one, other in pairwise(nodes)]
    if len(steps) > 1:
        following[1] = Edge("step0", "step1", "材料齐全")
    back = Node("mend", APPLICANT, "按一次性告知补齐材料")
    return Chart((*nodes, back), (*following, Edge("step0", "mend", "材料不齐"), Edge("mend", "step0")))


def said(name: str, half_days: int) -> str:
    """A step with its length: 审核 0.5 个工作日."""
    return f"{name}（{days_text(half_days)}）" if half_days else name


def with_periods(chart: Chart, periods: Mapping[str, str]) -> Chart:
    """The chart with lengths of time in place of their keys. Raises KeyError for a length that is not known."""
    nodes = tuple(Node(one.key, one.lane, PERIOD.sub(lambda found: periods[found[1]], one.text)) for one in chart.nodes)
    return Chart(nodes, chart.edges)


def charts_in(nodes: Iterable[Mapping[str, str]], edges: Iterable[Mapping[str, str]]) -> dict[str, Chart]:
    """Charts by key out of the rows of two tables. Raises ValueError for one that cannot be drawn."""
    boxes: dict[str, list[Node]] = {}
    arrows: dict[str, list[Edge]] = {}
    for row in nodes:
        boxes.setdefault(row["chart"], []).append(Node(row["key"], row["lane"], row["text"]))
    for row in edges:
        arrows.setdefault(row["chart"], []).append(Edge(row["source"], row["target"], row["label"]))
    found = {key: Chart(tuple(some), tuple(arrows.get(key, ()))) for key, some in boxes.items()}
    for key, chart in found.items():
        if told := chart_faults(chart):
            raise ValueError(f"{key}：{'；'.join(told)}")
    return found
