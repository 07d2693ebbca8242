"""Sending requests: many at once with wrk (or threads where wrk is absent), or one after the other."""

import http.client
import json
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import which
from time import monotonic, perf_counter
from urllib.parse import urlsplit

CONNECTIONS = 16
TITLE = "二期 10kV 专线外线路由未定"
CONTENT = "厂区二期 10kV 专线 9 月 3 日申请，供电公司答复外线路由待定，已 11 周，设备无法调试。"
SCRIPT = """
local n, run = 0, ""
local companies = {%(companies)s}
local headers = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer %(key)s"}
init = function(arguments) run = arguments[1] end
request = function()
  n = n + 1
  local body = string.format('%(body)s', companies[n %% #companies + 1], run, n)
  return wrk.format("POST", wrk.path, headers, body)
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %%d %%f %%d %%f %%f\\n", summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


@dataclass(frozen=True)
class Load:
    """What came of it; latencies in milliseconds."""

    requests: int
    seconds: float
    errors: int
    median: float
    p99: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


class Sender:
    """Submits appeals under one key, every one with words of its own: a repetition would be answered, not stored."""

    def __init__(self, *, key: str, companies: Sequence[str], folder: Path) -> None:
        self.key, self.companies, self.script = key, companies, folder / "submit.lua"
        self.headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        self.runs, self.sent = count(1), count(1)
        words = {"companies": ", ".join(f'"{code}"' for code in companies), "key": key, "body": _json("%s", "%s %d")}
        self.script.write_text(SCRIPT % words, encoding="utf-8")

    def hammer(self, url: str, *, seconds: int) -> Load:
        """As many submissions as 16 connections get through."""
        run = f"r{next(self.runs)}"
        if not which("wrk"):
            return self._hammer_with_threads(url, run, seconds)
        told = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", self.script, url, run],
            capture_output=True,
            text=True,
            check=True,
            timeout=seconds + 30,
        ).stdout
        numbers = told.rpartition("RESULT ")[2].split()
        return Load(int(numbers[0]), float(numbers[1]), int(numbers[2]), float(numbers[3]), float(numbers[4]))

    def submit(self, url: str) -> str:
        """One appeal; its number."""
        number = next(self.sent)
        body = _json(self.companies[number % len(self.companies)], f"一 {number}")
        answer: dict[str, str] = json.loads(self.ask("POST", f"{url}/api/v1/appeals", body))
        return answer["number"]

    def look(self, url: str, *, session: str) -> bytes:
        """One page, as somebody signed in. Raises RuntimeError for any answer but a good one."""
        return self.ask("GET", url, headers={"Cookie": f"sessionid={session}"})

    def ask(self, method: str, url: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        """One request on a connection of its own. Raises RuntimeError for any answer but a good one."""
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, path, body.encode() if body else None, headers or self.headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text.decode()}")
        return text

    def _hammer_with_threads(self, url: str, run: str, seconds: int) -> Load:
        until, numbers, taken = monotonic() + seconds, count(1), []

        def send_on() -> int:
            errors = 0
            while monotonic() < until:
                number, began = next(numbers), perf_counter()
                try:
                    self.ask("POST", url, _json(self.companies[number % len(self.companies)], f"{run} {number}"))
                except (OSError, RuntimeError, http.client.HTTPException):
                    errors += 1
                taken.append((perf_counter() - began) * 1000)
            return errors

        began = perf_counter()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            errors = sum(pool.map(lambda _: send_on(), range(CONNECTIONS)))
        spread = sorted(taken)
        middle, late = spread[len(spread) // 2], spread[len(spread) * 99 // 100]
        return Load(len(taken), perf_counter() - began, errors, middle, late)


def body_of(company: str, mark: str) -> dict[str, object]:
    """What a company submits; the mark makes its words its own."""
    return {
        "uscc": company,
        "category": "03",
        "title": TITLE,
        "content": f"{CONTENT}{mark}",
        "contact": {"name": "李敏", "phone": "19900000101"},
    }


def _json(company: str, mark: str) -> str:
    return json.dumps(body_of(company, mark), ensure_ascii=False)
