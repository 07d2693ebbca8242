"""The figures of the source, as they come out when they are counted."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from yishang.kernel.measures import rules

YEAR_END = datetime(2019, 12, 31, 17, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("closed", "accepted", "shown"),
    [
        (21, 23, "91.3%"),
        (320, 354, "90.4%"),  # the source prints 91 %
        (149, 166, "89.8%"),
        (192, 211, "91.0%"),
        (341, 377, "90.5%"),
        (1671, 2040, "81.9%"),
    ],
)
def test_the_rates_of_the_source(closed: int, accepted: int, shown: str) -> None:
    assert rules.percentage(closed, accepted) == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [(1, 2000, "0.1%"), (1, 2001, "0.0%"), (1999, 2000, "100.0%"), (5, 5, "100.0%"), (0, 5, "0.0%")],
)
def test_halves_go_up_and_one_decimal_is_always_shown(numerator: int, denominator: int, shown: str) -> None:
    assert rules.percentage(numerator, denominator) == shown


def test_of_nothing_there_is_no_rate() -> None:
    assert rules.percentage(0, 0) == "—"
    assert rules.average(0, 0) == "—"


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 5), (1, -5)])
def test_negative_counts_are_a_callers_mistake(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        rules.percentage(numerator, denominator)
    with pytest.raises(ValueError, match="negative"):
        rules.average(numerator, denominator)


def test_an_average_star_has_one_decimal() -> None:
    assert rules.average(1645, 341) == "4.8"
    assert rules.average(97, 20) == "4.9"


def test_a_figure_carries_what_it_is_made_of() -> None:
    figure = rules.Figure("closing_rate", "办结率", 320, 354, YEAR_END, "/appeals/?channel=LIAISON")
    assert (figure.value, figure.numerator, figure.denominator) == ("90.4%", 320, 354)
