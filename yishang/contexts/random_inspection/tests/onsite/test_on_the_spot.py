"""At the company: its code, the two officers, each department's lines, the result, signatures."""

from datetime import date, timedelta
from typing import Any

import pytest

from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.contexts.random_inspection.services import onsite as services
from yishang.contexts.random_inspection.tests.conftest import Town
from yishang.contexts.random_inspection.tests.onsite.conftest import (
    DAY,
    FOUND,
    SIGNED,
    Advance,
    again,
    answers,
    present,
    state,
)
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput


def enter(town: Town, inspection: Inspection, **others: Any) -> Inspection:
    told = {
        "actor": town.zheng_hao, "way": "SCANNED", "code": queries.code_of(inspection.entity.uscc),
        "present": present(inspection), "at": DAY, **others,
    }  # fmt: skip
    return services.enter_company(number=inspection.case.number, **told)


def test_enter_company_with_its_own_code(town: Town, inspection: Inspection) -> None:
    found = enter(town, inspection, code=queries.code_of(inspection.entity.uscc)[-8:].lower())
    assert (found.case.state, found.entry_way, len(found.present)) == ("IN_PROGRESS", "SCANNED", 3)


def test_enter_company_refuses_another_company_s_code(town: Town, inspection: Inspection) -> None:
    with pytest.raises(rules.WrongCode):
        enter(town, inspection, code=queries.code_of(town.companies["食品"].uscc))
    with pytest.raises(rules.WrongCode):
        enter(town, inspection, code=inspection.entity.uscc)


def test_enter_company_needs_two_who_are_on_the_team(town: Town, inspection: Inspection) -> None:
    with pytest.raises(InvalidInput, match="不少于 2 人"):
        enter(town, inspection, present=present(inspection, "郑浩"))
    with pytest.raises(InvalidInput, match="不在检查组"):
        enter(town, inspection, present=[*present(inspection), 999])
    inspection.team.filter(name="宋佳").update(certificate_until=date(2019, 12, 15))
    with pytest.raises(InvalidInput, match="过期"):
        enter(town, inspection)


def test_enter_company_is_for_the_team_once(town: Town, inspection: Inspection) -> None:
    for actor in (town.tang_lei, town.lyu_qiang):
        with pytest.raises((CaseNotVisible, MoveNotYours)):
            enter(town, inspection, actor=actor)
    enter(town, inspection)
    with pytest.raises(MoveNotOpen):
        enter(town, inspection)


def test_an_outage_is_filled_in_within_ten_days_with_its_reason(town: Town, inspection: Inspection) -> None:
    late = {"way": "BACKFILLED", "entered_at": DAY, "scanned_at": DAY + timedelta(days=8)}
    with pytest.raises(InvalidInput, match="原因"):
        enter(town, inspection, at=DAY + timedelta(days=8), **late)
    with pytest.raises(InvalidInput, match="不能补录"):
        enter(town, inspection, at=DAY + timedelta(days=11), reason="断网", **late)
    enter(town, inspection, at=DAY + timedelta(days=8), reason="山区断网", **late)


def test_nobody_home_needs_no_code_and_allows_no_clean_result(town: Town, inspection: Inspection) -> None:
    with pytest.raises(InvalidInput, match="原因"):
        enter(town, inspection, way="ABSENT", code="")
    enter(town, inspection, way="ABSENT", code="", reason="大门上锁，电话停机")
    told = {"actor": town.zheng_hao, "number": inspection.case.number, "signatures": SIGNED[:2]}
    with pytest.raises(InvalidInput, match="没有检查不等于没有发现问题"):
        services.enter_result(results=["R1"], at=DAY + timedelta(hours=1), **told)
    with pytest.raises(InvalidInput, match="没有扫到企业码"):
        services.enter_result(results=["R3"], problem="虚假", at=DAY + timedelta(hours=1), **told)
    services.enter_result(results=["R4"], problem="住所无人，两次无法联系。", at=DAY + timedelta(hours=1), **told)
    assert state(inspection) == "ENTERED"


