from datetime import timedelta

import pytest

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseChangedMeanwhile, CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

SOON = MONDAY + timedelta(minutes=10)


def test_who_classified_wrongly_takes_it_back_within_ten_minutes(town: Town, do: Do, advance: Advance) -> None:
    due = due_of(advance("triaged").case.number, "triage")
    appeal = do(town.chen_jing, "undo_triage", at=SOON)
    case = appeal.case
    assert (case.state, case.category, case.grade) == ("SUBMITTED", "03", None)
    assert (appeal.category_id, appeal.line, appeal.route) == ("03", "", "")
    assert facts(case.number) == ["submitted", "triaged", "triage_undone"]
    assert due_of(case.number, "triage") == due  # the clock ran on: a slip buys no time


def test_what_the_company_chose_comes_back(town: Town, do: Do, advance: Advance) -> None:
    do(town.chen_jing, "triage_appeal", category="07", star=2, line="DISPATCH", route="GENERAL")
    assert do(town.chen_jing, "undo_triage").case.category == "03"


def test_then_it_is_classified_anew(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    do(town.chen_jing, "undo_triage")
    assert do(town.chen_jing, "triage_appeal", category="07", star=2, line="DISPATCH", route="GENERAL").case.grade == 2


def test_after_ten_minutes_it_stands(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    with pytest.raises(rules.UndoTooLate, match="10 分钟"):
        do(town.chen_jing, "undo_triage", at=SOON + timedelta(seconds=1))


def test_nobody_takes_back_anothers_classification(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    with pytest.raises(rules.UndoNotYours):
        do(town.yang_ping, "undo_triage")


def test_after_dispatch_it_is_the_dispatch_that_can_be_recalled(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    with pytest.raises(MoveNotOpen, match="现在是“待签收”"):
        do(town.chen_jing, "undo_triage")


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("zhao_lei", CaseNotVisible), ("wang_gong", CaseNotVisible), ("li_min", MoveNotYours), ("du_cha", MoveNotYours)],
)
def test_nobody_else_undoes_anything(
    town: Town, do: Do, advance: Advance, person: str, refusal: type[Exception]
) -> None:
    advance("triaged")
    with pytest.raises(refusal):
        do(getattr(town, person), "undo_triage")


def test_a_page_that_is_older_than_the_matter_undoes_nothing(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    with pytest.raises(CaseChangedMeanwhile):
        do(town.chen_jing, "undo_triage", version=1)


def test_a_note_of_any_length_is_not_taken(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "undo_triage", note="长" * 501)


def test_the_move_is_offered_to_who_may_make_it_and_as_long(town: Town, advance: Advance) -> None:
    number = advance("triaged").case.number

    def offered(who: str, minutes: int) -> bool:
        found = queries.detail(getattr(town, who), number, now=MONDAY + timedelta(minutes=minutes))
        return "undo_triage" in {move.name for move in found.moves}

    assert (offered("chen_jing", 10), offered("chen_jing", 11), offered("yang_ping", 1)) == (True, False, False)


def test_a_matter_that_was_recalled_is_still_classified(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    do(town.chen_jing, "recall_dispatch")
    with pytest.raises(rules.UndoTooLate):
        do(town.chen_jing, "undo_triage", at=december(10))
