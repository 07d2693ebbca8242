"""严重违法失信名单: requirements, notice, the party's word, the level above, three years, the early way out."""

from datetime import date
from typing import Any

import pytest

from yishang.contexts.credit import queries, rules, services
from yishang.contexts.credit.models import Sanction, SeriousListing
from yishang.contexts.credit.tests.conftest import FOUR, MONDAY, Town, days
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.publish import queries as published

TOLD: dict[str, Any] = {"domain": "D1", "penalty_document": "秦市监处罚〔2026〕9号", "requirements": FOUR, "at": MONDAY}


def shown(on: date) -> int:
    return published.published(rules.SERIOUS_DATASET, on=on).count()


def propose(town: Town, **changes: Any) -> SeriousListing:
    return services.propose_serious(actor=town.guo_hua, uscc=town.machinery.uscc, **{**TOLD, **changes})


def noticed(town: Town) -> str:
    number = str(propose(town).case.number)
    services.notify_serious(actor=town.guo_hua, number=number, measures=["S01"], at=MONDAY)
    return number


def test_list_serious_the_whole_way(town: Town, serious: SeriousListing) -> None:
    assert (serious.listed_on, serious.ends_on) == (date(2026, 6, 15), date(2029, 6, 15))
    assert shown(date(2029, 6, 14)) == 1
    assert shown(date(2029, 6, 15)) == 0
    ordered = Sanction.objects.order_by("pk")
    assert [(one.measure_id and one.measure.code, one.ends_on) for one in ordered] == [
        ("S01", date(2029, 6, 15)), ("S03", date(2029, 6, 15)),
    ]  # fmt: skip


@pytest.mark.parametrize("missing", list(FOUR))
def test_every_requirement_needs_its_evidence(town: Town, missing: str) -> None:
    with pytest.raises(rules.RequirementsMissing):
        propose(town, requirements={**FOUR, missing: " "})


def test_proposals_are_the_supervisors_and_one_for_a_penalty(town: Town) -> None:
    with pytest.raises(rules.CreditNotYours):
        services.propose_serious(actor=town.du_cha, uscc=town.machinery.uscc, **TOLD)
    with pytest.raises(InvalidInput):
        propose(town, domain="D9")
    propose(town)
    with pytest.raises(rules.AlreadyUnderWay):
        propose(town)


def test_notify_serious_names_only_measures_of_the_list(town: Town) -> None:
    number = propose(town).case.number
    with pytest.raises(rules.MeasureNotOfList):
        services.notify_serious(actor=town.guo_hua, number=number, measures=["A01"], at=MONDAY)
    with pytest.raises(MoveNotYours):
        services.notify_serious(actor=town.tang_lan, number=number, measures=[], at=MONDAY)
    with pytest.raises(CaseNotVisible):
        services.notify_serious(actor=town.zhao_lei, number=number, measures=[], at=MONDAY)


def test_defend_serious_is_heard_before_ask_consent(town: Town) -> None:
    number = noticed(town)
    with pytest.raises(rules.DefenceStillOpen):
        services.ask_consent(actor=town.guo_hua, number=number, opinion="拟列入。", at=days(1))
    with pytest.raises(CaseNotVisible):
        services.defend_serious(actor=town.sun_hao, number=number, text="不服。", at=days(1))
    with pytest.raises(InvalidInput):
        services.defend_serious(actor=town.li_min, number=number, text="", at=days(1))
    services.defend_serious(actor=town.li_min, number=number, text="已召回。", at=days(1))
    with pytest.raises(InvalidInput):
        services.ask_consent(actor=town.guo_hua, number=number, opinion="", at=days(1))
    assert (
        services.ask_consent(actor=town.guo_hua, number=number, opinion="拟列入。", at=days(1)).case.state == "CONSENT"
    )


def test_list_serious_needs_grant_consent_of_the_level_above(town: Town) -> None:
    number = noticed(town)
    with pytest.raises(rules.ConsentMissing):
        services.list_serious(actor=town.he_ping, number=number, opinion="同意。", at=days(10))
    services.ask_consent(actor=town.guo_hua, number=number, opinion="拟列入。", at=days(10))
    with pytest.raises(MoveNotYours):
        services.grant_consent(actor=town.he_ping, number=number, opinion="同意。", at=days(11))
    services.grant_consent(actor=town.tang_lan, number=number, opinion="同意。", at=days(11))
    with pytest.raises(rules.SamePersonApproves):
        services.list_serious(actor=town.guo_hua, number=number, opinion="同意。", at=days(12))
    assert (
        services.list_serious(actor=town.he_ping, number=number, opinion="同意。", at=days(12)).case.state == "LISTED"
    )


