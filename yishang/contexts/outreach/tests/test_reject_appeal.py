import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

WHERE_TO = "属劳动争议，请向区劳动人事争议仲裁院申请仲裁。"


def test_what_lies_outside_the_remit_is_declined_with_a_way_on(town: Town, do: Do) -> None:
    appeal = do(town.chen_jing, "reject_appeal", reason=WHERE_TO, at=december(9, 15))
    number = appeal.case.number
    assert (appeal.case.state, appeal.case.closed_at) == ("REJECTED", december(9, 15))
    assert due_of(number, "triage") == "" and facts(number)[-1] == "rejected"
    assert queries.detail(town.li_min, number, now=december(10)).timeline[-1].note == WHERE_TO


def test_it_counts_in_no_rate(town: Town, do: Do) -> None:
    do(town.chen_jing, "reject_appeal", reason=WHERE_TO)
    assert queries.headline(town.yang_ping, now=december(10))["total"].denominator == 0


@pytest.mark.parametrize("person", ["zhao_lei", "wang_gong", "sun_hao", "bao_mi"])
def test_another_county_does_not_see_it(town: Town, do: Do, person: str) -> None:
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "reject_appeal", reason=WHERE_TO)


@pytest.mark.parametrize("person", ["li_min", "zhou_lian", "du_cha"])
def test_declining_is_the_office_s(town: Town, do: Do, person: str) -> None:
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "reject_appeal", reason=WHERE_TO)


@pytest.mark.parametrize("stage", ["triaged", "handling"])
def test_what_was_taken_up_is_not_declined(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "reject_appeal", reason=WHERE_TO)


def test_nobody_is_turned_away_without_a_word(town: Town, do: Do) -> None:
    with pytest.raises(InvalidInput) as refusal:
        do(town.chen_jing, "reject_appeal", reason="")
    assert refusal.value.fields == {"reason": "请填写这一项。"}
