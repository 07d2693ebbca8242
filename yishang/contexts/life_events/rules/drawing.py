"""How a tree is drawn: trunk, branches, leaves that do not lie on one another, and small leaves between them.

Plain geometry in the units of the picture, the same every time for the same tree. Nothing here is chance: what looks
grown comes from the golden angle and from leaves that make room for one another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil, exp, hypot, pi, sin

from yishang.contexts.life_events.rules.tree import LEGAL, NATURAL, PROJECT, Node, Tree

GOLDEN = 0.618034
ROOM_X, ROOM_Y = 10.0, 7.0  # kept free between two leaves
ROUNDS = 400
POINTED = 0.12  # the share of the trunk, from its tip, over which it comes to a point
LONGEST_MARK = 5  # characters beside which leaves have room on a narrow sheet
COLOURS = {  # of the stages from the root, spring to autumn; white on each is 4.5:1 and more
    NATURAL: ("#2f7d4f", "#55790f", "#96660a", "#94492b"),
    LEGAL: ("#1f7a5c", "#1d64a8", "#8f5a2b"),
    PROJECT: ("#2b7273", "#1d64a8", "#6a55a8", "#a1465a"),
}


@dataclass(frozen=True)
class Sheet:
    """A paper to draw on: its size, where trunk and crown stand, how large a leaf's letters are."""

    width: float
    height: float
    ground: float
    top: float
    narrow: float  # half-width of the crown at its ends
    wide: float  # what is added in its middle
    letter: float
    leaf: float  # height of a leaf
    trunk: float  # half-width of the trunk above the roots
    rise: float  # by which share of the trunk a branch climbs on its way out
    peak: float  # the crown's upper half-width, as a share of the lower one
    rings: tuple[float, ...]  # how far out leaves of one side stand, in turn, as shares of the crown
    lowest: float  # share of the trunk that stays bare
    mark: float  # how large the stages' letters are
    tip: float  # share of the height at which the trunk ends

    @property
    def centre(self) -> float:
        return self.width / 2

    @property
    def cloud(self) -> float:
        """Half the width of the haze of leaves around each leaf."""
        return self.letter * 11 if len(self.rings) > 1 else 0.0

    @property
    def cloud_height(self) -> float:
        return self.letter * 6.5

    @property
    def hill(self) -> float:
        """Half the width of the ground."""
        return self.width * 0.46

    @property
    def hill_height(self) -> float:
        return (self.height - self.ground) * 0.62


WIDE = Sheet(1200, 920, 866, 78, 270, 270, 15, 40, 25, 0.15, 0.32, (1.0, 0.5), 0.24, 17, 0.93)
TALL = Sheet(360, 1150, 1112, 26, 112, 0, 14, 36, 11, 0.03, 0.9, (1.0,), 0.1, 14, 1.0)


def _points(command: str, *points: tuple[float, float]) -> str:
    """One command of path data."""
    return command + " ".join(f"{x:.4g} {y:.4g}" for x, y in points)


def _coarse(command: str, *points: tuple[float, float]) -> str:
    """The same to the nearest unit, for long lines: a third of the page's drawing is branches."""
    return command + " ".join(f"{round(x)} {round(y)}" for x, y in points)


