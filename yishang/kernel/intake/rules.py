"""What a table handed in must look like, and how its faults are told (design 7, handbook 12.9). Plain values only."""

import csv
import errno
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from operator import itemgetter
from typing import Any

from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import Refusal

UNREADABLE = "\udcff"  # stands for bytes that are no text in the file's encoding; no sound text contains it
MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?")
NOTHING = frozenset({"", "n/a", "na", "null", "none", "-", "--", "无"})
SHOWN = 200  # characters of a value that a report repeats
KEY_DIGITS = 18  # every number of so many digits fits a database's key
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBERS = (int, float, Decimal)  # cells of these types are written as they are
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})  # what the system says of a disk, or a share of it, that is full
FIRST_LETTERS = frozenset(FORMULA_STARTS)
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps no null character, and nobody half a character

Values = Mapping[str, str]


class UnusableTable(Refusal):
    """The file as a whole cannot be read as a table of this kind; nothing of it was taken."""

    status = 422


class NoRoomForTable(Refusal):
    """The disk under the installation's home is full."""

    status = 507


@dataclass(frozen=True)
class Field:
    """What an import understands: `also` are further headers of the same meaning; `required` must be a column.

    `example` stands in the empty table that people download to fill in.
    """

    name: str
    label: str
    also: tuple[str, ...] = ()
    required: bool = False
    example: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one value: its field, why, and what to do."""

    field: str
    reason: str
    hint: str


@dataclass(frozen=True)
class Twins:
    """By what a sound row is known again further down: rows of one `key` must agree in `words`, told at `field`."""

    key: str
    words: str
    field: str


@dataclass(frozen=True)
class Import:
    """One kind of table that can be brought in. A module `services` lists its own in IMPORTS; discovery does the rest.

    `faults(values, at)` judges a row, `take(actor=, rows=, at=)` brings in sound rows in one transaction; known rows
    are counted, not doubled. Both get every field of `fields`, stripped, "" where the file has no such column.
    `roles` are the posts that may bring it in; `take` refuses all others itself. With `twins` a row that says the same
    thing again is not taken twice, and one that contradicts an earlier row of the file is refused.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    faults: Callable[[Values, datetime], list[Fault]]
    take: Callable[..., "Taken"]
    roles: frozenset[str] = frozenset()
    twins: Callable[[Values], Twins] | None = None


@dataclass(frozen=True)
class Taken:
    """What became of sound rows: newly in, or known before.

    Of the known: `differing` had another content and kept it, `changed` learnt what the row says anew.
    """

    new: int = 0
    known: int = 0
    differing: int = 0
    changed: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.new + other.new,
            self.known + other.known,
            self.differing + other.differing,
            self.changed + other.changed,
        )


@dataclass(frozen=True)
class Mark:
    """A fault that showed in reading: at one cell, or (`place` None) the record as a whole."""

    place: int | None
    reason: str
    hint: str


