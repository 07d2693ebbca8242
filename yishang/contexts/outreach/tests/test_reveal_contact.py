"""Contacts are masked; whoever must ring opens one on demand, with a reason, and the trail keeps who did."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from yishang.contexts.outreach import queries, rules, services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, IssueKey, Live, Town, december, facts
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.django_db
FULL, MASKED = ("李敏", "19900000101"), ("李*", "199****0101")


def contact(actor: Actor, appeal: Appeal) -> tuple[str, str]:
    found = queries.detail(actor, appeal.case.number, now=MONDAY)
    return found.contact_name, found.contact_phone


def reveal(actor: Actor, appeal: Appeal, *, why: str = "VERIFY", minutes: float = 0) -> services.Contact:
    at = MONDAY + timedelta(minutes=minutes)
    return services.reveal_contact(actor=actor, number=appeal.case.number, why=why, at=at)


@pytest.mark.parametrize(
    "person", ["chen_jing", "yang_ping", "wang_gong", "du_cha", "zhou_lian", "he_zhen", "fang_yuan"]
)
def test_everybody_who_did_not_write_it_reads_a_mask(town: Town, advance: Advance, person: str) -> None:
    assert contact(getattr(town, person), advance("dispatched")) == MASKED


def test_the_company_reads_its_own(town: Town, submitted: Appeal) -> None:
    assert contact(town.li_min, submitted) == FULL


def test_a_key_reads_in_full_what_it_works_on_and_a_submitting_key_what_it_filed(town: Town, submitted: Appeal) -> None:
    working = replace(town.hotline, scopes=frozenset({"appeals:operate"}))
    assert contact(working, submitted) == FULL
    with pytest.raises(CaseNotVisible):
        contact(replace(town.hotline, scopes=frozenset({"appeals:submit"})), submitted)


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping", "wang_gong"])
def test_office_and_responsible_unit_open_it_with_a_reason(town: Town, advance: Advance, person: str) -> None:
    appeal = advance("dispatched")
    actor = getattr(town, person)
    assert reveal(actor, appeal, why="VISIT") == services.Contact(*FULL)
    fact = journal.timeline(appeal.case.number, include_internal=True)[-1]
    assert (fact.verb, fact.actor_name) == ("outreach.appeal.contact_revealed", actor.name)
    assert fact.data == {"field": "contact", "reveal_why": "VISIT"} and fact.internal
    shown = queries.detail(actor, appeal.case.number, now=MONDAY).timeline[-1]
    assert (shown.title, shown.details) == ("查看完整联系方式", ["原因：约时间上门、现场办理"])
    assert "contact_revealed" not in [
        one.fact for one in queries.detail(town.li_min, appeal.case.number, now=MONDAY).timeline
    ]
    assert contact(actor, appeal) == MASKED, "the next look is masked again"


@pytest.mark.parametrize("person", ["du_cha", "zhou_lian", "he_zhen", "fang_yuan", "li_min"])
def test_whoever_only_looks_on_does_not_open_it(town: Town, advance: Advance, person: str) -> None:
    appeal = advance("dispatched")
    with pytest.raises(rules.ContactNotYours):
        reveal(getattr(town, person), appeal)
    assert "contact_revealed" not in facts(appeal.case.number)


def test_the_vice_mayor_does_not_open_it(town: Town, submitted: Appeal) -> None:
    with pytest.raises(rules.ContactNotYours):
        reveal(Actor(id=99, name="分管", role="VML", city_code="610400"), submitted)


@pytest.mark.parametrize("person", ["zhao_lei", "liu_gong", "xi_tong", "bao_mi", "shen_ji"])
def test_whoever_does_not_see_the_matter_learns_nothing(town: Town, submitted: Appeal, person: str) -> None:
    with pytest.raises(CaseNotVisible):
        reveal(getattr(town, person), submitted)


@pytest.mark.parametrize("why", ["", "CURIOUS", "verify"])
def test_without_one_of_the_reasons_it_stays_closed(town: Town, submitted: Appeal, why: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        reveal(town.chen_jing, submitted, why=why)
    assert set(refusal.value.fields) == {"why"}


def test_thirty_an_hour_and_each_person_counts_alone(town: Town, submitted: Appeal) -> None:
    for place in range(rules.REVEALS_PER_HOUR):
        reveal(town.chen_jing, submitted, minutes=place)
    with pytest.raises(rules.TooManyReveals):
        reveal(town.chen_jing, submitted, minutes=59)
    assert reveal(town.yang_ping, submitted, minutes=59)
    assert reveal(town.chen_jing, submitted, minutes=61)


# ---- at the desk -------------------------------------------------------------------------------------------


@pytest.fixture
def desk(town: Town, live_at: Live) -> Client:
    live_at(december(9))
    client = Client()
    client.force_login(town.accounts["chen_jing"])
    return client


def test_the_panel_offers_the_reasons_and_opens_in_place(desk: Client, submitted: Appeal) -> None:
    address = f"/outreach/desk/{submitted.case.number}/"
    page = desk.get(address).content.decode()
    assert "199****0101" in page and "19900000101" not in page
    assert f'action="{address}contact/"' in page
    part = desk.post(f"{address}contact/", {"why": "VERIFY"}, headers={"HX-Request": "true"})
    assert 'href="tel:19900000101"' in part.content.decode() and "<html" not in part.content.decode()
    assert "no-store" in part["Cache-Control"]
    whole = desk.post(f"{address}contact/", {"why": "VERIFY"}).content.decode()
    assert "19900000101" in whole and "查看完整联系方式" in whole


def test_a_get_opens_nothing_and_a_look_on_is_refused(town: Town, desk: Client, submitted: Appeal) -> None:
    address = f"/outreach/desk/{submitted.case.number}/contact/"
    assert desk.get(address).status_code == 405
    onlooker = Client()
    onlooker.force_login(town.accounts["du_cha"])
    assert onlooker.post(address, {"why": "VERIFY"}).status_code == 403
    assert "查看完整号码" not in onlooker.get(f"/outreach/desk/{submitted.case.number}/").content.decode()


def test_a_submitting_key_works_on_its_own_matters_only(town: Town, issue_key: IssueKey, submitted: Appeal) -> None:
    """It once could read, rate and withdraw for every company of the city."""
    headers = {"Authorization": f"Bearer {issue_key('appeals:submit')}"}
    client, number = Client(), submitted.case.number
    assert client.get(f"/api/v1/appeals/{number}", headers=headers).status_code == 404
    for move in ("withdraw_appeal", "rate_appeal", "supplement_appeal"):
        url = f"/api/v1/appeals/{number}/moves/{move}"
        assert client.post(url, {}, content_type="application/json", headers=headers).status_code == 404
    assert client.get("/api/v1/appeals", headers=headers).json()["items"] == []
    sent = {
        "uscc": town.food.uscc,
        "category": "03",
        "title": "停水",
        "content": "供水压力不足，三楼以上车间停产两天。",
    }
    own = client.post("/api/v1/appeals", sent, content_type="application/json", headers=headers).json()["number"]
    assert [one["number"] for one in client.get("/api/v1/appeals", headers=headers).json()["items"]] == [own]
    url = f"/api/v1/appeals/{own}/moves/withdraw_appeal"
    answer = client.post(url, {"reason": "供水已恢复"}, content_type="application/json", headers=headers)
    assert answer.status_code == 200 and answer.json()["state"] == "WITHDRAWN"
