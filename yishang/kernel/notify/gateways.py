"""The city's text message service, and what stands in for it where there is none."""

import json
from http.client import HTTPException
from typing import Any, Protocol
from urllib import request

from django.conf import settings

from yishang.kernel.notify import queries
from yishang.kernel.notify.rules import Receipt

ABOUT_ONE_MESSAGE = frozenset({400, 409, 410, 413, 422})  # answers that speak of this message, not of the service


class SmsNotSent(Exception):
    """The gateway did not take the message; trying again later may help. Its text never quotes the message."""


class GatewayDown(SmsNotSent):
    """The gateway takes no message at all for now: it does not answer, or says that it cannot."""


class SmsGateway(Protocol):
    """Takes one text message. `keeps_text` says that the text may stay readable with us after sending."""

    keeps_text: bool

    def send(self, *, phone: str, text: str, reference: str) -> Receipt | None:
        """Hand the message over or raise SmsNotSent. `reference` is the same in a repetition, so it can be known.

        Answers what became of the message when that is known at once; else the receipt comes later.
        """


class SmsSimulator:
    """Sends nothing and gives a receipt at once; the text stays readable, so that the demo can show the code.

    Messages to telephones that end with one of `lost` do not arrive: so a demo shows what happens then.
    """

    keeps_text = True

    def __init__(self, lost: tuple[str, ...] = ()) -> None:
        self._lost = lost

    def send(self, *, phone: str, text: str, reference: str) -> Receipt:  # noqa: ARG002
        """Every message is taken, and arrives unless its telephone is one of the lost."""
        if self._lost and phone.endswith(self._lost):
            return Receipt(arrived=False, reason="模拟回执：对方手机不在服务区")
        return Receipt(arrived=True)


class HttpSmsGateway:
    """POSTs `{"phone", "text", "reference"}` as JSON to a service of the city's network; any 2xx means taken.

    Called directly, not through a proxy. A redirect is a failure: followed, it would become a GET that sends nothing.
    """

    keeps_text = False

    def __init__(self, url: str, timeout: float = 5.0) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"SMS_GATEWAY is neither “simulator” nor an http address: {url}")
        self._url = url
        self._timeout = timeout
        self._opener = request.build_opener(request.ProxyHandler({}), _NoRedirect())

    def send(self, *, phone: str, text: str, reference: str) -> None:
        """Raises SmsNotSent for an answer other than 2xx, GatewayDown when it is a 5xx, a 401, 403, 404 or 429.

        GatewayDown also for a refused connection and for silence beyond `timeout` seconds.
        """
        body = json.dumps({"phone": phone, "text": text, "reference": reference}, ensure_ascii=False).encode()
        asked = request.Request(self._url, data=body, headers={"Content-Type": "application/json; charset=utf-8"})
        try:
            with self._opener.open(asked, timeout=self._timeout):
                return
        except (OSError, HTTPException) as error:
            if close := getattr(error, "close", None):  # an HTTPError is also the open answer
                close()
            kind = SmsNotSent if getattr(error, "code", 0) in ABOUT_ONE_MESSAGE else GatewayDown
            raise kind(f"短信网关未接收：{error}") from error


def chosen() -> SmsGateway:
    """The gateway that this installation is set to."""
    if settings.SMS_GATEWAY == queries.SIMULATOR:
        return SmsSimulator(lost=tuple(part for part in settings.SMS_SIMULATOR_LOSES.split(",") if part))
    return HttpSmsGateway(settings.SMS_GATEWAY)


class _NoRedirect(request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None
