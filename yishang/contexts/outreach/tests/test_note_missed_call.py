import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.rules import CallBackNotDue
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.ratings.rules import CalledThisHalfDay


def test_three_times_in_three_half_days_strike_the_matter_off_as_unreached(
    town: Town, do: Do, advance: Advance
) -> None:
    advance("closed", at=MONDAY)
    assert do(town.chen_jing, "note_missed_call", at=december(25, 10)).case.state == "CLOSED"
    assert do(town.yang_ping, "note_missed_call", at=december(25, 15)).case.state == "CLOSED"
    appeal = do(town.chen_jing, "note_missed_call", note="无人接听", at=december(26, 10))
    assert appeal.case.state == "ARCHIVED"
    assert facts(appeal.case.number)[-4:] == ["call_missed", "call_missed", "call_missed", "archived_unreached"]
    assert queries.headline(town.yang_ping, now=december(26))["satisfaction"].denominator == 0


def test_after_two_missed_calls_the_third_may_be_answered(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    do(town.chen_jing, "note_missed_call", at=december(25, 10))
    do(town.chen_jing, "note_missed_call", at=december(25, 15))
    appeal = do(town.chen_jing, "call_back_appeal", outcome="BASICALLY", at=december(25, 16))
    assert appeal.case.state == "CALLED_BACK"


def test_the_company_does_not_read_about_missed_calls(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    number = do(town.chen_jing, "note_missed_call", at=december(25)).case.number
    seen = [entry.fact for entry in queries.detail(town.li_min, number, now=december(25)).timeline]
    assert "call_missed" not in seen
    assert "call_missed" in [entry.fact for entry in queries.detail(town.chen_jing, number, now=december(25)).timeline]


def test_twice_in_one_half_day_is_once(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    do(town.chen_jing, "note_missed_call", at=december(25, 9))
    with pytest.raises(CalledThisHalfDay, match="这半天已记过一次无法接通"):
        do(town.chen_jing, "note_missed_call", at=december(25, 11))


def test_nobody_is_called_while_they_may_still_rate(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(CallBackNotDue):
        do(town.chen_jing, "note_missed_call", at=december(20))


def test_another_county_does_not_see_it(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(CaseNotVisible):
        do(town.zhao_lei, "note_missed_call", at=december(25))


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "du_cha"])
def test_calling_is_the_office_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "note_missed_call", at=december(25))


def test_what_is_not_closed_is_not_asked_about(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "note_missed_call", at=december(25))


def test_a_note_has_its_length(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "note_missed_call", note="无" * 501, at=december(25))
