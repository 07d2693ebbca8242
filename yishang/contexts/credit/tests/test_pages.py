"""The pages of the desk and of the phone, and the API: what each shows, refuses and keeps."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.credit import handlers, services
from yishang.contexts.credit.models import CreditRecord, Decision, Listing, Push, Registration
from yishang.contexts.credit.tests.conftest import NEW_SHOP, PENALTY, Town, days
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.journal.models import Fact
from yishang.kernel.notify.models import Notice

Live = Callable[[datetime], None]


@pytest.fixture
def at_eight(live_at: Live) -> None:
    live_at(days(8))


def signed_in(town: Town, who: str) -> Client:
    client = Client()
    client.force_login(town.accounts[who])
    return client


def page(client: Client, name: str, *args: Any, **asked: str) -> str:
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == 200, (name, response.status_code)
    return str(response.content.decode())


@pytest.mark.usefixtures("at_eight")
def test_every_list_opens_for_who_works_there(town: Town, listed: Listing, pushes: dict[str, Push]) -> None:
    for who in ("guo_hua", "tang_lan", "du_cha"):
        client = signed_in(town, who)
        for kind in (
            "pushes",
            "warnings",
            "listings",
            "serious",
            "sanctions",
            "repairs",
            "records",
            "figures",
            "catalogs",
        ):
            page(client, f"credit:{kind}")
    told = page(signed_in(town, "guo_hua"), "credit:listings", heap="all")
    assert listed.case.number in told
    assert listed.case.number not in page(signed_in(town, "zhao_lei"), "credit:listings", heap="all")
    assert "待核" in page(client, "credit:catalogs")


@pytest.mark.usefixtures("at_eight")
def test_a_list_goes_out_as_a_sheet(town: Town, listed: Listing) -> None:
    response = signed_in(town, "guo_hua").get(reverse("credit:export", args=["listings"]), {"heap": "all"})
    assert listed.case.number in b"".join(response).decode()  # type: ignore[arg-type]
    assert signed_in(town, "guo_hua").get(reverse("credit:export", args=["nothing"])).status_code == 404
    bad = signed_in(town, "guo_hua").get(reverse("credit:listings"), {"heap": "x"})
    assert bad.status_code == 422


@pytest.mark.usefixtures("at_eight")
def test_a_suspicion_is_opened_and_carried_on_at_the_desk(town: Town) -> None:
    client = signed_in(town, "guo_hua")
    form = {"uscc": town.machinery.uscc, "reason": "E2", "source": "群众来信"}
    opened = client.post(reverse("credit:new", args=["listings"]), form)
    number = Listing.objects.get().case.number
    assert opened.headers["Location"] == f"{reverse('credit:matter', args=[number])}?done=suspect"
    again = client.post(reverse("credit:new", args=["listings"]), form)
    assert (again.status_code, "已有" in again.content.decode()) == (409, True)
    wrong = client.post(reverse("credit:new", args=["listings"]), {**form, "uscc": "12"})
    assert (wrong.status_code, "应为 18 位" in wrong.content.decode()) == (422, True)
    move = reverse("credit:move", args=[number, "give_notice"])
    assert "查明的事实" in client.get(move).content.decode()
    empty = client.post(move, {"found": "", "established_on": "x"})
    assert (empty.status_code, "请填写这一项" in empty.content.decode()) == (422, True)
    done = client.post(move, {"found": "未公示。", "established_on": "2026-06-09"})
    assert done.status_code == 302
    shown = client.get(done.headers["Location"]).content.decode()
    assert "已告知当事人" in shown
    assert "异告〔2026〕1号" in shown
    same = client.post(reverse("credit:move", args=[number, "list_company"]), {"opinion": "同意。"})
    assert (same.status_code, "另一位同志审核决定" in same.content.decode()) == (403, True)


@pytest.mark.usefixtures("at_eight")
def test_the_party_speaks_applies_and_prints_on_its_phone(town: Town, listed: Listing) -> None:
    client, number = signed_in(town, "li_min"), listed.case.number
    told = page(client, "credit:mine")
    assert "现在有限制" in told
    assert "企业信息公示暂行条例第十八条" in told
    assert "申请移出" in page(client, "credit:own_matter", number)
    sent = client.post(reverse("credit:own_move", args=[number, "apply_removal"]), {"ground": "已补公示。"})
    assert "申请已收到" in client.get(sent.headers["Location"]).content.decode()
    issued = client.post(reverse("credit:certify", args=[town.machinery.uscc]))
    assert "至今在册" in client.get(issued.headers["Location"]).content.decode()
    paper = Decision.objects.get(kind="LIST")
    assert "行政复议" in page(client, "credit:paper", paper.pk)
    other = signed_in(town, "sun_hao")
    assert other.get(reverse("credit:own_matter", args=[number])).status_code == 404
    assert other.get(reverse("credit:paper", args=[paper.pk])).status_code == 404
    assert client.get(reverse("credit:matter", args=[number])).status_code == 403


@pytest.mark.usefixtures("at_eight")
def test_repair_is_asked_for_on_the_phone(town: Town, penalty: CreditRecord) -> None:
    client = signed_in(town, "li_min")
    address = reverse("credit:apply_repair", args=[penalty.pk])
    assert "不再公示" in client.get(address).content.decode()
    assert client.post(address, {"ground": ""}).status_code == 422
    assert client.post(address, {"ground": "已缴清罚款。"}).status_code == 302
    again = client.post(address, {"ground": "已缴清罚款。再说一次"})
    assert (again.status_code, "正在办理" in again.content.decode()) == (409, True)
    assert signed_in(town, "sun_hao").get(address).status_code == 404


@pytest.mark.usefixtures("at_eight")
def test_the_counter_asks_and_the_dossier_opens(town: Town, listed: Listing, penalty: CreditRecord) -> None:
    client = signed_in(town, "cai_ming")
    told = client.post(reverse("credit:ask"), {"uscc": town.machinery.uscc, "purpose": "投标资格审查"}).content.decode()
    assert "受到限制" in told
    assert "投标资格审查" in told
    assert client.post(reverse("credit:ask"), {"uscc": "1"}).status_code == 422
    bureau = signed_in(town, "guo_hua")
    dossier = page(bureau, "credit:company", town.machinery.uscc)
    assert "未按规定明码标价" in dossier
    assert "行政处罚系统" in page(bureau, "credit:record", penalty.pk)
    published = bureau.post(reverse("credit:publish", args=[penalty.pk]))
    assert published.status_code == 302
    noted = bureau.post(reverse("credit:hint", args=[town.machinery.uscc]), {"text": "承诺曾不实。"})
    assert "承诺曾不实" in bureau.get(noted.headers["Location"]).content.decode()
    assert bureau.post(reverse("credit:hint", args=[town.machinery.uscc]), {"text": ""}).status_code == 422


def api(client: Client, path: str, rows: Any) -> Any:
    return client.post(f"/api/v1/credit/{path}", json.dumps({"rows": rows}), content_type="application/json")


@pytest.mark.usefixtures("at_eight")
def test_machines_send_registrations_and_records_and_ask(town: Town, listed: Listing) -> None:
    client = signed_in(town, "tang_lan")
    assert api(client, "registrations", [NEW_SHOP]).json() == {"new": 1, "known": 0}
    assert Registration.objects.count() == 1
    assert api(client, "records", [PENALTY]).json() == {"new": 1, "known": 0}
    assert api(client, "records", [{**PENALTY, "kind": "奖"}]).status_code == 422
    assert api(client, "records", [{**PENALTY, "colour": "red"}]).status_code == 422
    assert api(client, "records", []).status_code == 422
    assert api(signed_in(town, "guo_hua"), "records", [PENALTY]).status_code == 403
    answer = client.get("/api/v1/credit/restrictions", {"uscc": town.machinery.uscc}).json()
    assert (answer["is_restricted"], answer["restrictions"][0]["code"]) == (True, "A01")
    assert client.get("/api/v1/credit/restrictions", {"uscc": "1"}).status_code == 422
    assert client.get("/api/v1/credit/restrictions").status_code == 422
    other = signed_in(town, "sun_hao").get("/api/v1/credit/restrictions", {"uscc": town.machinery.uscc})
    assert other.status_code == 403


@pytest.mark.usefixtures("at_eight")
def test_serious_is_proposed_with_its_four_requirements(town: Town) -> None:
    client = signed_in(town, "guo_hua")
    form = {"uscc": town.machinery.uscc, "domain": "D1", "penalty_document": "处罚〔2026〕1号"}
    missing = client.post(reverse("credit:new", args=["serious"]), form)
    assert (missing.status_code, "四项要件缺一不可" in missing.content.decode()) == (422, True)
    evidence = {f"{code}_evidence": "见案卷。" for code in ("domain", "penalty", "circumstances", "harm")}
    assert client.post(reverse("credit:new", args=["serious"]), {**form, **evidence}).status_code == 302
    assert client.get(reverse("credit:new", args=["pushes"])).status_code == 404


def test_a_result_of_an_inspection_only_suspects(town: Town) -> None:
    fact = Fact(
        subject="JC-1", verb="random_inspection.inspection.result_published", at=days(1),
        data={"uscc": town.machinery.uscc, "results": ["R1", "R4", "R3"]},
    )  # fmt: skip
    for _ in range(2):  # delivered at least once
        handlers.suspect_by_result(fact)
        handlers.suspect_unreachable(fact)
    found = Listing.objects.order_by("pk")
    assert [(one.reason, one.case.state) for one in found] == [("E4", "SUSPECTED"), ("E3", "SUSPECTED")]
    fact.data = {"uscc": "91610404MA0100016P"}
    handlers.suspect_by_order(fact)
    assert found.count() == 2


def test_everybody_hears_of_what_waits_for_them(town: Town, listed: Listing) -> None:
    services.apply_removal(actor=town.li_min, number=listed.case.number, ground="已补公示。", at=days(9))
    journal_jobs.drain()
    told = Notice.objects.filter(channel="IN_SITE", subject=listed.case.number).order_by("pk")
    assert [(one.template, one.account.name) for one in told if one.account] == [
        ("credit_suspected", "郭华"), ("credit_suspected", "何萍"), ("credit_noticed", "李敏"),
        ("credit_listed", "李敏"), ("credit_applied", "郭华"), ("credit_applied", "何萍"),
    ]  # fmt: skip
