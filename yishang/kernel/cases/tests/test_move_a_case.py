"""Claiming and moving: refusals in their order, and everything a move changes in one transaction."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from yishang.kernel.cases import queries, services
from yishang.kernel.cases.models import Case
from yishang.kernel.cases.rules import CaseChangedMeanwhile, CaseNotVisible, MoveNotOpen, MoveNotYours, is_own_judge
from yishang.kernel.cases.tests.conftest import (
    AT,
    CHEN_JING,
    DU_CHA,
    LETTERS,
    XI_TONG,
    YANG_PING,
    ZHAO_LEI,
    make,
    open_one,
)  # fmt: skip
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import queries as journal

NUMBER = "LX-610402-20191209-0001"


def test_a_case_begins_with_its_clock_and_its_first_fact(letter: Case) -> None:
    assert (letter.state, letter.version, letter.city_id, letter.clock_code) == ("RECEIVED", 1, "610400", "look")
    [clock] = clock_queries.running_clocks(NUMBER)
    assert letter.due_at == clock.due_at
    [fact] = journal.timeline(NUMBER, include_internal=True)
    assert (fact.verb, fact.actor_name) == ("test.letter.received", "陈静")
    assert fact.data == {"channel": "LETTER", "due": "2019-12-09T17:00:00+08:00"}


def test_a_move_changes_state_clocks_and_trail_together(letter: Case) -> None:
    case = make(CHEN_JING, "take")
    case.refresh_from_db()
    assert (case.state, case.earlier_state, case.version) == ("IN_HAND", "RECEIVED", 2)
    assert [clock.code for clock in clock_queries.running_clocks(NUMBER)] == ["work"]
    assert (case.clock_code, case.is_paused) == ("work", False)
    fact = journal.timeline(NUMBER, include_internal=True)[-1]
    assert (fact.verb, fact.data["from"], fact.data["to"]) == ("test.letter.taken", "RECEIVED", "IN_HAND")


def test_going_back_leads_to_where_it_came_from_and_the_clock_runs_on(letter: Case) -> None:
    due = make(CHEN_JING, "take").due_at
    asked = make(CHEN_JING, "ask", at=AT + timedelta(days=1))
    assert asked.is_paused
    back = make(YANG_PING, "go_on", at=AT + timedelta(days=2))
    assert (back.state, back.is_paused) == ("IN_HAND", False)
    assert due is not None and back.due_at == due + timedelta(days=1)


def test_a_move_that_keeps_the_state_keeps_where_it_came_from(letter: Case) -> None:
    make(CHEN_JING, "take")
    make(CHEN_JING, "ask")
    claim = services.claim(actor=YANG_PING, workflow=LETTERS, number=NUMBER, move="go_on", at=AT)
    assert claim.case.earlier_state == "IN_HAND"


def test_internal_facts_are_not_told_outside(letter: Case) -> None:
    scopes = frozenset({"appeals:submit", "appeals:operate"})
    applicant = Actor(id=9, name="12345", role="API", city_code="610400", scopes=scopes)
    make(applicant, "add")
    assert len(journal.timeline(NUMBER, include_internal=True)) == 2
    assert len(journal.timeline(NUMBER, include_internal=False)) == 1


def test_a_move_taken_back_leaves_nothing_behind(letter: Case) -> None:
    with transaction.atomic():
        make(CHEN_JING, "take")
        transaction.set_rollback(True)
    letter.refresh_from_db()
    assert (letter.state, letter.version) == ("RECEIVED", 1)
    assert [clock.code for clock in clock_queries.running_clocks(NUMBER)] == ["look"]
    assert len(journal.timeline(NUMBER, include_internal=True)) == 1


def test_a_service_that_forgets_a_clock_is_stopped(letter: Case) -> None:
    claim = services.claim(actor=CHEN_JING, workflow=LETTERS, number=NUMBER, move="take", at=AT)
    with pytest.raises(ValueError, match="take starts"):
        services.move(claim=claim, at=AT)


@pytest.mark.parametrize("actor", [ZHAO_LEI, XI_TONG], ids=lambda actor: actor.name)
def test_who_may_not_see_it_hears_only_that(letter: Case, actor: Actor) -> None:
    make(CHEN_JING, "take")
    with pytest.raises(CaseNotVisible) as refusal:  # also wrong state and wrong version: neither is told
        make(actor, "take", version=99)
    assert refusal.value.status == 404


def test_what_does_not_exist_sounds_the_same(letter: Case) -> None:
    with pytest.raises(CaseNotVisible, match="没有找到 LX-1。"):
        make(CHEN_JING, "take", number="LX-1")


def test_whose_step_it_is_comes_before_the_state(letter: Case) -> None:
    make(CHEN_JING, "take")
    with pytest.raises(MoveNotYours):
        make(DU_CHA, "take", version=99)


def test_the_state_comes_before_the_version(letter: Case) -> None:
    make(CHEN_JING, "take")
    with pytest.raises(MoveNotOpen, match="现在是“办理中”（陈静刚刚处理过），不能接办。"):
        make(YANG_PING, "take", version=1)


def test_an_old_version_is_told_who_was_faster(letter: Case) -> None:
    make(CHEN_JING, "take")
    with pytest.raises(CaseChangedMeanwhile, match=r"^陈静 10:26 已接办，请按最新内容办理。$") as refusal:
        make(YANG_PING, "ask", version=1)
    assert refusal.value.next_step == "请刷新后再办。"
    assert refusal.value.extra == {"version": 2, "state": "IN_HAND"}
    assert make(YANG_PING, "ask", version=2).state == "ASKED"


def test_on_another_day_the_day_is_told_too(letter: Case) -> None:
    make(CHEN_JING, "take")
    with pytest.raises(CaseChangedMeanwhile, match=r"^陈静 12月9日 10:26 已接办"):
        make(YANG_PING, "ask", version=1, at=AT + timedelta(days=1))


def test_what_only_the_office_may_read_is_not_told_to_whoever_was_slower(letter: Case) -> None:
    make(CHEN_JING, "take")
    make(CHEN_JING, "add")
    with pytest.raises(CaseChangedMeanwhile, match="已接办"):
        make(YANG_PING, "ask", version=1)


def test_the_limit_stands_beside_its_deadline(letter: Case) -> None:
    assert letter.limit_half_days == 1
    assert make(CHEN_JING, "take").limit_half_days == 10
    assert make(CHEN_JING, "answer").limit_half_days is None


def test_the_responsible_unit_does_not_judge_itself(letter: Case) -> None:
    office = replace(CHEN_JING, unit_id=7)
    judging, other = LETTERS.move("answer"), replace(LETTERS.move("answer"), impartial=True)
    assert is_own_judge(other, office, unit_id=7)
    assert not is_own_judge(judging, office, unit_id=7)
    assert not is_own_judge(other, office, unit_id=8)
    assert not is_own_judge(other, CHEN_JING, unit_id=None)


def test_lists_show_each_post_its_own(letter: Case) -> None:
    open_one("LX-610404-20191209-0001", region_code="610404")

    def seen(actor: Actor) -> list[str]:
        rows = queries.visible_to(actor, kind=LETTERS.kind, on=AT.date())
        return sorted(rows.values_list("region_id", flat=True))

    assert seen(CHEN_JING) == ["610402"]
    assert seen(ZHAO_LEI) == ["610404"]
    assert seen(YANG_PING) == seen(DU_CHA) == ["610402", "610404"]
    assert seen(XI_TONG) == []
    assert not queries.visible_to(CHEN_JING, kind="test.other", on=AT.date()).exists()


@pytest.mark.parametrize(
    ("after", "lamp"), [(timedelta(0), "green"), (timedelta(hours=5), "yellow"), (timedelta(days=1), "red")]
)
def test_a_matter_shows_one_lamp_at_a_time(letter: Case, after: timedelta, lamp: str) -> None:
    rows = queries.visible_to(CHEN_JING, kind=LETTERS.kind, on=AT.date())
    shown = [one for one in ("green", "yellow", "red", "blue") if queries.with_lamp(rows, one, now=AT + after)]
    assert shown == [lamp]


def test_a_paused_matter_is_blue_however_late(letter: Case) -> None:
    make(CHEN_JING, "take")
    make(CHEN_JING, "ask")
    rows = queries.visible_to(CHEN_JING, kind=LETTERS.kind, on=AT.date())
    shown = [
        one for one in ("green", "yellow", "red", "blue") if queries.with_lamp(rows, one, now=AT + timedelta(days=99))
    ]
    assert shown == ["blue"]
