"""The office calls the company."""

from collections.abc import Callable
from datetime import datetime

import pytest

from yishang.kernel.cases.models import Case
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.ratings import queries, rules, services
from yishang.kernel.ratings.models import CallBack
from yishang.kernel.ratings.tests.conftest import on

pytestmark = pytest.mark.django_db


def called(
    actor: Actor, case: Case, outcome: str = "SATISFIED", *, at: datetime | None = None, note: str = ""
) -> CallBack:
    return services.record_call_back(actor=actor, case_id=case.pk, outcome=outcome, at=at or on(10), note=note)


def test_a_satisfied_company_is_noted_with_caller_and_moment(liu_yang: Actor, case: Case) -> None:
    call = called(liu_yang, case, note=" 陈静接听，水压已恢复 ")
    assert (call.outcome, call.attempt, call.is_final, call.by_id) == ("SATISFIED", 1, True, liu_yang.id)
    assert queries.last_answer(case.pk) == call
    assert queries.last_answer(case.pk).note == "陈静接听，水压已恢复"


def test_the_third_time_unreached_is_final(liu_yang: Actor, case: Case) -> None:
    calls = [called(liu_yang, case, "UNREACHABLE", at=at) for at in (on(10, 9), on(10, 15), on(11, 9))]
    assert [(call.attempt, call.is_final) for call in calls] == [(1, False), (2, False), (3, True)]
    assert queries.missed_calls(case.pk) == 3
    assert queries.last_answer(case.pk) is None
    with pytest.raises(rules.AlreadyCalledBack):
        called(liu_yang, case, at=on(12))


def test_two_unreached_calls_in_one_half_day_are_one(liu_yang: Actor, case: Case) -> None:
    called(liu_yang, case, "UNREACHABLE", at=on(10, 9))
    with pytest.raises(rules.CalledThisHalfDay) as refused:
        called(liu_yang, case, "UNREACHABLE", at=on(10, 11))
    assert "换一个半天" in refused.value.next_step
    assert called(liu_yang, case, "UNREACHABLE", at=on(10, 12)).attempt == 2


def test_a_company_reached_in_the_same_half_day_is_noted(liu_yang: Actor, case: Case) -> None:
    called(liu_yang, case, "UNREACHABLE", at=on(10, 9))
    assert called(liu_yang, case, "BASICALLY", at=on(10, 10)).attempt == 2


@pytest.mark.parametrize("outcome", ["SATISFIED", "BASICALLY", "DISSATISFIED", "DECLINED"])
def test_after_an_answer_there_is_no_further_call(liu_yang: Actor, case: Case, outcome: str) -> None:
    called(liu_yang, case, outcome)
    with pytest.raises(rules.AlreadyCalledBack):
        called(liu_yang, case, "SATISFIED", at=on(11))


def test_whoever_handled_the_matter_does_not_call(case: Case, liu_yang: Actor) -> None:
    of_the_bureau = Actor(id=liu_yang.id, name="王强", role=Role.DEP, unit_id=case.unit_id)
    with pytest.raises(rules.CallerHandledTheCase) as refused:
        called(of_the_bureau, case)
    assert refused.value.status == 403
    assert not queries.call_backs_of(case.pk)


@pytest.mark.parametrize("outcome", ["HAPPY", "", "satisfied"])
def test_an_unknown_outcome_is_refused(liu_yang: Actor, case: Case, outcome: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        called(liu_yang, case, outcome)
    assert set(refused.value.fields) == {"outcome"}


def test_a_note_that_is_too_long_is_refused(liu_yang: Actor, case: Case) -> None:
    with pytest.raises(InvalidInput):
        called(liu_yang, case, note="长" * 501)


def test_what_is_not_closed_is_not_called_about(liu_yang: Actor, closed_case: Callable[..., Case]) -> None:
    with pytest.raises(rules.NotClosedYet):
        called(liu_yang, closed_case(closed_at=None))


def test_a_matter_done_again_is_called_about_anew(liu_yang: Actor, case: Case) -> None:
    called(liu_yang, case, "DISSATISFIED")
    Case.objects.filter(pk=case.pk).update(closed_at=on(16))
    assert queries.last_answer(case.pk) is None
    assert called(liu_yang, case, "SATISFIED", at=on(17)).attempt == 1
    assert [call.outcome for call in queries.call_backs_of(case.pk)] == ["DISSATISFIED", "SATISFIED"]
    assert queries.answers(Case.objects.all()).of == {"SATISFIED": 1}


def test_satisfaction_leaves_out_who_was_not_reached_or_declined(
    liu_yang: Actor, closed_case: Callable[..., Case]
) -> None:
    for sequence, outcome in enumerate(["SATISFIED", "SATISFIED", "BASICALLY", "DISSATISFIED", "DECLINED"], start=1):
        called(liu_yang, closed_case(sequence), outcome)
    unreached, tried = closed_case(6), closed_case(7)
    for at in (on(10, 9), on(10, 15), on(11, 9)):
        called(liu_yang, unreached, "UNREACHABLE", at=at)
    called(liu_yang, tried, "UNREACHABLE")
    answers = queries.answers(Case.objects.all())
    assert (answers.content, answers.valid) == (3, 4)
    assert answers.of == {"SATISFIED": 2, "BASICALLY": 1, "DISSATISFIED": 1, "DECLINED": 1, "UNREACHABLE": 1}
