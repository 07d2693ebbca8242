"""How this platform and another one speak: signed, each message once, and again until it is acknowledged.

Handbook 1.5 (外部单号+来源系统唯一；以回执为准), 12.9 (幂等). Silence is never taken for an answer.
"""

import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.intake.rules import is_keepable

PENDING, SENT, REFUSED, SETTLED, TAKEN = "PENDING", "SENT", "REFUSED", "SETTLED", "TAKEN"
OUT_STATES = {PENDING: "待送达", SENT: "有回执", REFUSED: "对方退回", SETTLED: "已人工处理"}
IN_STATES = {TAKEN: "已收下", REFUSED: "收不下", SETTLED: "已人工处理"}
SIGNED_FOR = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
ID_LONGEST, NOTE_LONGEST = 80, 200
FEED_MOST = 200


class Forged(Refusal):
    """A message that the other side did not sign, or signed too long ago."""

    status = 403


class SaidOtherwise(Refusal):
    """A known message id with another content: one of the two is a mistake, and nobody can say which."""

    status = 422


class AlreadySettled(Refusal):
    """The message has been acknowledged, or somebody else has dealt with it."""


@dataclass(frozen=True)
class Sent:
    """One message of ours, the same in every repetition."""

    message_id: str
    kind: str
    subject: str
    body: dict[str, Any]

    def wire(self) -> bytes:
        """As it goes over the wire, the same bytes every time."""
        told = {"message_id": self.message_id, "kind": self.kind, "subject": self.subject, "body": self.body}
        return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


@dataclass(frozen=True)
class Said:
    """One message of the other side."""

    message_id: str
    kind: str
    body: dict[str, Any]

    @property
    def digest(self) -> str:
        told = json.dumps([self.kind, self.body], ensure_ascii=False, sort_keys=True)
        return sha256(told.encode()).hexdigest()


@dataclass(frozen=True)
class Feed:
    """What the other side lists after a place; `place` is where to go on from."""

    items: list[Said] = field(default_factory=list)
    place: str = ""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 in hex over the timestamp (seconds since 1970), a line break and the body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"\n" + body, "sha256").hexdigest()


def check_signature(secret: str, *, timestamp: str, signed: str, body: bytes, now: datetime) -> None:
    """Raises Forged unless the holder of the secret signed this body within five minutes."""
    if not secret:
        raise Forged("没有设置对接口令，不收报文。")
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        raise Forged("缺少时间戳。")
    if not hmac.compare_digest(signature(secret, timestamp, body).encode(), signed.strip().lower().encode()):
        raise Forged("签名不对。")
    if abs(now.timestamp() - int(timestamp)) > SIGNED_FOR.total_seconds():
        raise Forged("签名已过期。", next_step="请核对双方的时钟后重发。")


def said(told: object) -> Said:
    """A message as it came. Raises InvalidInput."""
    if not isinstance(told, dict) or not is_keepable(told):
        raise InvalidInput({"body": "应为对象，且不含无法保存的字符。"})
    words = {name: told.get(name) for name in ("message_id", "kind")}
    faults = {
        name: f"应为 1 到 {ID_LONGEST} 个字的文字。"
        for name, word in words.items()
        if not isinstance(word, str) or not 0 < len(word.strip()) <= ID_LONGEST
    }
    body = told.get("body")
    if not isinstance(body, dict):
        faults["body"] = "应为对象。"
    if faults:
        raise InvalidInput(faults)
    return Said(str(words["message_id"]).strip(), str(words["kind"]).strip(), dict(body or {}))


def pause_after(tries: int) -> timedelta:
    """How long to wait after that many fruitless tries: 1, 2, 4 … minutes, never more than six hours. For good."""
    return min(FIRST_PAUSE * 2 ** min(max(tries, 1) - 1, 10), LONGEST_PAUSE)
