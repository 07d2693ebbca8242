"""The catalog's own table: one row for each item, columns in the order of the elements (handbook 4.2).

What an item has several of stands in one cell: parts between ； and their details between ｜ in the order given by
`DETAILS`; details that are missing at the end have their usual value. Limits are working days (0.5 is half a day).
A ； or ｜ that belongs to a text itself stands behind a backslash, so that whatever goes out comes in again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from yishang.kernel.catalog.rules import codes, judging
from yishang.kernel.catalog.rules.elements import (
    Channel,
    Elements,
    Fee,
    Intermediary,
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
    Field("organ_code", "实施主体代码", ("DEPT_CODE",), example="11610400MB00000001"),
    Field("organ_nature", "实施主体性质", ("DEPT_TYPE",), example="法定机关"),
    Field("entrusted_by", "委托部门", ("ENTRUST_NAME",)),
    Field("joint", "联办机构", ("OTHER_DEPT", "co_department")),
    Field("level", "行使层级", ("USE_LEVEL", "matter_level"), example="县级"),
    Field("power_source", "权力来源", ("POWER_SOURCE",), example="法定本级"),
    Field("basis", "设定依据", ("BY_LAW",), example="《印铸刻字业暂行管理规则》第三条"),
    Field("conditions", "受理条件", ("ACCEPT_CONDITION", "accept_standard")),
    Field("quantity", "数量限制", ("LIMIT_EXPLAIN",)),
    Field("audience", "服务对象", ("SERVER_TYPE", "service_object_name"), example="企业法人；自然人"),
    Field("statutory", "法定时限", ("ANTICIPATE_DAY", "handle_time"), example="3"),
    Field("statutory_note", "法定时限说明", ("ANTICIPATE_EXPLAIN",)),
    Field("promised", "承诺时限", ("PROMISE_DAY", "handle_time_limit"), example="0.5"),
    Field("limit_note", "时限说明", ("PROMISE_EXPLAIN",)),
    Field("special", "特别程序", ("SPECIAL_PROCEDURE",)),
    Field("steps", "办理环节", ("LINK_NAME",), example="受理｜0；办结｜0.5"),
    Field("materials", "申请材料", ("MATERIAL_NAME", "material_intro"), example="营业执照｜政府部门核发｜必要｜原件"),
    Field("fees", "收费", ("FEE_BASIS",), example="刻章工本费｜按件｜延市公发〔2019〕97号｜2019-07-01"),
    Field("pay_online", "网上支付", ("IS_PAY_ONLINE",), example="否"),
    Field("output", "办理结果", ("RESULT_NAME",), example="公章备案回执"),
    Field("output_kind", "结果类型", ("RESULT_TYPE",), example="证照"),
    Field("output_valid", "结果有效期", ("RESULT_VALID",)),
    Field("yearly_check", "是否年审", ("IS_YEARLY_CHECK",), example="否"),
    Field("handled_by", "办理形式", ("HANDLE_TYPE",), example="窗口办理；网上办理"),
    Field("online_depth", "网办深度", ("ONLINE_HANDLE_DEPTH",)),
    Field("visits", "到现场次数", ("LIMIT_SCENE_NUM", "visit_number"), example="1"),
    Field("visits_reason", "到现场原因", ("LIMIT_SCENE_EXPLAIN",)),
    Field("booking", "预约办理", ("IS_SCHEDULE", "online_book"), example="是"),
    Field("express", "快递送达", ("IS_EXPRESS", "courier_service"), example="是"),
    Field("terminal", "自助终端", ("IS_SERVICE_TERMINALS",), example="否"),
    Field("across", "通办范围", ("HANDLE_AREA",)),
    Field("places", "办理地点", ("HANDLE_PLACE", "handle_location"), example="市民中心｜综合窗口｜某路 1 号"),
    Field("intermediaries", "中介服务", ("INTERMEDIARY",), example="环境影响评价｜《环境影响评价法》第十六条"),
    Field("consult", "咨询电话", ("consult_phone",), example="市行政审批服务局｜0911-2162600"),
    Field("complain", "投诉电话", ("complain_phone",), example="市营商办｜0911-2160672"),
    Field("review_organ", "行政复议机关", ("REVIEW_ORGAN",)),
    Field("court", "行政诉讼法院", ("COURT",)),
    Field("rights", "依法享有的权利", ("RIGHTS",)),
    Field("duties", "依法履行的义务", ("DUTIES",)),
)  # fmt: skip
PART, DETAIL = "；;\n", "｜|"
MARK, MARKED = re.compile(r"([；;\n｜|\\])"), re.compile(r"\\([；;\n｜|\\])")
DETAILS = {
    "steps": ("环节", "时限", "办理处室", "办理人"),
    "materials": (
        "名称", "来源", "必要性", "原件或复印件", "份数", "可用电子证照", "材料编号", "形式", "来源部门", "法律依据",
        "受理标准", "填报须知", "示例样表", "空白表格",
    ),
    "fees": ("项目", "标准", "依据", "起日", "止日", "减免"),
    "intermediaries": ("名称", "依据", "内容"),
    "places": ("哪里", "名称", "地址", "时间", "交通"),
    "consult": ("单位", "电话"),
    "complain": ("单位", "电话"),
}  # fmt: skip
SEVERAL = ("steps", "materials", "fees", "intermediaries", "places")
PLAIN = (
    "organ_code", "organ_nature", "entrusted_by", "joint", "power_source", "quantity", "statutory_note", "pay_online",
    "output_kind", "output_valid", "yearly_check", "handled_by", "online_depth", "visits_reason", "booking", "express",
    "terminal", "across", "review_organ", "court", "rights", "duties",
)  # fmt: skip
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
        steps=tuple(_step(one) for one in parts(values["steps"])),
        materials=tuple(_material(one) for one in _material_parts(values["materials"])),
        fees=tuple(_fee(one) for one in parts(values["fees"])),
        intermediaries=tuple(Intermediary(*one[:3]) for one in parts(values["intermediaries"])),
        output=values["output"],
        places=tuple(_place(one) for one in parts(values["places"])),
        channels=_channels(values),
        visits=_count("visits", values["visits"], 1),
        **{name: values.get(name, "") for name in PLAIN},
    )


def row_of(code: str, elements: Elements) -> dict[str, str]:
    """Elements as the row that `elements_of` reads back without loss."""
    found = {
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
        "output": elements.output,
        "visits": str(elements.visits),
        "consult": _joined(channel_details(elements, judging.CONSULT), keep=2),
        "complain": _joined(channel_details(elements, judging.COMPLAIN), keep=2),
    }
    found |= {name: getattr(elements, name) for name in PLAIN}
    found |= {name: _joined(map(details_of, getattr(elements, name))) for name in SEVERAL}
    return {field.name: found[field.name] for field in FIELDS}


def details_of(part: Step | Material | Fee | Intermediary | Place) -> tuple[str, ...]:
    """A part's details in words, in the order of `DETAILS`."""
    match part:
        case Step():
            return part.name, days(part.half_days), part.office, part.officer
        case Material():
            return (
                part.name, part.source, part.necessity, part.paper, str(part.copies), part.exempt_by, part.standard,
                part.form, part.issuer, part.basis, part.accepted, part.notes, part.sample, part.blank,
            )  # fmt: skip
        case Fee():
            return part.name, part.standard, part.basis, _day(part.since), _day(part.until), part.reducible
        case Intermediary():
            return part.name, part.basis, part.content
        case Place():
            return part.mode, part.name, part.address, part.hours, part.traffic


