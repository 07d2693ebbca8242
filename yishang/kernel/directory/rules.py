"""Who is who, and what a post may see: the one place where scope is decided (handbook 0A.3)."""

import re
from collections.abc import Collection, Mapping
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
    DRL = "DRL"
    ENF = "ENF"
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
    Role.DRL: "双随机牵头部门",
    Role.ENF: "执法人员",
    Role.SYS: "系统管理员",
    Role.SEC: "安全保密管理员",
    Role.AUD: "审计管理员",
    Role.API: "对接系统",
}
OFFICES = frozenset({Role.CBO, Role.MBO})
ANSWERING = frozenset({Role.DEP, *OFFICES})  # posts that act for a unit where it is the responsible one
OF_A_CITY = frozenset({Role.MBO, Role.VML, Role.MON, Role.DRL, Role.API})
SPONSORS = frozenset({Role.LIA, Role.LDR, Role.SPD})
# Posts that a code on the phone lets in. Whoever also works at the desk comes by password and second factor, to which
# the phone would be the way round.
BY_PHONE = frozenset({Role.ENT, *SPONSORS})
WITHOUT_BUSINESS = frozenset({Role.SYS, Role.SEC, Role.AUD})
WITHOUT_OUTREACH = WITHOUT_BUSINESS | {Role.DRL, Role.ENF}  # nothing to do with appeals, visits and policies


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
    """Which matters a post sees: one of all, a city's, a region's, a unit's, some entities', or none.

    `overseen`: a city's matters of the processes that name the post as their overseer, and no others; `assigned`: the
    matters in which the person has been put on the team.
    """

    kind: str  # all | city | region | unit | entities | sponsored | filed | overseen | assigned | none
    key: str | int | tuple[int, ...] | None = None


def scope_of(actor: Actor) -> Scope:
    """The rows of business an actor may see: role × region tree × unit (handbook 0A.3, design 4)."""
    role = actor.role
    if role == "SYSTEM":
        return Scope("all")
    if role == Role.API and not any(scope.endswith(WORKS_ON_MATTERS) for scope in actor.scopes):
        return Scope("filed", actor.id)  # a key that only submits sees what it submitted itself
    if role in OF_A_CITY:
        kind = "overseen" if role == Role.DRL else "city"
        return Scope(kind, actor.city_code) if actor.city_code else Scope("none")
    if role == Role.CBO:
        return Scope("region", actor.region_code) if actor.region_code else Scope("none")
    if role == Role.DEP:
        return Scope("unit", actor.unit_id) if actor.unit_id else Scope("none")
    if role == Role.ENT:
        return Scope("entities", actor.entity_ids)
    if role in SPONSORS:
        return Scope("sponsored", actor.id)
    return Scope("assigned", actor.id) if role == Role.ENF else Scope("none")


WORKS_ON_MATTERS = ":operate"  # how a key's scope ends that works on matters of others, such as appeals:operate
ACCOUNT_KEEPERS = frozenset({"SYSTEM", Role.SYS})
SECURITY_KEEPERS = frozenset({"SYSTEM", Role.SEC})
# Posts that open a whole county's or city's matters, or the administration: SYS proposes, SEC grants (两人复核).
WEIGHTY = frozenset({*OFFICES, Role.VML, Role.MON, Role.DRL, Role.API, *WITHOUT_BUSINESS})
SPONSOR_KEEPERS = frozenset({"SYSTEM", *OFFICES})
PASSWORD_LENGTH = 8
PASSWORD_KINDS = 3
PASSWORD_LIFE = timedelta(days=90)
PASSWORDS_REMEMBERED = 5
PERSONAL_LENGTH = 3  # characters of a login or phone that a password must not repeat; of a Chinese name two
CODES_REMEMBERED = timedelta(minutes=5)  # longer than an authenticator's code can still be right
SIGN_IN_TAKES = timedelta(minutes=10)  # from the password to the end of the steps after it
FAILURES_UNTIL_LOCK = 5
LOCK = timedelta(minutes=30)
CODE_LIFE = timedelta(minutes=5)
CODE_PAUSE = timedelta(seconds=60)
CODES_PER_DAY = 10
PHONES_PER_CLIENT = 10  # different telephones that ask from one address
CLIENT_WINDOW = timedelta(hours=1)
CODE_ATTEMPTS = 5
CODE_DIGITS = 6
CODE_LONGEST = 40  # characters of a code that are looked at
API_SECRET_LENGTH = 32
API_SCOPE = re.compile(r"[a-z_]+(:[a-z_]+)?")


