"""One or two stars again after the rework: the city's office decides what becomes of the matter (handbook 1.6)."""

import pytest

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.rules import NotYetToArchive
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december
from yishang.contexts.outreach.tests.test_call_back_appeal import _rated_low_twice


@pytest.fixture
def called(town: Town, do: Do, advance: Advance) -> Do:
    _rated_low_twice(town, do, advance)
    return do


@pytest.mark.parametrize("outcome", ["DECLINED", "DISSATISFIED"])
def test_the_county_does_not_strike_it_off_and_the_city_may(town: Town, called: Do, outcome: str) -> None:
    called(town.chen_jing, "call_back_appeal", outcome=outcome, at=december(13))
    with pytest.raises(NotYetToArchive, match="由市营商办研判") as refusal:
        called(town.chen_jing, "archive_appeal", at=december(13))
    assert refusal.value.next_step == "请报市营商办决定。"
    assert called(town.yang_ping, "archive_appeal", at=december(13)).case.state == "ARCHIVED"


@pytest.mark.parametrize("outcome", ["SATISFIED", "BASICALLY"])
def test_a_content_word_on_the_phone_clears_low_stars(town: Town, called: Do, outcome: str) -> None:
    called(town.chen_jing, "call_back_appeal", outcome=outcome, at=december(13))
    assert called(town.chen_jing, "archive_appeal", at=december(13)).case.state == "ARCHIVED"


def test_the_city_too_asks_first(town: Town, called: Do) -> None:
    with pytest.raises(NotYetToArchive, match="须先回访"):
        called(town.yang_ping, "archive_appeal", at=december(13))


def test_before_any_rework_an_unhappy_company_s_matter_is_done_again_first(
    town: Town, do: Do, advance: Advance
) -> None:
    advance("closed")
    do(town.chen_jing, "call_back_appeal", outcome="DISSATISFIED", at=december(25))
    with pytest.raises(NotYetToArchive, match="不满意"):
        do(town.yang_ping, "archive_appeal", at=december(26))
    assert Appeal.objects.get().case.state == "CALLED_BACK"
