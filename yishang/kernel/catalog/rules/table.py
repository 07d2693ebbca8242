"""The catalog's own table: one row for each item, columns in the order of the elements (handbook 4.2).

What an item has several of stands in one cell: parts between ； and their details between ｜ in the order given by
`PARTS`; details that are missing at the end have their usual value. Limits are working days (0.5 is half a day).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from yishang.kernel.catalog.rules import codes, judging
from yishang.kernel.catalog.rules.elements import (
    Channel,
    Elements,
    Fee,
    Material,
    Mode,
    Necessity,
    Paper,
    Place,
    Source,
    Step,
)
from yishang.kernel.intake.rules import Fault, Field, Values

FIELDS = (
    Field("code", "事项编码", ("TASK_CODE", "task_code", "item_code"), required=True, example="612001001000"),
    Field("name", "事项名称", ("TASK_NAME", "task_name"), required=True, example="公章刻制备案"),
    Field("kind", "事项类型", ("TASK_TYPE", "task_type_text", "task_type"), required=True, example="公共服务"),
    Field("department", "实施主体", ("DEPT_NAME", "dept_name"), required=True, example="公安局"),
    Field("level", "行使层级", ("USE_LEVEL", "matter_level"), example="县级"),
    Field("basis", "设定依据", ("BY_LAW",), example="《印铸刻字业暂行管理规则》第三条"),
    Field("conditions", "受理条件", ("ACCEPT_CONDITION", "accept_standard")),
    Field("audience", "服务对象", ("SERVER_TYPE", "service_object_name"), example="企业法人；自然人"),
    Field("statutory", "法定时限", ("ANTICIPATE_DAY", "handle_time"), example="3"),
    Field("promised", "承诺时限", ("PROMISE_DAY", "handle_time_limit"), example="0.5"),
    Field("limit_note", "时限说明", ("PROMISE_EXPLAIN",)),
    Field("special", "特别程序", ("SPECIAL_PROCEDURE",)),
    Field("steps", "办理环节", ("LINK_NAME",), example="受理｜0；办结｜0.5"),
    Field("materials", "申请材料", ("MATERIAL_NAME", "material_intro"), example="营业执照｜政府部门核发｜必要｜原件"),
    Field("fees", "收费", ("FEE_BASIS",), example="刻章工本费｜按件｜延市公发〔2019〕97号｜2019-07-01"),
    Field("intermediaries", "中介服务", ("INTERMEDIARY",)),
    Field("output", "办理结果", ("RESULT_NAME",), example="公章备案回执"),
    Field("places", "办理地点", ("HANDLE_PLACE", "handle_location"), example="市民中心｜综合窗口"),
    Field("consult", "咨询电话", ("consult_phone",), example="市行政审批服务局｜0911-2162600"),
    Field("complain", "投诉电话", ("complain_phone",), example="市营商办｜0911-2160672"),
    Field("visits", "到现场次数", ("LIMIT_SCENE_NUM", "visit_number"), example="1"),
)  # fmt: skip
PART, DETAIL = re.compile("[；;\n]"), re.compile("[｜|]")
DAYS = re.compile(r"(\d{1,4}(?:\.[05])?)\s*[（(]?(?:个)?(?:工作日|日)?[)）]?")
OTHER_LIMIT = re.compile(r"\d{1,4}\s*[（(]?个?(自然日|月|年|小时)[)）]?")  # the platform counts working days only
AT_ONCE = frozenset({"即办", "当场办结", "即时办结", "0"})
LABELS = {one.name: one.label for one in FIELDS}


class Unreadable(ValueError):
    """A cell does not say what its column holds; the message is for people."""


def elements_of(values: Values) -> Elements:
    """A row as elements. Raises Unreadable, its `args` being the field and why."""
    return Elements(
        name=values["name"],
        kind=_code_of("kind", values["kind"], codes.KINDS),
        department=values["department"],
        level=_code_of("level", values["level"], codes.LEVELS) if values["level"] else "",
        basis=values["basis"],
        conditions=values["conditions"],
        audience=tuple(one for one in re.split("[；;|｜、]", values["audience"]) if one),
        statutory=_limit("statutory", values),
        promised=_limit("promised", values),
        limit_note="；".join(filter(None, [values["limit_note"], *_other_limits(values)])),
        special=values["special"],
        steps=tuple(Step(one[0], halves("steps", one[1]) if one[1:] else 0) for one in parts(values["steps"])),
        materials=tuple(_material(one) for one in _material_parts(values["materials"])),
        fees=tuple(_fee(one) for one in parts(values["fees"])),
        intermediaries=tuple(one[0] for one in parts(values["intermediaries"])),
        output=values["output"],
        places=tuple(_place(one) for one in parts(values["places"])),
        channels=_channels(values),
        visits=_count("visits", values["visits"], 1),
    )


def row_of(code: str, elements: Elements) -> dict[str, str]:
    """Elements as the row that `elements_of` reads back without loss."""
    return {
        "code": code,
        "name": elements.name,
        "kind": codes.KINDS[elements.kind],
        "department": elements.department,
        "level": codes.LEVELS.get(elements.level, ""),
        "basis": elements.basis,
        "conditions": elements.conditions,
        "audience": "；".join(elements.audience),
        "statutory": "" if elements.statutory is None else days(elements.statutory),
        "promised": "" if elements.promised is None else days(elements.promised),
        "limit_note": elements.limit_note,
        "special": elements.special,
        "steps": _joined((one.name, days(one.half_days)) for one in elements.steps),
        "materials": _joined(
            (one.name, one.source, one.necessity, one.paper, str(one.copies), one.exempt_by, one.standard)
            for one in elements.materials
        ),
        "fees": _joined((one.name, one.standard, one.basis, _day(one.since), _day(one.until)) for one in elements.fees),
        "intermediaries": "；".join(elements.intermediaries),
        "output": elements.output,
        "places": _joined((one.mode, one.name, one.address) for one in elements.places),
        "consult": _joined((one.name, one.phone) for one in elements.channels if one.purpose == judging.CONSULT),
        "complain": _joined((one.name, one.phone) for one in elements.channels if one.purpose == judging.COMPLAIN),
        "visits": str(elements.visits),
    }


def import_faults(values: Values, at: datetime) -> list[Fault]:  # noqa: ARG001 - every import is asked so
    """What keeps a row from becoming a draft."""
    try:
        elements = elements_of(values)
    except Unreadable as fault:
        field, why = fault.args
        return [Fault(field, why, "请按表头下的样例填写。")]
    found = judging.draft_faults(elements, code=values["code"])
    return [Fault(field, why, "请改正后再导入。") for field, why in found.items()]


def parts(cell: str) -> list[list[str]]:
    """The parts of a cell, each as its details."""
    split = ([detail.strip() for detail in DETAIL.split(part)] for part in PART.split(cell))
    return [part for part in split if any(part)]


def halves(field: str, text: str) -> int:
    """Working days as half days. Raises Unreadable."""
    text = text.strip()
    if text in AT_ONCE:
        return 0
    found = DAYS.fullmatch(text)
    if not found:
        raise Unreadable(field, f"“{text}”不是工作日数（例如 5 或 0.5）。")
    return int(float(found[1]) * 2)


def days(half_days: int) -> str:
    """Half days as working days: 1 is 0.5."""
    return f"{half_days // 2}.5" if half_days % 2 else str(half_days // 2)


def _limit(field: str, values: Values) -> int | None:
    text = values[field]
    return None if not text or OTHER_LIMIT.fullmatch(text) else halves(field, text)


def _other_limits(values: Values) -> Iterator[str]:
    """Limits that are not in working days: said as they stand, counted by nobody until a person converts them."""
    for field in ("statutory", "promised"):
        if OTHER_LIMIT.fullmatch(values[field]):
            yield f"{LABELS[field]} {values[field]}"


def _material_parts(cell: str) -> list[list[str]]:
    """Tables of others hold names only, one beside the other: 甲|乙|丙."""
    found = parts(cell)
    if len(found) == 1 and len(found[0]) > 1 and found[0][1] not in set(Source) | {""}:
        return [[name] for name in found[0] if name]
    return found


def _material(details: list[str]) -> Material:
    name, source, necessity, paper, copies, exempt, standard = (*details, *[""] * (7 - len(details)))[:7]
    try:
        return Material(
            name=name,
            source=Source(source or Source.OWN),
            necessity=Necessity(necessity or Necessity.REQUIRED),
            paper=Paper(paper or Paper.ORIGINAL),
            copies=_count("materials", copies, 1),
            exempt_by=exempt,
            standard=standard,
        )
    except ValueError as fault:
        raise Unreadable("materials", f"材料“{name}”的来源、必要性或原件复印件写法不对。") from fault


def _fee(details: list[str]) -> Fee:
    name, standard, basis, since, until = (*details, *[""] * (5 - len(details)))[:5]
    return Fee(name, standard, basis, _date(since), _date(until))


def _place(details: list[str]) -> Place:
    mode, name, address = (*details, *[""] * (3 - len(details)))[:3]
    if mode not in set(Mode):
        return Place(Mode.HALL, mode)
    return Place(Mode(mode), name, address)


def _channels(values: Values) -> tuple[Channel, ...]:
    purposes = (("consult", judging.CONSULT), ("complain", judging.COMPLAIN))
    return tuple(
        Channel(purpose, *(one if len(one) > 1 else ["", *one]))
        for field, purpose in purposes
        for one in (found[:2] for found in parts(values[field]))
    )


def _code_of(field: str, text: str, known: Mapping[str, str]) -> str:
    for code, name in known.items() if text else ():
        if text in (code, name) or text.lstrip("0") == code.lstrip("0") or name.startswith(text):
            return code
    raise Unreadable(field, f"“{text}”不是{LABELS[field]}。")


def _count(field: str, text: str, usual: int) -> int:
    if not text:
        return usual
    if not text.isdecimal() or len(text) > 4:
        raise Unreadable(field, f"“{text}”不是整数。")
    return int(text)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise Unreadable("fees", f"“{text}”不是日期（例如 2019-07-01）。") from fault


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _joined(found: Iterable[tuple[str, ...]]) -> str:
    return "；".join("｜".join(map(str, one)).rstrip("｜") for one in found)
