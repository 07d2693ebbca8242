"""预警规则 W1–W5: what went wrong on the way, why, and when it is so no more (handbook 1.5 预警规则 [设])."""

from dataclasses import dataclass
from datetime import datetime

from yishang.contexts.outreach.rules.table import CLOSED_STATES, REQUESTED, UNCOUNTED_STATES, WITH_UNIT
from yishang.contexts.outreach.rules.terms import REASSIGNMENTS_WARNED, RETURNS_MAX
from yishang.kernel.clocks.rules import SHANGHAI

SIGNED_STATES = ("ACCEPTED", "HANDLING", "REOPENED")  # the unit works on it; before signing the fault is W1's
ON_THE_WAY = (*WITH_UNIT, *REQUESTED)
OVER = (*CLOSED_STATES, *UNCOUNTED_STATES)
ANSWERED_FOR = ("CLOSED", "ARCHIVED", *UNCOUNTED_STATES)  # closed anew, or struck off: the company had its say
BY_TIME = ("W1", "W2", "W4")  # a job finds them; W3 and W5 are raised by the moves themselves
TOLD_TO_CITY = frozenset({"W3", "W5"})  # 推诿扯皮 and 虚假办结 are told to 市营商办 and 督查室 too
REASON_LONGEST = 300
ADVICE = {
    "W1": "请承办单位立即签收；签收时限已过，不能再申请退回。",
    "W2": "请承办单位尽快办结并写明原因；营商办督促，必要时提级协调。",
    "W3": "请市营商办确定承办单位，督查室关注；承办单位不得再推。",
    "W4": "请承办单位今天记录进展：做了什么、卡在哪里、下一步是什么。",
    "W5": "请承办单位先联系企业再办；营商办核实办结情况，督查室关注。",
}


@dataclass(frozen=True)
class Standing:
    """How a matter stands, as far as warnings ask; moments aware."""

    state: str
    now: datetime
    accept_due_at: datetime | None = None
    handle_due_at: datetime | None = None
    half_time_at: datetime | None = None
    progressed_at: datetime | None = None
    returns_asked: int = 0
    dispatched: int = 0
    is_uncontacted: bool = False


def warnings_due(at: Standing) -> dict[str, str]:
    """The warnings that hold, each with its reason in words.

    W1 签收超时; W2 办结超时; W3 申请退回 ≥2 次 or 改派 ≥3 次 (a conflict with the duty list is told by the refusal,
    see conflict_reason); W4 half of the limit gone without any note; W5 低星 and nobody had contacted the company.
    A shelved matter's clock is paused: it has no deadline to miss.
    """
    found = {
        "W1": _not_signed(at),
        "W2": _not_closed(at),
        "W3": _passed_on(at),
        "W4": _without_news(at),
        "W5": "企业评价不满意，并称办理期间没有人联系过。" if _hollow(at) else "",
    }
    return {code: reason for code, reason in found.items() if reason}


def still_warned(code: str, at: Standing) -> bool:
    """Whether a warning raised before still holds: W3 until the matter is closed, W5 until it is closed anew.

    W4 holds on while a request of the unit is decided: to ask is no news.
    """
    if code == "W3":
        return at.state not in OVER
    if code == "W4":
        return at.state not in OVER and _is_silent(at)
    return code in warnings_due(at)


def conflict_reason(words: str) -> str:
    """The reason of a W3 by a refused return whose basis the duty list contradicts."""
    return f"退回理由与权责清单冲突：{words.strip()}"[:REASON_LONGEST]


def _not_signed(at: Standing) -> str:
    late = at.state == "ASSIGNED" and at.accept_due_at is not None and at.now > at.accept_due_at
    return f"应在 {_said(at.accept_due_at)} 前签收，到时没有签收。" if late else ""


def _not_closed(at: Standing) -> str:
    late = at.state in ON_THE_WAY and at.handle_due_at is not None and at.now > at.handle_due_at
    return f"应在 {_said(at.handle_due_at)} 前办结，到时没有办结。" if late else ""


def _passed_on(at: Standing) -> str:
    if at.state in OVER:
        return ""
    if at.returns_asked >= RETURNS_MAX:
        return f"申请退回 {at.returns_asked} 次。"
    again = at.dispatched - 1
    return f"改派 {again} 次。" if again >= REASSIGNMENTS_WARNED else ""


def _without_news(at: Standing) -> str:
    silent = at.state in SIGNED_STATES and _is_silent(at)
    return f"办理时限 {_said(at.half_time_at)} 已过一半，还没有一条办理记录。" if silent else ""


def _is_silent(at: Standing) -> bool:
    return at.progressed_at is None and at.half_time_at is not None and at.now >= at.half_time_at


def _hollow(at: Standing) -> bool:
    return at.is_uncontacted and at.state not in ANSWERED_FOR


def _said(moment: datetime | None) -> str:
    assert moment is not None, "said of a moment that has passed"
    local = moment.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
