"""诉求办理: the table of moves and every legal or numeric decision about an appeal (handbook 1.4–1.6, 1.9)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from hashlib import sha256

from yishang.kernel.cases.rules import (
    APPLICANT,
    CITY_OFFICE,
    OFFICE,
    RESPONSIBLE,
    SPONSOR,
    SYSTEM,
    Move,
    State,
    Workflow,
)
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import WITHOUT_BUSINESS, Role
from yishang.kernel.intake.rules import Fault, is_nothing, moment
from yishang.kernel.parties.rules import uscc_fault

KIND = "outreach.appeal"
BY_OFFICE = frozenset({OFFICE})

# 渠道：自主 / 帮办 的二分见 handbook 1.4：SELF 为自主，LIAISON、SPONSOR、VISIT 为帮办，其余单列
CHANNELS = {
    "SELF": "企业自主",
    "LIAISON": "联络员帮办",
    "SPONSOR": "包抓领导/部门",
    "VISIT": "走访带回",
    "H12345": "热线转入",
    "PANORAMA": "VR 抽查",
    "IMPORT": "导入",
    "PARTNER": "对接系统代提",
}
SELF_CHANNELS = frozenset({"SELF"})
ASSISTED_CHANNELS = frozenset({"LIAISON", "SPONSOR", "VISIT"})
CHANNEL_OF_ROLE = {
    Role.ENT: "SELF",
    Role.LIA: "LIAISON",
    Role.LDR: "SPONSOR",
    Role.SPD: "SPONSOR",
    Role.API: "PARTNER",
}

LINES = {"COUNTY": "A 线（县区营商办跟踪）", "DISPATCH": "B 线（平台转办）"}
ROUTES = {"GENERAL": "一般问题", "INDIVIDUAL": "复杂个性问题", "COMMON": "共性问题"}
RESULTS = {
    "SOLVED": "解决",
    "PARTLY": "部分解决",
    "EXPLAINED": "解释说明",
    "SHELVED": "暂不具备条件挂账",
    "UNFOUNDED": "不属实",
}

TITLE_MAX = 50
CONTENT_MIN, CONTENT_MAX = 10, 1000
IMPORT_LENGTHS = {"external_id": 60, "applicant": 60, "title": 200, "content": 10_000, "category": 100}
IMPORT_FROM_YEAR = 1949
IMPORT_AHEAD = timedelta(days=366)  # another system's clock, or the demo's, may go differently; a later time is a slip
FIRST_LIMITS_ON = date(2018, 1, 1)  # data/time_limits.csv begins; an imported matter may be older
PICTURES_MAX = 9
SAME_CONTENT_WINDOW = timedelta(seconds=60)
RATING_WINDOW = timedelta(days=15)
LOW_STAR = 2  # so many or fewer: done again once, then the city decides
ARCHIVE_AFTER_HALF_DAYS = 10  # 评价 3–5 星、未被抽中回访者，满 5 个工作日自动销号
CALL_ATTEMPTS_MAX = 3
EXTENSION_REFUSALS_MAX = 2
UP_TO_THE_CITY = "重新办理后企业仍不满意，由市营商办研判是否销号。"
CATEGORIES_KEPT = 60.0  # seconds
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they make a line read as another
SAMPLE_RATIO = Fraction(1, 5)  # [设] 20%

APPEAL = Workflow(
    kind=KIND,
    title="诉求",
    version=1,
    start="SUBMITTED",
    states=(
        State("SUBMITTED", "待分类", "azure"),
        State("TRIAGED", "待派单", "azure"),
        State("ASSIGNED", "待签收", "azure"),
        State("ACCEPTED", "已签收", "blue"),
        State("HANDLING", "办理中", "blue"),
        State("RETURN_REQ", "申请退回", "orange"),
        State("EXT_REQ", "申请延期", "orange"),
        State("REOPENED", "重新办理", "orange"),
        State("CLOSED", "已办结，待评价", "teal"),
        State("EVALUATED", "已评价", "green"),
        State("CALLED_BACK", "已回访", "green"),
        State("ARCHIVED", "已销号", "green", ended=True),
        State("REJECTED", "不予受理", "secondary", ended=True),
        State("WITHDRAWN", "已撤回", "secondary", ended=True),
    ),
    moves=(
        Move("triage_appeal", "分类", "triaged", ("SUBMITTED",), "TRIAGED", BY_OFFICE),
        Move(
            "dispatch_appeal",
            "派单",
            "dispatched",
            ("TRIAGED",),
            "ASSIGNED",
            BY_OFFICE,
            stops=("triage",),
            starts=("accept", "handle"),
        ),
        Move(
            "accept_appeal", "签收", "accepted", ("ASSIGNED",), "ACCEPTED", frozenset({RESPONSIBLE}), stops=("accept",)
        ),
        Move(
            "note_progress",
            "记录进展",
            "progressed",
            ("ACCEPTED", "HANDLING", "REOPENED"),
            "HANDLING",
            frozenset({RESPONSIBLE}),
        ),
        Move(
            "close_appeal",
            "办结",
            "closed",
            ("ACCEPTED", "HANDLING"),
            "CLOSED",
            frozenset({RESPONSIBLE}),
            stops=("handle", "rework"),
        ),
        Move("rate_appeal", "评价", "rated", ("CLOSED",), "EVALUATED", frozenset({APPLICANT})),
        Move(
            "call_back_appeal", "回访", "called_back", ("CLOSED", "EVALUATED"), "CALLED_BACK", BY_OFFICE, impartial=True
        ),
        Move(
            "note_missed_call",
            "未接通",
            "call_missed",
            ("CLOSED", "EVALUATED"),
            None,
            BY_OFFICE,
            internal=True,
            impartial=True,
        ),
        Move(
            "archive_unreached",
            "未接通销号",
            "archived_unreached",
            ("CLOSED", "EVALUATED"),
            "ARCHIVED",
            BY_OFFICE,
            impartial=True,
        ),
        Move(
            "archive_appeal",
            "销号",
            "archived",
            ("EVALUATED", "CALLED_BACK"),
            "ARCHIVED",
            frozenset({OFFICE, SYSTEM}),
            impartial=True,
        ),
        Move(
            "reopen_appeal",
            "重新办理",
            "reopened",
            ("EVALUATED", "CALLED_BACK"),
            "REOPENED",
            frozenset({OFFICE, SYSTEM}),
            starts=("rework",),
        ),
        Move("reject_appeal", "不予受理", "rejected", ("SUBMITTED",), "REJECTED", BY_OFFICE, stops=("triage",)),
        Move(
            "withdraw_appeal",
            "撤回",
            "withdrawn",
            ("SUBMITTED", "TRIAGED"),
            "WITHDRAWN",
            frozenset({APPLICANT, SPONSOR}),
            stops=("triage",),
        ),
        Move(
            "supplement_appeal",
            "补充材料",
            "supplemented",
            ("SUBMITTED", "TRIAGED", "ASSIGNED", "ACCEPTED", "HANDLING", "EXT_REQ", "RETURN_REQ", "REOPENED"),
            None,
            frozenset({APPLICANT, SPONSOR}),
        ),
        Move(
            "request_return",
            "申请退回",
            "return_requested",
            ("ASSIGNED", "ACCEPTED"),
            "RETURN_REQ",
            frozenset({RESPONSIBLE}),
            starts=("review",),
        ),
        Move(
            "grant_return",
            "同意退回",
            "return_granted",
            ("RETURN_REQ",),
            "TRIAGED",
            BY_OFFICE,
            stops=("review", "accept", "handle"),
            starts=("triage",),
            impartial=True,
        ),
        Move(
            "refuse_return",
            "驳回退回",
            "return_refused",
            ("RETURN_REQ",),
            None,
            BY_OFFICE,
            stops=("review",),
            back=True,
            impartial=True,
        ),
        Move(
            "request_extension",
            "申请延期",
            "extension_requested",
            ("HANDLING",),
            "EXT_REQ",
            frozenset({RESPONSIBLE}),
            starts=("review",),
        ),
        Move(
            "grant_extension",
            "同意延期",
            "extension_granted",
            ("EXT_REQ",),
            "HANDLING",
            frozenset({OFFICE, CITY_OFFICE}),
            stops=("review",),
            impartial=True,
        ),
        Move(
            "refuse_extension",
            "驳回延期",
            "extension_refused",
            ("EXT_REQ",),
            "HANDLING",
            frozenset({OFFICE, CITY_OFFICE}),
            stops=("review",),
            impartial=True,
        ),
    ),
)

CLOSED_STATES = ("CLOSED", "EVALUATED", "CALLED_BACK", "ARCHIVED")
UNCOUNTED_STATES = ("REJECTED", "WITHDRAWN", "MERGED")


class ReturnNotAllowed(Refusal):
    """A unit may return a matter once, and only inside its signing limit."""


class ExtensionNotAllowed(Refusal):
    """An extension is given once, in time, and for no longer than the first limit."""


class NobodyAboveToDecide(Refusal):
    """The city's own office answers for the matter, and no other office could decide about its request."""


