"""Handing a message over and reading a list, over HTTP and signed."""

import json
from datetime import datetime
from http.client import HTTPException
from typing import Any, Protocol
from urllib import request
from urllib.error import HTTPError
from urllib.parse import urlencode

from yishang.kernel.context import InvalidInput
from yishang.kernel.exchange import rules

ANSWER_MOST = 4 * 1024**2  # bytes
TIMEOUT = 5.0  # seconds
UNFIT = frozenset({400, 409, 413, 415, 422})  # the partner has understood and will not take it, however often


class PartnerDown(Exception):
    """The other side did not take the message, or says nothing that can be understood; later it may."""


class PartnerRefused(Exception):
    """The other side has read the message and will not take it: a person must look."""


class Wire(Protocol):
    """Another platform: takes our messages against a receipt and lists its own."""

    def send(self, message: rules.Sent, *, at: datetime) -> str:
        """Hand a message over; its receipt. Raises PartnerDown, PartnerRefused."""

    def feed(self, kind: str, *, after: str, at: datetime) -> rules.Feed:
        """What it lists of a kind after a place. Raises PartnerDown."""


class HttpWire:
    """POST {address}/messages → {"receipt"}; GET {address}/{kind}?after=… → {"items", "place"}. JSON, signed.

    Called directly, not through a proxy; a redirect is a failure.
    """

    def __init__(self, address: str, secret: str, timeout: float = TIMEOUT) -> None:
        if not address.startswith(("http://", "https://")):
            raise ValueError(f"a gateway is neither empty, “simulator” nor an http address: {address}")
        self._address, self._secret, self._timeout = address.rstrip("/"), secret, timeout
        self._opener = request.build_opener(request.ProxyHandler({}), _NoRedirect())

    def send(self, message: rules.Sent, *, at: datetime) -> str:
        """An answer without a receipt counts as none: the message goes again, under the same id."""
        answer = self._ask("/messages", at, message.wire())
        receipt = answer.get("receipt") if isinstance(answer, dict) else None
        if not isinstance(receipt, str) or not receipt:
            raise PartnerDown("对方没有给回执")
        return receipt[: rules.ID_LONGEST]

    def feed(self, kind: str, *, after: str, at: datetime) -> rules.Feed:
        """Raises PartnerDown also for a list that is none."""
        answer = self._ask(f"/{kind}?{urlencode({'after': after})}", at)
        rows, place = (answer.get("items"), answer.get("place")) if isinstance(answer, dict) else (None, None)
        if not isinstance(rows, list) or not isinstance(place, str) or len(place) > rules.ID_LONGEST:
            raise PartnerDown("对方的清单读不懂")
        try:
            return rules.Feed([rules.said(one) for one in rows[: rules.FEED_MOST]], place)
        except InvalidInput as fault:
            raise PartnerDown(f"对方的清单读不懂：{fault.message}"[: rules.NOTE_LONGEST]) from fault

    def _ask(self, path: str, at: datetime, body: bytes | None = None) -> Any:
        timestamp = str(int(at.timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Exchange-Timestamp": timestamp,
            "X-Exchange-Signature": rules.signature(self._secret, timestamp, body or path.encode()),
        }
        asked = request.Request(self._address + path, data=body, headers=headers)
        try:
            with self._opener.open(asked, timeout=self._timeout) as answer:
                text = answer.read(ANSWER_MOST + 1)
            return json.loads(text) if text.strip() and len(text) <= ANSWER_MOST else {}
        except HTTPError as error:
            with error:
                words = error.read(400).decode(errors="replace") if error.code in UNFIT else ""
            if error.code in UNFIT:
                raise PartnerRefused(f"{error.code} {words}".strip()[: rules.NOTE_LONGEST]) from error
            raise PartnerDown(f"对方没有接收：HTTP {error.code}") from error
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            raise PartnerDown(f"对方没有接收：{type(error).__name__}") from error


class _NoRedirect(request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None
