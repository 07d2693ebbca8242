"""一张表: the items of several departments as one form (handbook 2.3; the merging is ours [设]).

What two departments would both look at is one line, public information (registration, premises, licences) is looked at
once, and each line has one department that answers for it. "未检查" is an answer of its own: it is never read as
"未发现问题", and whoever leaves a line out has not handed in the form.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

YES, NO, NOT_APPLICABLE, UNCHECKED = "YES", "NO", "NA", "UNCHECKED"
VALUES = {YES: "是", NO: "否", NOT_APPLICABLE: "不适用", UNCHECKED: "未检查"}
NEED_WORDS = (NO, UNCHECKED)  # what was found, or why it was not looked at

PUBLIC_LINES = (
    "营业执照、许可证件与登记公示的信息一致",
    "在登记的住所（经营场所）能够联系，名称、地址与登记一致",
)
FILLER = ("情况的检查", "情况检查", "的检查", "检查", "情况")
FINDING_LONGEST = 1000
LINES_MOST = 200


@dataclass(frozen=True)
class Asked:
    """An item of the list as one department brings it along: `contents` are the lines that it wants answered."""

    code: str
    name: str
    unit_id: int
    unit: str
    contents: tuple[str, ...] = ()
    method: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the form. `unit_id` answers; `for_units` are all who asked, `items` the codes that it serves."""

    key: str
    text: str
    unit_id: int
    unit: str
    items: tuple[str, ...]
    for_units: tuple[int, ...]
    method: str = ""
    is_public: bool = False

    def also(self, other: "Line") -> "Line":
        """The same line of another form: asked for both, answered once, by this one's department."""
        units, items = (*self.for_units, *other.for_units), (*self.items, *other.items)
        return replace(self, for_units=tuple(dict.fromkeys(units)), items=tuple(dict.fromkeys(items)))

    def told(self) -> dict[str, Any]:
        """As it is kept with the inspection, so that a later change of the list changes no form that is out."""
        return asdict(self)


@dataclass(frozen=True)
class Answered:
    """What a department says of one line."""

    value: str
    finding: str = ""
    pictures: tuple[int, ...] = ()


def lines_from(kept: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The form as it was kept."""
    return [Line(**{**one, "items": tuple(one["items"]), "for_units": tuple(one["for_units"])}) for one in kept]


def unite(asked: Sequence[Asked]) -> list[Line]:
    """The one form of these items: public information first, then each distinct line once, in the order asked.

    The department that comes first answers what several ask; the lead department (the first of all) answers the public
    lines. Raises ValueError when nobody asks anything.
    """
    if not asked:
        raise ValueError("a form without items")
    lead, everybody = asked[0], tuple(dict.fromkeys(one.unit_id for one in asked))
    codes = tuple(dict.fromkeys(one.code for one in asked))
    found = {
        _essence(text): Line(_key(text), text, lead.unit_id, lead.unit, codes, everybody, is_public=True)
        for text in PUBLIC_LINES
    }
    for one in asked:
        for text in one.contents or (one.name,):
            essence = _essence(text)
            found[essence] = _joined(found[essence], one) if essence in found else _line(one, text)
    return list(found.values())


def missing(lines: Iterable[Line], answers: Mapping[str, Answered]) -> dict[str, list[Line]]:
    """Department → the lines that nobody has answered for it; empty when the form is whole."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.key not in answers:
            found.setdefault(line.unit, []).append(line)
    return found


def fault_of(answer: Answered) -> str:
    """Why an answer cannot be taken; empty if it can."""
    if answer.value not in VALUES:
        return "请选是、否、不适用或未检查。"
    if answer.value in NEED_WORDS and not answer.finding.strip():
        return "选“否”请写明发现的问题。" if answer.value == NO else "选“未检查”请写明为什么没有检查。"
    if answer.value not in NEED_WORDS and answer.finding.strip():
        return f"选了“{VALUES[answer.value]}”，就不填发现的问题；有问题请选“否”。"
    if len(answer.finding) > FINDING_LONGEST:
        return f"最多 {FINDING_LONGEST} 个字。"
    return ""


@dataclass(frozen=True)
class Tally:
    """How the lines of a form were answered."""

    lines: int
    yes: int
    no: int
    not_applicable: int
    unchecked: int

    @property
    def checked(self) -> int:
        """Lines that were really looked at."""
        return self.yes + self.no

    def words(self) -> str:
        """For reading: what was not looked at is always said, and never as a clean result."""
        parts = [f"检查 {self.checked} 项", f"发现问题 {self.no} 项"]
        if self.not_applicable:
            parts.append(f"不适用 {self.not_applicable} 项")
        parts.append(f"未检查 {self.unchecked} 项")
        return "，".join(parts)


def tally(lines: Sequence[Line], answers: Mapping[str, Answered]) -> Tally:
    """Count a form; a line without any answer counts as not checked."""
    counted = Counter(answers[line.key].value if line.key in answers else UNCHECKED for line in lines)
    return Tally(len(lines), counted[YES], counted[NO], counted[NOT_APPLICABLE], counted[UNCHECKED])


def _joined(line: Line, one: Asked) -> Line:
    """A line that one more department asks for."""
    return line.also(_line(one, line.text))


def _line(one: Asked, text: str) -> Line:
    return Line(_key(text), text.strip(), one.unit_id, one.unit, (one.code,), (one.unit_id,), one.method)


def _essence(text: str) -> str:
    """What two wordings of the same line have in common: signs, width and words that say nothing left out."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum()).lower()
    bare = bare.replace("是否", "") or bare
    for word in FILLER:
        bare = bare.removesuffix(word) or bare
    return bare


def _key(text: str) -> str:
    return sha256(_essence(text).encode()).hexdigest()[:12]