@dataclass(frozen=True)
class Leaf:
    """A theme as drawn: the middle of its leaf, its size, and its shapes as path data."""

    node: Node
    place: int  # of its stage, from the root
    side: int  # -1 left, 1 right
    x: float
    y: float
    width: float
    height: float
    root: tuple[float, float]
    thick: float

    @property
    def outline(self) -> str:
        """A leaf with its tip outward."""
        half, high, side, x, y = self.width / 2, self.height / 2, self.side, self.x, self.y
        tip, stem = x + side * (half + 7), x - side * half
        near, far, neck = x - side * half * 0.55, x + side * half * 0.5, tip - side * 9
        return "".join(
            (
                _points("M", (stem, y)),
                _points("C", (stem, y - high * 0.9), (near, y - high), (x, y - high)),
                _points("C", (far, y - high), (neck, y - high * 0.6), (tip, y - high * 0.1)),
                _points("C", (neck, y + high * 0.75), (far, y + high), (x, y + high)),
                _points("C", (near, y + high), (stem, y + high * 0.9), (stem, y)),
                "Z",
            )
        )

    @property
    def vein(self) -> str:
        """The line from stem to tip, under the name."""
        reach, high = self.side * self.width * 0.42, self.height
        start, end = (self.x - reach, self.y + high * 0.2), (self.x + reach, self.y + high * 0.16)
        return _points("M", start) + _points("Q", (self.x, self.y + high * 0.44), end)

    @property
    def baseline(self) -> float:
        return round(self.y + self.height * 0.13, 1)

    @property
    def stem(self) -> tuple[float, float]:
        """Where the branch meets the leaf."""
        return self.x - self.side * (self.width / 2 - 3), self.y

    @property
    def bend(self) -> tuple[float, float]:
        """By which point the branch is drawn: it leaves the trunk flat and then climbs."""
        (x0, y0), (x1, y1) = self.root, self.stem
        return x0 + (x1 - x0) * 0.55, y0 + (y1 - y0) * 0.18

    @property
    def branch(self) -> str:
        """The branch as a shape that grows thinner outward."""
        (x0, y0), (x1, y1), (bx, by) = self.root, self.stem, self.bend
        thin, half = 1.1, (self.thick + 1.1) / 2
        upper = _coarse("M", (x0, y0 - self.thick)) + _coarse("Q", (bx, by - half), (x1, y1 - thin))
        lower = _coarse("L", (x1, y1 + thin)) + _coarse("Q", (bx, by + half), (x0, y0 + self.thick))
        return f"{upper}{lower}Z"

    def along(self, share: float) -> tuple[float, float]:
        """A point of the branch, 0 at the trunk, 1 at the leaf."""
        (x0, y0), (x1, y1), (bx, by) = self.root, self.stem, self.bend
        rest = 1 - share
        return (
            rest * rest * x0 + 2 * rest * share * bx + share * share * x1,
            rest * rest * y0 + 2 * rest * share * by + share * share * y1,
        )

    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom, with the tip."""
        tip = 7 if self.side > 0 else 0
        half = self.width / 2
        return self.x - half - 7 + tip, self.y - self.height / 2, self.x + half + tip, self.y + self.height / 2


@dataclass(frozen=True)
class Sprig:
    """A small leaf without a name."""

    x: int
    y: int
    angle: int
    size: float
    place: int


@dataclass(frozen=True)
class StageMark:
    """A stage's name on the trunk, on a label; `share` is where its colour is at its purest, from the root."""

    node: Node
    place: int
    x: float
    y: float
    share: float
    letter: float
    words: tuple[str, ...]

    @property
    def width(self) -> float:
        return round(self.letter * (max(map(len, self.words)) + 1.3), 1)

    @property
    def height(self) -> float:
        return round(self.letter * (0.5 + 1.25 * len(self.words)), 1)

    @property
    def round(self) -> float:
        return round(self.letter * 0.875, 1)

    @property
    def lines(self) -> list[tuple[float, str]]:
        """Each line of the name with its baseline."""
        first = self.y + self.letter * (0.36 - 0.625 * (len(self.words) - 1))
        return [(round(first + place * self.letter * 1.25, 1), words) for place, words in enumerate(self.words)]

    @property
    def left(self) -> float:
        return round(self.x - self.width / 2, 1)

    @property
    def top(self) -> float:
        return round(self.y - self.height / 2, 1)


@dataclass(frozen=True)
class Drawing:
    """Everything that is drawn of a tree."""

    sheet: Sheet
    trunk: str
    bark: tuple[str, ...]
    stages: tuple[StageMark, ...]
    leaves: tuple[Leaf, ...]
    sprigs: tuple[Sprig, ...]
    fallen: tuple[Sprig, ...]

    @property
    def veins(self) -> str:
        """The veins of all leaves as one path."""
        return "".join(leaf.vein for leaf in self.leaves)

    @property
    def small_leaves(self) -> list[tuple[int, list[Sprig]]]:
        """Small leaves by their stages, those on the ground too."""
        every = (*self.sprigs, *self.fallen)
        return [(mark.place, [one for one in every if one.place == mark.place]) for mark in self.stages]


