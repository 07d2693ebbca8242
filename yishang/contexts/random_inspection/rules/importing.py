"""Tables of other systems: items, inspectors, objects with their tags, risk classes (handbook 2.2)."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from yishang.contexts.random_inspection.rules.terms import INSPECTOR_STATES, LEVELS, LINES, METHODS, RISKS, TRAININGS
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.intake.rules import Fault, Field, Twins, moment, whole_number

KEEPER_POSTS = frozenset({"SYSTEM", "DRL"})
PEOPLE_POSTS = frozenset({"SYSTEM", "DRL", "DEP"})
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*([%％‰])")
DEPARTMENT_WORDS = (  # the first that occurs in the name of a department decides; older names of the same line too
    ("SJ", ("市场监督", "市场监管", "工商", "质监", "质量技术", "食品药品", "药监", "物价", "知识产权")),
    ("YJ", ("应急", "安监", "安全生产")),
    ("XFJ", ("消防",)),
    ("SHJ", ("环境保护", "生态环境", "环保")),
    ("ZJ", ("住房", "住建", "建设")),
    ("JT", ("交通",)),
    ("NY", ("农业", "畜牧", "农机")),
    ("WL", ("文化", "旅游", "文物", "广电")),
    ("WJ", ("卫生", "卫健")),
    ("RS", ("人力资源", "劳动", "社会保障")),
    ("SWU", ("商务",)),
    ("TJ", ("统计",)),
    ("GA", ("公安",)),
)
ITEM_FIELDS = (
    Field("category", "类", ("item_name", "抽查类别", "抽查项目"), required=True, example="食品销售监督"),
    Field("name", "事项", ("sub_item", "抽查事项", "事项名称"), required=True, example="食品销售监督检查"),
    Field("basis", "依据", ("法律依据", "检查依据"), required=True, example="《中华人民共和国食品安全法》"),
    Field("department", "检查部门", ("inspector_dept", "检查主体"), required=True, example="市场监督管理局"),
    Field("object_type", "检查对象", ("object",), example="食品销售者"),
    Field("ratio", "比例", ("抽查比例",), example="3%"),
    Field("method", "方式", ("检查方式",), example="现场检查"),
    Field("level", "级别", ("事项类别",), example="一般检查事项"),
    Field("code", "编码", ("事项编码",), example="SJ-04-1"),
)
PEOPLE_FIELDS = (
    Field("number", "编号", ("人员编号",), required=True, example="示例（导入前删去这一行）：RY000001"),
    Field("name", "姓名", required=True, example="张某"),
    Field("unit", "单位代码", ("单位",), required=True, example="610400-SJ"),
    Field("certificate_no", "执法证号", ("证号",), required=True, example="陕D000001"),
    Field("certificate_until", "证件有效期至", ("有效期",), required=True, example="2021-12-31"),
    Field("area", "执法区域", ("区划代码",), example="610400"),
    Field("skills", "业务专长", ("专长",), example="SJ-04-1 食品销售监督"),
    Field("state", "状态", ("在岗状态",), example="在岗"),
)
OBJECT_FIELDS = (
    Field(
        "uscc", "统一社会信用代码", ("信用代码",), required=True, example="示例（导入前删去这一行）：91610402MA00000155"
    ),
    Field("name", "名称", ("企业名称",), example="示例机械有限公司"),
    Field("library", "专项库", ("标签",), example="SPJY"),
    Field("permit", "许可证号", ("证号",), example="JY16104020000001"),
    Field("valid_to", "有效期至", (), example="2023-12-31"),
    Field("industry", "行业", ("行业代码",), example="5219"),
)
RISK_FIELDS = (
    Field(
        "uscc", "统一社会信用代码", ("信用代码",), required=True, example="示例（导入前删去这一行）：91610402MA00000155"
    ),
    Field("risk", "信用风险类别", ("类别",), required=True, example="B"),
    Field("month", "月份", (), required=True, example="2019-12"),
)
CODE_LONGEST = 20
EXPERT_FIELDS = (
    Field("number", "编号", ("专家编号",), required=True, example="示例（导入前删去这一行）：ZJ0001"),
    Field("name", "姓名", required=True, example="李某"),
    Field("organisation", "工作单位", required=True, example="示例检测研究院"),
    Field("field", "专业", ("专业领域",), required=True, example="特种设备"),
    Field("title", "职称", (), example="高级工程师"),
    Field("unit", "聘请部门代码", ("聘请部门", "单位代码"), required=True, example="610400-SJ"),
    Field("valid_until", "入库有效期至", ("有效期",), required=True, example="2021-12-31"),
)
TRAINING_FIELDS = (
    Field("title", "培训名称", ("名称",), required=True, example="示例（导入前删去这一行）：双随机业务培训"),
    Field("kind", "类别", (), required=True, example="专业技能"),
    Field("held_on", "日期", ("培训日期",), required=True, example="2019-11-20"),
    Field("hours", "学时", (), required=True, example="8"),
    Field("number", "参加人员编号", ("人员编号", "编号"), required=True, example="RY000001"),
)
HOURS_MOST = 200
MONTH = re.compile(r"20\d{2}-(0[1-9]|1[0-2])")


def line_of(department: str) -> str:
    """The line of a department by the words of its name; "" for one that none of ours fits."""
    return next((line for line, words in DEPARTMENT_WORDS if any(word in department for word in words)), "")


def percent_in(text: str) -> str:
    """The first percentage in free text, as a plain number: `不少于30%` → 30, `2‰` → 0.2; "" where it says none."""
    found = PERCENT.search(text)
    if found is None:
        return ""
    number = Decimal(found[1]) / (10 if found[2] == "‰" else 1)
    return f"{number.normalize():f}"


def method_in(text: str) -> str:
    """The way of inspecting that a text speaks of; on the spot where it says nothing we know."""
    words = {"抽样": "LAB", "检验": "LAB", "网络": "NET", "书面": "PAPER", "远程": "REMOTE", "比对": "DATA"}
    by_label = {label: code for code, label in METHODS.items()}
    return by_label.get(text.strip()) or next((code for word, code in words.items() if word in text), "SITE")


def level_in(text: str) -> str:
    return "KEY" if "重点" in text or text.strip() == "KEY" else "GENERAL"


def code_for(values: Mapping[str, str]) -> str:
    """The item's own code, else one that the same words always give."""
    if values["code"]:
        return values["code"]
    words = "|".join((values["category"], values["name"], values["department"]))
    return f"DR-{sha256(words.encode()).hexdigest()[:8].upper()}"


