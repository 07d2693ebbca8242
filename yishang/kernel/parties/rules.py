"""What a code, a phone number and a name must look like (handbook 12.1, 1.1, 12.5)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from stdnum.cn import uscc as stdnum_uscc

from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import Refusal
from yishang.kernel.intake.rules import Fault, Field, Twins, is_nothing

FENCE_RADIUS = {"ABOVE_SCALE_ENT": 300.0, "KEY_PROJECT": 500.0}  # metres, where no fence was drawn [设]
USCC_CHARACTERS = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
# Registering department and, where the handbook lists them, the kinds it registers (GB 32100-2015, table 1).
KINDS_BY_DEPARTMENT: dict[str, str] = {"1": "1239", "5": "1239", "9": "1239"}
DEPARTMENTS = frozenset("123456789ANY")
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
PROJECT_CODE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{9,11}(转\d{1,6})?|[2-8]\d{6,7}|[48]00\d{7}")
PROVINCES = frozenset(
    re.split(
        r"\s",
        "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 "
        "湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 台湾 香港 澳门",
    )
)
_PROVINCE_ENDINGS = re.compile(r"(维吾尔自治区|壮族自治区|回族自治区|特别行政区|自治区|省|市)$")
IMPORTERS = frozenset({"SYSTEM", "MBO"})
IMPORT_FIELDS = (
    Field("name", "名称", ("企业名称", "单位名称", "公司名称", "主体名称"), required=True, example="示例机械有限公司"),
    Field(
        "uscc",
        "统一社会信用代码",
        ("信用代码", "社会信用代码", "credit_code"),
        required=True,
        example="示例（导入前删去这一行）：91610402MA00000155",
    ),
    Field(
        "registered_on",
        "成立日期",
        ("reg_date", "注册日期", "登记日期", "成立时间"),
        required=True,
        example="2019-02-28",
    ),
    Field("kind", "类型", ("type", "企业类型", "主体类型"), example="有限责任公司"),
    Field("capital", "注册资本", ("reg_capital",), example="500(万)"),
    Field("scope", "经营范围", example="机械加工。"),
    Field("province", "省份", ("省", "所在省份"), required=True, example="陕西"),
    Field("city", "城市", ("市", "地市", "所在城市"), example="咸阳"),
    Field("address", "地址", ("住所", "注册地址", "企业地址"), example="陕西省咸阳市秦都区示例路 1 号"),
)
MASTER_DATA = tuple(field.name for field in IMPORT_FIELDS if field.name != "uscc")
IMPORT_LENGTHS = {"name": 200, "kind": 100, "capital": 60, "scope": 20_000, "city": 40, "address": 300}
EARLIEST = date(1900, 1, 1)
ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?")
MOJIBAKE = "\ufffd"  # what a wrong decoding leaves in place of a character
_SEPARATORS = re.compile(r"[\s\-–—·\u200b-\u200f\ufeff]+")


@dataclass(frozen=True)
class CompanyNote:
    """What one process has to say beside another's page about a company: what, until when, on which basis."""

    title: str
    text: str
    until: str = ""


@dataclass(frozen=True)
class EntityEntry:
    """A market entity as somebody hands it in, before it is checked."""

    uscc: str
    name: str
    kind: str = ""
    registered_on: date | None = None
    region_code: str = ""
    capital: str = ""
    scope: str = ""
    province: str = ""
    city: str = ""
    address: str = ""


@dataclass(frozen=True)
class ProjectEntry:
    """A project as handed in; amounts in 万元. An old project may have no code."""

    name: str
    code: str = ""
    build_status: str = "CONTINUING"
    status_reason: str = ""
    invest_total: Decimal | None = None
    invest_plan: Decimal | None = None
    invest_done: Decimal | None = None


@dataclass(frozen=True)
class SubjectEntry:
    """What is to be listed in the visiting library, by the USCC of its (registered) entity."""

    subject_type: str
    name: str
    uscc: str
    region_code: str
    batch: str
    in_date: date
    industry_code: str = ""
    project: ProjectEntry | None = None


