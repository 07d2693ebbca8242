"""How long a visitor's own browser takes to recompute a draw of 100,000 candidates with teams, in Chromium.

    .venv/bin/python -m benchmarks.browser_draw

The scripts are those of the public pages (`yishang/site/static/js/draw/`), in a worker, without a server.
"""

import hashlib
import json
import statistics
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Route, sync_playwright

from yishang.kernel.draw import rules

CANDIDATES, TAKEN, OFFICERS, ROUNDS = 100_000, 3_000, 2_257, 5
SCRIPTS = Path(__file__).resolve().parents[1] / "yishang" / "site" / "static" / "js" / "draw"
VALUES = (b"\x01" * 32, b"\x02" * 32)
PLAIN = 'Object.defineProperty(self, "crypto", { value: undefined });'  # as on a page over plain http
RUN = """async ([files, parts]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const verify = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, bytes(text)]));
  const worker = new Worker("/worker.js");
  worker.postMessage({ scripts: parts.map((one) => `${location.origin}/${one}`) });
  const answer = await new Promise((done) => {
    worker.onmessage = ({ data }) => { if (data.found || data.fault) done(data); };
    worker.postMessage({ verify });
  });
  worker.terminate();
  return answer;
}"""
PARTS = ["digests.js", "reading.js", "lots.js", "record.js"]


def main() -> None:
    files = {name: b64encode(data).decode() for name, data in _record().items()}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.route("**/*", _answer)
        page.goto("http://localhost:9/")
        for title, parts in (("Web Crypto", PARTS), ("plain JavaScript", ["plain.js", *PARTS])):
            told = [page.evaluate(RUN, [files, parts]) for _ in range(ROUNDS)]
            seconds = [one["seconds"] for one in told if "found" in one]
            print(json.dumps({"digests": title, "median": round(statistics.median(seconds), 2), "runs": len(seconds),  # noqa: T201
                              "slowest": round(max(seconds), 2)}))  # fmt: skip
        browser.close()


def _answer(route: Route) -> None:
    name = route.request.url.rsplit("/", 1)[-1]
    if name:
        body = PLAIN if name == "plain.js" else (SCRIPTS / name).read_text()
        route.fulfill(body=body, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>draw</title>", content_type="text/html")


def _record() -> dict[str, bytes]:
    def named(prefix: str, count: int) -> list[str]:
        return [hashlib.sha256(f"{prefix}{number}".encode()).hexdigest() for number in range(count)]

    pool = rules.pool_bytes({"S1": named("shop", CANDIDATES)})
    officers = rules.officers_bytes(
        rules.Officer(name, "", (f"unit:{number % 3}",)) for number, name in enumerate(named("officer", OFFICERS))
    )
    witnesses = [
        {"id": f"w{at}", "role": "见证人", "commitment": hashlib.sha256(value).hexdigest()}
        for at, value in enumerate(VALUES)
    ]
    commitment = rules.compose_commitment(
        draw_id="CJ-1", title="", created_at=datetime(2026, 11, 22, 1, tzinfo=UTC), pool_sha256=rules.sha256_hex(pool),
        strata=[rules.Stratum("S1", CANDIDATES, TAKEN, ("unit:0", "unit:1"))], officers=officers, team_size=2,
        max_load=40, beacon=rules.WitnessBeacon.of(witnesses),
    )  # fmt: skip
    record = rules.make_record(
        commitment=commitment, reveals=[one.hex() for one in VALUES], pool=pool, officers=officers
    )
    return rules.record_files(rules.record_bytes(record), pool, officers)


if __name__ == "__main__":
    main()
