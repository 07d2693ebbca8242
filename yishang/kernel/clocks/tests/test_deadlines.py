"""Deadlines against the handbook's vectors (0A.4, 12.4, Appendix B), a slow second count, and properties."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishang.kernel.clocks import queries, rules
from yishang.kernel.clocks.tests.moments import any_moment, at

CALENDAR = queries.packaged_calendar()
limits = st.integers(0, 120)


@pytest.mark.parametrize(
    ("start", "working_days", "due"),
    [
        ("2020-01-17", 1, "2020-01-19"),
        ("2020-01-22", 5, "2020-02-06"),
        ("2019-12-02", 20, "2019-12-30"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-09-18", 3, "2026-09-22"),
        ("2026-09-30", 10, "2026-10-20"),
        ("2026-11-20", 20, "2026-12-18"),
    ],
)
def test_whole_days_end_where_appendix_b_says(start: str, working_days: int, due: str) -> None:
    for hour in ("08:30", "11:59", "14:00"):
        assert rules.due_moment(CALENDAR, at(f"{start} {hour}"), 2 * working_days) == at(f"{due} 17:00")


@pytest.mark.parametrize(
    ("start", "half_days", "due"),
    [
        ("2019-12-17 10:00", 1, "2019-12-17 17:00"),  # 上午受理，0.5 工作日：当日 17:00
        ("2019-12-17 14:00", 1, "2019-12-18 12:00"),  # 下午受理，0.5 工作日：次一工作日中午
        ("2019-12-17 10:00", 2, "2019-12-18 17:00"),  # 上午受理，1 工作日：次一工作日 17:00
        ("2019-12-17 10:00", 3, "2019-12-18 17:00"),  # 上午受理，1.5 工作日：次一工作日 17:00
        ("2019-12-17 14:00", 2, "2019-12-18 17:00"),
        ("2019-12-17 14:00", 3, "2019-12-19 12:00"),
        ("2019-12-20 14:00", 1, "2019-12-23 12:00"),
        ("2019-12-17 10:00", 0, "2019-12-17 17:00"),  # 即办件：当日
        ("2019-12-21 10:00", 0, "2019-12-23 17:00"),
    ],
)
def test_half_days_end_where_the_handbook_says(start: str, half_days: int, due: str) -> None:
    assert rules.due_moment(CALENDAR, at(start), half_days) == at(due)


@pytest.mark.parametrize(
    ("moment", "counts_as"),
    [
        ("2019-12-17 00:00", "2019-12-17 09:00"),
        ("2019-12-17 08:59", "2019-12-17 09:00"),
        ("2019-12-17 11:59:59", "2019-12-17 09:00"),
        ("2019-12-17 12:00", "2019-12-17 13:00"),
        ("2019-12-17 12:59", "2019-12-17 13:00"),
        ("2019-12-17 16:59:59", "2019-12-17 13:00"),
        ("2019-12-17 17:00", "2019-12-18 09:00"),
        ("2019-12-20 23:59", "2019-12-23 09:00"),
        ("2019-12-21 10:00", "2019-12-23 09:00"),  # 周六
        ("2020-01-24 10:00", "2020-02-03 09:00"),  # 2020 年春节延长至 2 月 2 日
        ("2018-12-29 10:00", "2018-12-29 09:00"),  # 次年通知定的调休上班日
    ],
)
def test_a_start_counts_in_the_half_the_handbook_names(moment: str, counts_as: str) -> None:
    assert CALENDAR.start_of_half(CALENDAR.half_index(at(moment))) == at(counts_as)


def test_a_moment_in_utc_counts_as_the_same_moment_in_shanghai() -> None:
    evening = datetime(2019, 12, 17, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai
    assert CALENDAR.half_index(evening) == CALENDAR.half_index(at("2019-12-17 17:00"))


@pytest.mark.parametrize(("year", "days"), [(2019, 250), (2020, 249), (2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_the_handbook_counted(year: int, days: int) -> None:
    start, end = at(f"{year}-01-01 00:00"), at(f"{year + 1}-01-01 00:00")
    assert rules.half_days_between(CALENDAR, start, end) == 2 * days


def _counted_on_fingers(start: datetime, half_days: int) -> datetime:
    """The handbook's rule again, walking half by half."""
    ends = (
        datetime.combine(day, ends, rules.SHANGHAI)
        for day in (start.date() + timedelta(days=n) for n in range(400))
        if CALENDAR.is_working_day(day)
        for ends in (rules.MORNING_ENDS, rules.AFTERNOON_ENDS)
    )
    first = next(end for end in ends if end > start)
    if half_days % 2 == 0 and first.time() == rules.MORNING_ENDS:
        first = next(ends)  # the rest of the start's day does not count
    for _ in range(half_days):
        first = next(ends)
    return first


