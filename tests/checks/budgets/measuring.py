"""Every figure of the record, measured in this process: requests of a key, pages of people, and what pages weigh.

`python -m tests.checks.budgets.measuring` fills the database of the settings, a new one, and prints them as JSON.
"""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.asked import FULL_AT_EVERY_SIZE, detail_path, list_path, move_path
from benchmarks.fill import CITY, NOW, SECRET, fill  # sets Django up
from benchmarks.load import body_of
from tests.checks.budgets import life, weights
from tests.checks.budgets.record import STATEMENTS, WEIGHT, Key
from yishang.contexts.outreach import forms, rules
from yishang.kernel.cases.models import Case
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import services as clocks
from yishang.kernel.directory.models import Account, ApiKey
from yishang.kernel.directory.rules import Actor, Role

CASES = 200
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
UNIT = "610400-GD"
PEOPLE = {"phone": {"phone": "19900000629"}, "desk": {"login": "qindu.chenjing"}, "liaison": {"login": "qindu.zengbin"}}
PHONE = {"submit": "submit/", "mine": "mine/"}
LIAISON = {"waiting": "waiting/"}
TREES = {"natural": "natural/", "legal": "legal/", "project": "project/", "list": "natural/?view=list"}
DESK = {
    "queue": "desk/", "matter": "desk/{number}/", "overview": "overview/",
    "export": "desk/export.csv", "export workbook": "desk/export.xlsx",
}  # fmt: skip
PARTNER = Actor(
    id=None, name="测速对接系统", role=Role.API, city_code=CITY, scopes=frozenset({"appeals:submit", "appeals:operate"})
)
Asked = Callable[[], Any]


def main() -> None:
    """Raises RuntimeError when a request is refused."""
    fill(CASES, say=lambda _: None)
    found = {**_of_key(), **_of_people(), **_of_everybody()}
    sys.stdout.write(json.dumps([(measured, of, figure) for (measured, of), figure in sorted(found.items())]))


def _of_key() -> dict[Key, int]:
    """What a partner system asks: submit, list, detail, and every move of the table."""
    key = f"ys_{ApiKey.objects.get(account__login='partner.benchmark').prefix}_{SECRET}"
    client = Client(SERVER_NAME="127.0.0.1", headers={"authorization": f"Bearer {key}"})
    counts: dict[str, int] = {}
    number = ""
    for steps in life.LIVES:
        number = _live(client, number, steps, counts)
    table = {move.name for workflow in (rules.APPEAL, rules.TASK) for move in workflow.moves}
    if missing := table - counts.keys() - life.NOT_BY_THEMSELVES:
        raise RuntimeError(f"life.py never makes {', '.join(sorted(missing))}")
    for name, address in (("list", list_path(FULL_AT_EVERY_SIZE)), ("list searched", "/api/v1/appeals?q=专线")):
        _, counts[name] = _counted(lambda: client.get(address))  # noqa: B023
    return {(STATEMENTS, name): count for name, count in counts.items()}


def _live(client: Client, earlier: str, steps: tuple[life.Step, ...], counts: dict[str, int]) -> str:
    """Submit a matter and take these steps; its number."""
    company = Account.objects.get(**PEOPLE["phone"]).postings.get().entity.uscc
    for _ in range(2):  # the first request of a process also reads the catalogs
        body = body_of(company, f"第 {Case.objects.count()} 件")
        answer, counts["submit"] = _counted(lambda: _post(client, "/api/v1/appeals", body))  # noqa: B023
    number = answer.json()["number"]
    for step in steps:
        if step.day:
            _at(step.day)
        values = {name: earlier if value == life.EARLIER else value for name, value in step.values.items()}
        make = _task_move if rules.TASK.has_move(step.move) else _move
        counts[step.move] = make(client, number, step.move, values)
    _, counts["detail"] = _counted(lambda: client.get(detail_path(number)))
    return str(number)


def _move(client: Client, number: str, move: str, values: life.Values) -> int:
    return _counted(lambda: _post(client, move_path(number, move), values))[1]


def _task_move(_: Client, number: str, move: str, values: life.Values) -> int:
    """Of the first open task under a matter. Machines have no door to tasks, so the page's own call is counted."""
    task = Case.objects.filter(parent__number=number, state__in=rules.TASK.open_states).earliest("pk").number
    with CaptureQueriesContext(connection) as captured:
        forms.carry_out(actor=PARTNER, number=task, move=move, values=values, at=clock_queries.present())
    return _many(captured)


def _of_people() -> dict[Key, int]:
    """Statements and weight of the pages that are open all day, once their session has been renewed."""
    number = Case.objects.filter(kind=rules.KIND, unit__code=UNIT).latest("pk").number
    found: dict[Key, int] = {}
    for who, addresses in (("phone", PHONE), ("desk", DESK), ("liaison", LIAISON)):
        client = _signed_in(**PEOPLE[who])
        for name, address in addresses.items():
            place = f"/outreach/{address.format(number=number)}"
            client.get(place)
            page, found[STATEMENTS, f"{who}: {name}"] = _counted(lambda: client.get(place))  # noqa: B023
            if page.headers["Content-Type"].startswith("text/html"):
                found[WEIGHT, f"{who}: {name}"] = weights.kilobytes(place, page.content.decode())
    return found


def _of_everybody() -> dict[Key, int]:
    """What the trees weigh for a stranger."""
    client = Client(SERVER_NAME="127.0.0.1")
    places = {name: f"/life_events/{address}" for name, address in TREES.items()}
    pages = {name: client.get(place).content.decode() for name, place in places.items()}
    return {(WEIGHT, f"trees: {name}"): weights.kilobytes(places[name], page) for name, page in pages.items()}


def _signed_in(**who: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(**who))
    return client


def _counted(ask: Asked) -> tuple[Any, int]:
    """The answer, and how many statements it took; of a stream, up to its first chunk."""
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
        if answer.streaming:
            next(iter(answer.streaming_content))
    if answer.status_code >= 300:
        raise RuntimeError(f"{answer.request['PATH_INFO']}: {answer.status_code} {answer.content.decode()[:500]}")
    return answer, _many(captured)


def _many(captured: CaptureQueriesContext) -> int:
    return sum(not one["sql"].lstrip().startswith(NOT_COUNTED) for one in captured.captured_queries)


def _post(client: Client, address: str, values: Mapping[str, Any]) -> Any:
    return client.post(address, json.dumps(values), content_type="application/json")


def _at(day: int) -> None:
    clocks.anchor_demo_clock(starts=NOW + timedelta(days=day), real_now=datetime.now(UTC))


if __name__ == "__main__":
    main()
