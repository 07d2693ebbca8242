"""归集, 公示, 信用修复 and certificates: each row with its source, shown no longer than the law of its grade."""

from datetime import date
from typing import Any

import pytest

from yishang.contexts.credit import queries, rules, services
from yishang.contexts.credit.models import CreditRecord, Listing, Repair
from yishang.contexts.credit.tests.conftest import MONDAY, PENALTY, Town, days
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.publish import queries as published


def shown(on: date) -> int:
    return published.published(rules.PENALTY_DATASET, on=on).count()


def test_records_come_in_once_with_their_source(town: Town, penalty: CreditRecord) -> None:
    assert (penalty.source, penalty.grade, penalty.kind) == ("行政处罚系统", "ORDINARY", "PENALTY")
    again = services.take_records(actor=town.tang_lan, rows=[PENALTY], at=days(1))
    assert (again.new, again.known) == (0, 1)
    with pytest.raises(rules.CreditNotYours):
        services.take_records(actor=town.guo_hua, rows=[PENALTY], at=MONDAY)


@pytest.mark.parametrize(
    "fault", [{"kind": "奖励"}, {"grade": "特别严重"}, {"decided_on": "2026-13-01"}, {"source": ""}, {"document": "无"}]
)
def test_records_that_are_not_sound_are_refused(town: Town, fault: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        services.take_records(actor=town.tang_lan, rows=[{**PENALTY, **fault}], at=MONDAY)


@pytest.mark.parametrize(
    ("who", "seen"),
    [("guo_hua", 1), ("tang_lan", 1), ("du_cha", 1), ("li_min", 1), ("sun_hao", 0), ("zhao_lei", 0)],
)
def test_records_are_seen_by_scope(town: Town, penalty: CreditRecord, who: str, seen: int) -> None:
    assert queries.records_matching(getattr(town, who)).count() == seen


def test_a_penalty_is_shown_as_long_as_its_grade_may_be(town: Town, penalty: CreditRecord) -> None:
    services.publish_penalty(actor=town.guo_hua, record_id=penalty.pk, at=MONDAY)
    assert (shown(date(2027, 2, 19)), shown(date(2027, 2, 20))) == (1, 0)
    with pytest.raises(rules.NoSuchPaper):
        services.publish_penalty(actor=town.zhao_lei, record_id=penalty.pk, at=MONDAY)
    with pytest.raises(rules.CreditNotYours):
        services.publish_penalty(actor=town.li_min, record_id=penalty.pk, at=MONDAY)
    with pytest.raises(rules.NotRepairable):
        services.publish_penalty(actor=town.guo_hua, record_id=penalty.pk, at=MONDAY.replace(year=2028))


def applied(town: Town, penalty: CreditRecord) -> Repair:
    return services.apply_repair(actor=town.li_min, record_id=penalty.pk, ground="已缴清罚款并改正。", at=MONDAY)


def test_grant_repair_stops_showing_sharing_and_using(town: Town, penalty: CreditRecord) -> None:
    services.publish_penalty(actor=town.guo_hua, record_id=penalty.pk, at=MONDAY)
    number = applied(town, penalty).case.number
    assert queries.public_lines(town.machinery.pk, on=MONDAY.date())
    with pytest.raises(MoveNotYours):
        services.grant_repair(actor=town.li_min, number=number, opinion="自批。", at=days(1))
    with pytest.raises(CaseNotVisible):
        services.grant_repair(actor=town.zhao_lei, number=number, opinion="同意。", at=days(1))
    with pytest.raises(InvalidInput):
        services.grant_repair(actor=town.guo_hua, number=number, opinion=" ", at=days(1))
    assert (
        services.grant_repair(actor=town.guo_hua, number=number, opinion="属实。", at=days(1)).case.state == "REPAIRED"
    )
    assert shown(days(1).date()) == 0
    assert not queries.public_lines(town.machinery.pk, on=days(1).date())
    with pytest.raises(rules.NotRepairable):
        applied(town, penalty)


def test_refuse_repair_lets_them_ask_again(town: Town, penalty: CreditRecord) -> None:
    number = applied(town, penalty).case.number
    with pytest.raises(rules.AlreadyUnderWay):
        applied(town, penalty)
    with pytest.raises(InvalidInput):
        services.refuse_repair(actor=town.guo_hua, number=number, reason="", at=days(1))
    assert (
        services.refuse_repair(actor=town.guo_hua, number=number, reason="罚款未缴。", at=days(1)).case.state
        == "REFUSED"
    )
    with pytest.raises(MoveNotOpen):
        services.refuse_repair(actor=town.guo_hua, number=number, reason="罚款未缴。", at=days(1))
    assert applied(town, penalty).case.state == "APPLIED"


def test_repair_waits_for_the_least_months_of_its_grade(town: Town, penalty: CreditRecord) -> None:
    told: dict[str, Any] = {"record_id": penalty.pk, "ground": "已改正。"}
    with pytest.raises(rules.RemovalTooEarly):
        services.apply_repair(actor=town.li_min, at=MONDAY.replace(month=5, day=19), **told)
    with pytest.raises(rules.NoSuchPaper):
        services.apply_repair(actor=town.sun_hao, at=MONDAY, **told)
    with pytest.raises(rules.CreditNotYours):
        services.apply_repair(actor=town.tang_lan, at=MONDAY, **told)
    assert services.apply_repair(actor=town.li_min, at=MONDAY.replace(month=5, day=20), **told).pk


def test_a_certificate_says_what_stood_then_and_stays_so(town: Town, listed: Listing) -> None:
    issued = services.issue_certificate(actor=town.li_min, uscc=town.machinery.uscc, at=days(8), purpose="投标")
    assert "至今在册" in issued.lines[1]
    services.revoke_listing(actor=town.he_ping, number=listed.case.number, reason="主体认错。", at=days(9))
    assert "至今在册" in queries.certificate(town.li_min, issued.number).lines[1]
    clean = services.issue_certificate(actor=town.guo_hua, uscc=town.machinery.uscc, at=days(10))
    assert "未查询到" in clean.lines[1]
    with pytest.raises(rules.NoSuchPaper):
        queries.certificate(town.sun_hao, issued.number)
    with pytest.raises(rules.CompanyNotFound):
        services.issue_certificate(actor=town.sun_hao, uscc=town.machinery.uscc, at=days(8))
    with pytest.raises(rules.CreditNotYours):
        services.issue_certificate(actor=town.du_cha, uscc=town.machinery.uscc, at=days(8))
