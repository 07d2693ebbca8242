"""The city's 12345 line, and what stands in for it where a demonstration or a test needs one that misbehaves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http.client import HTTPException
from typing import Any, Protocol
from urllib import request
from urllib.parse import urlencode

from django.conf import settings

from yishang.contexts.outreach.queries import hotline as reading
from yishang.contexts.outreach.rules import hotline

ANSWER_MOST = 4 * 1024**2  # bytes
MANNERS = ("prompt", "late", "twice", "never", "disordered", "refusing", "forgetful")
Told = Mapping[str, Any]


class HotlineDown(Exception):
    """The line did not take the message, or says nothing that can be understood; later it may."""


@dataclass(frozen=True)
class Pushed:
    """One message of ours, the same in every repetition. `pushes` counts this one too."""

    message_id: str
    kind: str
    order_no: str
    reference: str
    body: Told
    pushes: int


class HotlineGateway(Protocol):
    """The line: takes our messages and answers with its own; lists the orders of a day."""

    def push(self, message: Pushed, *, at: datetime) -> Sequence[Told]:
        """Hand a message over; the messages that the line gives back at once, as `rules.hotline.said` reads them.

        An empty answer means taken; the receipt comes later. Raises HotlineDown.
        """

    def orders_of(self, day: date, *, at: datetime) -> Sequence[hotline.Listed]:
        """The orders between us that the line knows of that day. Raises HotlineDown."""


class HttpHotlineGateway:
    """POST {address}/messages and GET {address}/orders?day=…, JSON, signed as the line signs to us.

    Called directly, not through a proxy; a redirect is a failure.
    """

    def __init__(self, address: str, secret: str, timeout: float = 5.0) -> None:
        if not address.startswith(("http://", "https://")):
            raise ValueError(f"HOTLINE_GATEWAY is neither empty, “simulator” nor an http address: {address}")
        self._address = address.rstrip("/")
        self._secret = secret
        self._timeout = timeout
        self._opener = request.build_opener(request.ProxyHandler({}), _NoRedirect())

    def push(self, message: Pushed, *, at: datetime) -> Sequence[Told]:
        """Raises HotlineDown for silence beyond `timeout` seconds and every answer but 2xx."""
        told = {**message.body, "message_id": message.message_id, "kind": message.kind}
        told |= {"order_no": message.order_no, "reference": message.reference}
        answer = self._ask("/messages", at, json.dumps(told, ensure_ascii=False).encode())
        found = answer.get("messages", []) if isinstance(answer, dict) else []
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def orders_of(self, day: date, *, at: datetime) -> Sequence[hotline.Listed]:
        """Raises HotlineDown also for a list that is none."""
        answer = self._ask(f"/orders?{urlencode({'day': day.isoformat()})}", at)
        rows = answer.get("orders") if isinstance(answer, dict) else None
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            raise HotlineDown("热线的清单读不懂")
        return [
            hotline.Listed(
                order_no=str(one.get("order_no", ""))[:60],
                reference=str(one.get("reference", ""))[:40],
                is_closed=one.get("is_closed") is True,
            )
            for one in rows
        ]

    def _ask(self, path: str, at: datetime, body: bytes | None = None) -> Any:
        timestamp = str(int(at.timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Hotline-Timestamp": timestamp,
            "X-Hotline-Signature": hotline.signature(self._secret, timestamp, body or path.encode()),
        }
        asked = request.Request(self._address + path, data=body, headers=headers)
        try:
            with self._opener.open(asked, timeout=self._timeout) as answer:
                text = answer.read(ANSWER_MOST + 1)
            return json.loads(text) if text.strip() and len(text) <= ANSWER_MOST else {}
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            if close := getattr(error, "close", None):  # an HTTPError is also the open answer
                close()
            raise HotlineDown(f"热线未接收：{type(error).__name__} {getattr(error, 'code', '')}".strip()) from error


class HotlineSimulator:
    """A line in the same process, as good or as bad as it is told (HOTLINE_SIMULATOR).

    prompt: a receipt at once · late: only the second push is answered · twice: each receipt twice · never: silence ·
    disordered: the reply before the receipt · refusing: takes nothing · forgetful: a day's list with holes.
    """

    def __init__(self, manner: str = "prompt") -> None:
        if manner not in MANNERS:
            raise ValueError(f"HOTLINE_SIMULATOR is none of {', '.join(MANNERS)}: {manner}")
        self._manner = manner

    def push(self, message: Pushed, *, at: datetime) -> Sequence[Told]:
        """Answers as its manner has it."""
        if self._manner == "refusing":
            raise HotlineDown("模拟热线：拒收")
        if self._manner == "never" or (self._manner == "late" and message.pushes < 2):
            return []
        order_no = message.order_no or f"MN{message.reference.replace('-', '')}"
        told = {"source": hotline.LINE, "order_no": order_no, "said_at": at.isoformat()}
        receipt = {**told, "kind": hotline.RECEIPT, "receipt_for": message.message_id}
        receipt["message_id"] = f"r-{message.message_id}"
        if self._manner == "twice":
            return [receipt, receipt]
        if self._manner == "disordered" and message.kind == hotline.TRANSFER:
            reply = {**told, "kind": hotline.REPLY, "message_id": f"a-{message.message_id}", "sequence": 2}
            return [{**reply, "note": "模拟答复：已电话告知企业。", "is_closed": True}, receipt]
        return [receipt]

    def orders_of(self, day: date, *, at: datetime) -> Sequence[hotline.Listed]:  # noqa: ARG002
        """Our own orders of the day, as if the line had kept them; with a forgetful line some are wrong."""
        ours = [
            hotline.Listed(one.order_no, one.appeal.case.number if one.appeal else "", reading.is_over(one))
            for one in reading.orders_of_day(day)
        ]
        if self._manner != "forgetful":
            return ours
        last = [hotline.Listed(one.order_no, one.reference, not one.is_closed) for one in ours[-1:]]
        return [*ours[1:-1], *last, hotline.Listed(f"MN{day:%Y%m%d}9999")]


def chosen() -> HotlineGateway | None:
    """The line that this installation is set to, None without one."""
    if not settings.HOTLINE_GATEWAY:
        return None
    if settings.HOTLINE_GATEWAY == reading.SIMULATOR:
        return HotlineSimulator(settings.HOTLINE_SIMULATOR)
    return HttpHotlineGateway(settings.HOTLINE_GATEWAY, settings.HOTLINE_SECRET)


class _NoRedirect(request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None