def normalise_uscc(text: str) -> str:
    """The code as it is stored: half-width capitals without spaces and dashes."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def uscc_fault(text: str) -> str | None:
    """Why this is no 统一社会信用代码 (GB 32100-2015); None if it is well formed, which proves no company."""
    code = normalise_uscc(text)
    return _uscc_shape_fault(code) or _uscc_prefix_fault(code) or _uscc_check_fault(code)


def _uscc_shape_fault(code: str) -> str | None:
    if not code:
        return "请填写统一社会信用代码"
    if len(code) == 15 and code.isdigit():
        return "这是 15 位旧注册号，请换照后填写营业执照上的 18 位统一社会信用代码"
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现为 {len(code)} 位"
    for place, character in enumerate(code, start=1):
        if character not in USCC_CHARACTERS:
            return f"第 {place} 位“{character}”不能出现在统一社会信用代码中（只用数字和除 I、O、S、V、Z 外的大写字母）"
    return None


def _uscc_prefix_fault(code: str) -> str | None:
    department, kind = code[0], code[1]
    if department not in DEPARTMENTS:
        return f"第 1 位“{department}”不是登记管理部门代码（市场监管部门登记的为 9）"
    if kind not in KINDS_BY_DEPARTMENT.get(department, "123456789"):
        return f"第 2 位“{kind}”不是该登记管理部门的机构类别"
    if not code[2:8].isdigit():
        return "第 3 至 8 位应为登记机关的 6 位行政区划数字"
    return None


def _uscc_check_fault(code: str) -> str | None:
    if stdnum_uscc.calc_check_digit(code[:17]) != code[17]:
        return "第 18 位校验码不符，请对照营业执照检查是否有错字"
    if _body_check_character(code[8:16]) != code[16]:
        return "第 9 至 17 位主体标识码的校验位不符，请对照营业执照检查是否有错字"
    return None


def _body_check_character(body: str) -> str:
    """GB 11714: eight characters, letters counting from A = 10."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def project_code_fault(text: str) -> str | None:
    """Why this is no 项目代码 of GB/T 40058-2021, None if it may be one. Old projects have none: empty passes.

    Only the form is checked. Our source gives no algorithm for the last digit, so a wrong one is not refused.
    """
    code = unicodedata.normalize("NFKC", text).strip()
    if code and not PROJECT_CODE.fullmatch(code):
        return "项目代码应为 24 位，形如 2019-610402-35-03-012345"
    return None


def normalise_name(text: str) -> str:
    """A company's or project's name for storing and comparing: half-width, single inner spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def province_fault(text: str) -> str | None:
    """Why this is none of the 34 provinces (陕西 or 陕西省), None if it is."""
    if _PROVINCE_ENDINGS.sub("", normalise_name(text)) in PROVINCES:
        return None
    return f"“{text}”不是 34 个省级行政区之一" if text.strip() else "请填写省份"


def normalise_phone(text: str) -> str:
    """Digits only (and 转 with an extension), without +86, spaces, dashes or brackets."""
    digits = re.sub(r"[\s\-–—()]+", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(\+|00)86", "", digits)


def phone_fault(text: str, *, mobile_only: bool = False) -> str | None:
    """Why nobody can be reached under this number, None if it is a mobile or (unless `mobile_only`) a fixed line."""
    phone = normalise_phone(text)
    if not phone:
        return "请填写联系电话"
    if MOBILE.fullmatch(phone) or (not mobile_only and LANDLINE.fullmatch(phone)):
        return None
    return "手机号应为 1 开头的 11 位数字" if mobile_only else "请填写 11 位手机号，或带区号的固定电话"


def mask_phone(text: str) -> str:
    """138****1234; of anything else the last four digits at most."""
    phone = normalise_phone(text)
    if MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-4:]}" if len(phone) > 6 else "*" * len(phone)


def mask_name(text: str) -> str:
    """张* for two characters, 张** for three and more."""
    name = text.strip()
    return name[:1] + "*" * min(len(name) - 1, 2) if name else ""


def entity_faults(entry: EntityEntry) -> dict[str, str]:
    """Field → fault of an entity handed in; empty when it is sound."""
    faults = {"uscc": uscc_fault(entry.uscc), "name": None if entry.name.strip() else "请填写名称"}
    if entry.province:
        faults["province"] = province_fault(entry.province)
    return {field: fault for field, fault in faults.items() if fault}


def project_faults(entry: ProjectEntry) -> dict[str, str]:
    """Field → fault of a project handed in (handbook 1.1): form of the code, amounts not below nought, a reason."""
    faults = {"project_code": project_code_fault(entry.code)}
    if entry.build_status in ("SLOWED", "SUSPENDED") and not entry.status_reason.strip():
        faults["status_reason"] = "缓建、停建须填写原因"
    for field in ("invest_total", "invest_plan", "invest_done"):
        amount = getattr(entry, field)
        if amount is not None and amount < 0:
            faults[field] = "金额不能为负"
    return {field: fault for field, fault in faults.items() if fault}


def subject_faults(entry: SubjectEntry) -> dict[str, str]:
    """Field → fault of a listing, its project's included."""
    faults = {
        "uscc": uscc_fault(entry.uscc),
        "name": None if entry.name.strip() else "请填写名称",
        "batch": None if entry.batch.strip() else "请填写批次",
        "subject_type": None if entry.subject_type in ("KEY_PROJECT", "ABOVE_SCALE_ENT") else "请选择主体类型",
    }
    if entry.subject_type == "KEY_PROJECT" and entry.project is None:
        faults["project"] = "重点项目须填写项目信息"
    found = {field: fault for field, fault in faults.items() if fault}
    return found | (project_faults(entry.project) if entry.project else {})


