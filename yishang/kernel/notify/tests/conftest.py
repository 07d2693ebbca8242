import json
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from yishang.kernel.directory.models import Account

MORNING = datetime(2019, 12, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NIGHT = datetime(2019, 12, 9, 22, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
NUMBER = "SQ-610402-20191209-0001"


class CitySms:
    """A text message service on the loopback: answers as told, the last answer from then on, and remembers."""

    def __init__(self) -> None:
        self.answers = [200]
        self.received: list[dict[str, Any]] = []
        service = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.received.append(json.loads(body))
                answer = service.answers.pop(0) if len(service.answers) > 1 else service.answers[0]
                self.send_response(answer)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                """Quiet: pytest shows what matters."""

        self._server = HTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self._server.server_port}/sms"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def city_sms() -> Iterator[CitySms]:
    service = CitySms()
    yield service
    service.close()


@pytest.fixture
def chen_jing(db: None) -> Account:
    return Account.objects.create(login="chenjing", name="陈静", phone="13800000001", kind=Account.Kind.ENTERPRISE)


@pytest.fixture
def zhao_lei(db: None) -> Account:
    return Account.objects.create(login="zhaolei", name="赵磊")
