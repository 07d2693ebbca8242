"""双告知: a new registration is told its licences and pushed; departments claim, return once, the lead bureau rules."""

from datetime import date
from typing import Any

import pytest

from yishang.contexts.credit import queries, rules, services
from yishang.contexts.credit.models import LicenceRule, Push, Registration
from yishang.contexts.credit.tests.conftest import MONDAY, NEW_SHOP, Town, days
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput


def test_a_registration_is_told_its_licences_and_pushed_to_each_department(pushes: dict[str, Push]) -> None:
    told = Registration.objects.get()
    assert [one["licence"] for one in told.needs] == [
        "食品经营许可证",
        "公共场所卫生许可证",
        "特种行业许可证（旅馆业）",
    ]
    assert told.committed_on == date(2026, 5, 29)
    assert set(pushes) == {"SJ", "WJ", "GA"}
    assert pushes["WJ"].case.unit.code == "610402-WJ"
    assert pushes["GA"].case.unit is None  # no such department in the directory: the lead bureau rules
    assert pushes["SJ"].case.due_at.date() == date(2026, 6, 8)  # five working days


def test_the_same_registration_is_taken_once(town: Town, pushes: dict[str, Push]) -> None:
    again = services.take_registrations(actor=town.tang_lan, rows=[NEW_SHOP], at=MONDAY)
    assert (again.new, again.known, Push.objects.count()) == (0, 1, 3)


@pytest.mark.parametrize(
    "fault", [{"uscc": "92610402MA0000023X"}, {"scope": ""}, {"region": "999999"}, {"address": "路" * 301}]
)
def test_registrations_that_are_not_sound_are_refused(town: Town, fault: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        services.take_registrations(actor=town.tang_lan, rows=[{**NEW_SHOP, **fault}], at=MONDAY)
    assert not Registration.objects.exists()


def test_departments_bring_no_registrations_in(town: Town) -> None:
    with pytest.raises(rules.CreditNotYours):
        services.take_registrations(actor=town.guo_hua, rows=[NEW_SHOP], at=MONDAY)


def test_claim_push_and_answer_push(town: Town, pushes: dict[str, Push]) -> None:
    number = pushes["WJ"].case.number
    assert services.claim_push(actor=town.liu_gong, number=number, at=MONDAY).case.state == "CLAIMED"
    answered = services.answer_push(
        actor=town.liu_gong, number=number, answer="已提醒办证，6 月 20 日首查。", at=days(3)
    )
    assert (answered.case.state, answered.case.due_at) == ("FOLLOWED", None)
    with pytest.raises(MoveNotOpen):
        services.claim_push(actor=town.liu_gong, number=number, at=days(3))


def test_claim_push_by_others_is_refused(town: Town, pushes: dict[str, Push]) -> None:
    number = pushes["WJ"].case.number
    with pytest.raises(CaseNotVisible):
        services.claim_push(actor=town.guo_hua, number=number, at=MONDAY)
    with pytest.raises(MoveNotYours):
        services.claim_push(actor=town.tang_lan, number=number, at=MONDAY)
    with pytest.raises(CaseNotVisible):
        services.claim_push(actor=town.li_min, number=number, at=MONDAY)


def test_return_push_names_the_rightful_department_and_goes_once(town: Town, pushes: dict[str, Push]) -> None:
    number = pushes["WJ"].case.number
    told: dict[str, Any] = {"number": number, "rightful": "610402-SJ", "reason": "只做餐饮。", "at": MONDAY}
    returned = services.return_push(actor=town.liu_gong, **told)
    assert (returned.case.state, returned.rightful) == ("RETURNED", "秦都区市场监管局")
    assigned = services.assign_push(
        actor=town.tang_lan, number=number, unit="610402-SJ", reason="餐饮属市场监管。", at=days(1)
    )
    assert (assigned.case.state, assigned.case.unit.code) == ("WAITING", "610402-SJ")
    with pytest.raises(rules.ReturnedOnce):
        services.return_push(actor=town.guo_hua, **{**told, "rightful": "610402-WJ"})
    assert services.claim_push(actor=town.guo_hua, number=number, at=days(2)).case.state == "CLAIMED"


@pytest.mark.parametrize("fault", [{"rightful": "没有"}, {"rightful": "610402-WJ"}, {"reason": " "}])
def test_return_push_wants_another_department_and_a_reason(
    town: Town, pushes: dict[str, Push], fault: dict[str, str]
) -> None:
    told = {"rightful": "610402-SJ", "reason": "只做餐饮。", **fault}
    with pytest.raises(InvalidInput):
        services.return_push(actor=town.liu_gong, number=pushes["WJ"].case.number, at=MONDAY, **told)


def test_assign_push_gives_what_nobody_owns_and_is_the_lead_bureau_s_alone(town: Town, pushes: dict[str, Push]) -> None:
    number = pushes["GA"].case.number
    with pytest.raises(MoveNotYours):
        services.assign_push(actor=town.du_cha, number=number, unit="610402-SJ", reason="x", at=MONDAY)
    with pytest.raises(InvalidInput):
        services.assign_push(actor=town.tang_lan, number=number, unit="没有", reason="x", at=MONDAY)
    given = services.assign_push(actor=town.tang_lan, number=number, unit="610402-SJ", reason="旅馆业代管。", at=MONDAY)
    assert given.case.unit.code == "610402-SJ"


def test_answer_push_wants_words(town: Town, pushes: dict[str, Push]) -> None:
    services.claim_push(actor=town.liu_gong, number=pushes["WJ"].case.number, at=MONDAY)
    with pytest.raises(InvalidInput):
        services.answer_push(actor=town.liu_gong, number=pushes["WJ"].case.number, answer=" ", at=MONDAY)


def test_what_a_scope_excludes_asks_for_no_licence(town: Town) -> None:
    table = queries.licence_table(on=MONDAY.date())
    needs = rules.needs_of(table, scope="食品销售（不含餐饮服务）", industry="", on=MONDAY.date())
    assert [need.hit for need in needs] == ["食品销售"]
    assert not rules.needs_of(table, scope="软件开发", industry="6513", on=MONDAY.date())


def test_the_table_is_by_the_law_of_its_day(town: Town) -> None:
    row = {
        "code": "SG01", "licence": "食品经营备案", "department": "SJ", "department_name": "市场监管局",
        "keywords": "餐饮服务",
        "industries": "", "basis": "示例办法第一条", "after": "后置", "valid_from": "2027-01-01", "valid_to": "",
    }  # fmt: skip
    taken = services.take_licence_rules(actor=town.tang_lan, rows=[row], at=MONDAY)
    assert (taken.new, LicenceRule.objects.filter(code="SG01").count()) == (1, 2)
    with pytest.raises(InvalidInput):
        services.take_licence_rules(actor=town.tang_lan, rows=[{**row, "basis": ""}], at=MONDAY)
    with pytest.raises(rules.CreditNotYours):
        services.take_licence_rules(actor=town.liu_gong, rows=[row], at=MONDAY)