def test_refuse_consent_and_drop_serious_end_it(town: Town) -> None:
    number = noticed(town)
    services.ask_consent(actor=town.guo_hua, number=number, opinion="拟列入。", at=days(10))
    with pytest.raises(InvalidInput):
        services.refuse_consent(actor=town.tang_lan, number=number, reason="", at=days(11))
    refused = services.refuse_consent(actor=town.tang_lan, number=number, reason="危害不大。", at=days(11))
    assert (refused.case.state, refused.case.due_at) == ("DROPPED", None)
    with pytest.raises(MoveNotOpen):
        services.drop_serious(actor=town.guo_hua, number=number, reason="x", at=days(11))
    again = propose(town)
    assert services.drop_serious(
        actor=town.guo_hua, number=again.case.number, reason="要件存疑。", at=MONDAY
    ).case.closed_at


def test_apply_early_only_after_a_year_with_all_three_conditions(town: Town, serious: SeriousListing) -> None:
    number = serious.case.number
    told: dict[str, Any] = {"number": number, "ground": "罚款已缴清。", "conditions": list(rules.EARLY_CONDITIONS)}
    with pytest.raises(rules.RemovalTooEarly):
        services.apply_early(actor=town.li_min, at=MONDAY.replace(year=2027, month=6, day=14), **told)
    a_year_later = MONDAY.replace(year=2027, month=6, day=15)
    with pytest.raises(rules.RemovalTooEarly):
        services.apply_early(actor=town.li_min, at=a_year_later, **{**told, "conditions": ["duty", "no_new"]})
    with pytest.raises(CaseNotVisible):
        services.apply_early(actor=town.sun_hao, at=a_year_later, **told)
    assert services.apply_early(actor=town.li_min, at=a_year_later, **told).case.state == "EARLY_APPLIED"


def applied_early(town: Town, serious: SeriousListing) -> tuple[str, Any]:
    at = MONDAY.replace(year=2027, month=6, day=15)
    services.apply_early(
        actor=town.li_min,
        number=serious.case.number,
        ground="罚款已缴清。",
        conditions=list(rules.EARLY_CONDITIONS),
        at=at,
    )
    return str(serious.case.number), at


def test_remove_serious_stops_showing_and_restricting_at_once(town: Town, serious: SeriousListing) -> None:
    number, at = applied_early(town, serious)
    with pytest.raises(rules.SamePersonApproves):
        services.remove_serious(actor=town.guo_hua, number=number, opinion="符合。", at=at)
    with pytest.raises(MoveNotYours):
        services.remove_serious(actor=town.li_min, number=number, opinion="符合。", at=at)
    removed = services.remove_serious(actor=town.he_ping, number=number, opinion="符合。", at=at)
    assert (removed.case.state, removed.removal_way) == ("REMOVED", "remove")
    assert shown(at.date()) == 0
    assert set(Sanction.objects.values_list("case__state", flat=True)) == {"RELEASING"}


def test_reject_early_lets_them_ask_again(town: Town, serious: SeriousListing) -> None:
    number, at = applied_early(town, serious)
    with pytest.raises(InvalidInput):
        services.reject_early(actor=town.he_ping, number=number, reason="", at=at)
    assert (
        services.reject_early(actor=town.he_ping, number=number, reason="罚款未缴清。", at=at).case.state == "REJECTED"
    )
    assert queries.restrictions(town.machinery.uscc, at=at).is_restricted
    assert applied_early(town, serious)


def test_expire_serious_by_itself_on_its_last_day(town: Town, serious: SeriousListing) -> None:
    assert services.expire_all(at=MONDAY.replace(year=2029, month=6, day=14)) == 0
    assert services.expire_all(at=MONDAY.replace(year=2029, month=6, day=15)) == 1
    serious.case.refresh_from_db()
    assert serious.case.state == "EXPIRED"
    assert services.expire_all(at=MONDAY.replace(year=2029, month=6, day=16)) == 0


def test_revoke_serious_takes_a_wrong_one_back(town: Town, serious: SeriousListing) -> None:
    with pytest.raises(rules.SamePersonApproves):
        services.revoke_serious(actor=town.guo_hua, number=serious.case.number, reason="处罚已撤销。", at=days(20))
    with pytest.raises(CaseNotVisible):
        services.revoke_serious(actor=town.zhao_lei, number=serious.case.number, reason="处罚已撤销。", at=days(20))
    revoked = services.revoke_serious(
        actor=town.he_ping, number=serious.case.number, reason="处罚已撤销。", at=days(20)
    )
    assert revoked.case.state == "REVOKED"
    assert shown(days(20).date()) == 0


def test_before_2021_the_list_was_five_years_without_an_early_way_out(town: Town) -> None:
    assert queries.parameter("serious_months", on=date(2021, 8, 31)) == 60
    assert queries.parameter("serious_months", on=date(2021, 9, 1)) == 36
    with pytest.raises(rules.RemovalTooEarly):
        rules.check_early(
            listed_on=date(2019, 6, 1), months=queries.parameter("early_months", on=date(2019, 6, 1)),
            conditions=dict.fromkeys(rules.EARLY_CONDITIONS, True), on=date(2022, 1, 1),
        )  # fmt: skip
