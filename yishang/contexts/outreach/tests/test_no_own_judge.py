"""On line A the county's office does the work itself: then it does not decide about it, and the city's office does."""

import pytest

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.rules import NobodyAboveToDecide
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, january
from yishang.contexts.outreach.tests.test_notices import delivered
from yishang.kernel.cases.rules import OwnJudge
from yishang.kernel.directory.rules import SYSTEM_ACTOR

NUMBER = "SQ-610402-20191209-0001"
OFFICE, CITY_OFFICE = "610402-YSB", "610400-YSB"
RESULT = {"result_type": "SOLVED", "result_text": "已协调解决，设备可以调试。"}
REASON = {"reason": "外线路由审批未下。"}


@pytest.fixture
def own(town: Town, do: Do, advance: Advance) -> Do:
    """The county's office is the responsible unit and has signed."""
    advance("triaged")
    do(town.chen_jing, "dispatch_appeal", unit=OFFICE)
    do(town.chen_jing, "accept_appeal")
    return do


def offered(actor: object, now: object = MONDAY) -> set[str]:
    return {move.name for move in queries.detail(actor, NUMBER, now=now).moves}  # type: ignore[arg-type]


@pytest.mark.parametrize("move", ["grant_return", "refuse_return"])
def test_an_office_does_not_answer_its_own_request_to_return(town: Town, own: Do, move: str) -> None:
    own(town.chen_jing, "request_return", **REASON)
    assert move not in offered(town.chen_jing) and move in offered(town.yang_ping)
    with pytest.raises(OwnJudge, match="本单位就是这件的承办单位") as refusal:
        own(town.chen_jing, move, **REASON)
    assert (refusal.value.status, refusal.value.next_step) == (403, "请由市营商办办理。")
    own(town.yang_ping, move, **REASON)


@pytest.mark.parametrize("move", ["grant_extension", "refuse_extension"])
def test_an_office_does_not_give_itself_time(town: Town, own: Do, move: str) -> None:
    own(town.chen_jing, "note_progress", note="已约见供电公司。")
    own(town.chen_jing, "request_extension", days="1", **REASON)
    assert move not in offered(town.chen_jing) and move in offered(town.yang_ping)
    with pytest.raises(OwnJudge):
        own(town.chen_jing, move, **REASON)
    assert own(town.yang_ping, move, **REASON).case.state == "HANDLING"


def test_an_office_does_not_strike_off_its_own_work(town: Town, own: Do) -> None:
    own(town.chen_jing, "close_appeal", **RESULT)
    own(town.li_min, "rate_appeal", star="5", at=december(10))
    assert not offered(town.chen_jing) & {"archive_appeal", "archive_unreached", "call_back_appeal", "note_missed_call"}
    assert "archive_appeal" in offered(town.yang_ping)
    with pytest.raises(OwnJudge, match="不能自己销号"):
        own(town.chen_jing, "archive_appeal", at=december(11))
    with pytest.raises(OwnJudge):
        own(town.chen_jing, "archive_appeal", note="核" * 501, at=december(11))  # the person before the values
    assert own(town.yang_ping, "archive_appeal", at=december(11)).case.state == "ARCHIVED"


def test_time_strikes_it_off_all_the_same(town: Town, own: Do) -> None:
    own(town.chen_jing, "close_appeal", **RESULT)
    own(town.li_min, "rate_appeal", star="5", at=december(10))
    assert services.archive_appeal(actor=SYSTEM_ACTOR, number=NUMBER, at=january(2)).case.state == "ARCHIVED"


def test_the_city_s_office_hears_of_the_requests(town: Town, own: Do) -> None:
    own(town.chen_jing, "request_return", **REASON)
    own(town.yang_ping, "refuse_return", **REASON)
    own(town.chen_jing, "note_progress", note="已约见供电公司。")
    own(town.chen_jing, "request_extension", days="1", **REASON)
    assert delivered("appeal_return_requested") == (["杨萍"], [])
    assert delivered("appeal_extension_requested") == (["杨萍"], [])


def test_the_county_decides_about_the_city_s_office_and_nothing_waits_for_nobody(
    town: Town, do: Do, advance: Advance
) -> None:
    advance("triaged", star=4)
    do(town.chen_jing, "dispatch_appeal", unit=CITY_OFFICE)
    do(town.yang_ping, "request_return", **REASON)
    do(town.chen_jing, "refuse_return", **REASON)
    do(town.yang_ping, "accept_appeal")
    do(town.yang_ping, "note_progress", note="已约见供电公司。")
    with pytest.raises(NobodyAboveToDecide):  # ★4 is the city's to decide
        do(town.yang_ping, "request_extension", days="1", **REASON)
