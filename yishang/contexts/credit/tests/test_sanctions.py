"""联合惩戒 and the counter's question: measures only with a basis, released with the list, every question traced."""

from datetime import date, timedelta
from typing import Any

import pytest

from yishang.contexts.credit import queries, rules, services
from yishang.contexts.credit.models import Hint, Listing, Sanction, SeriousListing
from yishang.contexts.credit.tests.conftest import MONDAY, Town, days
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role


def order(town: Town, list_code: str, code: str) -> Any:
    return services.order_measures(
        actor=town.guo_hua,
        list_code=list_code,
        codes=[code],
        entity=town.machinery,
        matter="YC-1",
        ends_on=None,
        at=MONDAY,
    )


@pytest.mark.parametrize("list_code", ["HINT", "BLACK", ""])
def test_a_list_without_a_basis_restricts_nobody(town: Town, list_code: str) -> None:
    with pytest.raises(rules.ListWithoutBasis):
        order(town, list_code, "A01")
    assert not Sanction.objects.exists()


@pytest.mark.parametrize("code", ["S01", "X99", "S04"])
def test_measures_come_from_the_catalog_of_their_list(town: Town, code: str) -> None:
    with pytest.raises(rules.MeasureNotOfList):
        order(town, "ABNORMAL", code)


def test_a_measure_is_ordered_only_while_it_is_in_force(town: Town) -> None:
    with pytest.raises(rules.MeasureNotOfList):
        services.order_measures(
            actor=town.guo_hua, list_code="SERIOUS", codes=["S04"], entity=town.machinery, matter="YW-1", ends_on=None,
            at=MONDAY.replace(year=2019),
        )  # fmt: skip


def test_a_hint_is_seen_inside_and_restricts_nobody(town: Town) -> None:
    services.note_hint(actor=town.guo_hua, uscc=town.machinery.uscc, text="告知承诺曾不实。", at=MONDAY)
    assert not queries.restrictions(town.machinery.uscc, at=MONDAY).is_restricted
    assert len(queries.dossier(town.guo_hua, town.machinery.uscc, on=MONDAY.date()).hints) == 1
    assert not queries.dossier(town.li_min, town.machinery.uscc, on=MONDAY.date()).hints
    assert not queries.dossier(town.guo_hua, town.machinery.uscc, on=date(2027, 6, 1)).hints
    with pytest.raises(rules.CreditNotYours):
        services.note_hint(actor=town.li_min, uscc=town.machinery.uscc, text="x", at=MONDAY)
    with pytest.raises(InvalidInput):
        services.note_hint(actor=town.guo_hua, uscc=town.machinery.uscc, text=" ", at=MONDAY)
    assert Hint.objects.count() == 1


def test_confirm_sanction_and_report_sanction(town: Town, listed: Listing) -> None:
    number = Sanction.objects.get().case.number
    with pytest.raises(CaseNotVisible):
        services.confirm_sanction(actor=town.guo_hua, number=number, at=days(8))
    with pytest.raises(MoveNotOpen):
        services.report_sanction(actor=town.cai_ming, number=number, note="已提示代理机构。", at=days(8))
    assert services.confirm_sanction(actor=town.cai_ming, number=number, at=days(8)).case.state == "IN_FORCE"
    with pytest.raises(InvalidInput):
        services.report_sanction(actor=town.cai_ming, number=number, note=" ", at=days(8))
    reported = services.report_sanction(actor=town.cai_ming, number=number, note="已拒绝一次投标。", at=days(9))
    assert reported.feedback == "已拒绝一次投标。"


def test_release_sanction_gives_twenty_four_hours_until_confirm_release(town: Town, listed: Listing) -> None:
    number = Sanction.objects.get().case.number
    friday = MONDAY + timedelta(days=11, hours=6)
    with pytest.raises(MoveNotYours):
        services.release_sanction(actor=town.cai_ming, number=number, reason="已移出。", at=friday)
    released = services.release_sanction(actor=SYSTEM_ACTOR, number=number, reason="已移出。", at=friday)
    assert released.case.due_at == friday + timedelta(hours=24)  # Saturday: a party does not wait for Monday
    assert not queries.restrictions(town.machinery.uscc, at=friday).is_restricted
    with pytest.raises(CaseNotVisible):
        services.confirm_release(actor=town.guo_hua, number=number, at=friday)
    late = services.confirm_release(actor=town.cai_ming, number=number, at=friday + timedelta(hours=25))
    assert (late.case.state, late.case.due_at) == ("RELEASED", None)
    with pytest.raises(MoveNotOpen):
        services.confirm_release(actor=town.cai_ming, number=number, at=friday + timedelta(hours=26))


def test_the_counter_hears_rule_basis_and_until_when(town: Town, serious: SeriousListing) -> None:
    answer = services.ask_restrictions(
        actor=town.cai_ming, uscc=town.machinery.uscc, at=days(15), purpose="投标资格审查"
    )
    assert (answer.is_restricted, answer.as_of) == (True, days(15))
    first = answer.restrictions[0]
    assert (first.code, first.basis, first.until) == (
        "S01", "企业信息公示暂行条例第十八条、政府采购法第二十二条", date(2029, 6, 15),
    )  # fmt: skip
    assert [one.is_doubtful for one in answer.restrictions] == [False, True]
    assert answer.standings[0].list == "严重违法失信名单"
    (fact,) = queries.asked_before(town.machinery.uscc)
    assert (fact.actor_name, fact.data["restricted"], fact.data["purpose"]) == ("蔡明", True, "投标资格审查")


def test_a_restriction_ends_on_its_day_whoever_sleeps(town: Town, serious: SeriousListing) -> None:
    assert queries.restrictions(town.machinery.uscc, at=MONDAY.replace(year=2029, day=14)).is_restricted
    assert not queries.restrictions(town.machinery.uscc, at=MONDAY.replace(year=2029, day=15)).is_restricted


def test_a_party_that_nobody_knows_is_not_said_to_be_free(town: Town) -> None:
    answer = services.ask_restrictions(actor=town.cai_ming, uscc="91610404MA0100016P", at=MONDAY)
    assert (answer.is_known, answer.is_restricted) == (False, False)


def test_companies_ask_about_themselves_only(town: Town) -> None:
    assert not services.ask_restrictions(actor=town.li_min, uscc=town.machinery.uscc, at=MONDAY).is_restricted
    with pytest.raises(rules.CreditNotYours):
        services.ask_restrictions(actor=town.li_min, uscc=town.food.uscc, at=MONDAY)
    with pytest.raises(InvalidInput):
        services.ask_restrictions(actor=town.cai_ming, uscc="91610402MA0000015", at=MONDAY)
    key = Actor(id=None, name="钥匙", role=Role.API, city_code="610400", scopes=frozenset({"appeals:submit"}))
    with pytest.raises(rules.CreditNotYours):
        services.ask_restrictions(actor=key, uscc=town.machinery.uscc, at=MONDAY)
