"""A tree on paper, upright A3: title, drawing, events in the two lower corners by where they are done."""

from dataclasses import dataclass
from math import ceil

from yishang.contexts.life_events.rules.tree import Node, Tree
from yishang.kernel.catalog.rules import Mode

WIDTH, HEIGHT = 1200.0, 1697.0
MARGIN, DRAWING_TOP, CORNERS_TOP = 60.0, 190.0, 1185.0
COLUMNS = 6
LINE, LETTER = 30.0, 15.0


@dataclass(frozen=True)
class Word:
    """A text at its place; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    anchor: str = "start"
    colour: str = "#14213d"


@dataclass(frozen=True)
class Poster:
    """The words around the drawing, and how far down the drawing stands."""

    title: str
    words: tuple[Word, ...]
    drawing_top: float = DRAWING_TOP
    width: float = WIDTH
    height: float = HEIGHT


def poster(tree: Tree) -> Poster:
    """What stands on a tree's poster beside the drawing."""
    count = tree.count()
    told = f"{count.stages} 个阶段 · {count.themes} 个主题 · {count.events} 个事件 · {count.items} 个事项"
    events = list(tree.events())
    hall = [one for one in events if one.mode == Mode.HALL]
    others = [one for one in events if one.mode != Mode.HALL]
    half, note = WIDTH / 2, "事项在政务服务网和大厅窗口分别提供。示范数据；要办什么事，以受理部门为准。"
    of_hall = min(max(round(COLUMNS * len(hall) / len(events)), 1), COLUMNS - 1)
    words = [
        Word(half, 100, tree.title, 46, bold=True, anchor="middle"),
        Word(half, 142, told, 20, anchor="middle", colour="#465472"),
        *_corner("市民中心大厅办理", hall, 0, of_hall),
        *_corner("其他地点办理", others, of_hall, COLUMNS - of_hall),
        Word(half, HEIGHT - 46, note, 15, anchor="middle", colour="#465472"),
    ]
    return Poster(tree.title, tuple(words))


def _corner(title: str, events: list[Node], first: int, columns: int) -> list[Word]:
    """A heading, and below it the events in so many columns from the first one on."""
    rows, width = ceil(len(events) / columns), (WIDTH - 2 * MARGIN) / COLUMNS
    left = MARGIN + first * width
    lines = [
        Word(left + place // rows * width, CORNERS_TOP + 40 + place % rows * LINE, event.name, _fit(event.name, width))
        for place, event in enumerate(events)
    ]
    return [Word(left, CORNERS_TOP, f"{title}（{len(events)} 件）", 19, bold=True), *lines]


def _fit(text: str, width: float) -> float:
    """As large as fits into a column."""
    return min(LETTER, round((width - 10) / len(text), 1))
