"""Rankings, due days, document numbers, and what counts as a number of a text."""

from datetime import datetime

import pytest

from yishang.contexts.reports import rules
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.clocks.rules import SHANGHAI


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


def test_tiny_numbers_are_not_ranked() -> None:
    lines = rules.ranked([("a", 8, 10), ("b", 4, 4), ("c", 0, 0), ("d", 16, 20), ("e", 5, 5)])
    assert [(line.key, line.place) for line in lines] == [("e", 1), ("d", 2), ("a", 2), ("b", None), ("c", None)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "period"),
    [
        (moment(2020, 1, 1, 12), ""),  # a holiday
        (moment(2020, 1, 2, 8, 59), ""),
        (moment(2020, 1, 2, 9), "2019-12"),
        (moment(2020, 1, 4, 3), "2019-12"),  # the worker was off on the first days
        (moment(2020, 1, 31, 12), "2019-12"),
    ],
)
def test_a_month_is_due_from_the_first_working_morning_on(now: datetime, period: str) -> None:
    assert rules.is_due(clocks.calendar(), now=now) == period


def test_a_document_is_numbered_as_the_standard_asks() -> None:
    assert rules.doc_number("咸营商办发", year=2019, sequence=12) == "咸营商办发〔2019〕12号"


def test_dates_numbers_of_matters_and_limits_are_no_figures() -> None:
    text = "截至2019年12月31日，SQ-610402-20191209-0007等3件超过20个工作日，占4.5%，"
    text += "咸营商办发〔2019〕12号，12345热线转来1,204件"
    assert [number for number, _ in rules.numbers_in(text)] == ["3", "4.5%", "1204"]
    assert rules.numbers_in("（1）加快办理") == []


@pytest.mark.parametrize("text", ["受理诉求12345件", "办件率（95）", "占12345%", "走访112345次"])
def test_no_number_hides_behind_the_hotline_s_or_in_brackets(text: str) -> None:
    assert len(rules.numbers_in(text)) == 1


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("秦都区90.4%，渭城区88.0%。", []),
        ("秦都区90.5%，渭城区88.0%。", [("90.5%", "90.4%")]),
        ("秦都区88.0%，渭城区90.4%。", [("88.0%", "")]),
        ("秦都区90.4%，渭城区88.0%，共12件。", [("12", "")]),
        ("渭城区88.0%。", []),  # a sentence left out takes its numbers along
        ("办件率居前的是秦都区。", []),
    ],
)
def test_a_number_that_the_annex_does_not_have_there_is_found(text: str, wrong: list[tuple[str, str]]) -> None:
    assert [(one.found, one.expected) for one in rules.disagreements([text], ["90.4%", "88.0%"])] == wrong
