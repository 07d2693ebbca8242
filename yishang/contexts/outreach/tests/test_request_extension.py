import pytest

from yishang.contexts.outreach.rules import ExtensionNotAllowed
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

WHY = "道路开挖许可审批未下。"


def test_a_unit_asks_for_more_time(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    appeal = do(town.wang_gong, "request_extension", days="2.5", reason=WHY, at=december(16))
    number = appeal.case.number
    assert (appeal.case.state, appeal.requested_half_days) == ("EXT_REQ", 5)
    assert (due_of(number, "review"), due_of(number, "handle")) == ("12-17 17:00", "12-23 17:00")
    assert facts(number)[-1] == "extension_requested"


def test_not_longer_than_the_first_limit(town: Town, do: Do, advance: Advance) -> None:
    advance("handling", star=2)
    with pytest.raises(InvalidInput) as refusal:
        do(town.wang_gong, "request_extension", days="5.5", reason=WHY)
    assert refusal.value.fields == {"days": "延期须在 0.5 到 5 个工作日之间（不超过原时限）。"}
    assert do(town.wang_gong, "request_extension", days="5", reason=WHY).requested_half_days == 10


def test_in_rework_the_first_limit_is_that_of_the_rework(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", star=2)
    do(town.li_min, "rate_appeal", star="1", reason="送电后仍跳闸。", at=december(10))
    do(town.wang_gong, "note_progress", note="更换开关。", at=december(11))
    with pytest.raises(InvalidInput, match=r"0\.5 到 3 个工作日之间"):
        do(town.wang_gong, "request_extension", days="4", reason=WHY, at=december(11))
    do(town.wang_gong, "request_extension", days="3", reason=WHY, at=december(11))
    appeal = do(town.chen_jing, "grant_extension", reason="同意。", at=december(11))
    assert due_of(appeal.case.number, "rework") == "12-18 17:00"


def test_at_least_one_working_day_before_the_end(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")  # due on Monday the 23rd, 17:00
    with pytest.raises(ExtensionNotAllowed, match="到期前 1 个工作日"):
        do(town.wang_gong, "request_extension", days="1", reason=WHY, at=december(23, 9))
    with pytest.raises(ExtensionNotAllowed):
        do(town.wang_gong, "request_extension", days="1", reason=WHY, at=december(24, 9))
    assert do(town.wang_gong, "request_extension", days="1", reason=WHY, at=december(20, 16)).case.state == "EXT_REQ"


@pytest.mark.parametrize("answer", ["grant_extension", "refuse_extension"])
def test_once_granted_or_refused(town: Town, do: Do, advance: Advance, answer: str) -> None:
    advance("handling")
    do(town.wang_gong, "request_extension", days="1", reason=WHY)
    do(town.chen_jing, answer, reason="已阅。")
    if answer == "refuse_extension":  # a refused request was none: it may be asked again, better argued
        assert do(town.wang_gong, "request_extension", days="1", reason=WHY).case.state == "EXT_REQ"
        return
    with pytest.raises(ExtensionNotAllowed, match="已延期过一次"):
        do(town.wang_gong, "request_extension", days="1", reason=WHY)


def test_another_unit_does_not_see_it(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(CaseNotVisible):
        do(town.liu_gong, "request_extension", days="1", reason=WHY)


@pytest.mark.parametrize("person", ["chen_jing", "li_min", "zhou_lian"])
def test_asking_is_the_unit_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("handling")
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "request_extension", days="1", reason=WHY)


@pytest.mark.parametrize("stage", ["dispatched", "accepted", "closed"])
def test_only_while_it_is_worked_on(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    with pytest.raises(MoveNotOpen):
        do(town.wang_gong, "request_extension", days="1", reason=WHY)


@pytest.mark.parametrize("days", ["", "0", "-1", "一", "1.3", "1e3", "NaN", "Infinity", 1e400, [1], {}])
def test_days_are_written_in_halves(town: Town, do: Do, advance: Advance, days: object) -> None:
    advance("handling")
    with pytest.raises(InvalidInput) as refusal:
        do(town.wang_gong, "request_extension", days=days, reason=WHY)
    assert list(refusal.value.fields) == ["days"]


def test_after_two_refusals_there_is_no_third_request(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    for _ in range(2):
        do(town.wang_gong, "request_extension", days="1", reason="审批未下。")
        do(town.chen_jing, "refuse_extension", reason="理由不足。")
    with pytest.raises(ExtensionNotAllowed, match="两次未获同意"):
        do(town.wang_gong, "request_extension", days="1", reason="审批未下。")