def drawn(tree: Tree, sheet: Sheet) -> Drawing:
    """Draw a tree on a sheet."""
    themes = list(tree.themes())
    leaves = _apart(
        [_leaf(place, node, number, len(themes), sheet) for number, (place, node) in enumerate(themes)], sheet
    )
    return Drawing(
        sheet=sheet,
        trunk=_trunk(sheet),
        bark=tuple(_bark(sheet, share) for share in (-0.45, -0.1, 0.3)),
        stages=_marks(tree, sheet),
        leaves=leaves,
        sprigs=tuple(_sprigs(leaves)),
        fallen=tuple(_fallen(sheet, len(tree.stages))),
    )


def _middle(sheet: Sheet, share: float) -> float:
    """Where the trunk's middle is at a height: it sways a little."""
    return sheet.width / 2 + sheet.trunk * 0.5 * sin(share * pi * 1.6)


def _half(sheet: Sheet, share: float) -> float:
    """Half the trunk's width at a height, wide at the roots."""
    whole = sheet.trunk * (1 - share) ** 0.8 + 1.6 + sheet.trunk * 1.9 * exp(-share * 34)
    return whole * min(1.0, 0.12 + (sheet.tip - share) / (sheet.tip * POINTED))


def _height(sheet: Sheet, share: float) -> float:
    return sheet.ground - share * (sheet.ground - sheet.top)


def _trunk(sheet: Sheet) -> str:
    shares = [sheet.tip * (number / 40) ** 2 for number in range(41)]
    left = [(_middle(sheet, at) - _half(sheet, at), _height(sheet, at)) for at in shares]
    right = [(_middle(sheet, at) + _half(sheet, at), _height(sheet, at)) for at in reversed(shares)]
    return "M" + "L".join(f"{x:.4g} {y:.4g}" for x, y in (*left, *right)) + "Z"


