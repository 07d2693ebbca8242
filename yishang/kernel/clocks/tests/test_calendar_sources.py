"""Our calendar, day by day 2018–2026, against two calendars made by others."""

import json
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from django.conf import settings

from yishang.kernel.clocks import queries, rules

FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)


def _every_day() -> Iterator[date]:
    return (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))


def test_every_day_agrees_with_the_chinesecalendar_package(calendar: rules.WorkCalendar) -> None:
    differing = [day for day in _every_day() if calendar.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differing == []


def _real_holidays() -> Path:
    folder = settings.ROOT / os.environ.get("YISHANG_REAL_DATA", "../shared/data") / "holidays"
    if not folder.is_dir():
        absent = f"no holidays folder at {folder}: set YISHANG_REAL_DATA to the folder that has one"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(absent)
        pytest.skip(absent)
    return folder


@pytest.mark.real_data
def test_every_day_agrees_with_the_published_holiday_data(calendar: rules.WorkCalendar) -> None:
    is_off = {
        date.fromisoformat(day["date"]): day["isOffDay"]
        for year in range(2018, 2027)
        for day in json.loads((_real_holidays() / f"{year}.json").read_text(encoding="utf-8"))["days"]
    }
    differing = [day for day in _every_day() if calendar.is_working_day(day) == is_off.get(day, day.weekday() >= 5)]
    assert differing == []


def test_every_exception_names_its_notice() -> None:
    assert all(row["name"] and row["source_doc"] for row in queries.packaged_days())


def test_statutory_days_begin_where_the_notices_end() -> None:
    published = [row["date"] for row in queries.packaged_days() if row["is_assumed"] == "0"]
    assumed = [row["date"] for row in queries.packaged_days() if row["is_assumed"] == "1"]
    assert max(published) < min(assumed)
    assert {day[:4] for day in assumed} == {str(year) for year in range(2027, 2036)}