class CallBackNotDue(Refusal):
    """A company is called only after it rated, or after the time for rating has passed."""


class NotYetToArchive(Refusal):
    """A matter is struck off only when the company's word is in."""


class ReopeningNotAllowed(Refusal):
    """Only what the company is not content with is done again."""


class SecondReopeningNotYours(Refusal):
    """After one rework that did not help, the city's office decides what becomes of the matter."""

    status = 403


class NoBusinessHere(Refusal):
    """The post, or the key, has nothing to do with appeals (三员分立; scopes of a key)."""

    status = 403


class SubjectOfOthers(Refusal):
    """A person submits only for companies that are theirs to speak for (冒用他企)."""

    status = 403


class ImportNotYours(Refusal):
    """Bringing in whole tables is the city office's and the operator's."""

    status = 403


def channel_of(role: str, scopes: frozenset[str] = frozenset()) -> str:
    """The channel that a role's submissions are counted under.

    Raises SubjectOfOthers for roles that do not submit, and for keys without `appeals:submit`.
    """
    if role == Role.API and "appeals:submit" not in scopes:
        raise SubjectOfOthers("这把密钥不能提交诉求。", next_step="请向平台管理员申请 appeals:submit 权限。")
    try:
        return CHANNEL_OF_ROLE[Role(role)]
    except (KeyError, ValueError):
        raise SubjectOfOthers("您的岗位不提交诉求。", next_step="企业、联络员、包抓领导和部门可以提交。") from None


