"""Reports and complaints (“吹哨人”, handbook 2.7), and how their author stays unknown.

Limits: 市场监督管理投诉举报处理暂行办法 (总局令第 20 号) as handbook 2.7 tells it: a complaint is accepted or not
within 7 working days, mediation ends 45 working days after acceptance and that is told within 7; a report is decided
within 15 working days (once 15 more) and its named author is told within 5. Lengths are data/time_limits.csv; later
revisions 待核.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from yishang.contexts.public_supervision.rules.naming import squeezed
from yishang.contexts.public_supervision.rules.terms import FIELDS
from yishang.kernel.cases.rules import RESPONSIBLE, SYSTEM, Move, State, Workflow

REPORT_KIND = "public_supervision.report"
DECIDE, TELL, ACCEPT, MEDIATE, TELL_END = "decide", "tell", "accept", "mediate", "tell_end"
BY_UNIT, BY_UNIT_OR_CLOCK = frozenset({RESPONSIBLE}), frozenset({RESPONSIBLE, SYSTEM})
REPORT_NATURE, COMPLAINT_NATURE = "REPORT", "COMPLAINT"
NATURES = {REPORT_NATURE: "举报", COMPLAINT_NATURE: "投诉"}
FILE_IT, LEAVE_IT = "FILED", "NOT_FILED"
DECISIONS = {FILE_IT: "立案", LEAVE_IT: "不予立案"}
IDENTITY_KEY = "public_supervision.reporter.1"  # the key under which authors are sealed
TEXT_KEY = "public_supervision.report_text.1"  # another one for what they write
GRANT_LASTS = timedelta(hours=24)  # [设]
ACCUSED_MOST, CONDUCT_LEAST, CONDUCT_MOST = 100, 10, 1000
PICTURES_MOST = 9
OF_NATURE = {
    REPORT_NATURE: ("decide_report", "confirm_decision", "return_decision", "extend_report", "convert_to_complaint"),
    COMPLAINT_NATURE: ("accept_complaint", "refuse_complaint", "convert_to_report"),
}

REPORT = Workflow(
    kind=REPORT_KIND,
    title="投诉举报",
    version=1,
    start="RECEIVED",
    own="public_report",
    closed_to_keys=True,
    states=(
        State("RECEIVED", "已收到", "orange"),
        State("DECIDING", "决定待复核", "yellow"),
        State("DECIDED", "待告知", "blue"),
        State("TOLD", "已告知", "green", ended=True),
        State("MEDIATING", "调解中", "blue"),
        State("ENDED", "调解终止，待告知", "orange"),
        State("SETTLED", "达成调解", "green", ended=True),
        State("REFUSED", "不予受理", "secondary", ended=True),
    ),
    moves=(
        Move("take_report", "承办", "taken", ("RECEIVED",), None, BY_UNIT),
        Move("answer_reporter", "答复", "answered", ("RECEIVED", "DECIDING", "DECIDED", "MEDIATING"), None, BY_UNIT),
        Move("decide_report", "拟定是否立案", "decision_drafted", ("RECEIVED",), "DECIDING", BY_UNIT),
        Move("return_decision", "退回再议", "decision_returned", ("DECIDING",), "RECEIVED", BY_UNIT),
        Move(
            "confirm_decision", "复核决定", "decided", ("DECIDING",), "DECIDED", BY_UNIT,
            stops=(DECIDE,), starts=(TELL,),
        ),
        Move("extend_report", "延长核查期限", "extended", ("RECEIVED", "DECIDING"), None, BY_UNIT),
        Move("tell_reporter", "告知结果", "told", ("DECIDED", "ENDED"), "TOLD", BY_UNIT, stops=(TELL, TELL_END)),
        Move(
            "accept_complaint", "受理投诉", "accepted", ("RECEIVED",), "MEDIATING", BY_UNIT,
            stops=(ACCEPT,), starts=(MEDIATE,),
        ),
        Move("refuse_complaint", "不予受理", "refused", ("RECEIVED",), "REFUSED", BY_UNIT, stops=(ACCEPT,)),
        Move("settle_complaint", "达成调解", "settled", ("MEDIATING",), "SETTLED", BY_UNIT, stops=(MEDIATE,)),
        Move(
            "end_mediation", "终止调解", "mediation_ended", ("MEDIATING",), "ENDED", BY_UNIT_OR_CLOCK,
            stops=(MEDIATE,), starts=(TELL_END,),
        ),
        Move("transfer_report", "移送有权处理的单位", "transferred", ("RECEIVED",), None, BY_UNIT),
        Move(
            "convert_to_complaint", "转为投诉", "turned_complaint", ("RECEIVED",), None, BY_UNIT,
            stops=(DECIDE,), starts=(ACCEPT,),
        ),
        Move(
            "convert_to_report", "转为举报", "turned_report", ("RECEIVED",), None, BY_UNIT,
            stops=(ACCEPT,), starts=(DECIDE,),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class ReportEntry:
    """What somebody tells: of whom, what, where the evidence lies, and, if they wish, who they are."""

    nature: str
    field: str
    accused: str
    conduct: str
    evidence: str = ""
    is_insider: bool = False
    wants_reward: bool = False
    name: str = ""
    phone: str = ""

    @property
    def is_named(self) -> bool:
        return bool(self.name.strip() or self.phone.strip())


def report_faults(entry: ReportEntry, *, phone_fault: str | None) -> dict[str, str]:
    """Field → fault. `phone_fault` is parties' judgement of the telephone, where one was given."""
    faults = {
        "nature": "" if entry.nature in NATURES else "请选择举报还是投诉。",
        "field": "" if entry.field in FIELDS else "请选择领域。",
        "conduct": _conduct_fault(entry),
        "accused": _accused_fault(entry),
        "evidence": own_word_fault(entry.evidence, name=entry.name, phone=entry.phone),
    }
    return {name: fault for name, fault in (faults | _identity_faults(entry, phone_fault)).items() if fault}


