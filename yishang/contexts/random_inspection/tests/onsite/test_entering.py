"""扫码入企: the company's own code, times that can be true, and two officers at least."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.rules.onsite import Days, Entry, Person
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import InvalidInput

SECRET = b"a secret of the installation"
USCC, OTHER = "91350211M000100Y43", "91610104MA6U000008"
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
TODAY = date(2026, 11, 23)
CAME = Entry(NINE, NINE + timedelta(minutes=2), "SCANNED")


def test_the_wall_s_code_opens_and_so_do_its_eight_signs() -> None:
    code = onsite.code_of(USCC, secret=SECRET)
    assert code.startswith(f"YSQY-{USCC}-")
    assert onsite.opens(f" {code.lower()} ", uscc=USCC, secret=SECRET)
    mark = onsite.mark_of(USCC, secret=SECRET)
    assert len(mark) == 8
    assert onsite.opens(f"{mark[:4]} {mark[4:]}", uscc=USCC, secret=SECRET)


@pytest.mark.parametrize("text", ["", USCC, f"YSQY-{USCC}-00000000", "十二三四五六七八"])
def test_the_number_alone_opens_nothing(text: str) -> None:
    assert not onsite.opens(text, uscc=USCC, secret=SECRET)


def test_another_company_s_code_opens_nothing_here() -> None:
    assert not onsite.opens(onsite.code_of(OTHER, secret=SECRET), uscc=USCC, secret=SECRET)
    assert not onsite.opens(onsite.code_of(USCC, secret=b"another"), uscc=USCC, secret=SECRET)


@pytest.mark.parametrize(
    ("entry", "late"),
    [
        (CAME, timedelta(minutes=3)),
        (CAME, timedelta(days=2)),
        (replace(CAME, way="ON_LEAVING", scanned_at=NINE + timedelta(hours=3), reason="举报急查"), timedelta(hours=4)),
        (replace(CAME, way="BACKFILLED", scanned_at=NINE + timedelta(days=9), reason="停电断网"), timedelta(days=9)),
    ],
)
def test_an_entry_that_can_be_true_is_taken(entry: Entry, late: timedelta) -> None:
    onsite.check_entry(entry, at=NINE + late)


@pytest.mark.parametrize(
    ("entry", "late", "field"),
    [
        (replace(CAME, entered_at=NINE + timedelta(hours=1), scanned_at=NINE + timedelta(hours=1)), 0, "entered_at"),
        (replace(CAME, scanned_at=NINE - timedelta(hours=1)), 0, "scanned_at"),
        (replace(CAME, scanned_at=NINE + timedelta(hours=1)), 2, "way"),
        (replace(CAME, way="ON_LEAVING", scanned_at=NINE + timedelta(hours=1)), 2, "reason"),
        (replace(CAME, way="WINDOW"), 1, "way"),
        (replace(CAME, way="BACKFILLED", reason="断网"), 11 * 24, "entered_at"),
        (replace(CAME, way="BACKFILLED", reason="长" * 301), 24, "reason"),
    ],
)
def test_an_entry_that_cannot_be_true_is_refused(entry: Entry, late: int, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        onsite.check_entry(entry, at=NINE + timedelta(hours=late))
    assert field in refused.value.fields


HE, WU = Person(1, "何执法", date(2027, 1, 1)), Person(2, "吴执法", TODAY)
EXPERT, LAPSED = Person(3, "专家", None, is_expert=True), Person(4, "过期", date(2026, 11, 22))


def test_two_officers_with_valid_certificates_may_inspect() -> None:
    assert onsite.faults_of_team([HE, WU, EXPERT], on=TODAY) == {}


@pytest.mark.parametrize("team", [[HE], [HE, EXPERT], []])
def test_one_officer_is_too_few_and_an_expert_does_not_count(team: list[Person]) -> None:
    assert "不少于 2 人" in onsite.faults_of_team(team, on=TODAY)["present"]


def test_a_lapsed_certificate_keeps_its_holder_out() -> None:
    assert "过期" in onsite.faults_of_team([HE, WU, LAPSED], on=TODAY)["present"]


def weekday(day: date) -> bool:
    return day.weekday() < 5


ANY = Days(weekday, lambda _: False)


def test_three_working_days_lie_between_notice_and_inspection() -> None:
    monday, friday = date(2026, 11, 23), date(2026, 11, 27)
    assert onsite.first_day_after_notice(monday, is_working=weekday) == friday
    assert onsite.first_day_after_notice(friday, is_working=weekday) == date(2026, 12, 3)


def test_a_day_on_which_somebody_comes_anyway_is_taken_first() -> None:
    first, last = date(2026, 11, 23), date(2026, 12, 4)
    assert onsite.choose(first, last, days=ANY, taken={date(2026, 12, 1)}, lot=0) == date(2026, 12, 1)


def test_quiet_days_are_left_alone_and_lots_spread_the_work() -> None:
    first, last = date(2026, 11, 23), date(2026, 11, 27)
    days = Days(weekday, lambda day: day.day in (23, 24))
    assert [onsite.choose(first, last, days=days, taken=(), lot=lot) for lot in (0, 1, 3)] == [
        date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 25)
    ]  # fmt: skip
    assert onsite.choose(first, last, days=Days(weekday, lambda _: True), taken=(), lot=0) is None
    assert onsite.choose(last, first, days=ANY, taken=(), lot=0) is None


@pytest.mark.parametrize(
    ("day", "fault"), [(26, "最早"), (31, "最晚"), (28, "工作日"), (30, "勿扰"), (27, "")], ids=str
)
def test_a_company_chooses_within_its_window(day: int, fault: str) -> None:
    days = Days(weekday, lambda one: one == date(2026, 11, 30))
    chosen = date(2026, 11, 30) + timedelta(days=day - 30)
    found = onsite.fault_of_day(chosen, first=date(2026, 11, 27), last=date(2026, 11, 30), days=days)
    assert fault in found if fault else not found


def test_inspections_a_month_apart_are_one_visit_and_no_further() -> None:
    assert onsite.fall_together(date(2026, 11, 1), date(2026, 12, 1))
    assert not onsite.fall_together(date(2026, 11, 1), date(2026, 12, 2))
    assert not onsite.fall_together(None, date(2026, 12, 2))


def test_lateness_is_counted_in_working_days_after_the_limit() -> None:
    ended = date(2026, 11, 2)  # a Monday
    in_time, late = date(2026, 11, 30), date(2026, 12, 2)
    assert onsite.days_late(ended, in_time, limit=20, is_working=weekday) == 0
    assert onsite.days_late(ended, late, limit=20, is_working=weekday) == 2
    assert onsite.days_late(ended, ended, limit=20, is_working=weekday) == 0
