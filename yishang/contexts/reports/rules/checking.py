"""No number in a text may disagree with the annex: numbers are read out of the finished document and held against it.

What is compared is the row of all numbers, in their order: one that was changed, exchanged or added shows at its place.
Whoever takes a sentence out takes its numbers out, which is allowed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 12  # characters of the text shown beside a number
NO_FIGURE = re.compile(
    r"[A-Z]{2}-\d{6}-\d{8}-\d+"  # 单号
    r"|〔\d{4}〕\d+号"
    r"|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月(?:\d{1,2}日|份|底|初|末)?|\d{1,2}日|\d{1,2}:\d{2}"
    r"|\d+(?:\.\d+)?个(?:工作日|自然日|小时|月)|\d+(?:天|小时)"
    r"|GB/T ?\d+(?:-\d+)?|(?<![\d.,])12345(?![\d.,%件次个家条项份名户人万亿])|★\d"
    r"|附件：\d+\.|(?m:^\s*\d+\.(?!\d))|(?m:^\s*（\d{1,2}）)|附件\d+"
)
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?%?")


@dataclass(frozen=True)
class Disagreement:
    """A number of the text that the annex does not have there: what was expected (nothing: none at all), and where."""

    found: str
    expected: str
    near: str

    @property
    def words(self) -> str:
        """For the person who has to put it right."""
        if self.expected:
            return f"“{self.near}”中的 {self.found} 与附表不符，附表是 {self.expected}。"
        return f"“{self.near}”中的 {self.found} 附表里没有；不是统计数字的，请用汉字写。"


def numbers_in(text: str) -> list[tuple[str, str]]:
    """The figures of a text in order, each with the words around it; dates and numbers of matters are none."""
    blanked = NO_FIGURE.sub(lambda found: "　" * len(found[0]), text)
    return [
        (found[0].replace(",", ""), text[max(0, found.start() - AROUND) : found.end() + AROUND].strip())
        for found in FIGURE.finditer(blanked)
    ]


def disagreements(texts: Iterable[str], expected: Sequence[str]) -> list[Disagreement]:
    """Hold the numbers of texts, in their order, against those that the annex has for them."""
    found = [number for text in texts for number in numbers_in(text)]
    wanted = [one.replace(",", "") for one in expected]
    faults: list[Disagreement] = []
    matcher = SequenceMatcher(a=wanted, b=[number for number, _ in found], autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind in ("replace", "insert"):
            meant = wanted[first:last]
            for place, (number, near) in enumerate(found[begin:end]):
                faults.append(Disagreement(number, meant[place] if place < len(meant) else "", near))
    return faults