def item_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:  # noqa: ARG001
    """What keeps a row from becoming an item: no basis, a department of no line of ours, a ratio above 100 %."""
    faults = _too_long(values, "code")
    if not values["category"] and not values["name"]:
        faults.append(Fault("name", "没有事项名称", "请填写抽查事项"))
    if not values["basis"]:
        faults.append(Fault("basis", "没有依据", "没有法律法规依据的不得列入清单"))
    if not line_of(values["department"]) and values["department"] not in LINES:
        faults.append(Fault("department", "认不出是哪个条线的部门", f"请写{'、'.join(list(LINES.values())[:4])}等"))
    ratio = percent_in(values["ratio"])
    if ratio and Decimal(ratio) > 100:
        faults.append(Fault("ratio", "比例超过 100%", "请核对比例"))
    if values["level"] and not any(word in values["level"] for word in ("重点", "一般", *LEVELS)):
        faults.append(Fault("level", "级别只能是重点或一般检查事项", "请改正"))
    return faults


def _too_long(values: Mapping[str, str], name: str) -> list[Fault]:
    """Cut short, two different codes would become one."""
    long = len(values[name]) > CODE_LONGEST
    return [Fault(name, f"超过 {CODE_LONGEST} 个字", "请核对编码")] if long else []


def day_in(text: str) -> date | None:
    found = moment(text) if text else None
    return found.date() if found else None


