"""What stands in for another platform: in the same process, or behind HTTP on the loopback for tests."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from yishang.kernel.exchange import rules
from yishang.kernel.exchange.gateways.wire import PartnerDown, PartnerRefused

PLACE = "/partner"  # as an address of a real platform has a path of its own
MANNERS = ("prompt", "down", "deaf", "refusing", "mute")


class SimulatedPartner:
    """As good or as bad as it is told; `took` is what it has, by message id, `heard` how often each was sent.

    prompt: a receipt at once · down: no answer · deaf: takes the message, but the answer to its first sending is lost ·
    refusing: will not take it · mute: answers without a receipt.
    """

    def __init__(self, manner: str = "prompt", feeds: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> None:
        if manner not in MANNERS:
            raise ValueError(f"no such manner: {manner}")
        self.manner, self.feeds = manner, dict(feeds or {})
        self.took: dict[str, dict[str, Any]] = {}
        self.heard: list[str] = []

    def send(self, message: rules.Sent, *, at: datetime) -> str:  # noqa: ARG002
        """Answers as its manner has it; the same message again gets the same receipt. Raises PartnerDown, …Refused."""
        if self.manner == "down":
            raise PartnerDown("模拟对方：没有开机")
        self.heard.append(message.message_id)
        if self.manner == "refusing":
            raise PartnerRefused("422 模拟对方：退回")
        if self.manner == "mute":
            raise PartnerDown("对方没有给回执")
        self.took.setdefault(message.message_id, json.loads(message.wire()))
        if self.manner == "deaf" and self.heard.count(message.message_id) < 2:
            raise PartnerDown("模拟对方：收下了，应答没有回来")
        return f"hz-{sha256(message.message_id.encode()).hexdigest()[:12]}"

    def feed(self, kind: str, *, after: str, at: datetime) -> rules.Feed:  # noqa: ARG002
        """Everything that it lists of a kind after a place, which is a count. Raises PartnerDown."""
        if self.manner == "down":
            raise PartnerDown("模拟对方：没有开机")
        rows = self.feeds.get(kind, ())
        start = int(after) if after.isdecimal() else 0
        return rules.Feed([rules.said(dict(one)) for one in rows[start:]], str(len(rows)))


class _Answering(BaseHTTPRequestHandler):
    """The partner of its server, over HTTP; what is not signed is refused."""

    server: "_Loopback"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self._is_signed(body):
            told = json.loads(body)
            sent = rules.Sent(told["message_id"], told["kind"], told["subject"], told["body"])
            self._answered(lambda at: {"receipt": self.server.partner.send(sent, at=at)})

    def do_GET(self) -> None:
        if self._is_signed(self.path.removeprefix(PLACE).encode()):
            asked = urlsplit(self.path)
            kind, after = asked.path.rpartition("/")[2], parse_qs(asked.query).get("after", [""])[0]
            self._answered(lambda at: _listed(self.server.partner.feed(kind, after=after, at=at)))

    def _is_signed(self, body: bytes) -> bool:
        timestamp, signed = (self.headers.get(f"X-Exchange-{name}", "") for name in ("Timestamp", "Signature"))
        try:
            now = datetime.fromtimestamp(int(timestamp), UTC)  # the caller's own clock: a demonstration has one
            rules.check_signature(self.server.secret, timestamp=timestamp, signed=signed, body=body, now=now)
        except (rules.Forged, ValueError):
            self._say(403, {})
            return False
        return True

    def _answered(self, act: Callable[[datetime], dict[str, Any]]) -> None:
        try:
            self._say(200, act(datetime.now(UTC)))
        except PartnerRefused as refused:
            self._say(422, {"message": str(refused)})
        except PartnerDown:
            self._say(503, {})

    def _say(self, status: int, told: dict[str, Any]) -> None:
        text = json.dumps(told, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_args: Any) -> None:
        return


class _Loopback(ThreadingHTTPServer):
    def __init__(self, partner: SimulatedPartner, secret: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.partner, self.secret = partner, secret


@contextmanager
def on_loopback(partner: SimulatedPartner, *, secret: str) -> Iterator[str]:
    """The partner behind HTTP on 127.0.0.1, as long as the block runs; its address."""
    server = _Loopback(partner, secret)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{PLACE}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _listed(feed: rules.Feed) -> dict[str, Any]:
    return {"items": [vars(one) for one in feed.items], "place": feed.place}
