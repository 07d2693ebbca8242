import pytest

from yishang.contexts.outreach.rules import ReopeningNotAllowed, SecondReopeningNotYours
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts, january
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

RESULT = {"result_type": "SOLVED", "result_text": "专线已送电，设备可以调试。"}


def test_an_unhappy_answer_on_the_phone_sends_it_back_to_the_unit(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", star=2)
    do(town.chen_jing, "call_back_appeal", outcome="DISSATISFIED", at=december(25))
    appeal = do(town.chen_jing, "reopen_appeal", reason="企业称设备仍跳闸。", at=december(26))
    number = appeal.case.number
    assert (appeal.case.state, appeal.case.unit, appeal.reopened_count) == ("REOPENED", town.power, 1)
    assert due_of(number, "rework") == "12-31 17:00"  # three working days: half of five, rounded up
    assert facts(number)[-1] == "reopened"


def test_done_again_it_is_judged_anew(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.chen_jing, "call_back_appeal", outcome="DISSATISFIED", at=december(25))
    do(town.chen_jing, "reopen_appeal", reason="企业称设备仍跳闸。", at=december(26))
    do(town.wang_gong, "note_progress", note="更换开关。", at=december(27))
    appeal = do(town.wang_gong, "close_appeal", at=december(30), **RESULT)
    assert due_of(appeal.case.number, "rework") == ""
    do(town.li_min, "rate_appeal", star="4", at=december(31))
    assert do(town.chen_jing, "archive_appeal", at=january(2)).case.state == "ARCHIVED"


def test_a_second_time_the_city_s_office_decides(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="1", reason="送电后仍跳闸。", at=december(10))
    do(town.wang_gong, "note_progress", note="更换开关。", at=december(11))
    do(town.wang_gong, "close_appeal", at=december(12), **RESULT)
    do(town.li_min, "rate_appeal", star="1", reason="还是跳闸。", at=december(13))
    with pytest.raises(SecondReopeningNotYours, match="由市营商办研判"):
        do(town.chen_jing, "reopen_appeal", reason="请再办。", at=december(16))
    assert do(town.yang_ping, "reopen_appeal", reason="请再办。", at=december(16)).reopened_count == 2


@pytest.mark.parametrize("star", ["3", "5"])
def test_what_the_company_is_content_with_is_not_done_again(town: Town, do: Do, advance: Advance, star: str) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star=star, at=december(10))
    with pytest.raises(ReopeningNotAllowed, match="企业没有表示不满意"):
        do(town.chen_jing, "reopen_appeal", reason="请再办。", at=december(11))


@pytest.mark.parametrize("person", ["zhao_lei", "liu_gong", "sun_hao", "xi_tong"])
def test_another_county_does_not_see_it(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed")
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "reopen_appeal", reason="请再办。")


@pytest.mark.parametrize("person", ["li_min", "wang_gong", "zhou_lian", "du_cha"])
def test_sending_back_is_the_office_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed")
    do(town.chen_jing, "call_back_appeal", outcome="DISSATISFIED", at=december(25))
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "reopen_appeal", reason="请再办。", at=december(26))


@pytest.mark.parametrize("stage", ["handling", "closed"])
def test_before_the_company_has_spoken_nothing_is_sent_back(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "reopen_appeal", reason="请再办。")


def test_the_unit_hears_why(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.chen_jing, "call_back_appeal", outcome="DISSATISFIED", at=december(25))
    with pytest.raises(InvalidInput) as refusal:
        do(town.chen_jing, "reopen_appeal", reason="  ", at=december(26))
    assert refusal.value.fields == {"reason": "请填写这一项。"}
