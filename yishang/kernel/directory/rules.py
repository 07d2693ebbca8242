"""Who is who, and what a post may see: the one place where scope is decided (handbook 0A.3)."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """Posts of the platform. SYS, SEC and AUD are kept apart and hold no business rights (三员分立)."""

    ENT = "ENT"
    LIA = "LIA"
    LDR = "LDR"
    SPD = "SPD"
    CBO = "CBO"
    MBO = "MBO"
    VML = "VML"
    DEP = "DEP"
    MON = "MON"
    SYS = "SYS"
    SEC = "SEC"
    AUD = "AUD"
    API = "API"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS: dict["Role", str] = {
    Role.ENT: "企业用户",
    Role.LIA: "联络员",
    Role.LDR: "包抓领导",
    Role.SPD: "包抓部门",
    Role.CBO: "县市区营商办",
    Role.MBO: "市营商办",
    Role.VML: "分管副市长",
    Role.DEP: "承办部门",
    Role.MON: "督查室",
    Role.SYS: "系统管理员",
    Role.SEC: "安全保密管理员",
    Role.AUD: "审计管理员",
    Role.API: "对接系统",
}
OFFICES = frozenset({Role.CBO, Role.MBO})
ANSWERING = frozenset({Role.DEP, *OFFICES})  # posts that act for a unit where it is the responsible one
SPONSORS = frozenset({Role.LIA, Role.LDR, Role.SPD})
WITHOUT_BUSINESS = frozenset({Role.SYS, Role.SEC, Role.AUD})


@dataclass(frozen=True)
class Actor:
    """A signed-in person in one post, as a plain value. Services take it first; facts carry its name and post."""

    id: int | None
    name: str
    role: str
    unit_id: int | None = None
    unit_name: str = ""
    region_code: str = ""
    region_level: str = ""
    city_code: str = ""
    entity_ids: tuple[int, ...] = ()
    post_id: int | None = None
    scopes: frozenset[str] = frozenset()

    def holds(self, *roles: str) -> bool:
        return self.role in roles


SYSTEM_ACTOR = Actor(id=None, name="系统", role="SYSTEM")


@dataclass(frozen=True)
class Scope:
    """Which matters a post sees: one of all, a city's, a region's, a unit's, some entities', or none."""

    kind: str  # all | city | region | unit | entities | sponsored | none
    key: str | int | tuple[int, ...] | None = None


def scope_of(actor: Actor) -> Scope:
    """The rows of business an actor may see: role × region tree × unit (handbook 0A.3, design 4)."""
    role = actor.role
    if role == "SYSTEM":
        return Scope("all")
    if role in (Role.MBO, Role.VML, Role.MON, Role.API):
        return Scope("city", actor.city_code) if actor.city_code else Scope("none")
    if role == Role.CBO:
        return Scope("region", actor.region_code) if actor.region_code else Scope("none")
    if role == Role.DEP:
        return Scope("unit", actor.unit_id) if actor.unit_id else Scope("none")
    if role == Role.ENT:
        return Scope("entities", actor.entity_ids)
    if role in SPONSORS:
        return Scope("sponsored", actor.id)
    return Scope("none")


ACCOUNT_KEEPERS = frozenset({"SYSTEM", Role.SYS})
SPONSOR_KEEPERS = frozenset({"SYSTEM", *OFFICES})
PASSWORD_LENGTH = 8
PASSWORD_KINDS = 3
FAILURES_UNTIL_LOCK = 5
LOCK = timedelta(minutes=30)
CODE_LIFE = timedelta(minutes=5)
CODE_PAUSE = timedelta(seconds=60)
CODES_PER_DAY = 10
PHONES_PER_CLIENT = 10  # different telephones that ask from one address
CLIENT_WINDOW = timedelta(hours=1)
CODE_ATTEMPTS = 5
API_SECRET_LENGTH = 32
API_SCOPE = re.compile(r"[a-z_]+(:[a-z_]+)?")


def password_fault(password: str) -> str | None:
    """Why a password is too weak (handbook 12.5: eight characters, three of the four kinds), None if it will do."""
    if len(password) < PASSWORD_LENGTH:
        return f"口令至少 {PASSWORD_LENGTH} 位"
    kinds = (str.islower, str.isupper, str.isdigit, lambda one: not one.isalnum())
    if sum(any(kind(one) for one in password) for kind in kinds) < PASSWORD_KINDS:
        return "口令须包含大写字母、小写字母、数字、符号中的三类"
    return None


def is_locked(locked_until: datetime | None, *, at: datetime) -> bool:
    return locked_until is not None and at < locked_until


def after_failure(failed_attempts: int, *, at: datetime) -> tuple[int, datetime | None]:
    """The count and the end of the lock after one more wrong password; the fifth locks and starts the count anew."""
    failed = failed_attempts + 1
    return (0, at + LOCK) if failed >= FAILURES_UNTIL_LOCK else (failed, None)


def may_combine(roles: Collection[str]) -> bool:
    """三员分立: an administrator's post (SYS, SEC, AUD) stands alone; business posts may be held together."""
    return len(set(roles)) <= 1 or not WITHOUT_BUSINESS.intersection(roles)


