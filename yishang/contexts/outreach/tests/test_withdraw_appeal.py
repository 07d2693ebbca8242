import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput


@pytest.mark.parametrize("person", ["li_min", "zhou_lian", "he_zhen", "fang_yuan"])
def test_the_company_s_side_takes_it_back(town: Town, do: Do, person: str) -> None:
    appeal = do(getattr(town, person), "withdraw_appeal", reason="已自行解决。", at=december(9, 11))
    assert (appeal.case.state, appeal.case.closed_at) == ("WITHDRAWN", december(9, 11))
    assert due_of(appeal.case.number, "triage") == "" and facts(appeal.case.number)[-1] == "withdrawn"
    assert queries.headline(town.yang_ping, now=december(10))["total"].denominator == 0


def test_sorted_but_not_sent_it_can_still_be_taken_back(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    assert do(town.li_min, "withdraw_appeal", reason="已自行解决。").case.state == "WITHDRAWN"


@pytest.mark.parametrize("person", ["sun_hao", "zhao_lei", "liu_gong", "xi_tong"])
def test_another_company_does_not_see_it(town: Town, do: Do, person: str) -> None:
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "withdraw_appeal", reason="不办了。")


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping", "du_cha"])
def test_offices_do_not_withdraw_for_a_company(town: Town, do: Do, person: str) -> None:
    with pytest.raises(MoveNotYours, match="由提出诉求的企业、联络员或包抓人员办理"):
        do(getattr(town, person), "withdraw_appeal", reason="不办了。")


@pytest.mark.parametrize("stage", ["dispatched", "closed"])
def test_once_sent_it_runs_its_course(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    with pytest.raises(MoveNotOpen):
        do(town.li_min, "withdraw_appeal", reason="不办了。")


def test_a_reason_is_asked_for(town: Town, do: Do) -> None:
    with pytest.raises(InvalidInput):
        do(town.li_min, "withdraw_appeal")
