"""Tables that come in: registrations (双告知), licences and penalties (归集), and the licence rules themselves."""

from collections.abc import Mapping
from datetime import datetime

from yishang.contexts.credit.rules.refusals import CreditNotYours
from yishang.contexts.credit.rules.terms import GRADES, IMPORTERS, RECORD_KINDS, SUBMIT_SCOPE
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.intake.rules import Fault, Field, Twins, Values, is_nothing
from yishang.kernel.parties.rules import iso_day, normalise_uscc, uscc_fault

CODE = Field(
    "uscc", "统一社会信用代码", ("信用代码", "credit_code"), required=True,
    example="示例（导入前删去这一行）：91610402MA00000155",
)  # fmt: skip
NAME = Field("name", "名称", ("企业名称", "主体名称"), required=True, example="示例餐饮有限公司")
REGISTRATION_FIELDS = (
    NAME,
    CODE,
    Field("registered_on", "登记日期", ("成立日期", "核准日期"), required=True, example="2019-11-18"),
    Field("region", "登记地区划代码", ("区划代码", "region_code"), required=True, example="610402"),
    Field("scope", "经营范围", required=True, example="餐饮服务；食品销售。"),
    Field("industry", "行业代码", ("行业", "industry_code"), example="6210"),
    Field("address", "住所", ("地址", "经营场所"), example="秦都区示例路 1 号"),
    Field("committed_on", "承诺日期", ("书面承诺日期",), example="2019-11-18"),
    Field("source", "来源系统", ("系统",), required=True, example="登记注册系统"),
)
RECORD_FIELDS = (
    NAME,
    CODE,
    Field("kind", "信息类别", ("类别",), required=True, example="行政处罚"),
    Field("title", "事项", ("许可名称", "案由", "标题"), required=True, example="未按规定明码标价"),
    Field(
        "document", "文书号", ("许可文书号", "处罚决定书号", "文号"), required=True, example="秦市监处罚〔2019〕12号"
    ),
    Field("organ", "作出机关", ("许可机关", "处罚机关"), required=True, example="秦都区市场监督管理局"),
    Field("decided_on", "决定日期", ("许可日期", "处罚日期"), required=True, example="2019-10-21"),
    Field("valid_to", "有效期至", ("许可有效期", "截止日期"), example="2021-10-20"),
    Field("grade", "失信程度", ("程度",), example="一般"),
    Field("result", "内容", ("许可内容", "处罚内容"), example="罚款 1000 元"),
    Field("source", "来源系统", ("系统",), required=True, example="行政处罚系统"),
)
RULE_FIELDS = (
    Field("code", "编号", required=True, example="SG01"),
    Field("licence", "许可", ("许可名称",), required=True, example="食品经营许可证"),
    Field("department", "部门代码", ("部门码",), required=True, example="SJ"),
    Field("department_name", "部门", ("部门名称",), required=True, example="市场监管局"),
    Field("keywords", "关键词", example="餐饮服务 食品销售"),
    Field("industries", "行业", ("行业代码",), example="62"),
    Field("basis", "依据", required=True, example="食品安全法第三十五条"),
    Field("after", "登记前后", ("前置后置",), example="后置"),
    Field("valid_from", "起", ("生效日期",), required=True, example="2018-01-01"),
    Field("valid_to", "止", ("失效日期",), example=""),
)
DUTY_FIELDS = (
    Field("department", "部门代码", ("部门码",), required=True, example="SJ"),
    Field("region", "区划代码", ("属地",), required=True, example="610402"),
    Field("unit", "单位代码", ("单位",), required=True, example="610402-SJ"),
)
LENGTHS = {
    "name": 200, "title": 200, "document": 60, "organ": 60, "source": 40, "licence": 60, "basis": 200, "address": 300,
    "result": 5000, "scope": 20_000, "code": 10, "department": 8, "department_name": 40, "keywords": 300,
    "industries": 100,
}  # fmt: skip
KIND_CODES = {word: code for code, word in RECORD_KINDS.items()}
GRADE_CODES = {word: code for code, word in GRADES.items()}


def check_brings_in(actor: Actor) -> None:
    """Raise CreditNotYours unless the post brings tables in: the lead bureau, the city's office, a key that submits."""
    if actor.role in IMPORTERS or (actor.role == Role.API and SUBMIT_SCOPE in actor.scopes):
        return
    raise CreditNotYours(
        "登记、许可、处罚信息由双随机牵头部门导入，或由对接系统送来。", next_step="请联系市市场监管局。"
    )