def content_faults(*, title: str, content: str, category: str) -> dict[str, str]:
    """What a person must still mend before an appeal can be taken (handbook 1.4 坏输入)."""
    faults = {}
    if not category:
        faults["category"] = "请选择哪一类问题。"
    if not_one_line(title.strip()):
        faults["title"] = "标题请写成一行，不要有换行、控制字符和改变文字方向的符号。"
    elif not visible(title):
        faults["title"] = "请用一句话写明是什么事。"
    elif len(title.strip()) > TITLE_MAX:
        faults["title"] = f"标题最多 {TITLE_MAX} 个字，现在 {len(title.strip())} 个。"
    length = len(content.strip())
    if len(visible(content)) < CONTENT_MIN:
        faults["content"] = f"请至少写 {CONTENT_MIN} 个字：什么时间、找过谁、卡在哪一步。"
    elif length > CONTENT_MAX:
        faults["content"] = f"最多 {CONTENT_MAX} 个字，现在 {length} 个；可以把细节放进照片。"
    return faults


def visible(text: str) -> str:
    """The text without what takes no room (zero-width and other format characters, blanks at its ends)."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip()


def not_one_line(text: str) -> bool:
    """Whether the text holds line breaks, control characters or overrides of its direction."""
    return any(letter in BIDI or unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text)


def content_digest(*, entity_id: int | None, category: str, content: str) -> str:
    """What “the same content” means for a double submission within a minute: company, category and text."""
    return sha256(f"{entity_id}|{category}|{content.strip()}".encode()).hexdigest()


def is_in_use(*, as_of: date | None, retired_on: date | None, on: date) -> bool:
    """Whether a category may be chosen on that day: begun, and not retired yet (类别可停用不可删除)."""
    return (as_of is None or as_of <= on) and (retired_on is None or on < retired_on)


def import_faults(values: Mapping[str, str], at: datetime) -> list[Fault]:
    """What is wrong with an appeal out of another system: only what makes it unusable (interfaces: import appeals)."""
    faults = [
        Fault(name, f"有 {len(values[name])} 个字，最多 {longest} 个", "请缩短这一格；长内容可分成几件")
        for name, longest in IMPORT_LENGTHS.items()
        if len(values[name]) > longest
    ]
    if not values["content"].strip():
        faults.append(Fault("content", "没有内容", "请填写诉求内容，1 到 10,000 个字"))
    submitted_at = moment(values["submitted_at"])
    if submitted_at is None:
        faults.append(Fault("submitted_at", "不是日期时间", "请写成 2019-02-28 11:25:05 的样子"))
    elif submitted_at.year < IMPORT_FROM_YEAR or submitted_at > at + IMPORT_AHEAD:
        faults.append(Fault("submitted_at", "时间不可能：早于 1949 年或晚于一年以后", "请核对年份"))
    if not is_nothing(values["uscc"]) and (fault := uscc_fault(values["uscc"])):
        faults.append(Fault("uscc", fault, "请对照营业执照改正，或把这一格留空"))
    return faults


def check_may_import(role: str) -> None:
    """Raise ImportNotYours unless the city's own office, or an operator at the console, brings the table in."""
    if role not in ("SYSTEM", Role.MBO):
        raise ImportNotYours("批量导入由市营商办或平台运维办理。", next_step="请把表格交给市营商办。")


