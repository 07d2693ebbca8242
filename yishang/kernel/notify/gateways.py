"""The city's text message service, and what stands in for it where there is none."""

import json
from http.client import HTTPException
from typing import Any, Protocol
from urllib import request

from django.conf import settings

from yishang.kernel.notify import queries


class SmsNotSent(Exception):
    """The gateway did not take the message; trying again later may help. Its text never quotes the message."""


class SmsGateway(Protocol):
    """Takes one text message. `keeps_text` says that the text may stay readable with us after sending."""

    keeps_text: bool

    def send(self, *, phone: str, text: str, reference: str) -> None:
        """Hand the message over or raise SmsNotSent. `reference` is the same in a repetition, so it can be known."""


class SmsSimulator:
    """Sends nothing; the text stays readable, so that the demo can show the code."""

    keeps_text = True

    def send(self, *, phone: str, text: str, reference: str) -> None:
        """Every message is taken."""


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
        """Raises SmsNotSent for an answer other than 2xx, a refused connection, or silence beyond `timeout` seconds."""
        body = json.dumps({"phone": phone, "text": text, "reference": reference}, ensure_ascii=False).encode()
        asked = request.Request(self._url, data=body, headers={"Content-Type": "application/json; charset=utf-8"})
        try:
            with self._opener.open(asked, timeout=self._timeout):
                return
        except (OSError, HTTPException) as error:
            if close := getattr(error, "close", None):  # an HTTPError is also the open answer
                close()
            raise SmsNotSent(f"短信网关未接收：{error}") from error


def chosen() -> SmsGateway:
    """The gateway that this installation is set to."""
    if settings.SMS_GATEWAY == queries.SIMULATOR:
        return SmsSimulator()
    return HttpSmsGateway(settings.SMS_GATEWAY)


class _NoRedirect(request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None
