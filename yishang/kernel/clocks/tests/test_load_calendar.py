"""Calendar and time limits are data: loading them, keeping them in the process, refusing faulty rows."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from yishang.kernel.clocks import queries, rules, services
from yishang.kernel.clocks.models import CalendarDay, TimeLimit
from yishang.kernel.context import InvalidInput

pytestmark = pytest.mark.django_db
CLOSED_DAY = {"date": "2019-12-17", "is_workday": "0", "name": "演示放假", "source_doc": "演示通知"}
TWO_STARS: dict[str, Any] = {
    "process": "outreach",
    "clock_code": "HANDLING",
    "grade": "2",
    "half_days": "10",
    "basis": "领域手册 1.5",
    "source_mark": "设",
    "effective_from": "2019-01-01",
    "effective_to": "",
}


def _limit(on: str, grade: str = "2") -> int:
    return queries.limit_for(process="outreach", clock_code="HANDLING", grade=grade, on=date.fromisoformat(on))


def test_loading_twice_changes_nothing_the_second_time() -> None:
    assert services.load_calendar() == len(queries.packaged_days())
    assert services.load_calendar() == 0


def test_without_a_loaded_calendar_the_packaged_one_counts() -> None:
    assert CalendarDay.objects.count() == 0
    assert not queries.calendar().is_working_day(date(2020, 1, 31))


def test_a_loaded_day_counts_at_once() -> None:
    services.load_calendar()
    assert queries.calendar().is_working_day(date(2019, 12, 17))
    assert services.load_calendar(rows=[CLOSED_DAY]) == 1
    assert not queries.calendar().is_working_day(date(2019, 12, 17))


def test_a_published_year_voids_its_assumed_days() -> None:
    services.load_calendar()
    services.load_calendar(
        rows=[{"date": "2027-01-01", "is_workday": "0", "name": "元旦", "source_doc": "演示通知", "is_assumed": "0"}]
    )
    calendar = queries.calendar()
    assert not calendar.is_assumed(date(2026, 12, 25))
    assert not calendar.is_assumed(date(2027, 3, 1))
    assert calendar.is_assumed(date(2027, 12, 20))
    assert calendar.is_working_day(date(2027, 5, 3))


@pytest.mark.parametrize("fault", [{"date": "2019-13-01"}, {"is_workday": "2"}, {"is_workday": "是"}, {"date": ""}])
def test_a_faulty_day_is_named_and_nothing_is_taken(fault: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.load_calendar(rows=[CLOSED_DAY, {**CLOSED_DAY, **fault}])
    assert list(refusal.value.fields) == ["第 2 行"]
    assert CalendarDay.objects.count() == 0


def test_a_limit_is_the_one_in_force_on_the_day() -> None:
    services.load_time_limits(rows=[TWO_STARS, {**TWO_STARS, "effective_from": "2020-01-01", "half_days": 8}])
    assert (_limit("2019-12-31"), _limit("2020-01-01")) == (10, 8)


def test_a_limit_ends_with_its_last_day() -> None:
    services.load_time_limits(rows=[{**TWO_STARS, "effective_to": "2019-12-31"}])
    assert _limit("2019-12-31") == 10
    with pytest.raises(rules.LimitUnknown):
        _limit("2020-01-01")


def test_a_step_without_a_limit_is_refused_and_says_what_to_do() -> None:
    services.load_time_limits(rows=[TWO_STARS])
    with pytest.raises(rules.LimitUnknown) as refusal:
        _limit("2019-12-09", grade="6")
    assert refusal.value.next_step
    with pytest.raises(rules.LimitUnknown):
        _limit("2018-12-31")


def test_loading_a_limit_again_replaces_it_and_counts_at_once() -> None:
    services.load_time_limits(rows=[TWO_STARS])
    assert _limit("2019-12-09") == 10
    services.load_time_limits(rows=[{**TWO_STARS, "half_days": "6"}])
    assert _limit("2019-12-09") == 6
    assert TimeLimit.objects.count() == 1


@pytest.mark.parametrize(
    "fault", [{"half_days": "-1"}, {"half_days": "五"}, {"source_mark": "听说"}, {"effective_from": "2019"}]
)
def test_a_faulty_limit_is_named_and_nothing_is_taken(fault: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.load_time_limits(rows=[TWO_STARS, {**TWO_STARS, "grade": "3", **fault}])
    assert list(refusal.value.fields) == ["第 2 行"]
    assert TimeLimit.objects.count() == 0


def test_calendar_and_limits_cost_no_sql_once_read(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    services.load_time_limits(rows=[TWO_STARS])
    queries.read_again()
    with django_assert_num_queries(0):
        queries.calendar()
        _limit("2019-12-09")


def test_what_another_process_changed_is_seen_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    services.load_time_limits(rows=[TWO_STARS])
    assert _limit("2019-12-09") == 10
    TimeLimit.objects.update(half_days=4)  # as another process would
    assert _limit("2019-12-09") == 10
    later = queries.monotonic() + queries.READ_AGAIN_AFTER
    monkeypatch.setattr(queries, "monotonic", lambda: later)
    assert _limit("2019-12-09") == 4


def test_a_load_is_read_again_after_its_commit_too(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.load_time_limits(rows=[TWO_STARS])
        assert _limit("2019-12-09") == 10
        TimeLimit.objects.update(half_days=4)
    assert _limit("2019-12-09") == 4
