"""Where a flow chart's boxes, arrows and words stand. Plain geometry, the same every time.

Boxes stand in rows (flow.ranks) and lanes, one lane for each office. Arrows run only where no box can be: across in
the gap above a row, each on a track of its own, and down in the gutter beside a lane; so none crosses a box, whatever
the data say. What an arrow says stands above the box that it leads to.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from yishang.contexts.service_standards.rules.flow import Chart, Edge, ranks

Point = tuple[float, float]
LEADING = 1.4  # line height, in letters
PAD = 10.0
TRACK = 12.0
ARROW = 16.0  # the least length of an arrow's last piece
NOT_FIRST = "，。、；：）》！？·"  # no line begins with these


@dataclass(frozen=True)
class Sheet:
    """How it is laid out, in units of the drawing: letters' height, a lane's width, a box's, a gutter's least width.

    Without `lanes` everything stands in one column and each box names its office.
    """

    letter: float
    lane: float
    box: float
    gutter: float
    lanes: bool = True


WIDE = Sheet(letter=15, lane=212, box=188, gutter=18)
TALL = Sheet(letter=16, lane=284, box=276, gutter=20, lanes=False)


@dataclass(frozen=True)
class Box:
    """A step: its corner, size, lines of text, and the office above them where there are no lanes."""

    key: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, str], ...]  # baseline and words
    lane: str
    lane_line: float  # baseline of the office's name
    number: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Arrow:
    """The corners of an arrow, from the box that it leaves to the top of the other."""

    edge: Edge
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """As SVG writes a line."""
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points)

    @property
    def head(self) -> str:
        """The tip, pointing down."""
        x, y = self.points[-1]
        return f"M{x - 5:g} {y - 9:g}L{x:g} {y:g}L{x + 5:g} {y - 9:g}Z"


@dataclass(frozen=True)
class Label:
    """What an arrow says: beside its last piece, line by line."""

    x: float
    y: float  # of the first line's upper edge
    width: float
    height: float
    lines: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Lane:
    """An office's column."""

    name: str
    x: float
    width: float
    place: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Drawing:
    """Everything that is drawn."""

    width: float
    height: float
    head: float  # height of the lanes' names, 0 without lanes
    letter: float
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Label, ...]

    @property
    def lane_line(self) -> float:
        """The baseline of the lanes' names."""
        return self.letter * 1.6


def drawn(chart: Chart, sheet: Sheet) -> Drawing:
    """A chart on a sheet."""
    return _Draughtsman(chart, sheet).drawing()


def wrapped(text: str, *, width: float, letter: float) -> list[str]:
    """The text in lines no wider than that; Chinese breaks anywhere but before a closing mark."""
    lines, line, filled = [], "", 0.0
    for sign in text:
        wide = letter if ord(sign) > 0x2E7F or sign in "“”‘’—…→·" else letter * 0.58
        if line and filled + wide > width and sign not in NOT_FIRST:
            lines.append(line)
            line, filled = "", 0.0
        line, filled = line + sign, filled + wide
    return [*lines, line] if line else lines


