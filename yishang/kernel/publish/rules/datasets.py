"""What may be published and in which form: datasets with their fields, and the masks of natural persons.

Whatever goes into a public row passes `public_row` first, so that the public table never holds what it may not show
(handbook 0A.6, 12.5: 姓名张**、手机138****1234、身份证号公开场景不显示; names and codes of companies stay whole).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.parties.rules import mask_name, mask_phone, uscc_fault

Type = Literal["string", "integer", "number", "boolean", "date", "datetime"]
Mask = Literal["", "person", "phone", "id"]
Value = str | int | bool | None

NOT_SHOWN = "******"  # an identity number is not shown in public, not even in part
TEXT_LONGEST, KEY_LONGEST, REASON_LONGEST = 5_000, 120, 500
NAME_FORM = re.compile(r"[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?")
_BREAK = r"[ \u3000·.\-–—]?"  # what people put between the digits of a number
_IDENTITY = re.compile(  # a matter's number, RW-610400-20191209-0001, is as long and nobody's; ID-… is none
    rf"(?<![0-9A-Za-z])(?<!(?!ID)[A-Z]{{2}}-)[1-9][0-9]{{5}}{_BREAK}(?:19|20)[0-9]{{2}}{_BREAK}(?:0[1-9]|1[0-2]){_BREAK}"
    rf"(?:0[1-9]|[12][0-9]|3[01]){_BREAK}[0-9]{{3}}[0-9Xx](?![0-9A-Za-z])"
)
_MOBILE = re.compile(rf"(?<![0-9A-Za-z])1[3-9][0-9](?P<same>{_BREAK})[0-9]{{4}}(?P=same)[0-9]{{4}}(?![0-9A-Za-z])")
_NARROW = str.maketrans("０１２３４５６７８９Ｘｘ－", "0123456789Xx-")  # sign for sign, so that places stay the same
_UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BETWEEN_NAMES = re.compile(r"([、，,；;\s]+)")


@dataclass(frozen=True)
class Field:
    """One column of a dataset. `mask` says whose it is: a natural person's name, telephone or identity number."""

    name: str
    title: str
    type: Type = "string"
    description: str = ""
    mask: Mask = ""


@dataclass(frozen=True)
class Dataset:
    """What one process publishes: `name` (letters, `_`, at most one dot) is part of addresses and never changes.

    `basis` is the law or document by which it is public.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    basis: str
    description: str = ""

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if not NAME_FORM.fullmatch(self.name) or not names or len(set(names)) < len(names):
            raise ValueError(f"dataset {self.name}: a name in small letters, and fields with names of their own")
        if not self.basis:
            raise ValueError(f"dataset {self.name} says no basis")


class DatasetNotFound(Refusal):
    """No process publishes a dataset of that name."""

    status = 404

    def __init__(self, name: str) -> None:
        super().__init__(f"没有数据集“{name[:60]}”。", next_step="请从公示目录中选择。")


class PublicationNotFound(Refusal):
    """Nothing was ever published there."""

    status = 404

    def __init__(self) -> None:
        super().__init__("没有找到这条公示。", next_step="请从公示目录中查找。")


class AlreadyPublished(Refusal):
    """Something else stands published under this key; a published row is corrected, never replaced in silence."""


class NotPublished(Refusal):
    """What is withdrawn is neither corrected, withdrawn again nor published again under the same key."""


def public_row(dataset: Dataset, row: Mapping[str, object]) -> dict[str, Value]:
    """The row as it may be shown: every field of the dataset in order, JSON values, persons masked.

    A field that is not given is None. Raises InvalidInput naming what is unknown or of another type.
    """
    known = {field.name: field for field in dataset.fields}
    faults = {name: f"数据集“{dataset.title}”没有这一项。" for name in row if name not in known}
    shown: dict[str, Value] = {}
    for name, field in known.items():
        try:
            shown[name] = _masked(field, _value(field, row.get(name)))
        except ValueError:
            faults[name] = f"“{field.title}”的值不对，应为{TYPE_WORDS[field.type]}。"
    if faults:
        raise InvalidInput(faults)
    return shown


TYPE_WORDS: dict[str, str] = {
    "string": f"文字，不超过 {TEXT_LONGEST} 字",
    "integer": "整数",
    "number": "数",
    "boolean": "是或否",
    "date": "日期",
    "datetime": "带时区的时间",
}


def mask(kind: Mask, text: str) -> str:
    """A natural person's name, telephone or identity number as the public may see it. Several names stay several."""
    if kind == "person":
        return "".join(
            part if _BETWEEN_NAMES.fullmatch(part) else mask_name(part) for part in _BETWEEN_NAMES.split(text.strip())
        )
    if kind == "phone":
        return mask_phone(text)
    return NOT_SHOWN if text.strip() else ""


def without_numbers(text: str) -> str:
    """Free text in which no identity or mobile number of a person stands. A company's code stays."""
    found = _replaced(_IDENTITY, text, lambda digits: NOT_SHOWN if uscc_fault(digits) else "")
    return _replaced(_MOBILE, found, mask_phone)


def _replaced(form: re.Pattern[str], text: str, masked: Callable[[str], str]) -> str:
    """The text with each number of that form as `masked` shows it; where that is nothing, it stays as it stands."""
    parts, end = [], 0
    for one in form.finditer(text.translate(_NARROW)):
        parts += [text[end : one.start()], masked(re.sub(_BREAK, "", one[0])) or text[one.start() : one.end()]]
        end = one.end()
    return "".join([*parts, text[end:]])


def _masked(field: Field, value: Value) -> Value:
    if not isinstance(value, str) or field.type != "string":
        return value
    return mask(field.mask, value) if field.mask else without_numbers(value)


def _value(field: Field, given: object) -> Value:
    """The value as JSON keeps it; numbers with a fraction as decimal text. Raises ValueError."""
    if given is None:
        return None
    taken = _TAKERS[field.type](given)
    if taken is None:
        raise ValueError(field.name)
    return taken


def _text(given: object) -> Value:
    sound = isinstance(given, str) and len(given) <= TEXT_LONGEST and not _UNKEEPABLE.search(given)
    return given if sound and isinstance(given, str) else None


def _integer(given: object) -> Value:
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def _number(given: object) -> Value:
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        return None
    exact = Decimal(given)
    return f"{exact:f}" if exact.is_finite() else None


def _boolean(given: object) -> Value:
    return given if isinstance(given, bool) else None


def _date(given: object) -> Value:
    if isinstance(given, str):
        return date.fromisoformat(given).isoformat()
    return given.isoformat() if isinstance(given, date) and not isinstance(given, datetime) else None


def _datetime(given: object) -> Value:
    moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    sound = isinstance(moment, datetime) and moment.tzinfo is not None
    return moment.isoformat(timespec="seconds") if sound and isinstance(moment, datetime) else None


_TAKERS = {
    "string": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
}
