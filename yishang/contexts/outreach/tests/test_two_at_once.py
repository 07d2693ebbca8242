"""Real parallel people: threads with connections of their own, on both databases."""

import json
from typing import Any

import pytest
from django.test import Client

from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Live, Town, facts
from yishang.contexts.outreach.tests.test_api_submit import body
from yishang.kernel.cases.rules import MoveNotOpen
from yishang.kernel.context import Refusal
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.tests.parallel import at_once
from yishang.kernel.journal.tests.parallel import parallel_database as parallel_database


@pytest.fixture
def crowded(parallel_database: None, town: Town, live_at: Live) -> Town:
    """The town in a database that threads can share."""
    live_at(MONDAY)
    return town


def submit(town: Town, content: str) -> Appeal:
    return services.submit_appeal(
        actor=town.li_min,
        uscc=town.machinery.uscc,
        category="03",
        title="专线路由未定",
        content=content,
        contact=services.Contact("李敏", "19900000101"),
        at=MONDAY,
    )


def post(key: str, content: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
    answer = Client().post(
        "/api/v1/appeals",
        json.dumps(content),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", **headers},
    )
    return answer.status_code, answer.json()


def test_fifty_submissions_at_once_get_fifty_numbers_without_a_gap(crowded: Town) -> None:
    def send(place: int) -> str:
        return submit(crowded, f"第 {place} 件：供水压力不足，三楼以上车间停产。").case.number

    numbers = at_once(send, threads=50)
    assert sorted(numbers) == [f"SQ-610402-20191209-{place:04d}" for place in range(1, 51)]
    assert Appeal.objects.count() == 50
    assert journal.verify().breach is None


def test_a_double_tap_is_one_appeal(crowded: Town) -> None:
    numbers = at_once(lambda _: submit(crowded, "厂区二期专线外线路由未定，设备无法调试。").case.number, threads=8)
    assert set(numbers) == {"SQ-610402-20191209-0001"}
    assert Appeal.objects.count() == 1
    assert submit(crowded, "另一件：供水压力不足。").case.number.endswith("-0002")  # no number was lost


def test_one_key_sent_eight_times_at_once_submits_once(crowded: Town, partner_key: str) -> None:
    answers = at_once(lambda _: post(partner_key, body(), **{"Idempotency-Key": "a-1"}), threads=8)
    assert {status for status, _ in answers} <= {201, 409}
    done = [words for status, words in answers if status == 201]
    assert done and all(words == done[0] for words in done)
    assert Appeal.objects.count() == 1
    assert post(partner_key, body(), **{"Idempotency-Key": "a-1"}) == (201, done[0])


def test_eight_keys_at_once_submit_eight_appeals(crowded: Town, partner_key: str) -> None:
    def send(place: int) -> int:
        content = body(content=f"第 {place} 件：供水压力不足，三楼以上车间停产。")
        return post(partner_key, content, **{"Idempotency-Key": f"a-{place}"})[0]

    assert at_once(send, threads=8) == [201] * 8
    assert Appeal.objects.count() == 8


@pytest.mark.usefixtures("submitted")
def test_two_offices_sort_at_once_and_one_is_told_who_was_faster(crowded: Town) -> None:
    people = (crowded.chen_jing, crowded.yang_ping)

    def sort(place: int) -> str:
        values = {"category": "03", "star": place + 1, "line": "DISPATCH", "route": "GENERAL"}
        try:
            services.triage_appeal(actor=people[place], number="SQ-610402-20191209-0001", at=MONDAY, **values)  # type: ignore[arg-type]
        except MoveNotOpen as refusal:
            return refusal.message
        return ""

    outcomes = at_once(sort, threads=2)
    assert sorted(map(bool, outcomes)) == [False, True]
    winner = outcomes.index("")
    assert f"{people[winner].name}刚刚处理过" in outcomes[1 - winner]
    assert Appeal.objects.get().case.grade == winner + 1
    assert facts("SQ-610402-20191209-0001") == ["submitted", "triaged"]


def test_withdrawing_and_dispatching_at_once_end_in_one_of_both(crowded: Town, advance: Advance) -> None:
    number = advance("triaged").case.number

    def act(place: int) -> str:
        try:
            if place:
                services.withdraw_appeal(actor=crowded.li_min, number=number, reason="已自行解决。", at=MONDAY)
            else:
                services.dispatch_appeal(actor=crowded.chen_jing, number=number, unit=crowded.power.code, at=MONDAY)
        except Refusal as refusal:
            return type(refusal).__name__
        return "done"

    assert sorted(at_once(act, threads=2)) == ["MoveNotOpen", "done"]
    assert facts(number)[2:] in (["withdrawn"], ["dispatched"])