def registration_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:
    """What keeps a registration out: name, code, a day that is one, a scope, where it comes from."""
    faults = [*_named(values), *_day(values, "registered_on", at), *_day(values, "committed_on", at, required=False)]
    faults += [Fault(one, "没有填写", "请填写") for one in ("region", "scope", "source") if is_nothing(values[one])]
    return [*faults, *_too_long(values)]


def record_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:
    """What keeps a licence or penalty out."""
    faults = [*_named(values), *_day(values, "decided_on", at), *_later_day(values, "valid_to")]
    if record_kind(values["kind"]) == "":
        faults.append(Fault("kind", "没有这个类别", f"请写：{'、'.join(RECORD_KINDS.values())}"))
    if not is_nothing(values["grade"]) and grade_of(values["grade"]) == "":
        faults.append(Fault("grade", "没有这个程度", "请写：轻微、一般、严重；不属失信信息的留空"))
    faults += [
        Fault(one, "没有填写", "请填写") for one in ("title", "document", "organ", "source") if is_nothing(values[one])
    ]
    return [*faults, *_too_long(values)]


def duty_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:  # noqa: ARG001
    """What keeps a row of the table of duties out."""
    wanted = ("department", "region", "unit")
    faults = [Fault(one, "没有填写", "请填写") for one in wanted if is_nothing(values[one])]
    if len(values["department"]) > 8:
        faults.append(Fault("department", "部门代码最多 8 个字符", "如 SJ"))
    return faults


def rule_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:  # noqa: ARG001
    """What keeps a row of the licence table out: a basis is required, and a word or an industry to know it by."""
    faults = [*_later_day(values, "valid_from", required=True), *_later_day(values, "valid_to")]
    wanted = ("code", "licence", "department", "department_name", "basis")
    faults += [Fault(one, "没有填写", "请填写") for one in wanted if is_nothing(values[one])]
    if is_nothing(values["keywords"]) and is_nothing(values["industries"]):
        faults.append(Fault("keywords", "关键词和行业都没有写", "至少写一样，否则谁都对不上"))
    return [*faults, *_too_long(values)]


def record_kind(word: str) -> str:
    """The code of a kind of record, told by code or by word; "" for none."""
    return word if word in RECORD_KINDS else KIND_CODES.get(word.strip(), "")


def grade_of(word: str) -> str:
    """The code of a grade of dishonesty, told by code or by word; "" for none."""
    word = word.strip()
    return word if word in GRADES else GRADE_CODES.get(word.removesuffix("失信"), "")


def twins_by_document(values: Values) -> Twins:
    """Rows of one document are one record, and then speak of one party."""
    return Twins(key=f"{values['source']}|{values['document']}", words=normalise_uscc(values["uscc"]), field="uscc")


def twins_by_registration(values: Values) -> Twins:
    """Rows of one code are one registration, and then have one name."""
    return Twins(key=normalise_uscc(values["uscc"]), words=values["name"], field="name")


def _named(values: Mapping[str, str]) -> list[Fault]:
    faults = [Fault("name", "没有名称", "请填写营业执照上的名称")] if is_nothing(values["name"]) else []
    reason = uscc_fault("" if is_nothing(values["uscc"]) else values["uscc"])
    return [*faults, *([Fault("uscc", reason, "请对照营业执照改正")] if reason else [])]


def _day(values: Mapping[str, str], name: str, at: datetime, *, required: bool = True) -> list[Fault]:
    if faults := _later_day(values, name, required=required):
        return faults
    day = iso_day(values[name])
    if day is not None and day > at.astimezone(SHANGHAI).date():
        return [Fault(name, "在今天以后", "请核对年份")]
    return []


def _later_day(values: Mapping[str, str], name: str, *, required: bool = False) -> list[Fault]:
    if is_nothing(values[name]):
        return [Fault(name, "没有日期", "请写成 2019-02-28 的样子")] if required else []
    return [] if iso_day(values[name]) else [Fault(name, "不是日期", "请写成 2019-02-28 的样子")]


def _too_long(values: Mapping[str, str]) -> list[Fault]:
    return [
        Fault(name, f"有 {len(values[name])} 个字，最多 {most} 个", "请缩短这一格")
        for name, most in LENGTHS.items()
        if len(values.get(name, "")) > most
    ]
