import pytest

from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

NO = "方案已定，请按期办结。"


def ask(town: Town, do: Do, advance: Advance, *, star: int = 3) -> None:
    advance("handling", star=star)
    do(town.wang_gong, "request_extension", days="2.5", reason="道路开挖许可审批未下。", at=MONDAY)


def test_the_first_limit_stands(town: Town, do: Do, advance: Advance) -> None:
    ask(town, do, advance)
    appeal = do(town.chen_jing, "refuse_extension", reason=NO, at=december(10))
    number = appeal.case.number
    assert (appeal.case.state, appeal.extended_count, appeal.requested_half_days) == ("HANDLING", 0, None)
    assert (due_of(number, "review"), due_of(number, "handle")) == ("", "12-23 17:00")
    assert facts(number)[-1] == "extension_refused"


def test_for_hard_ones_only_the_city_decides(town: Town, do: Do, advance: Advance) -> None:
    ask(town, do, advance, star=4)
    with pytest.raises(MoveNotYours):
        do(town.chen_jing, "refuse_extension", reason=NO)
    assert do(town.yang_ping, "refuse_extension", reason=NO).case.state == "HANDLING"


def test_another_county_does_not_see_it(town: Town, do: Do, advance: Advance) -> None:
    ask(town, do, advance)
    with pytest.raises(CaseNotVisible):
        do(town.zhao_lei, "refuse_extension", reason=NO)


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "zhou_lian"])
def test_deciding_is_the_office_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    ask(town, do, advance)
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "refuse_extension", reason=NO)


def test_what_was_not_asked_is_not_refused(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "refuse_extension", reason=NO)


def test_a_reason_is_asked_for(town: Town, do: Do, advance: Advance) -> None:
    ask(town, do, advance)
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "refuse_extension", reason="")
