"""Units that work along: at dispatch, add_co_unit, release_co_unit, note_assistance."""

from typing import Any

import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, facts
from yishang.kernel.cases.models import CoUnit
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

NUMBER = "SQ-610402-20191209-0001"
HOUSING, POWER, OFFICE = "610402-ZJ", "610400-GD", "610402-YSB"


def names(town: Town) -> list[str]:
    return [one.unit.short_name for one in queries.detail(town.chen_jing, NUMBER, now=MONDAY).co_units]


def listed(town: Town, queue: str) -> list[str]:
    rows = queries.matching(town.liu_gong, queries.Wanted(queue=queue), now=MONDAY)
    return [case.number for case in rows]


def test_co_units_are_chosen_at_dispatch(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    do(town.chen_jing, "dispatch_appeal", unit=POWER, co_units=[HOUSING, OFFICE, HOUSING], note="请一起踏勘。")
    assert names(town) == ["秦都区营商办", "秦都区住建局"]
    assert "协办：秦都区营商办、秦都区住建局" in queries.detail(town.li_min, NUMBER, now=MONDAY).timeline[-1].details


@pytest.mark.parametrize(
    ("star", "co_units", "words"),
    [
        (2, [HOUSING], "★3 以上的诉求才设协办单位。"),
        (3, [POWER], "第一责任单位不能同时是协办单位。"),
        (3, ["610404-YSB"], "有的协办单位不在可派范围内，请从列表中选择。"),
        (3, ["长" * 61], "请从列表中选择单位。"),
    ],
)
def test_not_every_unit_works_along(
    town: Town, do: Do, advance: Advance, star: int, co_units: list[str], words: str
) -> None:
    advance("triaged", star=star)
    with pytest.raises(InvalidInput) as refusal:
        do(town.chen_jing, "dispatch_appeal", unit=POWER, co_units=co_units)
    assert refusal.value.fields == {"co_units": words}
    assert not CoUnit.objects.exists()


def test_add_co_unit_lets_a_further_unit_read_and_report(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    assert listed(town, "all") == []
    do(town.chen_jing, "add_co_unit", unit=HOUSING, task="核对开挖范围", at=december(10))
    assert names(town) == ["秦都区住建局"]
    assert (listed(town, "assist"), listed(town, "all"), listed(town, "handling")) == ([NUMBER], [NUMBER], [])
    counts = queries.queue_counts(town.liu_gong, now=MONDAY)
    assert (counts["assist"], counts["handling"]) == (1, 0)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (POWER, "第一责任单位不能同时是协办单位。"),
        (HOUSING, "秦都区住建局已经是协办单位。"),
        ("610404-YSB", "这个单位不在可派范围内，请从列表中选择。"),
    ],
)
def test_add_co_unit_refuses_the_responsible_unit_one_twice_and_strangers(
    town: Town, do: Do, advance: Advance, unit: str, words: str
) -> None:
    advance("handling")
    do(town.chen_jing, "add_co_unit", unit=HOUSING)
    with pytest.raises(InvalidInput) as refusal:
        do(town.chen_jing, "add_co_unit", unit=unit)
    assert refusal.value.fields == {"unit": words}


@pytest.mark.parametrize("move", ["add_co_unit", "release_co_unit"])
def test_only_an_office_chooses_who_works_along(town: Town, do: Do, advance: Advance, move: str) -> None:
    advance("handling")
    do(town.chen_jing, "add_co_unit", unit=HOUSING)
    for person in (town.wang_gong, town.liu_gong, town.li_min):
        with pytest.raises(MoveNotYours):
            do(person, move, unit=HOUSING, **({"reason": "不用了。"} if move == "release_co_unit" else {}))


def test_add_co_unit_is_for_what_is_in_hand(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "add_co_unit", unit=HOUSING)


def test_an_assisting_unit_never_signs_closes_or_returns(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    do(town.chen_jing, "add_co_unit", unit=HOUSING)
    for move, values in (
        ("accept_appeal", {}),
        ("request_return", {"reason": "不属我局职责。"}),
        ("note_progress", {"note": "去看过了。"}),
        ("close_appeal", {"result_type": "SOLVED", "result_text": "办好了。"}),
    ):
        with pytest.raises(MoveNotYours):
            do(town.liu_gong, move, **values)


def test_note_assistance_goes_into_the_trail(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.chen_jing, "add_co_unit", unit=HOUSING)
    case = do(town.liu_gong, "note_assistance", note="开挖范围已核对，无地下管线。").case
    assert (case.state, facts(NUMBER)[-1]) == ("HANDLING", "assistance_noted")
    entry = queries.detail(town.li_min, NUMBER, now=MONDAY).timeline[-1]
    assert (entry.title, entry.who, entry.note) == ("协办反馈", "秦都区住建局 刘工", "开挖范围已核对，无地下管线。")


@pytest.mark.parametrize("person", ["wang_gong", "chen_jing", "fang_yuan"])
def test_note_assistance_is_the_assisting_unit_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("handling")
    do(town.chen_jing, "add_co_unit", unit=HOUSING)
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "note_assistance", note="看过了。")


def test_release_co_unit_takes_the_matter_from_its_sight(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.chen_jing, "add_co_unit", unit=HOUSING)
    do(town.chen_jing, "release_co_unit", unit=HOUSING, reason="开挖许可已办。")
    assert names(town) == []
    with pytest.raises(CaseNotVisible):
        queries.detail(town.liu_gong, NUMBER, now=MONDAY)


def test_release_co_unit_is_offered_where_there_is_one(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    assert "release_co_unit" not in {move.name for move in queries.detail(town.chen_jing, NUMBER, now=MONDAY).moves}
    do(town.chen_jing, "add_co_unit", unit=HOUSING)
    assert "release_co_unit" in {move.name for move in queries.detail(town.chen_jing, NUMBER, now=MONDAY).moves}


def test_release_co_unit_keeps_who_still_has_a_task(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    task: dict[str, Any] = {"unit": HOUSING, "task": "办开挖许可", "due_on": "2019-12-20"}
    do(
        town.yang_ping, "record_meeting", kind="JOINT", title="协调会", held_on="2019-12-09", convener="杨萍",
        units=[HOUSING], conclusion="住建局办许可。", decisions=[task],
    )  # fmt: skip
    with pytest.raises(InvalidInput, match="还有没销号的会议任务"):
        do(town.chen_jing, "release_co_unit", unit=HOUSING, reason="不用了。")
    with pytest.raises(InvalidInput, match="不是协办单位"):
        do(town.chen_jing, "release_co_unit", unit=POWER, reason="不用了。")
    assert names(town) == ["秦都区住建局"]


def test_dispatched_again_the_new_unit_no_longer_assists_itself(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    do(town.chen_jing, "dispatch_appeal", unit=POWER, co_units=[HOUSING])
    do(town.wang_gong, "request_return", reason="属住建局职责。")
    do(town.chen_jing, "grant_return", reason="同意。")
    do(town.chen_jing, "dispatch_appeal", unit=HOUSING)
    assert names(town) == []
    do(town.liu_gong, "accept_appeal")
