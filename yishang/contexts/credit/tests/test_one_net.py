"""The credit platform hears of our lists once; restrictions of others are theirs; what credit says on others' pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from yishang.contexts.credit import gateways, handlers, queries, services
from yishang.contexts.credit.models import CreditRecord, Listing, Push, Sanction
from yishang.contexts.credit.tests.conftest import MONDAY, Town, days
from yishang.kernel.context import InvalidInput
from yishang.kernel.exchange.models import Outgoing
from yishang.kernel.exchange.rules import Said
from yishang.kernel.journal.models import Fact
from yishang.kernel.parties import queries as parties

RESTRICTION = {
    "name": "演示机械有限公司", "uscc": "91610402MA00000155", "title": "限制参加政府采购（外地）",
    "document": "某财采〔2026〕3号",
    "organ": "外地财政局", "decided_on": "2026-04-01", "valid_to": "2027-03-31", "source": "省信用平台",
}  # fmt: skip


def test_a_listing_and_its_end_go_to_the_platform_once_each(town: Town, listed: Listing, settings: Settings) -> None:
    settings.CREDIT_PLATFORM_GATEWAY = "simulator"
    facts = list(Fact.objects.filter(subject=listed.case.number, verb="credit.listing.listed"))
    for fact in facts * 2:
        handlers.tell_platform(fact)
    message = Outgoing.objects.get()
    assert (message.body["list"], message.body["what"], message.body["uscc"]) == (
        "经营异常名录", "列入", town.machinery.uscc,
    )  # fmt: skip
    assert (services.exchange_all(at=days(7)), services.exchange_all(at=days(8))) == (1, 0)
    assert Outgoing.objects.get().receipt


def test_a_restriction_of_another_organ_is_kept_as_theirs_and_restricts_nobody_here(town: Town) -> None:
    said = Said("x-1", gateways.RESTRICTIONS, RESTRICTION)
    assert services.take_restriction(said=said, at=MONDAY) == "已归集"
    kept = CreditRecord.objects.get()
    assert (kept.kind, kept.source, str(kept.decided_on)) == ("SANCTION", "省信用平台", "2026-04-01")
    assert not queries.restrictions(town.machinery.uscc, at=MONDAY).is_restricted
    for wrong in ({**RESTRICTION, "more": "x"}, {**RESTRICTION, "decided_on": 5}, {**RESTRICTION, "source": ""}):
        with pytest.raises(InvalidInput):
            services.take_restriction(said=Said("x-2", gateways.RESTRICTIONS, wrong), at=MONDAY)


def test_a_restriction_is_noted_beside_every_page_about_the_company(town: Town, listed: Listing) -> None:
    def notes(role: str, at: datetime = MONDAY) -> list[str]:
        return [one.title for one in parties.notes_about(listed.entity_id, role=role, at=at)]

    assert notes("CBO", days(7)) == ["信用限制：政府采购中依法限制"]
    assert (notes("ENT", days(7)), notes("LIA", days(7)), notes("CBO", MONDAY)) == ([], [], [])
    services.revoke_listing(actor=town.he_ping, number=listed.case.number, reason="事实有误。", at=days(8))
    assert notes("CBO", days(9)) == []


def test_the_table_of_duties_says_whose_push_it_is(town: Town, pushes: dict[str, Push]) -> None:
    assert queries.unit_of("WJ", region_code="610402") == pushes["WJ"].case.unit
    row = {"department": "WJ", "region": "610402", "unit": "610400-SJ"}
    assert services.take_duties(actor=town.tang_lan, rows=[row], at=MONDAY).new == 1
    found = queries.unit_of("WJ", region_code="610402")
    assert found is not None
    assert found.code == "610400-SJ"
    for wrong in ({**row, "unit": "nobody"}, {**row, "region": "999999"}, {**row, "department": ""}):
        with pytest.raises(InvalidInput):
            services.take_duties(actor=town.tang_lan, rows=[wrong], at=MONDAY)


def test_badges_count_what_waits_for_the_post(town: Town, pushes: dict[str, Push], suspected: Listing) -> None:
    bureau, lead = (queries.queue_counts(one, now=MONDAY) for one in (town.guo_hua, town.tang_lan))
    assert (bureau["pushes"], bureau["listings"], lead["pushes"]) == (1, 1, 3)
    assert queries.queue_counts(town.du_cha, now=MONDAY) == {}
    assert queries.queue_counts(town.zhao_lei, now=MONDAY)["listings"] == 0


def test_moves_by_api(town: Town, pushes: dict[str, Push], live_at: Callable[[datetime], None]) -> None:
    live_at(MONDAY)
    client, stranger = Client(), Client()
    client.force_login(town.accounts["liu_gong"])
    stranger.force_login(town.accounts["zhao_lei"])
    place = f"/api/v1/credit/matters/{pushes['WJ'].case.number}"

    def post(who: Client, move: str, body: dict[str, Any]) -> int:
        return who.post(f"{place}/moves/{move}", body, content_type="application/json").status_code

    assert "claim_push" in client.get(place).json()["moves"]
    assert (stranger.get(place).status_code, post(stranger, "claim_push", {})) == (404, 404)
    assert (post(client, "triage_appeal", {}), post(client, "claim_push", {"version": "x"})) == (404, 422)
    assert (post(client, "claim_push", {}), post(client, "claim_push", {})) == (200, 409)


def test_the_page_of_the_exchange_shows_what_waits(
    town: Town, listed: Listing, settings: Settings, live_at: Callable[[datetime], None]
) -> None:
    live_at(days(8))
    settings.CREDIT_PLATFORM_GATEWAY = ""
    handlers.tell_platform(Fact.objects.get(subject=listed.case.number, verb="credit.listing.listed"))
    client = Client()
    client.force_login(town.accounts["tang_lan"])
    page = client.get("/credit/exchange/").content.decode()
    assert "信用平台还没有接通" in page
    assert listed.case.number in page
    assert Sanction.objects.exists()