class _Draughtsman:
    """Lays rows, gaps and gutters out, then everything in them."""

    def __init__(self, chart: Chart, sheet: Sheet) -> None:
        self.chart, self.sheet = chart, sheet
        self.lanes = chart.lanes if sheet.lanes else [""]
        one_column = Chart(tuple(type(one)(one.key, "", one.text) for one in chart.nodes), chart.edges)
        self.row = ranks(chart if sheet.lanes else one_column)
        self.column = {one.key: self.lanes.index(one.lane) if sheet.lanes else 0 for one in chart.nodes}
        self.text_width = sheet.box - 2 * PAD
        self.texts = {
            one.key: wrapped(one.text, width=self.text_width - sheet.letter, letter=sheet.letter) for one in chart.nodes
        }
        self.said = {
            one: wrapped(one.label, width=sheet.box / 2 - 10, letter=sheet.letter * 0.87) for one in chart.edges
        }
        self.across = self._tracks()
        self.down = self._gutters()
        self.left = self._lefts()
        self.top = self._tops()

    def drawing(self) -> Drawing:
        boxes = {one.key: self._box(number, one.key, one.lane) for number, one in enumerate(self.chart.nodes, start=1)}
        lanes = [
            Lane(name, self.left[place] - PAD / 2, self.sheet.lane + PAD, place)
            for place, name in enumerate(self.lanes)
        ]
        arrows = tuple(Arrow(one, self._points(one, boxes)) for one in self.chart.edges)
        bottom = max(box.y + box.height for box in boxes.values())
        return Drawing(
            width=self.left[-1],
            height=max([bottom, *(y for arrow in arrows for _, y in arrow.points)]) + PAD,
            head=self._head if self.sheet.lanes else 0,
            letter=self.sheet.letter,
            lanes=tuple(lanes) if self.sheet.lanes else (),
            boxes=tuple(boxes.values()),
            arrows=arrows,
            labels=tuple(self._labels(boxes)),
        )

    @property
    def _head(self) -> float:
        return self.sheet.letter * 2.4

    def _is_straight(self, edge: Edge) -> bool:
        below = self.row[edge.target] == self.row[edge.source] + 1
        return below and self.column[edge.target] == self.column[edge.source]

    def _tracks(self) -> dict[tuple[int, Edge], int]:
        """The track of an arrow in a gap (above the row of that number).

        Whoever comes down into the gap where another goes on down keeps above it: else the two would lie on one line.
        """
        users: defaultdict[int, list[tuple[Edge, int, int]]] = defaultdict(list)  # where it comes from, where it goes
        for edge in self.chart.edges:
            if self._is_straight(edge):
                continue
            leaves, arrives = self.row[edge.source] + 1, self.row[edge.target]
            if leaves == arrives:
                users[leaves].append((edge, self.column[edge.source], self.column[edge.target]))
            else:
                users[leaves].append((edge, self.column[edge.source], -1))
                users[arrives].append((edge, -2, self.column[edge.target]))
        return {(gap, edge): place for gap, some in users.items() for place, edge in enumerate(_in_order(some))}

    def _gutters(self) -> dict[Edge, tuple[int, int]]:
        """The gutter of an arrow that passes rows, and its track there; gutter n is left of lane n."""
        found: dict[Edge, tuple[int, int]] = {}
        used: defaultdict[int, int] = defaultdict(int)
        for edge in self.chart.edges:
            if self._is_straight(edge) or self.row[edge.source] + 1 == self.row[edge.target]:
                continue
            here, there = self.column[edge.source], self.column[edge.target]
            gutter = there if here < there else there + 1
            found[edge] = (gutter, used[gutter])
            used[gutter] += 1
        return found

    def _gutter_width(self, gutter: int) -> float:
        many = sum(one == gutter for one, _ in self.down.values())
        return max(self.sheet.gutter, (many + 1) * TRACK)

    def _lefts(self) -> list[float]:
        """The left edge of each lane, and the right edge of the whole."""
        lefts, x = [], 0.0
        for place in range(len(self.lanes)):
            x += self._gutter_width(place)
            lefts.append(x)
            x += self.sheet.lane
        return [*lefts, x + self._gutter_width(len(self.lanes))]

    def _tracks_height(self, gap: int) -> float:
        many = sum(one == gap for one, _ in self.across)
        return (many + 1) * TRACK if many else PAD

    def _tops(self) -> list[float]:
        """The upper edge of each row's boxes."""
        tops, y = [], self._head if self.sheet.lanes else 0.0
        for row in range(max(self.row.values()) + 1):
            y += self._tracks_height(row) + self._words_height(row) + ARROW * (row > 0)
            tops.append(y)
            y += max(self._height(key) for key, place in self.row.items() if place == row)
        return tops

    def _words_height(self, row: int) -> float:
        """Room for what the arrows into a row say."""
        lines: defaultdict[str, int] = defaultdict(int)
        for edge, said in self.said.items():
            if self.row[edge.target] == row:
                lines[edge.target] += len(said)
        return max(lines.values(), default=0) * self.sheet.letter * 0.87 * LEADING

    def _height(self, key: str) -> float:
        lines = len(self.texts[key]) + (not self.sheet.lanes) * 0.85
        return lines * self.sheet.letter * LEADING + 2 * PAD

    def _box(self, number: int, key: str, lane: str) -> Box:
        x = self.left[self.column[key]] + (self.sheet.lane - self.sheet.box) / 2
        y, letter = self.top[self.row[key]], self.sheet.letter
        first = y + PAD + letter * (1.1 if self.sheet.lanes else 1.1 + 0.85 * LEADING)
        lines = tuple((first + place * letter * LEADING, text) for place, text in enumerate(self.texts[key]))
        who = "" if self.sheet.lanes else lane
        return Box(key, x, y, self.sheet.box, self._height(key), lines, who, y + PAD + letter * 0.8, number)

    def _points(self, edge: Edge, boxes: dict[str, Box]) -> tuple[Point, ...]:
        one, other = boxes[edge.source], boxes[edge.target]
        start, end = (one.middle, one.y + one.height), (other.middle, other.y)
        if self._is_straight(edge):
            return start, end
        leaves, arrives = self.row[edge.source] + 1, self.row[edge.target]
        first, last = self._track_y(leaves, edge), self._track_y(arrives, edge)
        if leaves == arrives:
            return start, (start[0], first), (end[0], first), end
        gutter, track = self.down[edge]
        x = (self.left[gutter - 1] + self.sheet.lane if gutter else 0.0) + TRACK * (track + 1)
        return start, (start[0], first), (x, first), (x, last), (end[0], last), end

    def _track_y(self, gap: int, edge: Edge) -> float:
        """Below the boxes of the row above, which differ in height: counted up from the row below."""
        place = self.across[gap, edge]
        if gap < len(self.top):
            above = self.top[gap] - self._words_height(gap) - ARROW * (gap > 0) - self._tracks_height(gap)
        else:
            above = max(self.top[self.row[key]] + self._height(key) for key, row in self.row.items() if row == gap - 1)
        return above + TRACK * (place + 1)

    def _labels(self, boxes: dict[str, Box]) -> list[Label]:
        height, used, found = self.sheet.letter * 0.87 * LEADING, defaultdict[str, int](int), []
        for edge, said in self.said.items():
            if not said:
                continue
            box = boxes[edge.target]
            x = box.middle + 8
            y = box.y - ARROW - self._words_height(self.row[edge.target]) + used[edge.target] * height + 4
            lines = tuple((y + place * height + height * 0.72, text) for place, text in enumerate(said))
            found.append(Label(x, y, box.width / 2 - 8, len(said) * height, lines))
            used[edge.target] += len(said)
        return found


