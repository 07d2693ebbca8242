"""The check of statement counts and page weights says what grew, and what cannot be weighed."""

import pytest

from tests.checks.budgets import weights
from tests.checks.budgets.record import STATEMENTS, WEIGHT, faults

LIST, SUBMIT = (STATEMENTS, "list"), (STATEMENTS, "submit")
PAGE = (WEIGHT, "desk: queue")
PHONE = (WEIGHT, "phone: submit")


def test_what_stayed_or_shrank_is_fine() -> None:
    assert not list(faults({LIST: 3, PAGE: 140}, {LIST: 4, PAGE: 141}))


def test_one_statement_more_is_told_with_both_figures() -> None:
    [told] = faults({LIST: 4}, {LIST: 3})
    assert told.startswith("list：4 条 SQL 语句，记录是 3，变大了。")
    assert "--record" in told


def test_a_page_may_grow_by_its_day_but_no_further() -> None:
    assert not list(faults({PAGE: 142}, {PAGE: 140}))
    [told] = faults({PAGE: 150}, {PAGE: 140})
    assert told.startswith("desk: queue：压缩后 150 KB，记录是 140")


@pytest.mark.parametrize(("key", "figure"), [(SUBMIT, 13), (PHONE, 201)])
def test_what_was_promised_holds_whatever_is_recorded(key: tuple[str, str], figure: int) -> None:
    [told] = faults({key: figure}, {key: figure})
    assert "最多只能" in told


def test_a_figure_on_one_side_only_is_told() -> None:
    assert [told.partition("。")[0] for told in faults({LIST: 3}, {SUBMIT: 12})] == [
        "list：3 条 SQL 语句，还没有记录", "submit（statements）有记录，但没有量到"
    ]  # fmt: skip


def test_a_page_weighs_its_files_once_and_what_these_name() -> None:
    page = '<link rel="stylesheet" href="/static/css/yishang.css">'
    alone = weights.kilobytes("/", "<p>好</p>")
    assert alone == 1
    assert weights.kilobytes("/", page) > alone
    assert weights.kilobytes("/", page * 3) == weights.kilobytes("/", page)


def test_a_page_that_asks_another_host_is_refused() -> None:
    with pytest.raises(ValueError, match=r"asks cdn\.example"):
        weights.kilobytes("/", '<script src="//cdn.example/x.js"></script>')


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no_such\.js"):
        weights.kilobytes("/", '<script src="/static/js/no_such.js"></script>')