@dataclass(frozen=True)
class Record:
    """One data record of a table, counted from 1 below the header."""

    row: int
    cells: tuple[str, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One line of a report."""

    row: int
    column: str
    value: str
    reason: str
    hint: str


@dataclass(frozen=True)
class Columns:
    """Which column holds which field."""

    header: tuple[str, ...]
    places: Mapping[str, int]
    unused: tuple[str, ...] = field(default=())

    def values(self, record: Record, fields: Sequence[Field]) -> dict[str, str]:
        """Field → stripped text; a record that ends early has nothing in its last columns."""
        cells = record.cells
        found = {name: cells[place].strip() for name, place in self.places.items() if place < len(cells)}
        return {one.name: found.get(one.name, "") for one in fields}

    def findings(self, record: Record, faults: Sequence[Fault]) -> Iterator[Finding]:
        """A row's faults as report lines, with the column's own header and the value as it stands in the file."""
        for fault in faults:
            place = self.places.get(fault.field)
            column = fault.field if place is None else self.header[place]
            value = record.cells[place] if place is not None and place < len(record.cells) else ""
            yield Finding(record.row, column, shown(value), fault.reason, fault.hint)


def columns_of(header: Sequence[str], fields: Sequence[Field], wanted: Mapping[str, str]) -> Columns:
    """Understand a header. `wanted` is column → field as somebody asked for; it wins over what a header suggests.

    Raises UnusableTable for unknown or doubled columns and fields, and for a required field without a column.
    """
    header = tuple(name.strip() for name in header)
    if any(UNREADABLE in name or "\0" in name for name in header):
        raise UnusableTable("第一行不是可读的表头。", next_step="请确认这是 UTF-8 或 GB18030 的 CSV，或 XLSX。")
    places = _asked_for(header, fields, wanted)
    by_word = {_word(word): one.name for one in fields for word in (one.name, one.label, *one.also)}
    for place, name in enumerate(header):
        meant = by_word.get(_word(name))
        if meant is None or name in wanted or meant in wanted.values():
            continue
        if meant in places:
            raise UnusableTable(
                f"“{header[places[meant]]}”和“{name}”两列都是“{meant}”。",
                next_step=f"请删去一列，或用 --map 列名={meant} 指明用哪一列。",
            )
        places[meant] = place
    _refuse_missing(header, fields, places)
    unused = tuple(
        name or f"（第 {place + 1} 列，无列名）" for place, name in enumerate(header) if place not in places.values()
    )
    return Columns(header, places, unused)


def wanted_columns(text: str) -> dict[str, str]:
    """`--map COLUMN=FIELD,…` as column → field; a column with a comma stands in double quotes. Raises UnusableTable."""
    wanted: dict[str, str] = {}
    for pair in next(csv.reader([text]), []):
        column, sign, name = pair.rpartition("=")
        if not sign or not column.strip() or not name.strip():
            raise UnusableTable(
                f"--map 中的“{pair}”不是“列名=字段”的写法。", next_step="例如 --map 留言内容=content,时间=submitted_at"
            )
        if column.strip() in wanted:
            raise UnusableTable(f"--map 中“{column.strip()}”写了两次。", next_step="每列只对应一个字段。")
        wanted[column.strip()] = name.strip()
    return wanted


def faults_in(record: Record, columns: Columns) -> list[Finding]:
    """What kept a record, or a cell that is used, from being read."""
    used = set(columns.places.values())
    found = []
    for mark in record.marks:
        if mark.place is None or mark.place in used:
            column = "" if mark.place is None else columns.header[mark.place]
            found.append(Finding(record.row, column, _cell(record, mark.place), mark.reason, mark.hint))
    extra = [cell for cell in record.cells[len(columns.header) :] if cell.strip()]
    if extra:
        reason = f"这一行有 {len(record.cells)} 格，表头只有 {len(columns.header)} 列，内容可能错位"
        found.append(Finding(record.row, "", shown("，".join(extra)), reason, "含逗号的内容请用英文双引号括起"))
    for place in sorted(used):
        if place < len(record.cells) and (why := _unstorable(record.cells[place])):
            column, hint = columns.header[place], "请从原系统重新导出，或改正这一格"
            found.append(Finding(record.row, column, _cell(record, place), why, hint))
    return found


def contradiction(twins: Twins, row: int, words: str) -> Fault:
    """The fault of a row that speaks of the same thing as an earlier one, in other words."""
    reason = f"第 {row} 行的同一编号在这一格是“{shown(words)}”，两行不一致"
    return Fault(twins.field, reason, "请核对哪一行对，只留一行")


def harmless(cell: object) -> str:
    """A cell as text that no spreadsheet computes: an apostrophe before =, +, -, @, a tab or a line break."""
    text = "" if cell is None else str(cell)
    if type(cell) in NUMBERS:
        return text
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def harmless_row(row: Sequence[object]) -> list[str]:
    """A row of which no cell is computed."""
    return [harmless(cell) for cell in row]


def disarming(free_text: Sequence[int]) -> Callable[[Sequence[object]], Sequence[object]]:
    """`harmless_row` where only these columns (two or more, of text) hold what somebody typed: a tenth of the work."""

    pick = itemgetter(*free_text)

    def disarm(row: Sequence[object]) -> Sequence[object]:
        if FIRST_LETTERS.isdisjoint([cell[0] for cell in pick(row) if cell]):
            return row
        return harmless_row(row)

    return disarm


def shown(value: str) -> str:
    """A value as a report or a screen repeats it: one that no reader chokes on, cut where it is long."""
    text = value.strip().replace(UNREADABLE, "\ufffd").replace("\0", "\ufffd")
    return f"{text[:SHOWN]}…（共 {len(text)} 字）" if len(text) > SHOWN else text


def visible(text: str) -> str:
    """The text without what takes no room (zero-width and other format characters, blanks at its ends)."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip()


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no value: empty, N/A, 无 …"""
    return text.strip().casefold() in NOTHING


def moment(text: str, zone: tzinfo = SHANGHAI) -> datetime | None:
    """An ISO date or time, also as 2019/1/6 9:05 or 2019年1月6日; without an offset it is in `zone`. None: is none."""
    text = unicodedata.normalize("NFKC", text).strip()
    if found := MOMENT.fullmatch(text):
        year, month, day, hour = found.groups(default="")
        text = f"{year}-{int(month):02}-{int(day):02}"
        text += f" {hour.rjust(5 if len(hour) < 6 else 8, '0')}" if hour else ""
    elif not re.match(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _asked_for(header: tuple[str, ...], fields: Sequence[Field], wanted: Mapping[str, str]) -> dict[str, int]:
    names = {one.name for one in fields}
    for column, name in wanted.items():
        if column not in header:
            raise UnusableTable(f"文件中没有“{column}”这一列。", next_step=f"表头是：{_listed(header)}")
        if name not in names:
            raise UnusableTable(f"没有“{name}”这个字段。", next_step=f"可用的字段：{_listed(sorted(names))}")
        if header.count(column) > 1:
            raise UnusableTable(f"表头中“{column}”出现了不止一次。", next_step="请给重复的列改名，或删去一列。")
    if doubled := [name for name, times in Counter(wanted.values()).items() if times > 1]:
        raise UnusableTable(f"--map 把两列都对应到“{doubled[0]}”。", next_step="每个字段只对应一列。")
    return {name: header.index(column) for column, name in wanted.items()}


def _refuse_missing(header: tuple[str, ...], fields: Sequence[Field], places: Mapping[str, int]) -> None:
    missing = [one for one in fields if one.required and one.name not in places]
    if not missing:
        return
    otherwise_separated = len(header) == 1 and any(sign in header[0] for sign in "\t;；|")
    words = "、".join(f"{one.label}（{one.name}）" for one in missing)
    advice = f"第一行须是表头；列名不同的用 --map 列名={missing[0].name} 指明。"
    raise UnusableTable(
        f"缺少必需的列：{words}。表头是：{_listed(header)}。",
        next_step="请用英文逗号分隔各列后再导入。" if otherwise_separated else advice,
    )


def _listed(words: Any) -> str:
    text = "、".join(shown(word) for word in words)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _word(text: str) -> str:
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text).casefold())


def _cell(record: Record, place: int | None) -> str:
    cells = record.cells
    return shown(cells[place]) if place is not None and place < len(cells) else shown("，".join(cells))


def _unstorable(cell: str) -> str:
    if UNREADABLE in cell:
        return "有无法识别的字节，文字已损坏"
    return "含空字符（NUL）" if "\0" in cell else ""


def whole_number(value: object) -> int | None:
    """The number of a row (1 to 18 digits, not zero) as an address or a form names it; None for anything else.

    `str.isdecimal` and `int` alone would take the digits of other scripts, `1_000`, and digits without end.
    """
    text = value if isinstance(value, str) else str(value) if type(value) is int else ""
    if not (text.isascii() and text.isdecimal() and len(text) <= KEY_DIGITS):
        return None
    return int(text) or None


def is_keepable(value: Any) -> bool:
    """Whether all text in it (a string; lists and objects as JSON has them) can be kept by a database."""
    if isinstance(value, str):
        return not UNKEEPABLE.search(value)
    if isinstance(value, Mapping):
        return all(is_keepable(part) for pair in value.items() for part in pair)
    return all(map(is_keepable, value)) if isinstance(value, list) else True