def _in_order(users: list[tuple[Edge, int, int]]) -> list[Edge]:
    """The arrows of one gap from top to bottom: who leaves from a lane above who arrives in it, where that can be."""
    left, order = list(users), []
    while left:
        free = [one for one in left if not any(other[1] == one[2] for other in left if other is not one)]
        chosen = (free or left)[0]
        left.remove(chosen)
        order.append(chosen[0])
    return order


def crossings(drawing: Drawing) -> list[tuple[str, str]]:
    """What lies on what though it must not: boxes on boxes, arrows through boxes, words on boxes; for tests."""
    found = []
    for place, one in enumerate(drawing.boxes):
        area = (one.x, one.y, one.x + one.width, one.y + one.height)
        found += [(one.key, other.key) for other in drawing.boxes[place + 1 :] if _meet(area, _area(other))]
        found += [(one.key, "label") for label in drawing.labels if _meet(area, _area(label))]
        for arrow in drawing.arrows:
            pieces = [
                (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in pairwise(arrow.points)
            ]
            found += [(one.key, f"{arrow.edge.source}→{arrow.edge.target}") for piece in pieces if _meet(area, piece)]
    return found


def _area(one: Box | Label) -> tuple[float, float, float, float]:
    return one.x, one.y, one.x + one.width, one.y + one.height


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two areas share more than an edge."""
    slack = 0.01
    return (
        one[0] < other[2] - slack and other[0] < one[2] - slack and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )  # fmt: skip