def channel_details(elements: Elements, purpose: str) -> list[tuple[str, ...]]:
    """The telephones for 咨询 or 投诉: whose, number."""
    return [(one.name, one.phone) for one in elements.channels if one.purpose == purpose]


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
    split = ([MARKED.sub(r"\1", one.strip()) for one in _split(part, DETAIL)] for part in _split(cell, PART))
    return [part for part in split if any(part)]


def _split(text: str, separators: str) -> list[str]:
    """A text at its separators, but for those behind a backslash."""
    if "\\" not in text:
        return re.split(f"[{separators}]", text)
    found, letters = [""], iter(text)
    for letter in letters:
        if letter in separators:
            found.append("")
        else:
            found[-1] += letter + next(letters, "") if letter == "\\" else letter
    return found


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


def _step(details: list[str]) -> Step:
    name, length, office, officer = (*details, *[""] * 4)[:4]
    return Step(name, halves("steps", length) if length else 0, office, officer)


def _material(details: list[str]) -> Material:
    name, source, necessity, paper, copies, *more = (*details, *[""] * 14)[:14]
    exempt, standard, form, issuer, basis, accepted, notes, sample, blank = more
    try:
        return Material(
            name, Source(source or Source.OWN), Necessity(necessity or Necessity.REQUIRED),
            Paper(paper or Paper.ORIGINAL), _count("materials", copies, 1), exempt, standard, form, issuer, basis,
            accepted, notes, sample, blank,
        )  # fmt: skip
    except Unreadable:
        raise
    except ValueError as fault:
        raise Unreadable("materials", f"材料“{name}”的来源、必要性或原件复印件写法不对。") from fault


def _fee(details: list[str]) -> Fee:
    name, standard, basis, since, until, reducible = (*details, *[""] * 6)[:6]
    return Fee(name, standard, basis, _date(since), _date(until), reducible)


def _place(details: list[str]) -> Place:
    mode, name, address, hours, traffic = (*details, *[""] * 5)[:5]
    if mode not in set(Mode):
        return Place(Mode.HALL, mode)
    return Place(Mode(mode), name, address, hours, traffic)


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


def _joined(found: Iterable[tuple[str, ...]], *, keep: int = 1) -> str:
    """Parts as one cell; blank details at the end are left out but for the first `keep`."""
    return "；".join("｜".join(MARK.sub(r"\\\1", one) for one in _trimmed(part, keep)) for part in found)


def _trimmed(details: tuple[str, ...], keep: int) -> tuple[str, ...]:
    while len(details) > keep and not details[-1]:
        details = details[:-1]
    return details
