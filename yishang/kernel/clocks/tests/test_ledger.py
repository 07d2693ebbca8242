"""A clock starts, stops, pauses, resumes and is extended, and every change by hand is in its ledger."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from yishang.kernel.clocks import queries, rules, services
from yishang.kernel.clocks.models import Clock, ClockEvent
from yishang.kernel.clocks.tests.moments import at

pytestmark = pytest.mark.django_db
APPEAL, HANDLING = "SQ-610402-20191209-0007", "HANDLING"


@dataclass(frozen=True)
class Official:
    name: str


CHEN_JING = Official("陈静")  # 市营商办


def _start(half_days: int = 20, moment: str = "2019-12-02 10:00") -> Clock:
    return services.start_clock(subject=APPEAL, code=HANDLING, half_days=half_days, at=at(moment))


def _pause(moment: str, reason: str = "等待专家评审，评审时间不计入时限。") -> Clock:
    return services.pause_clock(actor=CHEN_JING, subject=APPEAL, code=HANDLING, at=at(moment), reason=reason)


def _resume(moment: str, reason: str = "评审结束。") -> Clock:
    return services.resume_clock(actor=CHEN_JING, subject=APPEAL, code=HANDLING, at=at(moment), reason=reason)


def _extend(half_days: int, moment: str, reason: str = "涉及两个部门，经负责人批准延期。") -> Clock:
    return services.extend_clock(
        actor=CHEN_JING, subject=APPEAL, code=HANDLING, half_days=half_days, at=at(moment), reason=reason
    )


def _stop(moment: str) -> Clock | None:
    return services.stop_clock(subject=APPEAL, code=HANDLING, at=at(moment))


def _due() -> datetime:
    return Clock.objects.get().due_at


def test_a_clock_says_from_its_first_moment_when_it_is_due() -> None:
    clock = _start()
    clock.refresh_from_db()
    assert (clock.due_at, clock.warn_at) == (at("2019-12-16 17:00"), at("2019-12-12 15:24"))
    assert (clock.state, clock.is_assumed) == (Clock.State.RUNNING, False)
    assert queries.running_clocks(APPEAL) == [clock]


def test_starting_is_one_insert_and_stopping_one_update(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    queries.read_again()
    with django_assert_num_queries(1):
        _start()
    with django_assert_num_queries(1):
        _stop("2019-12-06 10:00")


def test_a_clock_of_the_same_name_cannot_start_twice() -> None:
    _start()
    with pytest.raises(rules.ClockAlreadyRunning), transaction.atomic():
        _start()
    assert Clock.objects.count() == 1


def test_a_stopped_clock_may_start_again() -> None:
    _start()
    _stop("2019-12-06 10:00")
    again = _start(moment="2019-12-09 10:00")
    assert queries.running_clocks(APPEAL) == [again]


def test_a_clock_cannot_start_with_a_negative_limit() -> None:
    with pytest.raises(rules.ImpossibleLimit):
        _start(half_days=-2)


def test_a_stopped_clock_keeps_when_it_stopped_and_when_it_was_due() -> None:
    _start()
    clock = _stop("2019-12-06 10:00")
    assert clock is not None
    assert (clock.state, clock.stopped_at, clock.due_at) == (
        Clock.State.STOPPED,
        at("2019-12-06 10:00"),
        at("2019-12-16 17:00"),
    )
    assert Clock.objects.get().stopped_at == clock.stopped_at
    assert queries.running_clocks(APPEAL) == []


def test_stopping_what_does_not_run_stops_nothing() -> None:
    assert _stop("2019-12-06 10:00") is None
    _start()
    assert services.stop_clock(subject=APPEAL, code="SIGNING", at=at("2019-12-06 10:00")) is None
    assert services.stop_clock(subject="SQ-610402-20191209-0008", code=HANDLING, at=at("2019-12-06 10:00")) is None
    assert len(queries.running_clocks(APPEAL)) == 1


def test_a_clock_cannot_stop_before_it_started() -> None:
    _start()
    with pytest.raises(rules.MomentTooEarly), transaction.atomic():
        _stop("2019-12-01 10:00")
    assert len(queries.running_clocks(APPEAL)) == 1


def test_a_pause_moves_the_deadline_by_the_halves_that_ended_meanwhile() -> None:
    _start()
    paused = _pause("2019-12-05 10:00")
    assert (paused.state, paused.due_at) == (Clock.State.PAUSED, at("2019-12-16 17:00"))
    clock = _resume("2019-12-09 14:00")  # 5 halves: Thursday 2, Friday 2, Monday morning
    clock.refresh_from_db()
    assert (clock.paused_half_days, clock.paused_at) == (5, None)
    assert clock.due_at == at("2019-12-19 12:00")
    assert clock.warn_at == at("2019-12-17 10:48")  # 60 % into a half, 5 halves after 2019-12-12 15:24


def test_the_ledger_says_who_changed_the_deadline_when_why_and_to_what() -> None:
    _start()
    _pause("2019-12-05 10:00")
    _resume("2019-12-09 14:00")
    _extend(4, "2019-12-10 09:00")
    lines = [
        (event.kind, event.actor_name, event.at, event.due_before, event.due_after) for event in queries.ledger(APPEAL)
    ]
    first, moved, extended = at("2019-12-16 17:00"), at("2019-12-19 12:00"), at("2019-12-23 12:00")
    assert lines == [
        (ClockEvent.Kind.PAUSE, "陈静", at("2019-12-05 10:00"), first, first),
        (ClockEvent.Kind.RESUME, "陈静", at("2019-12-09 14:00"), first, moved),
        (ClockEvent.Kind.EXTEND, "陈静", at("2019-12-10 09:00"), moved, extended),
    ]
    assert queries.ledger(APPEAL)[0].reason == "等待专家评审，评审时间不计入时限。"


def test_a_paused_clock_that_is_stopped_counts_its_pause_until_then() -> None:
    _start()
    _pause("2019-12-05 10:00")
    clock = _stop("2019-12-20 10:00")
    assert clock is not None
    clock.refresh_from_db()
    assert clock.state == Clock.State.STOPPED
    assert clock.stopped_at is not None and clock.stopped_at < clock.due_at
    assert [event.kind for event in queries.ledger(APPEAL)] == [ClockEvent.Kind.PAUSE, ClockEvent.Kind.RESUME]


def test_pausing_is_refused_when_nothing_runs_or_it_is_paused_or_the_reason_is_missing() -> None:
    with pytest.raises(rules.ClockNotRunning):
        _pause("2019-12-05 10:00")
    _start()
    with pytest.raises(rules.ReasonMissing):
        _pause("2019-12-05 10:00", reason="  ")
    _pause("2019-12-05 10:00")
    with pytest.raises(rules.ClockNotRunning):
        _pause("2019-12-05 11:00")
    assert ClockEvent.objects.count() == 1


def test_resuming_is_refused_when_nothing_is_paused_or_before_the_pause() -> None:
    with pytest.raises(rules.ClockNotRunning):
        _resume("2019-12-05 10:00")
    _start()
    with pytest.raises(rules.ClockNotPaused):
        _resume("2019-12-05 10:00")
    _pause("2019-12-05 10:00")
    with pytest.raises(rules.MomentTooEarly):
        _resume("2019-12-05 09:59")
    assert Clock.objects.get().state == Clock.State.PAUSED


def test_pauses_cannot_overlap() -> None:
    _start()
    _pause("2019-12-05 10:00")
    _resume("2019-12-09 14:00")
    with pytest.raises(rules.MomentTooEarly):
        _pause("2019-12-06 10:00")


def test_an_extension_is_refused_without_a_clock_a_reason_or_a_length() -> None:
    with pytest.raises(rules.ClockNotRunning):
        _extend(4, "2019-12-10 09:00")
    _start()
    with pytest.raises(rules.ReasonMissing):
        _extend(4, "2019-12-10 09:00", reason="")
    with pytest.raises(rules.ImpossibleLimit):
        _extend(0, "2019-12-10 09:00")
    assert _due() == at("2019-12-16 17:00")


def test_a_stopped_clock_cannot_be_extended() -> None:
    _start()
    _stop("2019-12-06 10:00")
    with pytest.raises(rules.ClockNotRunning) as refusal:
        _extend(4, "2019-12-10 09:00")
    assert refusal.value.next_step


def test_clocks_of_other_names_run_beside_it() -> None:
    handling = _start()
    signing = services.start_clock(subject=APPEAL, code="SIGNING", half_days=2, at=at("2019-12-02 10:00"))
    assert queries.running_clocks(APPEAL) == [handling, signing]


def test_a_clock_into_unpublished_days_is_assumed_from_the_start() -> None:
    assert _start(moment="2026-12-10 10:00").is_assumed
    assert not services.start_clock(subject="b", code=HANDLING, half_days=2, at=at("2026-12-10 10:00")).is_assumed


def test_an_extension_into_unpublished_days_makes_the_clock_assumed() -> None:
    clock = _start(half_days=10, moment="2026-12-10 10:00")
    assert not clock.is_assumed
    assert _extend(10, "2026-12-11 10:00").is_assumed
