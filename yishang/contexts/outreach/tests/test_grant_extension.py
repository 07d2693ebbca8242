import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import InvalidInput

NUMBER = "SQ-610402-20191209-0001"


def ask(town: Town, do: Do, advance: Advance, *, star: int = 3) -> None:
    advance("handling", star=star)
    do(town.wang_gong, "request_extension", days="2.5", reason="道路开挖许可审批未下。", at=MONDAY)


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping"])
def test_the_deadline_moves_by_what_was_asked(town: Town, do: Do, advance: Advance, person: str) -> None:
    ask(town, do, advance)
    appeal = do(getattr(town, person), "grant_extension", reason="同意。", at=december(10))
    number = appeal.case.number
    assert (appeal.case.state, appeal.extended_count, appeal.requested_half_days) == ("HANDLING", 1, None)
    assert (due_of(number, "review"), due_of(number, "handle")) == ("", "12-26 12:00")
    assert appeal.handle_due_at == december(26, 12, 0)  # what on-time figures read
    assert facts(number)[-1] == "extension_granted"


def test_the_ledger_says_who_gave_the_time_and_why(town: Town, do: Do, advance: Advance) -> None:
    ask(town, do, advance)
    number = do(town.chen_jing, "grant_extension", reason="审批未下，同意。", at=december(10)).case.number
    entry = clock_queries.ledger(number)[-1]
    assert (entry.kind, entry.actor_name, entry.reason) == ("EXTEND", "陈静", "审批未下，同意。")


@pytest.mark.parametrize("star", [4, 5])
def test_for_hard_ones_only_the_city_decides(town: Town, do: Do, advance: Advance, star: int) -> None:
    ask(town, do, advance, star=star)
    with pytest.raises(MoveNotYours):
        do(town.chen_jing, "grant_extension", reason="同意。")
    number = do(town.yang_ping, "grant_extension", reason="同意。").case.number
    assert queries.detail(town.yang_ping, number, now=MONDAY).case.state == "HANDLING"


@pytest.mark.parametrize(("star", "offered"), [(3, True), (4, False)])
def test_only_whoever_decides_is_offered_the_step(
    town: Town, do: Do, advance: Advance, star: int, offered: bool
) -> None:
    ask(town, do, advance, star=star)
    for person, expected in ((town.chen_jing, offered), (town.yang_ping, True)):
        moves = {move.name for move in queries.detail(person, NUMBER, now=MONDAY).moves}
        assert ({"grant_extension", "refuse_extension"} <= moves) is expected


def test_another_county_does_not_see_it(town: Town, do: Do, advance: Advance) -> None:
    ask(town, do, advance)
    with pytest.raises(CaseNotVisible):
        do(town.zhao_lei, "grant_extension", reason="同意。")


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "fang_yuan", "du_cha"])
def test_nobody_grants_their_own_request(town: Town, do: Do, advance: Advance, person: str) -> None:
    ask(town, do, advance)
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "grant_extension", reason="同意。")


def test_what_was_not_asked_is_not_granted(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "grant_extension", reason="同意。")


def test_a_reason_is_asked_for(town: Town, do: Do, advance: Advance) -> None:
    ask(town, do, advance)
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "grant_extension", reason=" ")
