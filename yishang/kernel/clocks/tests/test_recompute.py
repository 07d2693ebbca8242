"""The next year's notice arrives: deadlines that were assumed are derived again, and the ledger says so."""

from dataclasses import dataclass

import pytest
from pytest_django import DjangoAssertNumQueries

from yishang.kernel.clocks import queries, services
from yishang.kernel.clocks.models import Clock, ClockEvent
from yishang.kernel.clocks.tests.moments import at

pytestmark = pytest.mark.django_db
NOW = at("2026-12-15 09:00")
NOTICE = [  # an invented notice for 2027 that also moves a day of 2026, as those of 2019 and 2023 did
    {"date": "2026-12-27", "is_workday": "1", "name": "元旦调休上班", "source_doc": "演示通知"},
    {"date": "2026-12-31", "is_workday": "0", "name": "元旦", "source_doc": "演示通知"},
    {"date": "2027-01-01", "is_workday": "0", "name": "元旦", "source_doc": "演示通知"},
    {"date": "2027-01-02", "is_workday": "0", "name": "元旦", "source_doc": "演示通知"},
    {"date": "2027-02-08", "is_workday": "0", "name": "春节", "source_doc": "演示通知"},
]


@dataclass(frozen=True)
class Official:
    name: str


CHEN_JING = Official("陈静")


def _start(subject: str, half_days: int, moment: str = "2026-12-10 10:00") -> Clock:
    return services.start_clock(subject=subject, code="HANDLING", half_days=half_days, at=at(moment))


def test_a_published_notice_moves_the_deadlines_it_touches() -> None:
    services.load_calendar()
    clock = _start("a", 30)
    assert (clock.due_at, clock.is_assumed) == (at("2026-12-31 17:00"), True)
    services.load_calendar(rows=NOTICE)
    assert services.recompute_assumed(at=NOW) == [clock]
    clock.refresh_from_db()
    assert (clock.due_at, clock.is_assumed) == (at("2026-12-30 17:00"), False)
    event = queries.ledger("a")[0]
    assert (event.kind, event.actor_name, event.at) == (ClockEvent.Kind.RECOMPUTE, "系统", NOW)
    assert (event.due_before, event.due_after) == (at("2026-12-31 17:00"), at("2026-12-30 17:00"))


def test_a_deadline_that_stays_is_no_longer_assumed() -> None:
    services.load_calendar()
    clock = _start("a", 16)
    assert (clock.due_at, clock.is_assumed) == (at("2026-12-22 17:00"), True)
    services.load_calendar(rows=NOTICE)
    changed = services.recompute_assumed(at=NOW)
    assert [(one.due_at, one.is_assumed) for one in changed] == [(at("2026-12-22 17:00"), False)]


def test_pauses_and_extensions_are_counted_again_in_the_new_calendar() -> None:
    services.load_calendar()
    clock = _start("a", 30)
    who = {"actor": CHEN_JING, "subject": "a", "code": "HANDLING", "reason": "等待检验结果。"}
    services.pause_clock(**who, at=at("2026-12-30 10:00"))
    services.resume_clock(**who, at=at("2027-01-04 10:00"))  # 4 halves while 31 December is still worked
    services.extend_clock(**who, half_days=4, at=at("2027-01-04 11:00"))
    services.load_calendar(rows=NOTICE)
    [recomputed] = services.recompute_assumed(at=at("2027-01-05 09:00"))
    assert recomputed.paused_half_days == 2
    fresh = services.start_clock(subject="b", code="HANDLING", half_days=30 + 2 + 4, at=clock.started_at)
    assert recomputed.due_at == fresh.due_at


def test_a_clock_still_paused_is_derived_again_without_its_open_pause() -> None:
    services.load_calendar()
    _start("a", 30)
    services.pause_clock(actor=CHEN_JING, subject="a", code="HANDLING", at=at("2026-12-14 10:00"), reason="听证。")
    services.load_calendar(rows=NOTICE)
    [clock] = services.recompute_assumed(at=NOW)
    assert (clock.state, clock.due_at) == (Clock.State.PAUSED, at("2026-12-30 17:00"))


def test_untouched_and_stopped_clocks_stay_as_they_are() -> None:
    services.load_calendar()
    _start("a", 4)
    _start("b", 30)
    services.stop_clock(subject="b", code="HANDLING", at=at("2026-12-14 10:00"))
    services.load_calendar(rows=NOTICE)
    assert services.recompute_assumed(at=NOW) == []
    assert ClockEvent.objects.count() == 0


def test_recomputing_twice_changes_nothing_more() -> None:
    services.load_calendar()
    _start("a", 30)
    services.load_calendar(rows=NOTICE)
    services.recompute_assumed(at=NOW)
    assert services.recompute_assumed(at=NOW) == []


def test_many_clocks_are_read_in_few_queries(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(services, "RECOMPUTED_AT_ONCE", 4)
    services.load_calendar()
    for number in range(10):
        _start(f"c{number}", 30)
    services.load_calendar(rows=NOTICE)
    with django_assert_max_num_queries(2 + 4 + 3 + 1 + 2 * 10):  # savepoint, reads, ledgers, calendar, two writes each
        assert len(services.recompute_assumed(at=NOW)) == 10
