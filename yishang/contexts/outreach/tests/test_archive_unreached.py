import pytest

from yishang.contexts.outreach.rules import NotYetToArchive
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.ratings.models import CallBack


def test_three_missed_calls_on_record_may_be_struck_off(town: Town, do: Do, advance: Advance) -> None:
    case = advance("closed", at=MONDAY).case
    CallBack.objects.bulk_create(
        CallBack(case=case, result_at=case.closed_at, outcome="UNREACHABLE", attempt=place, at=december(24 + place))
        for place in (1, 2, 3)
    )
    assert do(town.chen_jing, "archive_unreached", at=december(30)).case.state == "ARCHIVED"


def test_fewer_than_three_are_not_enough(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    do(town.chen_jing, "note_missed_call", at=december(25, 10))
    with pytest.raises(NotYetToArchive, match="只打过 1 次电话"):
        do(town.chen_jing, "archive_unreached", at=december(25, 11))


def test_another_county_does_not_see_it(town: Town, do: Do, advance: Advance) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(CaseNotVisible):
        do(town.zhao_lei, "archive_unreached")


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "du_cha"])
def test_striking_off_is_the_office_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed", at=MONDAY)
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "archive_unreached")


def test_what_is_not_closed_is_not_struck_off(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "archive_unreached")