@dataclass(frozen=True)
class UnitEntry:
    """A unit to be opened; its parent by code, opened before or in the same list above it."""

    code: str
    name: str
    short_name: str
    level: str
    region_code: str
    org_type: str
    parent_code: str = ""
    phone: str = ""
    uscc: str = ""
    is_city_dept: bool = False


@dataclass(frozen=True)
class AccountEntry:
    """An account to be opened. Without a password it can only be used by code, or not at all."""

    login: str
    name: str
    kind: str = "STAFF"
    phone: str = ""
    title: str = ""
    leader_rank: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class PostingEntry:
    """A person's post, by login, unit code and company code."""

    login: str
    role: str
    valid_from: date
    unit_code: str = ""
    uscc: str = ""
    region_code: str = ""
    title: str = ""
    valid_to: date | None = None


@dataclass(frozen=True)
class SponsorshipEntry:
    """Who answers for a subject: a leader by login or a department by unit code, with a liaison."""

    subject_id: int
    sponsor_type: str
    valid_from: date
    leader_login: str = ""
    unit_code: str = ""
    liaison_login: str = ""
    role: str = "LEAD"
    valid_to: date | None = None
    doc_no: str = ""


def account_faults(entry: AccountEntry) -> dict[str, str]:
    """Field → fault of an account to be opened (its phone is judged by parties.rules)."""
    faults = {
        "login": None if entry.login.strip() else "请填写登录名",
        "name": None if entry.name.strip() else "请填写姓名",
        "password": password_fault(entry.password) if entry.password else None,
    }
    return {name: fault for name, fault in faults.items() if fault}


def posting_faults(entry: PostingEntry) -> dict[str, str]:
    """Field → fault of a posting: a role we know, a place that fits it, a period that does not end before it begins."""
    faults: dict[str, str] = {}
    if entry.role not in list(Role):
        faults["role"] = "没有这个岗位"
    elif entry.role == Role.ENT and not entry.uscc:
        faults["uscc"] = "企业用户须对应一家企业"
    elif entry.role in (Role.SPD, Role.DEP) and not entry.unit_code:
        faults["unit"] = "该岗位须对应一个单位"
    return faults | _period_fault(entry.valid_from, entry.valid_to)


def sponsorship_faults(entry: SponsorshipEntry) -> dict[str, str]:
    """Field → fault of a sponsorship (handbook 1.2)."""
    faults: dict[str, str] = {}
    if entry.sponsor_type == "CITY_DEPT" and not entry.unit_code:
        faults["unit"] = "部门包抓须填写包抓部门"
    if entry.sponsor_type != "CITY_DEPT" and not entry.leader_login:
        faults["leader"] = "领导包抓须填写包抓领导"
    return faults | _period_fault(entry.valid_from, entry.valid_to)


def periods_overlap(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether two periods share a day; both ends belong to them, None is open."""
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])


def _period_fault(valid_from: date, valid_to: date | None) -> dict[str, str]:
    return {"valid_to": "止期不能早于起期"} if valid_to is not None and valid_to < valid_from else {}
