"""One net: what 12345, 一网通办, the credit platform and the public bring to inspections, and what they hear of it."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from yishang.contexts.random_inspection import handlers, queries, rules, services
from yishang.contexts.random_inspection.gateways import credit_platform, hotline, onestop
from yishang.contexts.random_inspection.models import InspectObject, Lead, ObjectTag, Quarantined
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town, uscc_of
from yishang.contexts.random_inspection.tests.planning import TASK, drawn_task, frozen_task
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.exchange.models import Outgoing
from yishang.kernel.exchange.rules import Said, signature
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.models import Fact
from yishang.kernel.notify.models import Notice

SECRET = "a-secret-of-both-sides"
SPECIAL = replace(
    TASK, title="专项核查", kind="SPECIAL", items=("SJ-01",), units=("610400-SJ",), ratios="", count=1,
    reason="12345 热线转来的线索。",
)  # fmt: skip


@pytest.fixture(autouse=True)
def connected(settings: Settings) -> None:
    settings.HOTLINE_GATEWAY = settings.ONESTOP_GATEWAY = settings.CREDIT_PLATFORM_GATEWAY = "simulator"
    settings.HOTLINE_SECRET = settings.ONESTOP_SECRET = SECRET


def ticket(**changes: Any) -> dict[str, Any]:
    body = {"order_no": "RX2019120900088", "content": "有人反映这家厂的登记地址没有人。", "uscc": uscc_of(0), **changes}
    return {"message_id": f"t-{body['order_no']}", "kind": hotline.ASKED, "body": body}


def lead_of(_town: Town, **changes: Any) -> Lead:
    told = ticket(**changes)
    services.take_said(channel=hotline.CHANNEL, said=Said(**told), at=MONDAY)
    return Lead.objects.select_related("case").get(ref=told["body"]["order_no"])


def hear(channel: str, kind: str, message_id: str = "l-1", **body: Any) -> str:
    return services.take_said(channel=channel, said=Said(message_id, kind, body), at=MONDAY).outcome


def licensed(town: Town, word: str = "机械", **changes: Any) -> dict[str, Any]:
    told = {"ref": "YW-1", "uscc": town.companies[word].uscc, "name": word, "library": "SPJY", "number": "JY-9"}
    return {**told, "result": "granted", **changes}


def facts(verb: str) -> list[Fact]:
    return list(Fact.objects.filter(verb=verb))


def test_open_lead_task_inspects_that_one_company_and_note_lead_result_answers(town: Town) -> None:
    lead = lead_of(town)
    number = lead.case.number
    for fact in facts("random_inspection.lead.received"):
        handlers.tell_lead(fact)
    assert set(Notice.objects.values_list("account__name", flat=True)) == {"钱虹", "冯学"}
    entry = replace(SPECIAL, source=number, conditions=rules.Conditions(uscc=uscc_of(0)))
    task = services.open_lead_task(actor=town.qian_hong, number=number, entry=entry, at=MONDAY)
    assert [one.key for one in queries.judged_pool(task, on=MONDAY.date())] == [town.objects["机械"].pk]
    assert [one.body["status"] for one in Outgoing.objects.order_by("pk")] == ["已立专项任务"]
    with pytest.raises(MoveNotOpen):
        services.decline_lead(actor=town.qian_hong, number=number, reason="已经立了任务。", at=MONDAY)
    services.follow_results(task=task.case.number, at=MONDAY)
    lead.refresh_from_db()
    lead.case.refresh_from_db()
    assert (lead.case.state, services.follow_results(task=task.case.number, at=MONDAY)) == ("DONE", 0)
    assert Outgoing.objects.order_by("pk").last().body["is_closed"] is True
    assert services.exchange_all(at=MONDAY) == 2
    assert services.exchange_all(at=MONDAY) == 0


def test_assign_lead_lets_a_department_judge_and_decline_lead_answers_with_a_reason(town: Town) -> None:
    number = lead_of(town).case.number
    with pytest.raises(CaseNotVisible):
        services.decline_lead(actor=town.lyu_qiang, number=number, reason="不属于本局职责。", at=MONDAY)
    with pytest.raises(InvalidInput):
        services.assign_lead(actor=town.qian_hong, number=number, unit="610400-YSB", at=MONDAY)
    services.assign_lead(actor=town.qian_hong, number=number, unit="610400-YJ", at=MONDAY)
    with pytest.raises(MoveNotYours):
        services.assign_lead(actor=town.lyu_qiang, number=number, unit="610400-SJ", at=MONDAY)
    with pytest.raises(InvalidInput):
        services.decline_lead(actor=town.lyu_qiang, number=number, reason="不办", at=MONDAY)
    services.decline_lead(actor=town.lyu_qiang, number=number, reason="该企业已于上周注销。", at=MONDAY)
    assert [one.body["note"] for one in Outgoing.objects.order_by("pk")] == ["", "该企业已于上周注销。"]


def test_the_company_of_a_lead_does_not_see_it(town: Town) -> None:
    number = lead_of(town).case.number
    with pytest.raises(CaseNotVisible):
        services.decline_lead(actor=town.li_min, number=number, reason="没有这回事。", at=MONDAY)


def test_the_same_ticket_twice_is_one_lead(town: Town) -> None:
    lead_of(town)
    again = ticket()
    assert services.take_said(channel=hotline.CHANNEL, said=Said(**again), at=MONDAY).repeated
    services.take_said(channel=hotline.CHANNEL, said=Said(**{**again, "message_id": "other"}), at=MONDAY)
    assert Lead.objects.count() == 1
    with pytest.raises(InvalidInput):
        lead_of(town, order_no="RX2", content="短")


def test_an_adopted_topic_is_told_to_the_lead_department_and_is_not_declined(town: Town) -> None:
    topic = "DT-610400-20191209-0001"
    told = {"title": "查网红餐厅后厨", "answer": "采纳，一月开展。", "unit": "610400-SJ"}
    fact = Fact(verb="public_supervision.topic.adopted", subject=topic, data=told, at=MONDAY)
    handlers.take_topic_over(fact)
    handlers.take_topic_over(fact)
    lead = Lead.objects.select_related("case").get()
    assert (lead.ref, lead.case.unit_id) == (topic, town.units["610400-SJ"].pk)
    with pytest.raises(rules.AdoptedInPublic):
        services.decline_lead(actor=town.qian_hong, number=lead.case.number, reason="今年不查了。", at=MONDAY)
    entry = replace(SPECIAL, source=lead.case.number)
    task = services.open_lead_task(actor=town.qin_lan, number=lead.case.number, entry=entry, at=MONDAY)
    told = [one.data for one in journal.timeline(task.case.number, include_internal=True) if "topic" in one.data]
    assert told == [{"topic": topic, "task": task.case.number}]


def test_a_licence_sets_the_tag_and_its_end_removes_it(town: Town) -> None:
    one = town.objects["机械"]
    assert hear(onestop.CHANNEL, onestop.RESULTS, **licensed(town)) == "食品经营：已入库"
    assert ObjectTag.objects.filter(object=one, library__code="SPJY").exists()
    hear(onestop.CHANNEL, onestop.RESULTS, "l-2", **licensed(town, ref="YW-2", result="ended", reason="注销"))
    assert not ObjectTag.objects.filter(object=one, library__code="SPJY").exists()
    with pytest.raises(InvalidInput):
        hear(onestop.CHANNEL, onestop.RESULTS, "l-3", **licensed(town, library="没有"))


def test_a_licence_on_a_promise_is_a_lead_with_its_day_and_an_unknown_company_waits_to_be_mended(town: Town) -> None:
    told = licensed(town, promised="设施已配齐。", check_by="2020-02-01")
    number = hear(onestop.CHANNEL, onestop.RESULTS, **told)
    lead = Lead.objects.get(case__number=number)
    assert (lead.source, lead.entity_id, lead.due_on) == ("ONESTOP", town.companies["机械"].pk, date(2020, 2, 1))
    assert hear(onestop.CHANNEL, onestop.RESULTS, "l-9", **licensed(town, uscc=uscc_of(99))) == "待治理"
    assert Quarantined.objects.get().why.startswith("一网通办：")


def test_risk_classes_with_their_source_go_into_the_next_pool_only(town: Town) -> None:
    frozen = frozen_task(town)
    uscc = town.companies["机械"].uscc
    before = dict(frozen.candidates.values_list("object__entity__uscc", "stratum"))
    grade = {"uscc": uscc, "risk": "D", "month": "2019-12", "source": "省信用平台"}
    assert hear(credit_platform.CHANNEL, credit_platform.GRADES, **grade) == "2019-12 D 类"
    one = InspectObject.objects.get(pk=town.objects["机械"].pk)
    assert (one.risk, one.risk_source) == ("D", "省信用平台")
    older = {**grade, "risk": "A", "month": "2019-11"}
    assert hear(credit_platform.CHANNEL, credit_platform.GRADES, "g-2", **older) == "没有更新"
    assert dict(frozen.candidates.values_list("object__entity__uscc", "stratum")) == before
    next_one = services.draft_task(actor=town.qian_hong, entry=TASK, at=MONDAY)
    risks = {found.key: found.risk for found in queries.judged_pool(next_one, on=MONDAY.date())}
    assert risks[one.pk] == "D"
    with pytest.raises(InvalidInput):
        hear(credit_platform.CHANNEL, credit_platform.GRADES, "g-3", **{**grade, "risk": "E"})


def post(told: Any, *, secret: str = SECRET, at: datetime = MONDAY, door: str = "12345") -> HttpResponse:
    body = json.dumps(told).encode()
    timestamp = str(int(at.timestamp()))
    headers = {"X-Exchange-Timestamp": timestamp, "X-Exchange-Signature": signature(secret, timestamp, body)}
    url = f"/random_inspection/exchange/{door}/"
    return Client().post(url, body, content_type="application/json", headers=headers)


@pytest.mark.usefixtures("frozen")
def test_the_door_takes_signed_messages_and_nothing_else(town: Town) -> None:
    assert post(ticket(), secret="another").status_code == 403
    assert post(ticket(content="短")).status_code == 422
    assert post({"message_id": "q", "kind": "nothing", "body": {}}).status_code == 422
    answer = post(ticket()).json()
    assert (answer["accepted"], answer["receipt"]) == (True, Lead.objects.get().case.number)
    assert post(licensed_message(town), door="onestop").json()["receipt"] == "食品经营：已入库"


def licensed_message(town: Town) -> dict[str, Any]:
    return {"message_id": "o-1", "kind": onestop.RESULTS, "body": licensed(town)}


@pytest.mark.usefixtures("frozen")
def test_the_desk_judges_leads_and_sees_what_waits_with_its_error(town: Town, settings: Settings) -> None:
    settings.HOTLINE_GATEWAY = ""
    number = lead_of(town).case.number
    client = Client()
    client.force_login(town.accounts["qian_hong"])
    assert number in client.get("/random_inspection/leads/").content.decode()
    place = f"/random_inspection/leads/{number}/"
    assert client.post(f"{place}decline_lead/", {"reason": "不"}).status_code == 422
    assert client.post(f"{place}decline_lead/", {"reason": "该企业已于上周注销。"}).status_code == 302
    assert "不予立项" in client.get(place).content.decode()
    page = client.get("/random_inspection/exchange/").content.decode()
    assert "12345 热线还没有接通" in page
    waiting = Outgoing.objects.get()
    assert waiting.message_id in page
    assert client.post("/random_inspection/exchange/", {"outgoing": waiting.pk}).status_code == 422
    assert client.post("/random_inspection/exchange/", {"outgoing": waiting.pk, "note": "电话告知"}).status_code == 302
    other = Client()
    other.force_login(town.accounts["lyu_qiang"])
    assert other.post("/random_inspection/exchange/", {"outgoing": waiting.pk, "again": "1"}).status_code == 403
    assert other.get(place).status_code == 404


def test_a_drawn_special_task_of_one_company_draws_that_company(town: Town) -> None:
    task = drawn_task(town, **{**vars(SPECIAL), "conditions": rules.Conditions(uscc=uscc_of(0)), "source": ""})
    assert [one.object_id for one in queries.selected_of(task)] == [town.objects["机械"].pk]