def password_fault(password: str, *, personal: Collection[str] = ()) -> str | None:
    """Why a password is too weak, None if it will do (handbook 12.5: eight characters, three of the four kinds).

    `personal` is what others know of the person: login, name, phone. Common passwords are looked up by the service.
    """
    if len(password) < PASSWORD_LENGTH:
        return f"口令至少 {PASSWORD_LENGTH} 位"
    kinds = (str.islower, str.isupper, str.isdigit, lambda one: not one.isalnum())
    if sum(any(kind(one) for one in password) for kind in kinds) < PASSWORD_KINDS:
        return "口令须包含大写字母、小写字母、数字、符号中的三类"
    if any(_is_telling(word) and word.lower() in password.lower() for word in personal):
        return "口令不能含有登录名、姓名或手机号"
    return None


def _is_telling(word: str) -> bool:
    return len(word) >= (PERSONAL_LENGTH if word.isascii() else PERSONAL_LENGTH - 1)


def password_is_due(*, must_change: bool, set_at: datetime | None, at: datetime) -> bool:
    """Whether the person must choose a new one before going on: first sign-in, or 90 days (handbook 12.5)."""
    return must_change or (set_at is not None and at >= set_at + PASSWORD_LIFE)


def keepers_of(roles: Collection[str]) -> frozenset[str]:
    """Who may reset the password of somebody in these posts, or switch the account off and on.

    SYS does it for everybody but the administrators: those are SEC's to reset, or SYS could become any of them.
    """
    return SECURITY_KEEPERS if WITHOUT_BUSINESS.intersection(roles) else ACCOUNT_KEEPERS


def is_locked(locked_until: datetime | None, *, at: datetime) -> bool:
    return locked_until is not None and at < locked_until


def after_failure(failed_attempts: int, *, at: datetime) -> tuple[int, datetime | None]:
    """The count and the end of the lock after one more wrong password; the fifth locks and starts the count anew."""
    failed = failed_attempts + 1
    return (0, at + LOCK) if failed >= FAILURES_UNTIL_LOCK else (failed, None)


@dataclass(frozen=True)
class SessionTerms:
    """How long somebody stays signed in: idle, and in all. Staff as 等保三级 asks (handbook 12.5: 会话 30 分钟).

    A company's clerk is alone with a phone that has a lock of its own and sees one company's matters; to ask for a text
    message every half hour would cost more than it protects, hence days.
    """

    staff_idle_minutes: int = 30
    staff_hours: int = 12
    company_idle_days: int = 7
    company_days: int = 30

    def idle(self, *, staff: bool) -> timedelta:
        return timedelta(minutes=self.staff_idle_minutes) if staff else timedelta(days=self.company_idle_days)

    def longest(self, *, staff: bool) -> timedelta:
        return timedelta(hours=self.staff_hours) if staff else timedelta(days=self.company_days)


SESSION_BOUNDS: dict[str, tuple[int, int, str]] = {
    "staff_idle_minutes": (5, 30, "应为 5 到 30 分钟（等保三级）"),
    "staff_hours": (1, 12, "应为 1 到 12 小时"),
    "company_idle_days": (1, 30, "应为 1 到 30 天"),
    "company_days": (1, 90, "应为 1 到 90 天"),
}


def session_faults(terms: SessionTerms) -> dict[str, str]:
    """Field → fault; nobody may be kept in longer than the bounds, nor idle longer than in all."""
    faults = {
        name: words
        for name, (least, most, words) in SESSION_BOUNDS.items()
        if not least <= getattr(terms, name) <= most
    }
    if not faults and terms.company_idle_days > terms.company_days:
        faults["company_days"] = "不能短于空闲天数"
    return faults


def may_combine(roles: Collection[str]) -> bool:
    """三员分立: an administrator's post (SYS, SEC, AUD) stands alone; business posts may be held together."""
    return len(set(roles)) <= 1 or not WITHOUT_BUSINESS.intersection(roles)


LOOKS: dict[str, tuple[str, ...]] = {
    "density": ("cosy", "compact", "dense"),
    "theme": ("light", "dark"),
    "elder": ("0", "1"),
    "keys": ("0", "1"),
    "rows": ("50", "100", "200", "2000"),
}
"""How a person wants the pages to look, and the values that each of it may have; the first is what nobody chose."""


def look_faults(chosen: Mapping[str, str]) -> dict[str, str]:
    """Name → fault of what somebody chose of LOOKS."""
    return {name: "没有这个选项。" for name, value in chosen.items() if value not in LOOKS.get(name, ())}


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
        "password": password_fault(entry.password, personal=(entry.login, entry.name, entry.phone))
        if entry.password
        else None,
    }
    return {name: fault for name, fault in faults.items() if fault}


def posting_faults(entry: PostingEntry) -> dict[str, str]:
    """Field → fault of a posting: a role we know, a place that fits it, a period that does not end before it begins."""
    faults: dict[str, str] = {}
    if entry.role not in list(Role):
        faults["role"] = "没有这个岗位"
    elif entry.role == Role.ENT and not entry.uscc:
        faults["uscc"] = "企业用户须对应一家企业"
    elif entry.role in (Role.SPD, Role.DEP, Role.DRL, Role.ENF) and not entry.unit_code:
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
