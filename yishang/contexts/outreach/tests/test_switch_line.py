import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.rules import LineAlreadyDispatched
from yishang.contexts.outreach.tests.conftest import MONDAY, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

NUMBER = "SQ-610402-20191209-0001"
WHY = "现场协调两次，外线须供电公司立项。"


def on_line_a(town: Town, do: Do, *, to: str = "handling") -> None:
    do(town.chen_jing, "triage_appeal", category="03", star="3", line="COUNTY", route="GENERAL")
    do(town.chen_jing, "dispatch_appeal", unit="610402-YSB")
    if to == "handling":
        do(town.chen_jing, "accept_appeal")
        do(town.chen_jing, "note_progress", note="包抓领导召开现场会。")


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping"])
def test_what_could_not_be_settled_on_the_spot_goes_to_a_unit_that_must_sign(town: Town, do: Do, person: str) -> None:
    on_line_a(town, do)
    appeal = do(getattr(town, person), "switch_line", unit="610400-GD", reason=WHY, at=december(11))
    assert (appeal.case.state, appeal.line, appeal.case.unit_id) == ("ASSIGNED", "DISPATCH", town.power.pk)
    assert due_of(NUMBER, "accept") == "12-12 17:00"
    assert facts(NUMBER)[-1] == "line_switched"
    do(town.wang_gong, "accept_appeal", at=december(11))


def test_the_handling_limit_runs_on_from_the_first_dispatch(town: Town, do: Do) -> None:
    on_line_a(town, do)
    before = due_of(NUMBER, "handle")
    appeal = do(town.chen_jing, "switch_line", unit="610400-GD", reason=WHY, at=december(11))
    assert (due_of(NUMBER, "handle"), appeal.dispatched_count) == (before, 2)
    assert before == "12-23 17:00"


def test_the_signing_limit_that_ran_is_replaced(town: Town, do: Do) -> None:
    on_line_a(town, do, to="dispatched")
    do(town.chen_jing, "switch_line", unit="610400-GD", reason=WHY, at=december(10))
    assert due_of(NUMBER, "accept") == "12-11 17:00"


def test_the_trail_says_from_whom_to_whom_and_why(town: Town, do: Do) -> None:
    on_line_a(town, do)
    do(town.chen_jing, "switch_line", unit="610400-GD", reason=WHY)
    entry = queries.detail(town.li_min, NUMBER, now=MONDAY).timeline[-1]
    assert (entry.title, entry.note) == ("转 B 线", WHY)
    assert entry.details == ["第一责任单位：演示供电公司", "A 线转 B 线，办理时限不重置", "原由秦都区营商办办理"]


def test_there_is_no_way_back_and_none_is_offered(town: Town, do: Do) -> None:
    on_line_a(town, do)
    assert "switch_line" in {move.name for move in queries.detail(town.chen_jing, NUMBER, now=MONDAY).moves}
    do(town.chen_jing, "switch_line", unit="610400-GD", reason=WHY)
    assert "switch_line" not in {move.name for move in queries.detail(town.chen_jing, NUMBER, now=MONDAY).moves}
    with pytest.raises(LineAlreadyDispatched, match="已在 B 线"):
        do(town.chen_jing, "switch_line", unit="610402-YSB", reason="想转回来。")


def test_a_unit_that_assisted_and_becomes_responsible_assists_no_longer(town: Town, do: Do) -> None:
    on_line_a(town, do)
    do(town.chen_jing, "add_co_unit", unit="610400-GD", task="出外线方案")
    do(town.chen_jing, "switch_line", unit="610400-GD", reason=WHY)
    assert queries.detail(town.chen_jing, NUMBER, now=MONDAY).co_units == []


@pytest.mark.parametrize("person", ["du_cha", "li_min", "guo_zheng"])
def test_only_an_office_moves_it(town: Town, do: Do, person: str) -> None:
    on_line_a(town, do)
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "switch_line", unit="610400-GD", reason=WHY)


def test_another_county_does_not_see_it(town: Town, do: Do) -> None:
    on_line_a(town, do)
    with pytest.raises(CaseNotVisible):
        do(town.zhao_lei, "switch_line", unit="610400-GD", reason=WHY)


def test_what_is_closed_stays_where_it_was_closed(town: Town, do: Do) -> None:
    on_line_a(town, do)
    do(town.chen_jing, "close_appeal", result_type="SOLVED", result_text="已协调解决。")
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "switch_line", unit="610400-GD", reason=WHY)


@pytest.mark.parametrize(
    ("values", "field"), [({"unit": "610404-XX", "reason": WHY}, "unit"), ({"unit": "610400-GD"}, "reason")]
)
def test_a_unit_within_reach_and_a_reason_are_needed(town: Town, do: Do, values: dict[str, str], field: str) -> None:
    on_line_a(town, do)
    with pytest.raises(InvalidInput) as refusal:
        do(town.chen_jing, "switch_line", **values)
    assert list(refusal.value.fields) == [field]
