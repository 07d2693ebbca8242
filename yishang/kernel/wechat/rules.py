"""What the official account may say to us, and what we believe (Tencent, 微信公众平台 接入指南、网页授权、模板消息)."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1
from xml.etree import ElementTree

from yishang.kernel.context import Refusal

OPENID = re.compile(r"[A-Za-z0-9_-]{6,64}")
CODE = re.compile(r"[A-Za-z0-9_-]{8,128}")
SIGNED_FOR = timedelta(minutes=5)
CODE_KEPT = timedelta(days=1)
LARGEST = 64 * 1024
DECLARATION = re.compile(r"<!(?!\[CDATA\[)")  # a DTD, an entity, or a comment to hide one in
ARRIVED = "success"


class WechatForged(Refusal):
    """A message that the official account did not sign, or signed too long ago."""

    status = 403


class WechatUnreadable(Refusal):
    """XML that is none, too large, or declares entities."""

    status = 400


class WechatNotProven(Refusal):
    """WeChat did not say who this is, or what it said was used before."""

    status = 403


class WechatNotBound(Refusal):
    """Nobody here has bound this WeChat."""

    status = 403


class WechatTaken(Refusal):
    """This WeChat, or this account, is bound already."""


class WechatNotForPost(Refusal):
    """Who works at the desk comes with a second factor, not by WeChat."""

    status = 403


@dataclass(frozen=True)
class Event:
    """One message of the callback: its kind in small letters, who, and what a receipt says."""

    kind: str
    openid: str
    message_id: str = ""
    status: str = ""


def check_signature(token: str, *, timestamp: str, nonce: str, signed: str, now: datetime) -> None:
    """SHA-1 over the sorted token, timestamp and nonce, at most five minutes old. Raises WechatForged."""
    if not token or not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        raise WechatForged("签名不对。")
    words = "".join(sorted([token, timestamp, nonce]))
    if not hmac.compare_digest(sha1(words.encode()).hexdigest().encode(), signed.encode()):
        raise WechatForged("签名不对。")
    if abs(now.timestamp() - int(timestamp)) > SIGNED_FOR.total_seconds():
        raise WechatForged("签名已过期。")


def event(body: bytes) -> Event:
    """A message of the callback. Raises WechatUnreadable for what is no plain XML: no DTD, no entity, UTF-8 only."""
    if len(body) > LARGEST:
        raise WechatUnreadable("报文太大。")
    try:
        text = body.decode("utf-8")
        if DECLARATION.search(text):
            raise WechatUnreadable("报文里不能有声明和实体。")
        root = ElementTree.fromstring(text)
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError, LookupError):
        raise WechatUnreadable("不是有效的 XML。") from None
    told: Mapping[str, str] = {one.tag: (one.text or "").strip() for one in root}
    kind = told.get("Event") or told.get("MsgType", "")
    openid = told.get("FromUserName", "")
    if not OPENID.fullmatch(openid):
        raise WechatUnreadable("缺少 FromUserName。")
    return Event(kind.lower()[:40], openid, told.get("MsgID", "")[:40], told.get("Status", "")[:100])