class ImportNotYours(Refusal):
    """The register of enterprises is the whole city's: its office keeps it, or an operator."""

    status = 403


def check_may_import(role: str) -> None:
    """Raise ImportNotYours unless the city's own office, or an operator at the console, brings the register in."""
    if role not in IMPORTERS:
        raise ImportNotYours("导入企业由市营商办或平台运维办理。", next_step="请把表格交给市营商办。")


def import_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:
    """What keeps a row of another register out: no name, no valid code, no ISO date, none of the 34 provinces.

    All else may be empty or N/A (interfaces: import enterprises); what is longer than we keep is no fault of reading
    but could only be taken cut off, so it is told too. A value that stands in a wrong column is named with its column.
    """
    faults = [*_name_faults(values["name"]), *_code_faults(values), *_day_faults(values, at), *_province_faults(values)]
    for name, longest in IMPORT_LENGTHS.items():
        if len(values[name]) > longest:
            faults.append(
                Fault(name, f"有 {len(values[name])} 个字，最多 {longest} 个", "请缩短这一格，或核对是否错位")
            )
    return faults


def imported_entry(values: Mapping[str, str]) -> EntityEntry:
    """A sound row as an entry; N/A and its kin are nothing, the province goes by its short name."""
    told = {name: "" if is_nothing(text) else text.strip() for name, text in values.items()}
    return EntityEntry(
        uscc=normalise_uscc(told["uscc"]),
        name=normalise_name(told["name"]),
        kind=told["kind"],
        registered_on=iso_day(told["registered_on"]),
        capital=told["capital"],
        scope=told["scope"],
        province=short_province(told["province"]),
        city=told["city"],
        address=told["address"],
    )


def iso_day(text: str) -> date | None:
    """The day of an ISO date, 2019-02-28; a time of day behind it, as a sheet's date cells have, is left out."""
    found = ISO_DAY.fullmatch(text.strip())
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def short_province(text: str) -> str:
    """陕西 for 陕西省, 新疆 for 新疆维吾尔自治区; what is no province stays as it is."""
    return _PROVINCE_ENDINGS.sub("", normalise_name(text))


def twins_by_code(values: Mapping[str, str]) -> Twins:
    """Two rows of one code are one enterprise, and then have one name."""
    return Twins(
        key=normalise_uscc(values["uscc"]),
        words=normalise_name(values["name"]),
        field="name",
    )


def _name_faults(name: str) -> list[Fault]:
    if is_nothing(name):
        return [Fault("name", "没有名称", "请填写营业执照上的名称")]
    if MOJIBAKE in name:
        return [Fault("name", "有乱码，文字在别处已损坏", "请从原系统重新导出，编码选 UTF-8 或 GB18030")]
    return []


def _code_faults(values: Mapping[str, str]) -> list[Fault]:
    reason = uscc_fault("" if is_nothing(values["uscc"]) else values["uscc"])
    if reason is None:
        return []
    place = next((name for name, text in values.items() if len(text) > 17 and uscc_fault(text) is None), "")
    if place:
        return [Fault("uscc", f"信用代码写在“{_label(place)}”一列，这一行各列错位", "请把这一行各列对齐")]
    return [Fault("uscc", reason, "请对照营业执照改正")]


def _day_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:
    day = iso_day(values["registered_on"])
    if day is None:
        return [Fault("registered_on", "不是日期", "请写成 2019-02-28 的样子")]
    if day > at.astimezone(SHANGHAI).date():
        return [Fault("registered_on", f"在今天（{at.astimezone(SHANGHAI):%Y-%m-%d}）以后", "请核对年份")]
    return [Fault("registered_on", "早于 1900 年", "请核对年份")] if day < EARLIEST else []


def _province_faults(values: Mapping[str, str]) -> list[Fault]:
    reason = province_fault("" if is_nothing(values["province"]) else values["province"])
    if reason is None:
        return []
    place = next((name for name, text in values.items() if name != "city" and province_fault(text) is None), "")
    if place:
        return [Fault("province", f"省份写在“{_label(place)}”一列，这一行各列错位", "请把这一行各列对齐")]
    return [Fault("province", reason, "如“陕西”或“陕西省”")]


def _label(name: str) -> str:
    return next(field.label for field in IMPORT_FIELDS if field.name == name)