def people_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:  # noqa: ARG001
    """What keeps a row from becoming an inspector; an expired certificate is kept and stays out of every pool."""
    required = {"number": "人员编号", "name": "姓名", "unit": "单位代码", "certificate_no": "执法证号"}
    faults = [Fault(name, f"没有{label}", f"请填写{label}") for name, label in required.items() if not values[name]]
    faults += _too_long(values, "number")
    if day_in(values["certificate_until"]) is None:
        faults.append(Fault("certificate_until", "有效期不是日期", "请按 2021-12-31 填写"))
    if values["state"] and values["state"] not in INSPECTOR_STATES.values():
        faults.append(Fault("state", "没有这种状态", f"请写{'、'.join(INSPECTOR_STATES.values())}"))
    return faults


def expert_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:  # noqa: ARG001
    """What keeps a row from becoming an expert; one whose time is over is kept and shown as such."""
    required = {"number": ("编号", 20), "name": ("姓名", 60), "organisation": ("工作单位", 100), "field": ("专业", 60),
                "unit": ("聘请部门代码", 20)}  # fmt: skip
    faults = _unfit(values, required)
    if len(values["title"]) > 40:
        faults.append(Fault("title", "职称超过 40 个字", "请缩短"))
    if day_in(values["valid_until"]) is None:
        faults.append(Fault("valid_until", "有效期不是日期", "请按 2021-12-31 填写"))
    return faults


def training_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:
    """What keeps a row from noting that somebody attended a course; whole hours, a day that has been."""
    faults = _unfit(values, {"title": ("培训名称", 120), "number": ("参加人员编号", 20)})
    if values["kind"] not in TRAININGS.values():
        faults.append(Fault("kind", "没有这种类别", f"请写{'、'.join(TRAININGS.values())}"))
    held_on = day_in(values["held_on"])
    if held_on is None:
        faults.append(Fault("held_on", "不是日期", "请按 2019-11-20 填写"))
    elif held_on > at.astimezone(SHANGHAI).date():
        faults.append(Fault("held_on", "培训日期在将来", "请核对"))
    if not 0 < (whole_number(values["hours"]) or 0) <= HOURS_MOST:
        faults.append(Fault("hours", "学时不对", f"请填 1 到 {HOURS_MOST} 之间的整数"))
    return faults


def _unfit(values: Mapping[str, str], required: Mapping[str, tuple[str, int]]) -> list[Fault]:
    """What is missing or too long of what a row must say."""
    faults = [
        Fault(name, f"没有{label}", f"请填写{label}") for name, (label, _) in required.items() if not values[name]
    ]
    too_long = [(name, *told) for name, told in required.items() if len(values[name]) > told[1]]
    return faults + [Fault(name, f"{label}超过 {most} 个字", "请缩短") for name, label, most in too_long]


def object_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:  # noqa: ARG001
    """What keeps a row of objects from being read; an unsound code is no fault here: it goes to 待治理区."""
    faults = [] if values["uscc"] else [Fault("uscc", "没有统一社会信用代码", "请填写")]
    if values["valid_to"] and day_in(values["valid_to"]) is None:
        faults.append(Fault("valid_to", "有效期不是日期", "请按 2021-12-31 填写"))
    return faults


def risk_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:  # noqa: ARG001
    """What keeps a row of risk classes from being taken."""
    faults = [] if values["uscc"] else [Fault("uscc", "没有统一社会信用代码", "请填写")]
    if values["risk"] not in RISKS:
        faults.append(Fault("risk", "类别只能是 A、B、C、D", "请改正"))
    if not MONTH.fullmatch(values["month"]):
        faults.append(Fault("month", "月份不对", "请按 2019-12 填写"))
    return faults


def same_item(values: Mapping[str, str]) -> Twins:
    return Twins(key=code_for(values), words=values["basis"], field="basis")


def same_expert(values: Mapping[str, str]) -> Twins:
    return Twins(key=values["number"], words=values["name"], field="name")


def same_attendance(values: Mapping[str, str]) -> Twins:
    key = "|".join(values[name] for name in ("title", "held_on", "number"))
    return Twins(key=key, words=values["hours"], field="hours")


def same_person(values: Mapping[str, str]) -> Twins:
    return Twins(key=values["number"], words=values["certificate_no"], field="certificate_no")
