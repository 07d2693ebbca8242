import pytest

from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

WHY = "路由审批属区住建局职责。"
NO = "外线由你单位牵头。"


@pytest.mark.parametrize(("stage", "state"), [("dispatched", "ASSIGNED"), ("accepted", "ACCEPTED")])
def test_the_matter_goes_back_to_where_it_stood(town: Town, do: Do, advance: Advance, stage: str, state: str) -> None:
    advance(stage)
    do(town.wang_gong, "request_return", reason=WHY)
    appeal = do(town.chen_jing, "refuse_return", reason=NO, at=december(10))
    number = appeal.case.number
    assert (appeal.case.state, appeal.case.unit) == (state, town.power)
    assert (due_of(number, "review"), due_of(number, "handle")) == ("", "12-23 17:00")  # clocks ran on meanwhile
    assert facts(number)[-1] == "return_refused"


def test_also_when_the_company_added_something_meanwhile(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    do(town.wang_gong, "request_return", reason=WHY)
    do(town.li_min, "supplement_appeal", note="变压器容量 800kVA。")
    assert do(town.chen_jing, "refuse_return", reason=NO).case.state == "ACCEPTED"


def test_not_yet_signed_it_can_be_signed_again_afterwards(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    do(town.wang_gong, "request_return", reason=WHY)
    do(town.chen_jing, "refuse_return", reason=NO)
    assert do(town.wang_gong, "accept_appeal").case.state == "ACCEPTED"


def test_another_county_does_not_see_it(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    do(town.wang_gong, "request_return", reason=WHY)
    with pytest.raises(CaseNotVisible):
        do(town.zhao_lei, "refuse_return", reason=NO)


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "he_zhen", "du_cha"])
def test_deciding_is_the_office_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("accepted")
    do(town.wang_gong, "request_return", reason=WHY)
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "refuse_return", reason=NO)


def test_what_was_not_asked_is_not_refused(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "refuse_return", reason=NO)


def test_a_reason_is_asked_for(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    do(town.wang_gong, "request_return", reason=WHY)
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "refuse_return", reason="")