def check_return(*, returned_before: int, now: datetime, accept_due_at: datetime) -> None:
    """Refuse a second return, and one after the signing limit (handbook 1.5 退回 [设])."""
    if returned_before:
        raise ReturnNotAllowed("这件诉求已退回过一次，不能再次退回。", next_step="如确不属职责，请报市营商办裁定。")
    if now > accept_due_at:
        raise ReturnNotAllowed("签收时限已过，不能申请退回。", next_step="请先办理，或与营商办协商改派。")


@dataclass(frozen=True)
class ExtensionAsked:
    """What decides about an extension; lengths in half working days, moments in local time."""

    half_days: int
    original_half_days: int
    extended_before: int
    half_days_left: int
    refused_before: int = 0


def check_extension(asked: ExtensionAsked) -> None:
    """Refuse a second extension, one longer than the first limit, or one asked too late (handbook 1.5 延期 [设]).

    [设] 同意过一次，或两次未获同意，就不能再申请：一次可以补充理由再提，反复申请则不行。
    """
    if asked.extended_before:
        raise ExtensionNotAllowed("已延期过一次，不能再延。", next_step="请按期办结，或报营商办挂账研究。")
    if asked.refused_before >= EXTENSION_REFUSALS_MAX:
        raise ExtensionNotAllowed("延期申请已两次未获同意，不能再申请。", next_step="请按期办结，并写明办理情况。")
    if asked.half_days < 1 or asked.half_days > asked.original_half_days:
        longest = asked.original_half_days / 2
        raise InvalidInput({"days": f"延期须在 0.5 到 {longest:g} 个工作日之间（不超过原时限）。"})
    if asked.half_days_left <= 2:  # the running half counts, so on the last day there are two at most
        raise ExtensionNotAllowed("延期须在到期前 1 个工作日申请，现在已来不及。", next_step="请尽快办结并写明情况。")


def decides_extension(role: str, *, star: int) -> bool:
    """★4 以上由市营商办决定延期 (handbook 1.5: ★4 以上不适用自动延期)."""
    return role in (Role.MBO, Role.API) or (role == Role.CBO and star < 4)


