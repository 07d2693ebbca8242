import pytest

from yishang.contexts.outreach.rules import ReturnNotAllowed
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

WHY = "路由审批属区住建局职责。"


@pytest.mark.parametrize("stage", ["dispatched", "accepted"])
def test_a_unit_says_that_it_is_not_the_right_one(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    appeal = do(town.wang_gong, "request_return", reason=WHY, at=december(10, 16))
    number = appeal.case.number
    assert (appeal.case.state, appeal.returned_count) == ("RETURN_REQ", 1)
    assert (due_of(number, "review"), due_of(number, "handle")) == ("12-11 17:00", "12-23 17:00")
    assert facts(number)[-1] == "return_requested"


def test_it_is_asked_once_only(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    do(town.wang_gong, "request_return", reason=WHY)
    do(town.chen_jing, "refuse_return", reason="外线由你单位牵头。")
    with pytest.raises(ReturnNotAllowed, match="已退回过一次"):
        do(town.wang_gong, "request_return", reason=WHY)


def test_a_second_unit_cannot_pass_it_on_again(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    do(town.wang_gong, "request_return", reason=WHY)
    do(town.chen_jing, "grant_return", reason="同意改派。")
    do(town.chen_jing, "dispatch_appeal", unit=town.housing.code)
    with pytest.raises(ReturnNotAllowed) as refusal:
        do(town.liu_gong, "request_return", reason="不属我局职责。")
    assert refusal.value.next_step == "如确不属职责，请报市营商办裁定。"


def test_only_inside_the_signing_limit(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    with pytest.raises(ReturnNotAllowed, match="签收时限已过"):
        do(town.wang_gong, "request_return", reason=WHY, at=december(10, 17, 1))
    assert do(town.wang_gong, "request_return", reason=WHY, at=december(10, 17, 0)).case.state == "RETURN_REQ"


def test_another_unit_does_not_see_it(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    with pytest.raises(CaseNotVisible):
        do(town.liu_gong, "request_return", reason=WHY)


@pytest.mark.parametrize("person", ["chen_jing", "li_min", "du_cha"])
def test_returning_is_the_unit_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("dispatched")
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "request_return", reason=WHY)


@pytest.mark.parametrize("stage", ["handling", "closed"])
def test_what_is_being_worked_on_is_kept(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    with pytest.raises(MoveNotOpen):
        do(town.wang_gong, "request_return", reason=WHY)


def test_a_reason_is_asked_for(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    with pytest.raises(InvalidInput) as refusal:
        do(town.wang_gong, "request_return", reason=" ")
    assert list(refusal.value.fields) == ["reason"]
