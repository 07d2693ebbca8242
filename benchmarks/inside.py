"""What only the platform itself can tell: `python -m benchmarks.inside` prints key, statements and plans as JSON."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.asked import LIMIT, LISTS, STEPS, detail_path, list_path, move_path
from benchmarks.fill import CITY, NOW, SECRET  # sets Django up
from benchmarks.load import body_of
from yishang.contexts.outreach import queries
from yishang.kernel.cases.models import Case
from yishang.kernel.directory.models import ApiKey
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.parties.models import MarketEntity

NOT_COUNTED = ("BEGIN", "COMMIT")
PARTNER = Actor(id=None, name="测速对接系统", role=Role.API, city_code=CITY)
WITHOUT_INDEX = {"sqlite": ("SCAN cases_case", "TEMP B-TREE"), "postgresql": ("Seq Scan", "Sort")}


def main() -> None:
    key = f"ys_{ApiKey.objects.get(account__login='partner.benchmark').prefix}_{SECRET}"
    listed = MarketEntity.objects.filter(subjects__isnull=False).distinct().order_by("pk")
    companies = list(listed.values_list("uscc", flat=True)[:400])
    told = {
        "key": key,
        "companies": companies,
        "cases": Case.objects.count(),
        "database": _database(),
        "statements": _Statements(key).count(companies[0]),
        "plans": dict(_plans()),
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return f"{connection.display_name} {cursor.fetchone()[0].split()[0]}"


class _Statements:
    """How many SQL statements a request takes, BEGIN and COMMIT not counted, once the catalogs have been read."""

    def __init__(self, key: str) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1", headers={"authorization": f"Bearer {key}"})

    def count(self, company: str) -> dict[str, int]:
        self.of(self.post, "/api/v1/appeals", body_of(company, f"数语句一 {Case.objects.count()}"))
        answer, submit = self.of(self.post, "/api/v1/appeals", body_of(company, f"数语句二 {Case.objects.count()}"))
        number = answer.json()["number"]
        counts = {"submit": submit}
        for move, values in STEPS.items():
            counts[move] = self.of(self.post, move_path(number, move), values)[1]
        counts["detail"] = self.of(self.client.get, detail_path(number))[1]
        return counts | {name: self.of(self.client.get, list_path(name))[1] for name in LISTS}

    def post(self, path: str, values: Mapping[str, object]) -> HttpResponse:
        return self.client.post(path, values, content_type="application/json")

    def of(self, ask: Callable[..., Any], *arguments: object) -> tuple[Any, int]:
        with CaptureQueriesContext(connection) as captured:
            answer = ask(*arguments)
        if answer.status_code >= 400:
            raise RuntimeError(f"{arguments}: {answer.status_code} {answer.content.decode()}")
        told = [one["sql"] for one in captured.captured_queries]
        return answer, sum(not sql.lstrip().startswith(NOT_COUNTED) for sql in told)


def _plans() -> Any:
    """The plan of each list's page and of its count, where it walks the whole table or sorts."""
    for name, filters in LISTS.items():
        rows = queries.matching(PARTNER, queries.Wanted(**filters), now=NOW)
        keys = rows.values("pk")  # as queries.page_of asks
        statements = {"页": keys.order_by("-id")[: LIMIT + 1], "数": keys.order_by()[:1001]}
        for part, statement in statements.items():
            plan = statement.explain()
            if any(word in plan for word in WITHOUT_INDEX[connection.vendor]):
                yield f"{name}（{part}）", plan


if __name__ == "__main__":
    main()
