"""What may not be published, and why (handbook 4.2 and 4.4, bad input)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from yishang.kernel.catalog.rules.codes import KINDS, ON_REQUEST, code_fault, parse
from yishang.kernel.catalog.rules.elements import CHOICES, Elements, Material
from yishang.kernel.context import InvalidInput

LONGEST_NAME, LONGEST_DEPARTMENT, LONGEST_TEXT, MOST_PARTS = 200, 120, 4000, 200
LONGEST_HALVES = 2 * 366 * 5  # five years
CLAUSE = re.compile(r"第[一二三四五六七八九十百千零\d]+条")
CATCH_ALL = re.compile(
    r"^(其他|其它|相关|有关)?(材料|资料|证明材料|文件)$|等?(其他|其它|相关|有关)的?(材料|资料|证明材料|文件)$"
)
PHONE = re.compile(r"(0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|1\d{4}|9\d{4}|400-?\d{3}-?\d{4})(转\d{1,6})?")
CONSULT, COMPLAIN = "咨询", "投诉"
COMPLAINT_CHANNELS = 2  # 行业主管单位 and 营商办, says the source


def faults(elements: Elements, *, code: str, sample: bool = False) -> dict[str, str]:
    """Element → why it cannot be published; empty when it can.

    `sample` marks invented content (示范数据): it names no clause of a law and no telephone, because it would have to
    invent those too.
    """
    found = dict(_shape(elements)) | dict(_limits(elements)) | dict(_materials(elements.materials))
    if fault := code_fault(code, kind=elements.kind, level=elements.level):
        found["code"] = fault
    found |= dict(_fees(elements)) | dict(_organ(elements, code))
    if not sample:
        found |= dict(_law(elements)) | dict(_channels(elements))
    return found


def draft_faults(elements: Elements, *, code: str) -> dict[str, str]:
    """What not even a draft may hold: no name, or more than can be kept."""
    found = {
        name: why for name, why in _shape(elements) if name in {"name", "materials", "steps", "basis", "conditions"}
    }
    if len(elements.department) > LONGEST_DEPARTMENT:
        found["department"] = f"最多 {LONGEST_DEPARTMENT} 个字。"
    if not code.strip() or len(code) > 64:
        found["code"] = "请填写事项编码，最多 64 个字符。"
    if not 0 <= (elements.promised or 0) <= LONGEST_HALVES or not 0 <= (elements.statutory or 0) <= LONGEST_HALVES:
        found["promised"] = "时限是 0 到 1830 个工作日，最小 0.5 个工作日。"
    return found


def refuse_faults(faults: Mapping[str, str]) -> None:
    """Raise InvalidInput when there are any."""
    if faults:
        raise InvalidInput(dict(faults))


def clashes(items: Mapping[str, Elements]) -> list[str]:
    """Materials that two items define differently under one standard id, in words; `items` are code → elements."""
    seen: dict[str, tuple[str, Material]] = {}
    told = []
    for code, elements in items.items():
        for one in elements.materials:
            if not one.standard:
                continue
            other_code, other = seen.setdefault(one.standard, (code, one))
            if (other.name, other.source) != (one.name, one.source):
                told.append(
                    f"材料 {one.standard}：{other_code} 写“{other.name}”（{other.source}），"
                    f"{code} 写“{one.name}”（{one.source}）。"
                )
    return told


def _shape(elements: Elements) -> Iterator[tuple[str, str]]:
    if not elements.name.strip() or len(elements.name) > LONGEST_NAME:
        yield "name", f"请填写事项名称，最多 {LONGEST_NAME} 个字。"
    if elements.kind not in KINDS:
        yield "kind", "请选择事项类型。"
    elif elements.kind not in ON_REQUEST:
        yield "kind", f"{KINDS[elements.kind]}不是依申请办理的，不进办事指南。"
    if not 0 < len(elements.department.strip()) <= LONGEST_DEPARTMENT:
        yield "department", f"请填写实施主体，最多 {LONGEST_DEPARTMENT} 个字。"
    for name in ("basis", "conditions", "special", "limit_note"):
        if len(getattr(elements, name)) > LONGEST_TEXT:
            yield name, f"最多 {LONGEST_TEXT} 个字。"
    for name in ("materials", "steps", "fees", "places", "channels"):
        if len(getattr(elements, name)) > MOST_PARTS:
            yield name, f"最多 {MOST_PARTS} 项。"


def _limits(elements: Elements) -> Iterator[tuple[str, str]]:
    if elements.promised is None:
        yield "promised", "请填写承诺时限（工作日），即办的写 0。"
        return
    if elements.promised < 0 or (elements.statutory is not None and elements.statutory < 0):
        yield "promised", "时限不能小于 0。"
    elif elements.statutory is not None and elements.promised > elements.statutory:
        yield "promised", f"承诺时限 {days_text(elements.promised)} 长于法定时限 {days_text(elements.statutory)}。"
    if elements.steps and sum(step.half_days for step in elements.steps) > elements.promised:
        yield "steps", f"各环节时限之和长于承诺时限 {days_text(elements.promised)}。"
    if elements.visits < 0:
        yield "visits", "到现场次数不能小于 0。"


def _materials(materials: Iterable[Material]) -> Iterator[tuple[str, str]]:
    names: set[str] = set()
    for one in materials:
        if not one.name.strip():
            yield "materials", "材料须有名称。"
        elif CATCH_ALL.search(one.name.strip()):
            yield "materials", f"“{one.name}”是兜底的说法，请写明是哪一份材料。"
        elif one.key in names:
            yield "materials", f"材料“{one.name}”写了两遍。"
        elif one.copies < 1:
            yield "materials", f"材料“{one.name}”的份数须是 1 份以上。"
        names.add(one.key)


def _fees(elements: Elements) -> Iterator[tuple[str, str]]:
    for fee in elements.fees:
        if not fee.basis.strip() or not fee.standard.strip():
            yield "fees", f"收费“{fee.name}”没有{'依据' if not fee.basis.strip() else '标准'}，不能发布。"
        elif fee.since and fee.until and fee.until <= fee.since:
            yield "fees", f"收费“{fee.name}”的止日须晚于起日。"


def _organ(elements: Elements, code: str) -> Iterator[tuple[str, str]]:
    for name, words in CHOICES.items():
        if (said := getattr(elements, name)) and said not in words:
            yield name, f"“{said}”不在可选的写法里：{'、'.join(words)}。"
    if elements.organ_nature == "受委托组织" and not elements.entrusted_by:
        yield "entrusted_by", "受委托组织须写明委托部门。"
    parts = parse(code)
    if elements.organ_code and parts and parts.organ and parts.organ != elements.organ_code:
        yield "organ_code", "与实施编码前 18 位不一致。"


def _law(elements: Elements) -> Iterator[tuple[str, str]]:
    for one in elements.intermediaries:
        if not one.basis:
            yield "intermediaries", f"中介服务“{one.name}”没有依据，不得要求。"
    if not elements.basis.strip():
        yield "basis", "请填写设定依据。"
    elif elements.kind != "20" and not CLAUSE.search(elements.basis):
        yield "basis", "设定依据须写到第几条。"


def _channels(elements: Elements) -> Iterator[tuple[str, str]]:
    for one in elements.channels:
        if not PHONE.fullmatch(one.phone.strip()):
            yield "channels", f"“{one.name}”的电话“{one.phone}”格式不对。"
            return
    complaints = {one.name for one in elements.channels if one.purpose == COMPLAIN}
    if len(complaints) < COMPLAINT_CHANNELS:
        yield "channels", "须写明两个投诉渠道：行业主管单位和营商办。"


def days_text(halves: int) -> str:
    """Half working days in words: 0 当场办结, 1 0.5 个工作日."""
    if not halves:
        return "当场办结"
    return f"{halves // 2}{'.5' if halves % 2 else ''} 个工作日"
