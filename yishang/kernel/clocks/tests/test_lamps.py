"""Lamps and the words beside them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishang.kernel.clocks import queries, rules
from yishang.kernel.clocks.tests.moments import any_moment, at

CALENDAR = queries.packaged_calendar()
WARN, DUE = at("2019-12-19 09:00"), at("2019-12-20 17:00")


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("2019-12-18 17:00", "green"),
        ("2019-12-19 08:59", "green"),
        ("2019-12-19 09:00", "yellow"),
        ("2019-12-20 17:00", "yellow"),
        ("2019-12-20 17:01", "red"),
    ],
)
def test_the_lamp_is_green_then_yellow_then_red(now: str, colour: str) -> None:
    assert rules.lamp(now=at(now), warn_at=WARN, due_at=DUE, paused=False) == colour


def test_a_paused_clock_is_blue_even_past_its_deadline() -> None:
    assert rules.lamp(now=at("2019-12-31 09:00"), warn_at=WARN, due_at=DUE, paused=True) == "blue"


@pytest.mark.parametrize(
    ("start", "half_days", "warn"),
    [
        ("2019-12-02 10:00", 20, "2019-12-12 15:24"),  # 22 halves from Monday morning on; 17.6 of them are 80 %
        ("2019-12-02 14:00", 20, "2019-12-12 16:12"),  # 21 halves from Monday afternoon on; 16.8 of them
        ("2019-12-17 10:00", 1, "2019-12-17 15:24"),  # half a day also warns before it ends
        ("2019-12-17 14:00", 0, "2019-12-17 16:12"),
    ],
)
def test_yellow_begins_when_80_percent_is_used(start: str, half_days: int, warn: str) -> None:
    due = rules.due_moment(CALENDAR, at(start), half_days)
    assert rules.warn_moment(CALENDAR, at(start), due) == at(warn)


@given(any_moment, st.integers(0, 120), st.integers(0, 60))
def test_the_warning_comes_in_working_time_before_the_deadline(start: datetime, half_days: int, paused: int) -> None:
    due, warn, _ = rules.schedule(CALENDAR, started_at=start, half_days=half_days, paused_half_days=paused)
    assert CALENDAR.start_of_half(CALENDAR.half_index(start)) < warn < due
    assert CALENDAR.is_working_day(warn.date())
    assert CALENDAR.start_of_half(CALENDAR.half_index(warn)) <= warn


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2019-12-17 14:00", "还剩 3.5 个工作日"),
        ("2019-12-17 10:00", "还剩 4 个工作日"),
        ("2019-12-17 17:00", "还剩 3 个工作日"),
        ("2019-12-19 13:00", "还剩 1.5 个工作日"),
        ("2019-12-19 18:00", "还剩 1 个工作日"),
        ("2019-12-20 08:00", "今天 17:00 前"),
        ("2019-12-20 17:00", "今天 17:00 前"),
        ("2019-12-20 17:01", "超期不足 0.5 个工作日"),
        ("2019-12-22 10:00", "超期不足 0.5 个工作日"),
        ("2019-12-23 12:00", "超期 0.5 个工作日"),
        ("2019-12-24 14:00", "超期 1.5 个工作日"),
    ],
)
def test_the_time_left_reads_naturally(now: str, words: str) -> None:
    assert rules.remaining_text(CALENDAR, now=at(now), due_at=DUE) == words


def test_a_deadline_at_noon_today_says_noon() -> None:
    assert rules.remaining_text(CALENDAR, now=at("2019-12-20 09:00"), due_at=at("2019-12-20 12:00")) == "今天 12:00 前"


def test_a_count_that_touches_unpublished_days_says_so() -> None:
    words = rules.remaining_text(CALENDAR, now=at("2026-12-18 14:00"), due_at=at("2026-12-22 17:00"))
    assert words == "还剩 2.5 个工作日（推定）"


@given(any_moment, st.integers(1, 60))
def test_a_running_deadline_never_reads_as_nothing_left(now: datetime, half_days: int) -> None:
    due = rules.due_moment(CALENDAR, now, half_days)
    assert "不足" not in rules.remaining_text(CALENDAR, now=now, due_at=due)
    late = rules.remaining_text(CALENDAR, now=due + timedelta(minutes=1), due_at=due)
    assert late.startswith("超期")
