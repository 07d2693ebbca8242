import pytest

from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

WHY = "路由审批属区住建局职责。"


@pytest.fixture
def asked(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    do(town.wang_gong, "request_return", reason=WHY)


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping"])
def test_the_matter_waits_to_be_sent_elsewhere(town: Town, do: Do, asked: None, person: str) -> None:
    appeal = do(getattr(town, person), "grant_return", reason="同意改派。", at=december(10))
    number = appeal.case.number
    assert (appeal.case.state, appeal.case.unit_id) == ("TRIAGED", None)
    assert [due_of(number, code) for code in ("review", "accept", "handle")] == ["", "", ""]
    assert due_of(number, "triage") == "12-10 17:00"
    assert facts(number)[-1] == "return_granted"


def test_the_next_unit_has_its_full_limits(town: Town, do: Do, asked: None) -> None:
    do(town.chen_jing, "grant_return", reason="同意改派。", at=december(10))
    appeal = do(town.chen_jing, "dispatch_appeal", unit=town.housing.code, at=december(11))
    number = appeal.case.number
    assert (due_of(number, "accept"), due_of(number, "handle")) == ("12-12 17:00", "12-25 17:00")
    with pytest.raises(CaseNotVisible):
        do(town.wang_gong, "accept_appeal")


@pytest.mark.parametrize("person", ["zhao_lei", "liu_gong", "sun_hao"])
def test_another_county_does_not_see_it(town: Town, do: Do, asked: None, person: str) -> None:
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "grant_return", reason="同意。")


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "zhou_lian", "du_cha"])
def test_nobody_grants_their_own_request(town: Town, do: Do, asked: None, person: str) -> None:
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "grant_return", reason="同意。")


def test_what_was_not_asked_is_not_granted(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    with pytest.raises(MoveNotOpen, match="现在是“已签收”"):
        do(town.chen_jing, "grant_return", reason="同意。")


def test_a_reason_is_asked_for(town: Town, do: Do, asked: None) -> None:
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "grant_return")