def _accused_fault(entry: ReportEntry) -> str:
    if not 2 <= len(entry.accused.strip()) <= ACCUSED_MOST:
        return "请写明被举报的是谁：名称或地点。"
    return own_word_fault(entry.accused, name=entry.name, phone=entry.phone)


def _conduct_fault(entry: ReportEntry) -> str:
    if not CONDUCT_LEAST <= len(entry.conduct.strip()) <= CONDUCT_MOST:
        return f"请写明发生了什么，{CONDUCT_LEAST} 到 {CONDUCT_MOST} 个字。"
    return own_word_fault(entry.conduct, name=entry.name, phone=entry.phone)


def _identity_faults(entry: ReportEntry, phone_fault: str | None) -> dict[str, str]:
    if not entry.is_named:
        named = entry.nature == COMPLAINT_NATURE
        return {"name": "投诉要调解，须留姓名和电话（加密保存）；不愿留的请选“举报”。"} if named else {}
    return {
        "name": "" if entry.name.strip() else "留了电话的请同时填写姓名，或两项都不填。",
        "phone": (phone_fault or "") if entry.phone.strip() else "留了姓名的请同时填写电话，或两项都不填。",
    }


def own_word_fault(text: str, *, name: str, phone: str) -> str:
    """Their own name or telephone among the words would be read by everybody who handles the report."""
    if tells_author(text, name=name, phone=phone):
        return "这里写了您自己的姓名或电话，会让人知道是您。请删去，只填在下面加密保存的两栏里。"
    return ""


def tells_author(text: str, *, name: str, phone: str) -> bool:
    """Whether a name or a telephone stands in a text, however it is spaced out and in whatever width."""
    called, digits = squeezed(name), squeezed_digits(phone)
    return (len(called) > 1 and called in squeezed(text)) or bool(digits and digits in squeezed_digits(text))


def squeezed_digits(text: str) -> str:
    """The digits of a text in one run, whatever stands between them."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def day_only(at: datetime) -> datetime:
    """The beginning of the day in its own zone: by the minute of a report its author could be found."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def is_of_nature(move: str, nature: str) -> bool:
    """Whether a move belongs to what the matter is, a report or a complaint."""
    return all(move not in moves or one == nature for one, moves in OF_NATURE.items())