def check_somebody_decides(*, role: str, is_citys_own: bool, star: int = 1) -> None:
    """Refuse the city office's request about its own work where no county's office could decide it.

    [设] A county's office decides about the city's office as a unit, but not for ★4 and ★5 nor for the city's own
    matters. Raises NobodyAboveToDecide.
    """
    if role == Role.MBO and (is_citys_own or not decides_extension(Role.CBO, star=star)):
        raise NobodyAboveToDecide("市营商办就是这件的承办单位，没有别的营商办可以审批。", next_step="请按期办结。")


def why_not_struck_off(*, star: int | None, outcome: str | None, reopened_before: int, by_city: bool) -> str:
    """What the company's word still has against striking off, or nothing (handbook 1.6).

    One or two stars are cleared by 满意 or 基本满意 on the phone alone; a refusal to talk (拒访) clears nothing. After
    a rework that did not help either, the city's office decides (二次仍≤2 星→市营商办研判).
    """
    if outcome in ("SATISFIED", "BASICALLY"):
        return ""
    low = star is not None and star <= LOW_STAR
    if outcome is None:
        return f"企业评价 {star} 星，须先回访。" if low else ""
    if not low and outcome != "DISSATISFIED":
        return ""
    if by_city and reopened_before:
        return ""
    if reopened_before:
        return UP_TO_THE_CITY
    return "企业在回访中表示不满意。" if outcome == "DISSATISFIED" else f"企业评价 {star} 星，回访时没有改变。"


def check_business(role: str, scopes: frozenset[str]) -> None:
    """Refuse posts without business rights and keys that were not issued for appeals (handbook 0A.3)."""
    if role in WITHOUT_BUSINESS or (role == Role.API and not any(scope.startswith("appeals:") for scope in scopes)):
        raise NoBusinessHere("您的岗位不办理诉求。", next_step="需要查看的，请联系营商办。")


def check_reopening(*, star: int | None, outcome: str | None, reopened_before: int, role: str) -> None:
    """Refuse to do again what the company is content with; a second time only the city's office may (handbook 1.6)."""
    low = star is not None and star <= LOW_STAR
    unhappy = outcome == "DISSATISFIED" or (low and outcome not in ("SATISFIED", "BASICALLY"))
    if not unhappy:
        raise ReopeningNotAllowed("企业没有表示不满意，不能重新办理。", next_step="企业另有问题的，请其提交新的诉求。")
    if reopened_before and role not in (Role.MBO, Role.API):
        raise SecondReopeningNotYours("已重新办理过一次，由市营商办研判。", next_step="请报市营商办决定。")


def rework_half_days(handle_half_days: int) -> int:
    """重办时限=原时限的一半，向上取整到工作日 (handbook 1.5), in half days."""
    return -(-handle_half_days // 4) * 2


def rating_deadline(closed_at: datetime) -> datetime:
    """评价窗 15 个自然日 (handbook 1.6 [设])."""
    return closed_at + RATING_WINDOW


def must_call_back(*, star: int | None, rating_window_over: bool) -> bool:
    """Called without drawing lots: everybody who did not rate in time and everybody who gave one or two stars."""
    return (star is None and rating_window_over) or (star is not None and star <= LOW_STAR)


def check_call_back(*, star: int | None, closed_at: datetime, now: datetime) -> None:
    """Refuse a call while the company may still rate by itself."""
    if star is None and now <= rating_deadline(closed_at):
        raise CallBackNotDue(
            "企业还在评价期内，暂不回访。",
            next_step=f"{rating_deadline(closed_at):%m月%d日}以后仍未评价的，再电话回访。",
        )


def in_rate(*, subject_id: int | None) -> bool:
    """库外主体的诉求收下、办理，但不计入率 (handbook 1.4 坏输入)."""
    return subject_id is not None


def month_of(day: date) -> str:
    """The period a figure belongs to, as YYYY-MM."""
    return f"{day:%Y-%m}"
