"""What a code, a phone number and a name must look like (handbook 12.1, 1.1, 12.5)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stdnum.cn import uscc as stdnum_uscc

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
_SEPARATORS = re.compile(r"[\s\-–—·\u200b-\u200f\ufeff]+")


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
