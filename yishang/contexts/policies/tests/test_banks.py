"""Two ledgers kept apart; intents, contracts and money paid out never become one another."""

from datetime import date
from decimal import Decimal

import pytest

from yishang.contexts.policies import queries, rules, services
from yishang.contexts.policies.tests.conftest import MONDAY, Town
from yishang.kernel.context import InvalidInput

DAY = date(2020, 3, 6)


def deal(**changes: object) -> rules.DealEntry:
    told = {"company": "演示机械有限公司", "bank": "演示银行", "signed_on": DAY, "intent": Decimal(100)}
    return rules.DealEntry(**{**told, **changes})  # type: ignore[arg-type]


def test_sums_are_told_apart(town: Town) -> None:
    services.enter_tax_loan_bank(actor=town.yang_ping, bank="演示银行", began_on=DAY, at=MONDAY)
    event = services.enter_bank_event(actor=town.yang_ping, title="三月对接会", held_on=DAY, at=MONDAY)
    for entry in (
        deal(),
        deal(bank="另一家演示银行", intent=None, contract=Decimal(300), paid_out=Decimal(50), saved=Decimal("1.5")),
    ):
        services.enter_bank_deal(actor=town.yang_ping, event_number=event.number, entry=entry, at=MONDAY)
    totals = queries.bank_totals(town.du_cha)
    assert (totals.tax_loan_banks, totals.events, totals.companies) == (1, 1, 1)
    assert (totals.intent, totals.contract, totals.paid_out) == (Decimal(100), Decimal(300), Decimal(50))
    assert (totals.intents, totals.contracts, totals.signed_in_hundred_millions) == (1, 1, "0.04")


def test_sums_have_two_decimals_on_either_database(town: Town) -> None:
    event = services.enter_bank_event(actor=town.yang_ping, title="三月对接会", held_on=DAY, at=MONDAY)
    for place, saved in enumerate(("9.6", "24", "0.1")):
        entry = deal(bank=f"演示银行{place}", saved=Decimal(saved))
        services.enter_bank_deal(actor=town.yang_ping, event_number=event.number, entry=entry, at=MONDAY)
    totals = queries.bank_totals(town.du_cha)
    assert [str(one) for one in (totals.intent, totals.contract, totals.saved)] == ["300.00", "0.00", "33.70"]


@pytest.mark.parametrize("text", ["-1", "－1", "1,000.00", "1，000", "十万", "1.234", "1e5", "NaN", "٣"])
def test_amounts_are_refused_in_words(text: str) -> None:
    with pytest.raises(rules.AmountFaults):
        rules.amount_in(text)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("intent", {"intent": None}),
        ("intent", {"intent": Decimal(-1)}),
        ("paid_out", {"paid_out": Decimal(1)}),  # an intent pays nothing out
        ("company", {"company": " "}),
        ("signed_on", {"signed_on": date(2020, 3, 10)}),
        ("uscc", {"uscc": "91610402MA00000156"}),
    ],
)
def test_a_deal_that_cannot_be_is_refused_at_its_field(town: Town, field: str, changes: dict[str, object]) -> None:
    event = services.enter_bank_event(actor=town.yang_ping, title="三月对接会", held_on=DAY, at=MONDAY)
    with pytest.raises(InvalidInput) as refused:
        services.enter_bank_deal(actor=town.yang_ping, event_number=event.number, entry=deal(**changes), at=MONDAY)
    assert list(refused.value.fields) == [field]


def test_nothing_is_entered_twice(town: Town) -> None:
    for _ in range(2):
        try:
            services.enter_tax_loan_bank(actor=town.yang_ping, bank="演示银行", began_on=DAY, at=MONDAY)
        except InvalidInput as refusal:
            assert list(refusal.fields) == ["bank"]
    assert queries.tax_loan_banks(town.yang_ping).count() == 1


def test_a_county_keeps_its_own_and_others_none(town: Town) -> None:
    event = services.enter_bank_event(actor=town.chen_jing, title="秦都对接会", held_on=DAY, at=MONDAY)
    assert queries.bank_event(town.yang_ping, event.number) == event
    with pytest.raises(rules.LedgerNotYours):
        queries.bank_event(town.zhao_lei, event.number)
    for who in (town.du_cha, town.liu_gong, town.li_min):
        with pytest.raises(rules.LedgerNotYours):
            services.enter_bank_event(actor=who, title="对接会", held_on=DAY, at=MONDAY)
