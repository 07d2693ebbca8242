import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.rules import CallBackNotDue
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours, OwnJudge
from yishang.kernel.context import InvalidInput

SILENT_SINCE = december(25)  # sixteen days after closing


def test_who_did_not_rate_in_time_is_called(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    appeal = do(town.chen_jing, "call_back_appeal", outcome="SATISFIED", note="设备已开动。", at=SILENT_SINCE)
    assert appeal.case.state == "CALLED_BACK"
    assert facts(appeal.case.number)[-1] == "called_back"
    figure = queries.headline(town.yang_ping, now=SILENT_SINCE)["satisfaction"]
    assert (figure.numerator, figure.denominator) == (1, 1)


def test_low_stars_are_called_about_at_once(town: Town, do: Do, advance: Advance) -> None:
    _rated_low_twice(town, do, advance)
    appeal = do(town.yang_ping, "call_back_appeal", outcome="DISSATISFIED", at=december(13))
    assert appeal.case.state == "CALLED_BACK"
    figure = queries.headline(town.yang_ping, now=december(13))["satisfaction"]
    assert (figure.numerator, figure.denominator) == (0, 1)


def test_declining_to_answer_counts_for_nobody(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    do(town.chen_jing, "call_back_appeal", outcome="DECLINED", at=SILENT_SINCE)
    assert queries.headline(town.yang_ping, now=SILENT_SINCE)["satisfaction"].denominator == 0


def test_the_queue_of_calls_holds_whom_to_ring(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    assert queries.queue_counts(town.chen_jing, now=december(24, 10))["call_back"] == 0
    assert queries.queue_counts(town.chen_jing, now=SILENT_SINCE)["call_back"] == 1
    do(town.chen_jing, "call_back_appeal", outcome="SATISFIED", at=SILENT_SINCE)
    assert queries.queue_counts(town.chen_jing, now=SILENT_SINCE)["call_back"] == 0


def test_nobody_is_called_while_they_may_still_rate(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(CallBackNotDue, match="还在评价期内") as refusal:
        do(town.chen_jing, "call_back_appeal", outcome="SATISFIED", at=december(24, 10, 26))
    assert "12月24日以后" in refusal.value.next_step


def test_who_handled_it_does_not_ask_how_it_was_handled(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    do(town.chen_jing, "dispatch_appeal", unit="610402-YSB")
    do(town.chen_jing, "accept_appeal")
    do(town.chen_jing, "close_appeal", result_type="SOLVED", result_text="已协调解决。")
    with pytest.raises(OwnJudge, match="不能自己回访"):
        do(town.chen_jing, "call_back_appeal", outcome="SATISFIED", at=SILENT_SINCE)
    assert do(town.yang_ping, "call_back_appeal", outcome="SATISFIED", at=SILENT_SINCE).case.state == "CALLED_BACK"


@pytest.mark.parametrize("person", ["zhao_lei", "liu_gong", "sun_hao", "xi_tong"])
def test_another_county_does_not_see_it(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "call_back_appeal", outcome="SATISFIED", at=SILENT_SINCE)


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "zhou_lian", "du_cha"])
def test_calling_is_the_office_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "call_back_appeal", outcome="SATISFIED", at=SILENT_SINCE)


def test_what_is_not_closed_is_not_asked_about(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "call_back_appeal", outcome="SATISFIED", at=SILENT_SINCE)


@pytest.mark.parametrize("outcome", ["", "HAPPY", "UNREACHABLE"])
def test_the_answer_is_one_of_the_list(town: Town, do: Do, advance: Advance, outcome: str) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(InvalidInput) as refusal:
        do(town.chen_jing, "call_back_appeal", outcome=outcome, at=SILENT_SINCE)
    assert list(refusal.value.fields) == ["outcome"]


def _rated_low_twice(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="2", reason="送电后仍跳闸。", at=december(10))
    do(town.wang_gong, "note_progress", note="更换开关。", at=december(11))
    do(town.wang_gong, "close_appeal", result_type="PARTLY", result_text="已更换开关。", at=december(12))
    do(town.li_min, "rate_appeal", star="2", reason="还是跳闸。", at=december(12, 15))
