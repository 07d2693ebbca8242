"""Searches on a filled database: `python -m benchmarks.searches` prints as JSON what each first page takes and finds.

Time is that of the whole request in this process; processor time is the process's and its database connection's. Up
to EXACT_UP_TO matters every search is also compared with a plain look into all texts, as a person would count.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from benchmarks.fill import CITY, NOW, SECRET  # sets Django up
from yishang.contexts.outreach import queries
from yishang.kernel.cases.models import Case
from yishang.kernel.directory.models import ApiKey
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.parties.models import MarketEntity

LIMIT = 50
ROUNDS = 5
EXACT_UP_TO = 100_000
CITYWIDE: dict[str, str] = {}
COUNTY = {"county": "610402"}
NARROW = {"county": "610426", "state": "HANDLING"}
LISTS = {"全市": CITYWIDE, "全县": COUNTY, "全县＋办理中": {**COUNTY, "state": "HANDLING"}, "小县＋办理中": NARROW}
WORDS = (
    "专线", "用电", "开发区", "不动产证", "噪音", "税费", "消防验收", "排污管网", "渣土车", "WMS系统", "融资", "气化站",
    "电线杆", "10kV", "用电 税费", "0007", "SQ-610402-2019",
)  # fmt: skip
OFFICE = Actor(id=None, name="市营商办", role=Role.MBO, city_code=CITY)


def main() -> None:
    key = f"ys_{ApiKey.objects.get(account__login='partner.benchmark').prefix}_{SECRET}"
    client = Client(SERVER_NAME="127.0.0.1", headers={"authorization": f"Bearer {key}"})
    asked = [*WORDS, *_codes()]
    for q in asked:  # what a running system has in its memory
        _first_page(client, q, CITYWIDE)
    told = {f"{q}，{name}": _measured(client, q, asked_of) for q in asked for name, asked_of in LISTS.items()}
    sys.stdout.write(json.dumps({"pages": told, "differing": list(_differing(asked))}, ensure_ascii=False))


def _codes() -> list[str]:
    """A matter's number and a company's code, as they stand in the database."""
    number = Case.objects.order_by("pk").values_list("number", flat=True)[Case.objects.count() // 2]
    return [number, MarketEntity.objects.filter(cases__isnull=False).order_by("pk")[:1].get().uscc]


def _measured(client: Client, q: str, asked_of: dict[str, str]) -> dict[str, Any]:
    times, costs = [], []
    for _ in range(ROUNDS):
        began, used = perf_counter(), _processor_time()
        page = _first_page(client, q, asked_of)
        times.append((perf_counter() - began) * 1000)
        costs.append((_processor_time() - used) * 1000)
    found = {"rows": len(page["items"]), "total": page["total"], "total_is_exact": page["total_is_exact"]}
    return {"first": times[0], "time": median(times), "cost": median(costs), **found}


def _first_page(client: Client, q: str, asked_of: dict[str, str]) -> Any:
    answer = client.get(f"/api/v1/appeals?{urlencode({**asked_of, 'q': q, 'limit': LIMIT})}")
    if answer.status_code != 200:
        raise RuntimeError(f"{q}: {answer.status_code} {answer.content.decode()}")
    return answer.json()


def _processor_time() -> float:
    """Seconds used by this process and, on PostgreSQL, by the server's process for our connection."""
    if connection.vendor != "postgresql":
        return process_time()
    pid = connection.connection.info.backend_pid if connection.connection else os.getpid()
    waited = Path(f"/proc/{pid}/schedstat")
    return process_time() + (int(waited.read_text().split()[0]) / 1e9 if waited.exists() else 0.0)


def _differing(asked: list[str]) -> Iterator[str]:
    """The searches that do not find exactly the matters in which their words stand; none, or something is broken."""
    if Case.objects.count() > EXACT_UP_TO + 1000:  # the measured steps add some
        yield "件数太多，没有逐件查看"
        return
    texts = [(pk, " ".join(filter(None, parts)).casefold()) for pk, *parts in _texts()]
    for q in asked:
        expected = {pk for pk, text in texts if all(word in text for word in q.casefold().split())}
        rows = queries.matching(OFFICE, queries.Wanted(q=q), now=NOW)
        found = set(rows.values_list("pk", flat=True))
        if found != expected:
            yield f"{q}：找到 {len(found)}，应为 {len(expected)}"


def _texts() -> Iterator[tuple[Any, ...]]:
    columns = ("pk", "number", "title", "applicant__name", "applicant__uscc", "appeal__content", "appeal__result_text")
    yield from Case.objects.filter(kind="outreach.appeal").values_list(*columns).iterator()


if __name__ == "__main__":
    main()
