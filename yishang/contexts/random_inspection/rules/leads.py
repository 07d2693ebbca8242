"""线索: what somebody else saw and asks to be inspected; it ends in a special task with a result, or in a reason.

国办发〔2024〕54号: 投诉举报、转办交办 may start an inspection beyond the plan; each is checked first and answered. A
topic of the public that its department has adopted in public is not declined any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yishang.contexts.random_inspection.rules.entries import REASON_LEAST, REASON_LONGEST
from yishang.kernel.cases.rules import LEAD, RESPONSIBLE, SYSTEM, Move, State, Workflow
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Role
from yishang.kernel.parties.rules import normalise_uscc, uscc_fault

LEAD_KIND, LEAD_PREFIX, JUDGE = "random_inspection.lead", "XS", "judge"
HOTLINE, ONESTOP, TOPIC = "HOTLINE", "ONESTOP", "TOPIC"
LEAD_SOURCES = {HOTLINE: "12345 热线", ONESTOP: "一网通办告知承诺", TOPIC: "群众点题"}
CONTENT_LONGEST, TITLE_MOST = 1000, 80
BY_DESK = frozenset({LEAD, RESPONSIBLE})

LEADS = Workflow(
    kind=LEAD_KIND,
    title="检查线索",
    version=1,
    start="RECEIVED",
    own="inspection_lead",
    overseen_by=frozenset({Role.DRL}),
    closed_to_keys=True,
    states=(
        State("RECEIVED", "待研判", "orange"),
        State("ASSIGNED", "部门研判", "yellow"),
        State("TASKED", "已立专项任务", "blue"),
        State("DONE", "有结果", "green", ended=True),
        State("DECLINED", "不予立项", "secondary", ended=True),
    ),
    moves=(
        Move("assign_lead", "交部门研判", "assigned", ("RECEIVED", "ASSIGNED"), "ASSIGNED", frozenset({LEAD})),
        Move("open_lead_task", "立专项任务", "tasked", ("RECEIVED", "ASSIGNED"), "TASKED", BY_DESK, stops=(JUDGE,)),
        Move("decline_lead", "不予立项", "declined", ("RECEIVED", "ASSIGNED"), "DECLINED", BY_DESK, stops=(JUDGE,)),
        Move("note_lead_result", "任务有结果", "resulted", ("TASKED",), "DONE", frozenset({SYSTEM})),
    ),
)


class AdoptedInPublic(Refusal):
    """The department has told the public that it will inspect; nobody takes that back quietly."""


@dataclass(frozen=True)
class LeadEntry:
    """A lead as it comes in. `ref` is the other side's own number; `unit` a code; `due_on` the day by which to look."""

    source: str
    ref: str
    title: str
    content: str
    uscc: str = ""
    region: str = ""
    unit: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Licence:
    """A licence result of 一网通办: granted (perhaps on a promise that is to be checked), or ended."""

    ref: str
    uscc: str
    name: str
    library: str
    number: str
    is_granted: bool
    valid_to: date | None
    promised: str
    check_by: date | None
    reason: str


@dataclass(frozen=True)
class Grade:
    """A risk class of the credit platform, of a month, with where it comes from."""

    uscc: str
    risk: str
    month: date
    source: str


def hotline_lead(body: Mapping[str, Any]) -> LeadEntry:
    """A ticket of the 12345 line that asks for an inspection. Raises InvalidInput."""
    faults: dict[str, str] = {}
    words = _texts(body, {"order_no": 39, "title": TITLE_MOST, "content": CONTENT_LONGEST, "uscc": 40, "region": 12},
                   faults)  # fmt: skip
    _needed(words, ("order_no", "content"), faults)
    if words["content"] and len(words["content"]) < REASON_LEAST:
        faults.setdefault("content", f"至少 {REASON_LEAST} 个字。")
    uscc = normalise_uscc(words["uscc"])
    if uscc and (fault := uscc_fault(uscc)):
        faults["uscc"] = fault
    if faults:
        raise InvalidInput(faults)
    title = words["title"] or " ".join(words["content"].split())[:40]
    return LeadEntry(HOTLINE, words["order_no"], title, words["content"], uscc, words["region"])


def licence(body: Mapping[str, Any]) -> Licence:
    """A licence result, checked field by field. Raises InvalidInput."""
    faults: dict[str, str] = {}
    most = {"ref": 40, "uscc": 40, "name": 200, "library": 20, "number": 60, "result": 10, "promised": 300,
            "reason": 100}  # fmt: skip
    words = _texts(body, most, faults)
    _needed(words, ("ref", "uscc", "library", "result"), faults)
    if words["result"] and words["result"] not in ("granted", "ended"):
        faults["result"] = "应为 granted（已发证）或 ended（注销、撤销、到期）。"
    valid_to, check_by = _day(body, "valid_to", faults), _day(body, "check_by", faults)
    if words["promised"] and check_by is None and "check_by" not in faults:
        faults["check_by"] = "告知承诺的，请写明应在哪天以前核查。"
    if faults:
        raise InvalidInput(faults)
    return Licence(
        ref=words["ref"], uscc=normalise_uscc(words["uscc"]), name=words["name"], library=words["library"],
        number=words["number"], is_granted=words["result"] == "granted", valid_to=valid_to,
        promised=words["promised"], check_by=check_by, reason=words["reason"],
    )  # fmt: skip


def grade(body: Mapping[str, Any]) -> Grade:
    """A risk class, checked. Raises InvalidInput."""
    faults: dict[str, str] = {}
    words = _texts(body, {"uscc": 40, "risk": 1, "month": 7, "source": 40}, faults)
    _needed(words, ("uscc", "risk", "month", "source"), faults)
    if words["risk"] and words["risk"] not in "ABCD":
        faults["risk"] = "应为 A、B、C、D 之一。"
    uscc = normalise_uscc(words["uscc"])
    if uscc and (fault := uscc_fault(uscc)):
        faults["uscc"] = fault
    month = _day({"month": f"{words['month']}-01"}, "month", faults) if words["month"] else None
    if faults or month is None:
        raise InvalidInput(faults or {"month": "应为 2019-12 这样的年月。"})
    return Grade(uscc, words["risk"], month, words["source"])


def decline_faults(reason: str) -> dict[str, str]:
    """Field → fault of the reason that the other side will read."""
    sound = REASON_LEAST <= len(reason.strip()) <= REASON_LONGEST
    return {} if sound else {"reason": f"请写明不立项的理由，{REASON_LEAST} 到 {REASON_LONGEST} 个字，会答复对方。"}


def _texts(body: Mapping[str, Any], most: Mapping[str, int], faults: dict[str, str]) -> dict[str, str]:
    words = {}
    for name, longest in most.items():
        told = body.get(name, "")
        if not isinstance(told, str):
            faults[name] = "应为文字。"
        elif len(told.strip()) > longest:
            faults[name] = f"最多 {longest} 个字。"
        words[name] = told.strip() if isinstance(told, str) else ""
    return words


def _needed(words: Mapping[str, str], names: tuple[str, ...], faults: dict[str, str]) -> None:
    for name in names:
        if not words[name]:
            faults.setdefault(name, "缺少这一项。")


def _day(body: Mapping[str, Any], name: str, faults: dict[str, str]) -> date | None:
    told = body.get(name) or ""
    if not told:
        return None
    try:
        return date.fromisoformat(str(told))
    except ValueError:
        faults[name] = "应为 2019-12-31 这样的日期。" if name != "month" else "应为 2019-12 这样的年月。"
        return None
