"""Up to a meeting and back: request_escalation, refuse_escalation, escalate_appeal, deescalate_appeal."""

import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.rules import EscalationNotAllowed
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import InvalidInput

NUMBER = "SQ-610402-20191209-0001"
UP = {"route": "INDIVIDUAL", "reason": "涉及三家单位，会签不下来。"}


def test_request_escalation_asks_the_office_while_clocks_run_on(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    case = do(town.wang_gong, "request_escalation", **UP).case
    assert (case.state, case.grade) == ("ESC_REQ", 3)
    assert (due_of(NUMBER, "review"), due_of(NUMBER, "handle")) == ("12-10 17:00", "12-23 17:00")
    entry = queries.detail(town.chen_jing, NUMBER, now=MONDAY).timeline[-1]
    assert entry.details == ["难度 ★★★★", "提请联席会议"]


@pytest.mark.parametrize("person", ["chen_jing", "liu_gong", "li_min", "du_cha"])
def test_request_escalation_is_the_unit_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("handling")
    with pytest.raises((MoveNotYours, CaseNotVisible)):
        do(getattr(town, person), "request_escalation", **UP)


def test_request_escalation_comes_after_signing(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    with pytest.raises(MoveNotOpen):
        do(town.wang_gong, "request_escalation", **UP)


@pytest.mark.parametrize("route", ["GENERAL", "", "六星"])
def test_request_escalation_names_a_meeting(town: Town, do: Do, advance: Advance, route: str) -> None:
    advance("handling")
    with pytest.raises(InvalidInput) as refusal:
        do(town.wang_gong, "request_escalation", route=route, reason="会签不下来。")
    assert list(refusal.value.fields) == ["route"]


@pytest.mark.parametrize("stage", ["accepted", "handling"])
def test_refuse_escalation_gives_it_back_as_it_was(town: Town, do: Do, advance: Advance, stage: str) -> None:
    before = advance(stage).case.state
    do(town.wang_gong, "request_escalation", **UP)
    case = do(town.chen_jing, "refuse_escalation", reason="请先会签住建局。").case
    assert (case.state, case.grade, due_of(NUMBER, "review")) == (before, 3, "")


def test_refuse_escalation_is_the_office_s(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.wang_gong, "request_escalation", **UP)
    with pytest.raises(MoveNotYours):
        do(town.wang_gong, "refuse_escalation", reason="不提了。")


@pytest.mark.parametrize(("route", "star", "due"), [("INDIVIDUAL", 4, "01-07 17:00"), ("COMMON", 5, "01-20 17:00")])
def test_the_grade_rises_and_the_limit_with_it(
    town: Town, do: Do, advance: Advance, route: str, star: int, due: str
) -> None:
    advance("handling")
    appeal = do(town.chen_jing, "escalate_appeal", route=route, reason="会签不下来。", at=december(11))
    assert (appeal.case.state, appeal.case.grade, appeal.route) == ("ESCALATED", star, route)
    assert due_of(NUMBER, "handle") == due  # 20 or 30 working days from the dispatch on 9 December
    assert appeal.handle_due_at is not None
    assert f"{appeal.handle_due_at.astimezone(MONDAY.tzinfo):%m-%d %H:%M}" == due


def test_more_time_by_escalation_is_no_extension(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    appeal = do(town.chen_jing, "escalate_appeal", **UP)
    assert appeal.extended_count == 0
    entry = clock_queries.ledger(NUMBER)[-1]
    assert (entry.kind, entry.actor_name, entry.reason) == ("EXTEND", "陈静", "提级到 ★4")


def test_after_an_extension_it_reaches_the_higher_star_s_limit_and_no_further(
    town: Town, do: Do, advance: Advance
) -> None:
    advance("handling")
    do(town.wang_gong, "request_extension", days="5", reason="等第三方检测报告。")
    do(town.chen_jing, "grant_extension", reason="同意。")
    assert due_of(NUMBER, "handle") == "12-30 17:00"
    do(town.chen_jing, "escalate_appeal", **UP)
    assert due_of(NUMBER, "handle") == "01-07 17:00"


def test_a_request_is_answered_by_escalating(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.wang_gong, "request_escalation", **UP)
    do(town.yang_ping, "escalate_appeal", **UP)
    assert facts(NUMBER)[-2:] == ["escalation_requested", "escalated"]
    assert due_of(NUMBER, "review") == ""


def test_a_matter_done_again_gets_the_rework_limit_of_the_higher_star(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="1", reason="没有解决。", at=december(10))
    assert due_of(NUMBER, "rework") == "12-17 17:00"
    do(town.chen_jing, "escalate_appeal", at=december(11), **UP)
    assert due_of(NUMBER, "rework") == "12-24 17:00"


def test_escalation_never_lowers(town: Town, do: Do, advance: Advance) -> None:
    advance("handling", star=5)
    for person, move in ((town.wang_gong, "request_escalation"), (town.chen_jing, "escalate_appeal")):
        with pytest.raises(EscalationNotAllowed, match="已是 ★5，提级不能降低难度"):
            do(person, move, **UP)


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "guo_zheng", "du_cha"])
def test_only_an_office_escalates(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("handling")
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "escalate_appeal", **UP)


def test_deescalate_appeal_restores_star_and_route_but_not_the_old_limit(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.chen_jing, "escalate_appeal", **UP)
    appeal = do(town.yang_ping, "deescalate_appeal", reason="两家已谈妥，不必开会。", at=december(11))
    assert (appeal.case.state, appeal.case.grade, appeal.route) == ("HANDLING", 3, "GENERAL")
    assert due_of(NUMBER, "handle") == "01-07 17:00"
    entry = queries.detail(town.li_min, NUMBER, now=MONDAY).timeline[-1]
    assert "已给的时限不追溯缩短" in entry.details


def test_deescalate_appeal_is_the_city_s_and_needs_a_reason(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.chen_jing, "escalate_appeal", **UP)
    with pytest.raises(MoveNotYours):
        do(town.chen_jing, "deescalate_appeal", reason="不必开会。")
    with pytest.raises(InvalidInput):
        do(town.yang_ping, "deescalate_appeal", reason="")
    do(town.yang_ping, "deescalate_appeal", reason="不必开会。")
    with pytest.raises(MoveNotOpen):
        do(town.yang_ping, "deescalate_appeal", reason="不必开会。")
