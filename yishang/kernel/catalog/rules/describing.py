"""An item in words, element by element in the groups of the handbook (4.2), and what differs between two texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from yishang.kernel.catalog.rules import codes, judging, table
from yishang.kernel.catalog.rules.elements import Elements

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("基本信息", ("code", "name", "kind")),
    (
        "实施主体",
        ("department", "organ_code", "organ_nature", "entrusted_by", "joint", "level", "power_source"),
    ),
    ("依据和条件", ("basis", "conditions", "quantity", "audience")),
    ("时限", ("statutory", "statutory_note", "promised", "limit_note", "special")),
    ("办理环节", ("steps",)),
    ("申请材料", ("materials",)),
    ("收费", ("fees", "pay_online")),
    ("办理结果", ("output", "output_kind", "output_valid", "yearly_check")),
    (
        "办理渠道",
        (
            "handled_by", "online_depth", "visits", "visits_reason", "booking", "express", "terminal", "across",
            "places",
        ),
    ),
    ("中介服务", ("intermediaries",)),
    ("咨询和监督", ("consult", "complain", "review_organ", "court")),
    ("权利和义务", ("rights", "duties")),
)  # fmt: skip
LABELS = table.LABELS
NOTHING: dict[str, str] = {
    "statutory": "法律没有规定",
    "promised": "尚未承诺",
    "materials": "不用交材料",
    "fees": "不收费",
    "intermediaries": "不要求中介服务",
}


@dataclass(frozen=True)
class Described:
    """One element in words: a line, or a row of details for each of several; `heads` name the details."""

    name: str
    label: str
    lines: tuple[str, ...]
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def said(self) -> bool:
        """Whether the item says anything here."""
        return bool(self.lines)

    @property
    def shown(self) -> bool:
        """Whether there is something to read: what it says, or what saying nothing means here."""
        return self.said or self.name in NOTHING

    @property
    def filled_heads(self) -> list[str]:
        """The details that some row says something of."""
        return [head for place, head in enumerate(self.heads) if any(row[place] for row in self.rows)]

    @property
    def filled_rows(self) -> list[list[tuple[str, str]]]:
        """The rows with those details only, each beside what it is called."""
        kept = self.filled_heads
        return [[(head, cell) for head, cell in zip(self.heads, row, strict=True) if head in kept] for row in self.rows]

    @property
    def blank(self) -> str:
        """What to show where it says nothing."""
        return NOTHING.get(self.name, "—")


@dataclass(frozen=True)
class Line:
    """One line of a comparison; `mark` is same, gone, new."""

    mark: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One element that two texts word differently: every line of the old and of the new."""

    name: str
    label: str
    old: tuple[Line, ...]
    new: tuple[Line, ...]


def described(code: str, elements: Elements) -> list[tuple[str, list[Described]]]:
    """The groups with their elements, in the order of the handbook; those that say nothing too."""
    return [(title, [_described(name, code, elements) for name in names]) for title, names in GROUPS]


def differences(old: Elements, new: Elements, *, code: str = "") -> list[Difference]:
    """The elements that differ, in the handbook's order, line by line."""
    found = []
    for _, names in GROUPS:
        for name in names:
            before, after = (_described(name, code, one).lines for one in (old, new))
            if before != after:
                found.append(Difference(name, LABELS[name], *_compared(before, after)))
    return found


def _compared(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    old: list[Line] = []
    new: list[Line] = []
    for tag, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old += [Line("same" if tag == "equal" else "gone", text) for text in before[start:end]]
        new += [Line("same" if tag == "equal" else "new", text) for text in after[begin:stop]]
    return tuple(old), tuple(new)


def _described(name: str, code: str, elements: Elements) -> Described:
    heads = table.DETAILS.get(name, ())
    rows = _rows(name, elements)
    lines = tuple(_in_words(heads, row) for row in rows) if heads else tuple(_text(name, code, elements).splitlines())
    return Described(name, LABELS[name], lines, heads, rows)


def _rows(name: str, elements: Elements) -> tuple[tuple[str, ...], ...]:
    if name in ("consult", "complain"):
        return tuple(table.channel_details(elements, judging.CONSULT if name == "consult" else judging.COMPLAIN))
    if name not in table.SEVERAL:
        return ()
    found = [table.details_of(one) for one in getattr(elements, name)]
    if name == "steps":
        found = [
            (one[0], judging.days_text(step.half_days) if step.half_days else "", *one[2:])
            for one, step in zip(found, elements.steps, strict=True)
        ]
    return tuple(found)


def _in_words(heads: Sequence[str], row: Sequence[str]) -> str:
    """名称：甲；份数：1, without what is not said."""
    first, *more = [(head, detail) for head, detail in zip(heads, row, strict=True) if detail] or [("", "")]
    return "；".join([first[1], *(f"{head}：{detail}" for head, detail in more)])


def _text(name: str, code: str, elements: Elements) -> str:
    if name == "code":
        return code
    said = getattr(elements, name)
    if name in ("statutory", "promised"):
        return "" if said is None else judging.days_text(said)
    if name == "kind":
        return codes.KINDS.get(said, said)
    if name == "level":
        return codes.LEVELS.get(said, said)
    if name == "audience":
        return "、".join(said)
    if name == "visits":
        return f"{said} 次" if said else "0 次（零跑腿）"
    return str(said)
