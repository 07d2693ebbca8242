"""预警: rules see, a department signs, checks and answers; nothing is decided about a party by a rule."""

from datetime import date
from typing import Any

import pytest

from yishang.contexts.credit import queries, rules, services
from yishang.contexts.credit.models import Push, RiskWarning
from yishang.contexts.credit.tests.conftest import MONDAY, PENALTY, Town, days
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

LICENCE = {
    **PENALTY,
    "kind": "行政许可",
    "grade": "",
    "title": "食品经营许可证",
    "document": "JY1",
    "valid_to": "2026-06-20",
}


@pytest.fixture
def warning(town: Town) -> RiskWarning:
    """演示机械's licence ends within thirty days."""
    services.take_records(actor=town.tang_lan, rows=[LICENCE], at=MONDAY)
    assert services.raise_warnings(at=MONDAY) == 1
    return RiskWarning.objects.get()


def test_what_a_rule_has_said_it_says_once(town: Town, warning: RiskWarning) -> None:
    assert warning.words == "“食品经营许可证”将于 2026-06-20 到期。"
    assert services.raise_warnings(at=days(1)) == 0


def test_neither_the_party_nor_its_county_s_neighbour_sees_a_warning(town: Town, warning: RiskWarning) -> None:
    for who in (town.li_min, town.zhao_lei, town.liu_gong):
        with pytest.raises(CaseNotVisible):
            queries.detail(who, warning.case.number, now=MONDAY)
    assert not queries.dossier(town.li_min, town.machinery.uscc, on=MONDAY.date()).warnings
    assert queries.detail(town.du_cha, warning.case.number, now=MONDAY)


def test_receive_warning_then_answer_warning(town: Town, warning: RiskWarning) -> None:
    number = warning.case.number
    told: dict[str, Any] = {"number": number, "finding": "TRUE", "answer": "已责令换证。"}
    with pytest.raises(MoveNotOpen):
        services.answer_warning(actor=town.guo_hua, at=MONDAY, **told)
    with pytest.raises(MoveNotYours):
        services.receive_warning(actor=town.tang_lan, number=number, at=MONDAY)
    services.receive_warning(actor=town.guo_hua, number=number, at=MONDAY)
    for fault in ({"finding": "MAYBE"}, {"answer": " "}):
        with pytest.raises(InvalidInput):
            services.answer_warning(actor=town.guo_hua, at=MONDAY, **{**told, **fault})
    answered = services.answer_warning(actor=town.guo_hua, at=days(1), **told)
    assert (answered.case.state, answered.finding) == ("ANSWERED", "TRUE")


def test_assign_warning_to_whom_it_concerns(town: Town, warning: RiskWarning) -> None:
    told: dict[str, Any] = {"number": warning.case.number, "reason": "属卫健。", "at": MONDAY}
    with pytest.raises(MoveNotYours):
        services.assign_warning(actor=town.guo_hua, unit="610402-WJ", **told)
    with pytest.raises(InvalidInput):
        services.assign_warning(actor=town.tang_lan, unit="没有", **told)
    assert services.assign_warning(actor=town.tang_lan, unit="610402-WJ", **told).case.unit.code == "610402-WJ"


def test_an_unclaimed_push_warns_and_lift_warning_follows_its_claim(town: Town, pushes: dict[str, Push]) -> None:
    assert services.raise_warnings(at=days(4)) == 0
    assert services.raise_warnings(at=days(8)) == 3
    number = pushes["WJ"].case.number
    services.claim_push(actor=town.liu_gong, number=number, at=days(8))
    assert services.lift_unclaimed(push=number, at=days(8)) == 1
    assert services.lift_unclaimed(push=number, at=days(8)) == 0
    assert RiskWarning.objects.get(key=f"push:{number}").case.state == "LIFTED"


def test_reports_are_missed_only_after_june_and_only_where_they_are_sent(town: Town) -> None:
    told: Any = [(1, date(2025, 1, 1)), (2, date(2026, 3, 1)), (3, None)]
    assert not rules.report_missing(told, set(), on=date(2026, 6, 30))
    assert [one.entity_id for one in rules.report_missing(told, {9}, on=date(2026, 7, 1))] == [1]
    assert not rules.report_missing(told, {1}, on=date(2026, 7, 1))


def test_the_other_rules_look_at_plain_facts() -> None:
    on = date(2026, 6, 1)
    assert [one.entity_id for one in rules.complaints_surge({1: 4, 2: 5}, least=5, days=30, on=on)] == [2]
    same = [(1, "路 1 号"), (2, "路 1 号"), (3, "路 2 号")]
    assert [(one.entity_id, one.words) for one in rules.address_clusters(same, least=2)] == [
        (1, "同一住所登记了 2 户。")
    ]
    assert [one.entity_id for one in rules.unreachable_again({1: 1, 2: 2}, least=2)] == [2]
    ended = rules.Licence(1, 7, "许可", date(2026, 5, 2))
    assert "已于" in rules.licence_expiry([ended], on=on, lead_days=30)[0].words
    assert not rules.licence_expiry([ended], on=on, lead_days=29)
