"""The same item across counties, and the yearly assessment (handbook 4.3).

An outlier is told by one stated rule: a county whose figure lies further from the middle one of all counties than
`SLACK` allows. Limits are half working days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from yishang.kernel.catalog.rules import Elements, Mode

MEASURES = {"steps": "环节", "materials": "材料", "half_days": "承诺时限", "fees": "收费项"}
SLACK = {"steps": 1, "materials": 1, "half_days": 1, "fees": 0}
RULE = "与各县区中间值相差：环节多于 1 个、材料多于 1 份、承诺时限多于 0.5 个工作日、收费任何一项，标为偏离。"


@dataclass(frozen=True)
class Cell:
    """One county's figure, and how far it lies from the middle one; `is_out` when that is too far."""

    value: int
    apart: int
    is_out: bool


@dataclass(frozen=True)
class Compared:
    """An item in one county: its figures by measure."""

    county: str
    cells: Mapping[str, Cell]

    @property
    def is_out(self) -> bool:
        return any(one.is_out for one in self.cells.values())


def measured(item: Elements, *, on: date) -> dict[str, int]:
    """The four measures of 四减 for one item."""
    return {
        "steps": len(item.steps),
        "materials": len(item.materials),
        "half_days": item.promised or 0,
        "fees": len(item.fees_on(on)),
    }


def compared(texts: Mapping[str, Elements], *, on: date) -> list[Compared]:
    """County → its text of one item, held against the middle of all; counties in the order given."""
    found = {county: measured(text, on=on) for county, text in texts.items()}
    if not found:
        return []
    middle = {name: median_low([one[name] for one in found.values()]) for name in MEASURES}
    return [
        Compared(
            county,
            {
                name: Cell(one[name], one[name] - middle[name], abs(one[name] - middle[name]) > SLACK[name])
                for name in MEASURES
            },
        )
        for county, one in found.items()
    ]


@dataclass(frozen=True)
class Share:
    """A rate of the assessment: which items count, and which of them are in the numerator."""

    code: str
    name: str
    numerator: int
    denominator: int
    note: str


def is_online(item: Elements) -> bool:
    """Whether it can be done online (网上可办)."""
    return any(place.mode == Mode.ONLINE for place in item.places)


def needs_nobody(item: Elements) -> bool:
    """Whether nobody has to come (零跑腿): no visit at all."""
    return item.visits == 0


def is_shortened(item: Elements) -> bool:
    """Whether it counts in 时限压缩比: a promise, and a limit of the law to hold it against."""
    return bool(item.promised) and item.statutory is not None


OF_SHARE = {"online": is_online, "nobody": needs_nobody, "shorter": is_shortened}


def shares(items: Iterable[Elements]) -> list[Share]:
    """网上可办率, 零跑腿率, 时限压缩比 of these items (handbook 4.3)."""
    held = list(items)
    short = [one for one in held if is_shortened(one)]
    by_law = sum(one.statutory or 0 for one in short)
    promised = sum(one.promised or 0 for one in short)
    return [
        Share("online", "网上可办率", sum(map(is_online, held)), len(held), "可网上办理的事项 ÷ 应公布的事项"),
        Share("nobody", "零跑腿率", sum(map(needs_nobody, held)), len(held), "到现场 0 次的事项 ÷ 全部依申请事项"),
        Share(
            "shorter",
            "时限压缩比",
            max(by_law - promised, 0),
            by_law,
            "Σ(法定−承诺) ÷ Σ法定，按半个工作日，只计承诺件",
        ),
    ]


@dataclass(frozen=True)
class Less:
    """One of 四减: how much it was, how much it is."""

    name: str
    before: int
    now: int
    is_time: bool

    @property
    def saved(self) -> int:
        return self.before - self.now


def four_less(pairs: Sequence[tuple[Elements, Elements]], *, before: date, now: date) -> list[Less]:
    """减环节、减材料、减时限、减费用 over items that held on both days: (then, now)."""
    then = [measured(one, on=before) for one, _ in pairs]
    today = [measured(one, on=now) for _, one in pairs]
    return [
        Less(f"减{name}", sum(one[key] for one in then), sum(one[key] for one in today), key == "half_days")
        for key, name in MEASURES.items()
    ]
