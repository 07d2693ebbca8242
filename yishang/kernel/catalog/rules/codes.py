"""What the number of a service item says (handbook 4.1, GB/T 39554.1-2020 as far as samples confirm it).

A basic code has 12 digits: division 2 (00 the State, else the province), kind 2, department 2, main item 3, sub-item 3.
An implementing code has 31 characters: the organ's uniform code 18, level 1, basic code 12. Two more digits make the
code of one way to have it done (业务办理项).
"""

import re
from typing import NamedTuple

KINDS = {
    "01": "行政许可",
    "02": "行政处罚",
    "03": "行政强制",
    "04": "行政征收",
    "05": "行政给付",
    "06": "行政检查",
    "07": "行政确认",
    "08": "行政奖励",
    "09": "行政裁决",
    "10": "其他行政权力",
    "20": "公共服务",
}
ON_REQUEST = frozenset({"01", "05", "07", "08", "09", "10", "20"})  # 依申请: the only kinds that a guide may hold
LEVELS = {"1": "国家级", "2": "省级", "3": "市级", "4": "县级", "5": "镇（街道）级", "6": "村（社区）级"}
BASIC = re.compile(r"\d{12}")
IMPLEMENTING = re.compile(r"(?P<organ>[0-9A-Z]{18})(?P<level>\d)(?P<basic>\d{12})(?P<way>\d{2})?")
LONGEST = 64  # characters: what other provinces call theirs is kept as well, as a draft with its finding
FORM = "事项编码是 12 位基本编码、31 位实施编码或 33 位业务办理项编码。"


class ItemCode(NamedTuple):
    """The parts of a number; `organ`, `level` and `way` are "" where it does not say."""

    division: str
    kind: str
    department: str
    main: str
    sub: str
    organ: str = ""
    level: str = ""
    way: str = ""

    @property
    def basic(self) -> str:
        return f"{self.division}{self.kind}{self.department}{self.main}{self.sub}"


def parse(code: str) -> ItemCode | None:
    """The parts of a number, None when it has another structure."""
    if BASIC.fullmatch(code):
        return ItemCode(*_basic(code))
    if found := IMPLEMENTING.fullmatch(code):
        return ItemCode(*_basic(found["basic"]), found["organ"], found["level"], found["way"] or "")
    return None


def code_fault(code: str, *, kind: str = "", level: str = "") -> str:
    """Why a number cannot be published, "" when it can; `kind` and `level` are what the item itself says."""
    parts = parse(code)
    if parts is None:
        return FORM
    if parts.kind not in KINDS:
        return f"编码第 3、4 位“{parts.kind}”不是事项类型。"
    if kind and parts.kind != kind:
        return f"编码写的是{KINDS[parts.kind]}，与事项类型“{KINDS.get(kind, kind)}”不一致。"
    if parts.level and parts.level not in LEVELS:
        return f"编码第 19 位“{parts.level}”不是行使层级。"
    if parts.level and level and parts.level != level:
        return f"编码写的是{LEVELS[parts.level]}，与行使层级“{LEVELS.get(level, level)}”不一致。"
    return ""


def _basic(code: str) -> tuple[str, str, str, str, str]:
    return code[:2], code[2:4], code[4:6], code[6:9], code[9:]
