"""A meeting and its tasks by machine: the same words and refusals as on the pages."""

import json
from typing import Any

import pytest
from django.test import Client

from yishang.contexts.outreach.tests.conftest import Advance, Live, Town, december, facts
from yishang.contexts.outreach.tests.test_record_meeting import HELD, NUMBER, TASK

RW = "RW-610402-20191212-0001"


@pytest.fixture
def call(client: Client, partner_key: str, live_at: Live, advance: Advance) -> Any:
    """The partner system asks: call(path) reads, call(path, body) moves."""
    live_at(december(12, 15))
    advance("handling")

    def asked(path: str, body: Any = None, *, once: str = "") -> Any:
        headers = {"Authorization": f"Bearer {partner_key}"} | ({"Idempotency-Key": once} if once else {})
        if body is None:
            return client.get(f"/api/v1/{path}", headers=headers)
        return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)

    return asked


def record(call: Any, **changes: Any) -> Any:
    return call(f"appeals/{NUMBER}/moves/record_meeting", {**HELD, "decisions": [TASK], **changes})


def test_a_meeting_with_its_decisions_is_recorded_at_one_go(town: Town, call: Any) -> None:
    answer = record(call)
    assert (answer.status_code, answer.json()["state"]) == (200, "HANDLING")
    assert answer.json()["timeline"][-1]["title"] == "会议议定"
    task = call(f"tasks/{RW}").json()
    assert (task["task"], task["due_on"], task["unit"], task["appeal"]) == (
        "办理人民路占道开挖许可", "2019-12-20", "610402-ZJ", NUMBER,
    )  # fmt: skip
    assert {move["name"] for move in task["moves"]} == {"note_task", "report_task", "cancel_task"}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"decisions": [{**TASK, "due_on": "2019-12-14"}]}, "decisions", "第 1 项：2019-12-14 不上班，请选工作日。"),
        ({"decisions": "none"}, "decisions", "应为任务的列表，每项有 unit、task、due_on 三个文字。"),
        ({"decisions": [{"unit": 5}]}, "decisions", "应为任务的列表，每项有 unit、task、due_on 三个文字。"),
        ({"decisions": [{**TASK, "task": "长" * 501}]}, "decisions", "第 1 项：任务最多 500 个字。"),
        ({"units": "610400-GD"}, "units", "应为单位代码的列表。"),
        ({"held_on": 5}, "held_on", "应为文字。"),
        ({"number": "HY-1"}, "number", "这个动作没有这一项。"),
    ],
)
def test_what_is_no_meeting_is_said_at_its_field(
    town: Town, call: Any, changes: dict[str, Any], field: str, words: str
) -> None:
    answer = record(call, **changes)
    assert (answer.status_code, answer.json()["fields"]) == (422, {field: words})


def test_a_task_goes_its_way(town: Town, call: Any) -> None:
    record(call)
    answer = call(f"tasks/{RW}/moves/report_task", {"result": "许可已发。", "version": 1})
    assert (answer.status_code, answer.json()["state"], answer.json()["result"]) == (200, "REPORTED", "许可已发。")
    assert call(f"tasks/{RW}/moves/clear_task", {}).json()["state"] == "CLEARED"


def test_a_move_sent_again_under_its_key_is_made_once(town: Town, call: Any) -> None:
    record(call)
    for _ in range(2):
        assert call(f"tasks/{RW}/moves/note_task", {"note": "已踏勘。"}, once="t-1").status_code == 200
    assert facts(RW) == ["opened", "progressed"]
    assert call(f"tasks/{RW}/moves/note_task", {"note": "另一句。"}, once="t-1").status_code == 422


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("tasks/RW-610402-20191212-0009", None, 404),
        (f"tasks/{RW}/moves/close_appeal", {}, 404),
        (f"tasks/{RW}/moves/report_task", {"result": " "}, 422),
        (f"tasks/{RW}/moves/report_task", {"result": "好了。", "version": "1"}, 422),
        (f"tasks/{RW}/moves/report_task", {"result": "好了。", "version": 9}, 409),
        (f"tasks/{RW}/moves/clear_task", {}, 409),
        (f"appeals/{NUMBER}/moves/note_task", {"note": "看看。"}, 404),
    ],
)
def test_what_cannot_be_is_refused(town: Town, call: Any, path: str, body: Any, status: int) -> None:
    record(call)
    assert call(path, body).status_code == status
