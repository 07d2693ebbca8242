import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

RESULT = {"result_type": "SOLVED", "result_text": "专线已送电，设备可以调试。"}


def test_the_unit_reports_its_result_and_the_company_has_the_word(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    appeal = do(town.wang_gong, "close_appeal", at=december(20), **RESULT)
    assert (appeal.case.state, appeal.case.closed_at) == ("CLOSED", december(20))
    assert (appeal.result_type, appeal.result_text) == ("SOLVED", RESULT["result_text"])
    assert due_of(appeal.case.number, "handle") == "" and appeal.case.due_at is None
    assert facts(appeal.case.number)[-1] == "closed"


@pytest.mark.parametrize(("day", "in_time"), [(20, 1), (24, 0)])
def test_in_time_is_counted_by_the_handling_limit(town: Town, do: Do, advance: Advance, day: int, in_time: int) -> None:
    advance("handling")
    do(town.wang_gong, "close_appeal", at=december(day), **RESULT)
    figure = queries.headline(town.yang_ping, now=december(27))["in_time"]
    assert (figure.numerator, figure.denominator) == (in_time, 1)


@pytest.mark.parametrize("person", ["liu_gong", "zhao_lei", "sun_hao", "shen_ji"])
def test_another_unit_does_not_see_it(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("handling")
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "close_appeal", **RESULT)


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping", "li_min", "he_zhen"])
def test_nobody_else_declares_it_done(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("handling")
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "close_appeal", **RESULT)


@pytest.mark.parametrize("stage", ["dispatched", "closed"])
def test_only_what_is_in_hand_can_be_closed(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    with pytest.raises(MoveNotOpen):
        do(town.wang_gong, "close_appeal", **RESULT)


@pytest.mark.parametrize(("field", "value"), [("result_type", "DONE"), ("result_type", ""), ("result_text", " ")])
def test_a_result_is_named_and_explained(town: Town, do: Do, advance: Advance, field: str, value: str) -> None:
    advance("handling")
    with pytest.raises(InvalidInput) as refusal:
        do(town.wang_gong, "close_appeal", **{**RESULT, field: value})
    assert list(refusal.value.fields) == [field]
