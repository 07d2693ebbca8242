"""What a message says and when it may leave."""

import string
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from yishang.kernel.notify import queries, rules

CODES = sorted({row.code for row in queries.templates()})
VALUES = dict.fromkeys(queries.samples(), "甲")  # every value that a wording may want stands in placeholders.csv


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2019, 12, 9, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("code", CODES)
def test_every_occasion_of_every_process_has_a_wording_that_the_named_values_fill(code: str) -> None:
    wording = queries.template(code, on=date(2019, 12, 9))
    text = rules.render(wording.text, VALUES)
    assert wording.title
    assert wording.channels
    assert not set(text) & set("{}")
    assert {name for _, name, _, _ in string.Formatter().parse(wording.text) if name} <= set(VALUES)


def test_only_codes_leave_at_night_and_are_not_kept() -> None:
    assert {row.code for row in queries.templates() if row.is_code} == {"sign_in_code", "proof_code"}


def test_a_wording_before_its_day_does_not_exist() -> None:
    with pytest.raises(LookupError):
        queries.template("sign_in_code", on=date(2018, 12, 31))


def test_an_unknown_wording_is_a_callers_mistake() -> None:
    with pytest.raises(LookupError):
        queries.template("greeting", on=date(2019, 12, 9))


def test_moments_are_written_in_local_words() -> None:
    context = {"due": at(17) + timedelta(0), "on": date(2019, 12, 31)}
    assert rules.render("{due}，{on}", context) == "12月9日 17:00，12月31日"


def test_a_value_is_not_looked_into_and_stays_on_one_line() -> None:
    context = {"reason": "第一行\n{secret} {0.__class__}"}
    assert rules.render("原因：{reason}。", context) == "原因：第一行 {secret} {0.__class__}。"


def test_a_missing_value_is_a_callers_mistake() -> None:
    with pytest.raises(rules.MissingPlaceholder):
        rules.render("{number}", {})


def test_a_very_long_value_is_cut() -> None:
    assert len(rules.render("{reason}", {"reason": "长" * 5000})) == rules.TEXT_LENGTH


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("身份证610104199001010012。", "身份证610104********0012。"),
        ("证号61010419900101001X", "证号610104********001X"),
        ("卡号6222021234567890123", "卡号622202********0123"),
        ("编号 SQ-610402-20191209-0007", "编号 SQ-610402-20191209-0007"),
        ("电话 02933210000、13800000001", "电话 02933210000、138****0001"),
        ("电话 +86 138-0000-0001", "电话 +86 138-****-0001"),
        ("企业 91610402MA00000155 的诉求", "企业 916104********0155 的诉求"),
    ],
)
def test_no_full_number_of_a_person_or_company_stands_in_a_message(said: str, shown: str) -> None:
    assert rules.render("{text}", {"text": said}) == shown


@pytest.mark.parametrize(
    ("told", "leaves"),
    [
        (at(8), at(8)),
        (at(20, 59), at(20, 59)),
        (at(21), at(8) + timedelta(days=1)),
        (at(23, 59), at(8) + timedelta(days=1)),
        (at(0), at(8)),
        (at(7, 59), at(8)),
    ],
)
def test_between_nine_in_the_evening_and_eight_only_codes_leave(told: datetime, leaves: datetime) -> None:
    assert rules.earliest_send(told, is_code=False) == leaves
    assert rules.earliest_send(told, is_code=True) == told


def test_a_failed_message_is_tried_three_times_more() -> None:
    waits = [rules.retry_after(attempts) for attempts in (1, 2, 3, 4)]
    assert [wait and wait.seconds // 60 for wait in waits] == [1, 5, 15, None]
