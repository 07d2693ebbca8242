"""The 12345 line: what is said over it, who may trust it, and when we stop pushing.

Handbook 1.5: 外部单号+来源系统唯一；转出后以回执为准，24 小时无回执重推，3 次失败转人工.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yishang.contexts.outreach.rules.terms import CONTENT_MIN, IMPORT_LENGTHS
from yishang.kernel.context import InvalidInput, Refusal

CHANNEL = "H12345"
LINE = "12345"  # what we call the line that we hand matters to
IN, OUT = "IN", "OUT"
DIRECTIONS = {IN: "转入", OUT: "转出"}
ORDER, UPDATE, REPLY, RECEIPT = "order", "update", "reply", "receipt"
TRANSFER, STATUS = "transfer", "status"
KINDS = {ORDER: "工单", UPDATE: "补充", REPLY: "答复", RECEIPT: "回执", TRANSFER: "转出", STATUS: "状态"}
INBOUND = (ORDER, UPDATE, REPLY, RECEIPT)

TAKEN, KEPT, PENDING, ACKED, BY_HAND, SETTLED = "TAKEN", "KEPT", "PENDING", "ACKED", "BY_HAND", "SETTLED"
MESSAGE_STATES = {
    TAKEN: "已收下",
    KEPT: "等工单到",
    PENDING: "等回执",
    ACKED: "有回执",
    BY_HAND: "转人工",
    SETTLED: "已人工处理",
}
RECEIPT_WITHIN = timedelta(hours=24)
TRY_AGAIN_AFTER = timedelta(hours=1)  # the line took nothing at all; silence waits a day
PUSHES_MOST = 3
SIGNED_FOR = timedelta(minutes=5)
AHEAD = timedelta(days=1)
LENGTHS = {  # source and order_no make the appeal's external number of 60
    "source": 20, "message_id": 80, "order_no": 39, "receipt_for": 80, "status": 20, "title": IMPORT_LENGTHS["title"],
    "content": IMPORT_LENGTHS["content"], "category": 8, "uscc": 40, "region": 12, "caller": 60, "phone": 20,
    "note": 2000,
}  # fmt: skip
ORDERED_BY = {ORDER: ("order_no", "content"), UPDATE: ("order_no", "note"), REPLY: ("order_no", "note"),
              RECEIPT: ("receipt_for",)}  # fmt: skip
SAME, MISSING_HERE, MISSING_THERE, DIFFERING = "SAME", "MISSING_HERE", "MISSING_THERE", "DIFFERING"
VERDICTS = {SAME: "一致", MISSING_HERE: "我方没有", MISSING_THERE: "对方没有", DIFFERING: "办结与否不一致"}
# What the line hears of a matter that it handed us: the fact, and how it is called there. Only facts that somebody
# hears of anyhow: a listener of its own costs every appeal of the city a statement.
TOLD_TO_LINE = {
    "dispatched": "已派单",
    "closed": "已办结",
    "reopened": "重新办理",
    "shelved": "挂账",
    "rejected": "不予受理",
    "merged": "已并单",
}


class HotlineForged(Refusal):
    """A message that the line did not sign, or signed too long ago."""

    status = 403


class HotlineAbsent(Refusal):
    """This installation is not connected to a 12345 line."""


class NotForTheLine(Refusal):
    """The matter came from the line, or has been handed to it before."""


class UnknownHotlineMessage(Refusal):
    """A receipt for something that we never sent."""

    status = 404


class HotlineNotYours(Refusal):
    """Only the city's office settles what the line left unanswered."""

    status = 403


class HotlineMessageSettled(Refusal):
    """The message has been answered, or somebody else has dealt with it."""


@dataclass(frozen=True)
class Said:
    """One message of the line, checked. `sequence` orders the messages about an order by the line's own count."""

    source: str
    message_id: str
    kind: str
    order_no: str = ""
    receipt_for: str = ""
    status: str = ""
    title: str = ""
    content: str = ""
    category: str = ""
    uscc: str = ""
    region: str = ""
    caller: str = ""
    phone: str = ""
    note: str = ""
    sequence: int = 0
    said_at: datetime | None = None
    is_closed: bool = False


@dataclass(frozen=True)
class Listed:
    """An order as the line's list of a day names it. `reference` is our number for what we handed over."""

    order_no: str
    reference: str = ""
    is_closed: bool = False


def said(told: Mapping[str, Any], *, now: datetime) -> Said:
    """A message as it came, checked field by field. Raises InvalidInput."""
    faults = {name: "应为文字。" for name in LENGTHS if not isinstance(told.get(name, ""), str)}
    texts = {name: str(told.get(name, "")).strip() for name in LENGTHS}
    faults |= {name: f"最多 {most} 个字。" for name, most in LENGTHS.items() if len(texts[name]) > most}
    kind, sequence, is_closed = told.get("kind"), told.get("sequence", 0), told.get("is_closed", False)
    if kind not in INBOUND:
        faults["kind"] = f"应为 {'、'.join(INBOUND)} 之一。"
    if type(sequence) is not int or not 0 <= sequence < 2**31:
        faults["sequence"] = "应为不小于 0 的整数。"
    if not isinstance(is_closed, bool):
        faults["is_closed"] = "应为 true 或 false。"
    for name in ("source", "message_id", *ORDERED_BY.get(str(kind), ())):
        if not texts[name]:
            faults.setdefault(name, "缺少这一项。")
    if kind == ORDER and "content" not in faults and len(texts["content"]) < CONTENT_MIN:
        faults["content"] = f"至少 {CONTENT_MIN} 个字。"
    said_at = _moment(told.get("said_at"), faults, now)
    if faults:
        raise InvalidInput(faults)
    return Said(**texts, kind=str(kind), sequence=sequence, said_at=said_at, is_closed=is_closed)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 in hex over the timestamp (seconds since 1970), a line break and the body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"\n" + body, "sha256").hexdigest()


def check_signature(secret: str, *, timestamp: str, signed: str, body: bytes, now: datetime) -> None:
    """Raises HotlineForged unless the line signed this body within five minutes."""
    if not secret:
        raise HotlineForged("没有设置热线对接口令，不收报文。")
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        raise HotlineForged("缺少时间戳。")
    if not hmac.compare_digest(signature(secret, timestamp, body).encode(), signed.strip().lower().encode()):
        raise HotlineForged("签名不对。")
    if abs(now.timestamp() - int(timestamp)) > SIGNED_FOR.total_seconds():
        raise HotlineForged("签名已过期。", next_step="请核对双方的时钟后重发。")


def verdict(*, here: bool | None, there: bool | None) -> str:
    """How one order stands on both sides: None where it is unknown, else whether it is closed there."""
    if here is None:
        return MISSING_HERE
    if there is None:
        return MISSING_THERE
    return SAME if here == there else DIFFERING


def _moment(told: object, faults: dict[str, str], now: datetime) -> datetime | None:
    if told in (None, ""):
        return None
    try:
        found = datetime.fromisoformat(str(told))
        if found.utcoffset() is None or found.year < 2000 or found > now + AHEAD:
            raise ValueError
    except (ValueError, OverflowError):
        faults["said_at"] = "应为带时区、不在将来的时间，如 2019-12-09T10:26:00+08:00。"
        return None
    return found