def _bark(sheet: Sheet, offset: float) -> str:
    """A line in the bark, at a share of the half-width from the middle."""
    points = [
        (_middle(sheet, at) + offset * _half(sheet, at) * (1 + 0.2 * sin(at * 30 + offset * 9)), _height(sheet, at))
        for at in (sheet.tip * number / 24 for number in range(1, 23))
    ]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _leaf(place: int, node: Node, number: int, many: int, sheet: Sheet) -> Leaf:
    """A theme's leaf where the crown would have it: sides in turn, rings in turn."""
    side = -1 if number % 2 else 1
    of_crown = (number + 0.5) / many
    share = sheet.lowest + (1.02 - sheet.lowest) * of_crown
    ring = sheet.rings[number // 2 % len(sheet.rings)]
    below = max(share - sheet.rise * (0.55 + 0.45 * ring), sheet.lowest * 0.55)
    x = _middle(sheet, below) + side * _reach(sheet, of_crown) * ring
    quotes = 1.0 if "《" in node.name else 0.0
    width = sheet.letter * (len(node.name.strip("《》")) + quotes + 1.9)
    root = (_middle(sheet, below) + side * _half(sheet, below) * 0.5, _height(sheet, below))
    thick = 1.5 + sheet.trunk * 0.2 * (1.1 - below)
    return Leaf(node, place, side, x, _height(sheet, share), width, sheet.leaf, root, thick)


def _reach(sheet: Sheet, of_crown: float) -> float:
    """Half the crown's width, from its lowest leaf (0) to its highest (1): round, and narrower above."""
    ends = sheet.narrow * (1 - of_crown) + sheet.narrow * sheet.peak * of_crown
    return ends + sheet.wide * sin(pi * of_crown**0.9) ** 0.8


def _apart(leaves: Sequence[Leaf], sheet: Sheet) -> tuple[Leaf, ...]:
    """Leaves that lie on one another or on the trunk give way, mostly up and down, until none does."""
    at = [[leaf.x, leaf.y] for leaf in leaves]
    for _ in range(ROUNDS):
        moved = False
        for first, second in combinations(range(len(leaves)), 2):
            one, other = leaves[first], leaves[second]
            over_x = (one.width + other.width) / 2 + ROOM_X - abs(at[first][0] - at[second][0])
            over_y = (one.height + other.height) / 2 + ROOM_Y - abs(at[first][1] - at[second][1])
            if over_x > 0.01 and over_y > 0.01:
                moved = True
                axis, over = (1, over_y) if over_y < over_x * 1.6 else (0, over_x)
                way = 1 if at[first][axis] < at[second][axis] else -1
                at[first][axis] -= way * over / 2
                at[second][axis] += way * over / 2
        for leaf, point in zip(leaves, at, strict=True):
            _keep_in(leaf, point, sheet)
        if not moved:
            break
    return tuple(replace(leaf, x=round(x, 1), y=round(y, 1)) for leaf, (x, y) in zip(leaves, at, strict=True))


def _keep_in(leaf: Leaf, point: list[float], sheet: Sheet) -> None:
    """On the sheet, on its own side of the trunk."""
    clear = sheet.trunk * 0.5 + leaf.width / 2 + 14
    middle = sheet.width / 2
    point[0] = max(point[0], middle + clear) if leaf.side > 0 else min(point[0], middle - clear)
    edge = leaf.width / 2 + 9
    point[0] = min(max(point[0], edge), sheet.width - edge)
    point[1] = min(max(point[1], leaf.height / 2 + 4), sheet.ground - leaf.height)


def _sprigs(leaves: Sequence[Leaf]) -> list[Sprig]:
    """Small leaves along the branches, more on longer ones."""
    found = []
    for number, leaf in enumerate(leaves):
        length = hypot(leaf.stem[0] - leaf.root[0], leaf.stem[1] - leaf.root[1])
        many = max(2, int(length / 21))
        for step in range(many):
            share = 0.24 + 0.74 * (step + 0.5) / many
            x, y = leaf.along(share)
            turn = (number * 7 + step) * GOLDEN % 1
            up = -1 if step % 2 else 1
            angle = (0 if leaf.side > 0 else 180) + leaf.side * up * (28 + 34 * turn) - leaf.side * 8
            found.append(Sprig(round(x), round(y), round(angle / 10) * 10, round(0.6 + 0.6 * turn, 1), leaf.place))
    return found


def _fallen(sheet: Sheet, stages: int) -> list[Sprig]:
    """A few leaves of the last stages on the ground."""
    many = int(sheet.width / 60)
    places = [(number, (number * GOLDEN) % 1) for number in range(1, many)]
    return [
        Sprig(
            round(sheet.width * (0.14 + 0.72 * turn)),
            round(sheet.ground + sheet.hill_height * (0.1 + 0.6 * (number % 3) / 3)),
            number * 67 % 360,
            round(0.6 + 0.3 * turn, 1),
            stages - 1 - number % 2,
        )
        for number, turn in places
    ]


def _marks(tree: Tree, sheet: Sheet) -> tuple[StageMark, ...]:
    """Stages at the middle of their themes along the trunk."""
    many = [len(tree.below(stage)) for stage in tree.stages]
    whole, before, found = sum(many), 0, []
    for place, stage in enumerate(tree.stages):
        share = sheet.lowest * 0.8 + (0.93 - sheet.lowest * 0.8) * (before + many[place] / 2) / whole
        before += many[place]
        words = _words(stage.name, sheet)
        x, y = _middle(sheet, share), _height(sheet, share)
        found.append(StageMark(stage, place, x, y, round(share / sheet.tip, 3), sheet.mark, words))
    return tuple(found)


def _words(name: str, sheet: Sheet) -> tuple[str, ...]:
    """A stage's name in one line, where a narrow sheet has leaves beside it in two, cut between pairs of characters."""
    if len(sheet.rings) > 1 or len(name) <= LONGEST_MARK:
        return (name,)
    cut = 2 * ceil(len(name) / 4)
    return name[:cut], name[cut:]


def overlaps(drawing: Drawing) -> list[tuple[str, str]]:
    """Pairs of leaves that lie on one another."""
    found = []
    for one, other in combinations(drawing.leaves, 2):
        (left, top, right, bottom), (left2, top2, right2, bottom2) = one.box(), other.box()
        if left < right2 and left2 < right and top < bottom2 and top2 < bottom:
            found.append((one.node.name, other.node.name))
    return found