def test_a_visit_to_the_door_cannot_be_made_from_afar(town: Town, inspection: Inspection) -> None:
    with pytest.raises(InvalidInput, match="要到现场"):
        enter(town, inspection, way="REMOTE", code="")


def test_fill_lines_each_department_its_own(town: Town, inspection: Inspection, advance: Advance) -> None:
    advance("entered")
    number = inspection.case.number
    with pytest.raises(rules.NotOnTheTeam, match="由市市场监管局填写"):
        services.fill_lines(actor=town.han_bing, number=number, answers=answers(inspection, "市市场监管局"), at=DAY)
    with pytest.raises(InvalidInput, match="没有这一项"):
        services.fill_lines(actor=town.han_bing, number=number, answers=[{"line": "x", "value": "YES"}], at=DAY)
    told = answers(inspection, "市应急局", 台账={"value": "NO"})
    with pytest.raises(InvalidInput, match="写明发现的问题"):
        services.fill_lines(actor=town.han_bing, number=number, answers=told, at=DAY)
    with pytest.raises(CaseNotVisible):
        services.fill_lines(actor=town.cao_yang, number=number, answers=[], at=DAY)
    services.fill_lines(actor=town.han_bing, number=number, answers=answers(inspection, "市应急局"), at=DAY)
    assert inspection.answers.count() == 2


def test_fill_lines_waits_until_somebody_is_there(town: Town, inspection: Inspection) -> None:
    with pytest.raises(MoveNotOpen):
        services.fill_lines(actor=town.han_bing, number=inspection.case.number, answers=[], at=DAY)


def test_enter_result_waits_for_every_department(town: Town, inspection: Inspection, advance: Advance) -> None:
    advance("entered")
    told = {"actor": town.zheng_hao, "number": inspection.case.number, "at": DAY + timedelta(hours=1)}
    mine = answers(inspection, "市市场监管局")
    with pytest.raises(rules.FormNotWhole, match="市应急局 2 项"):
        services.enter_result(results=["R1"], answers=mine, signatures=SIGNED, **told)
    assert state(inspection) == "IN_PROGRESS"


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"results": ["R1"], "problem": "有一点"}, "不能同时填写"),
        ({"results": ["R1", "R5"]}, "不能与其他结果"),
        ({"results": []}, "请选择检查结果"),
        ({"results": ["R1"], "signatures": SIGNED[:1]}, "两名检查人员"),
        ({"results": ["R1"], "signatures": ({"who": "郑浩", "as": "BOSS"},)}, "读不懂"),
        ({"results": ["R5"], "problem": "缺台账"}, "责令改正的内容"),
        ({"results": ["R5"], "problem": "缺台账", "order": "补齐", "order_days": 999}, "改正期限"),
        ({"results": ["R6"], "problem": "拒不开门"}, "拒绝检查的经过"),
        ({"results": ["R1"], "left_at": DAY - timedelta(minutes=1)}, "离开要晚于入企"),
    ],
)
def test_enter_result_refuses(
    town: Town, inspection: Inspection, advance: Advance, told: dict[str, Any], fault: str
) -> None:
    advance("filled")
    values = {"signatures": SIGNED, **told}
    with pytest.raises(InvalidInput, match=fault):
        services.enter_result(
            actor=town.zheng_hao, number=inspection.case.number, at=DAY + timedelta(hours=1), **values
        )


def test_enter_result_is_for_the_team_and_starts_both_clocks(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    advance("filled")
    told = {"number": inspection.case.number, "at": DAY + timedelta(hours=1)}
    for actor in (town.tang_lei, town.qin_lan, town.li_min):
        with pytest.raises((CaseNotVisible, MoveNotYours)):
            services.enter_result(actor=actor, results=["R1"], signatures=SIGNED, **told)
    services.enter_result(actor=town.zheng_hao, signatures=SIGNED, **FOUND, **told)
    found = again(inspection)
    assert (found.case.clock_code, found.orders.get().due_at.date()) == ("correct", date(2019, 12, 30))
    with pytest.raises(MoveNotOpen):
        services.enter_result(actor=town.zheng_hao, results=["R1"], signatures=SIGNED, **told)