@given(any_moment, limits)
def test_the_quick_count_agrees_with_counting_on_fingers(start: datetime, half_days: int) -> None:
    assert rules.due_moment(CALENDAR, start, half_days) == _counted_on_fingers(start, half_days)


@given(any_moment, limits)
def test_no_deadline_falls_on_a_day_off(start: datetime, half_days: int) -> None:
    due = rules.due_moment(CALENDAR, start, half_days)
    assert CALENDAR.is_working_day(due.date())
    assert due.time() in (rules.MORNING_ENDS, rules.AFTERNOON_ENDS)
    assert due > start


@given(any_moment, limits, limits)
def test_a_longer_limit_never_ends_earlier(start: datetime, some: int, more: int) -> None:
    assert rules.due_moment(CALENDAR, start, some) <= rules.due_moment(CALENDAR, start, some + more)


@given(any_moment, any_moment, limits)
def test_a_later_start_never_ends_earlier(one: datetime, other: datetime, half_days: int) -> None:
    early, late = sorted((one, other))
    assert rules.due_moment(CALENDAR, early, half_days) <= rules.due_moment(CALENDAR, late, half_days)


@given(any_moment, limits, st.integers(0, 90 * 24 * 60), st.integers(0, 90 * 24 * 60))
def test_pausing_n_half_days_moves_the_due_date_n_half_days(
    start: datetime, half_days: int, minutes_run: int, minutes_paused: int
) -> None:
    paused = start + timedelta(minutes=minutes_run)
    resumed = paused + timedelta(minutes=minutes_paused)
    length = rules.half_days_between(CALENDAR, paused, resumed)
    before = rules.schedule(CALENDAR, started_at=start, half_days=half_days)
    after = rules.schedule(CALENDAR, started_at=start, half_days=half_days, paused_half_days=length)
    assert rules.half_days_between(CALENDAR, before.due_at, after.due_at) == length
    assert after.due_at == rules.shift(CALENDAR, before.due_at, length)
    assert CALENDAR.half_index(after.warn_at) - CALENDAR.half_index(before.warn_at) == length
    if paused <= before.due_at:
        left_then = rules.half_days_between(CALENDAR, paused, before.due_at)
        assert rules.half_days_between(CALENDAR, resumed, after.due_at) == left_then


def test_a_pause_over_night_costs_nothing() -> None:
    assert rules.half_days_between(CALENDAR, at("2019-12-17 17:30"), at("2019-12-18 08:30")) == 0


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(rules.ImpossibleLimit) as refusal:
        rules.due_moment(CALENDAR, at("2019-12-17 10:00"), -1)
    assert refusal.value.next_step


@pytest.mark.parametrize("day", ["2016-12-31 10:00", "2036-01-01 10:00"])
def test_a_day_outside_the_calendar_is_refused(day: str) -> None:
    with pytest.raises(rules.OutsideCalendar):
        rules.due_moment(CALENDAR, at(day), 2)
    with pytest.raises(rules.OutsideCalendar):
        CALENDAR.is_working_day(at(day).date())


def test_a_deadline_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(rules.OutsideCalendar):
        rules.due_moment(CALENDAR, at("2035-12-20 10:00"), 60)


def test_a_moment_without_a_time_zone_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.half_index(datetime(2019, 12, 17, 10))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "assumed"),
    [
        (date(2017, 12, 31), True),
        (date(2018, 1, 1), False),
        (date(2026, 12, 19), False),
        (date(2026, 12, 20), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 4), True),
    ],
)
def test_unpublished_days_and_the_last_december_are_assumed(day: date, assumed: bool) -> None:
    assert CALENDAR.is_assumed(day) is assumed


@pytest.mark.parametrize(
    ("day", "works"),
    [(date(2027, 1, 1), False), (date(2027, 2, 8), False), (date(2027, 2, 10), True), (date(2027, 10, 4), True)],
)
def test_an_unpublished_year_rests_on_statutory_days_only(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works
