"""Messages in the browser: reading them, choosing how to be told, what was lost, and the gateway's receipts."""

import json
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Town
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory.models import Account
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify import rules, services
from yishang.kernel.notify.models import Notice, Preference

pytestmark = pytest.mark.django_db
PREFERENCES = "/notices/preferences/"
UNSENT = "/notices/unsent/"
RECEIPTS = "/sms/receipts/"
SECRET = "a-secret-between-two-machines"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "present", lambda: MONDAY)


def as_person(town: Town, person: str) -> Client:
    client = Client()
    client.force_login(town.accounts[person])
    return client


def chosen(**changed: str) -> dict[str, str]:
    return {"digest_at": "17", "lead_half_days": "", **changed}


def tell(town: Town, number: str, **changed: Any) -> Notice:
    given = {"template": "appeal_closed", "context": {"number": number}, "subject": number, "at": MONDAY}
    services.tell(**{"account_id": town.li_min.id, **given, **changed})
    return Notice.objects.filter(account_id=town.li_min.id).latest("pk")


# ---- reading ------------------------------------------------------------------------------------------------------


def test_opening_a_message_leads_to_its_matter_and_marks_it_read(town: Town, submitted: Appeal) -> None:
    notice = tell(town, submitted.case.number, channels=["IN_SITE"])
    li_min = as_person(town, "li_min")
    assert f'href="/notices/{notice.pk}/"' in li_min.get("/notices/").content.decode()
    assert li_min.get(f"/notices/{notice.pk}/")["Location"] == f"/outreach/mine/{submitted.case.number}/"
    notice.refresh_from_db()
    assert notice.read_at == MONDAY


def test_somebody_else_s_message_is_not_there(town: Town, submitted: Appeal) -> None:
    notice = tell(town, submitted.case.number, channels=["IN_SITE"])
    assert as_person(town, "sun_hao").get(f"/notices/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_many_messages_are_read_page_by_page(town: Town, submitted: Appeal) -> None:
    for _ in range(51):
        notice = tell(town, submitted.case.number, channels=["IN_SITE"])
    li_min = as_person(town, "li_min")
    page = li_min.get("/notices/")
    assert (len(page.context["notices"]), page.context["older_url"]) == (50, f"?before={notice.pk - 49}")
    assert len(li_min.get("/notices/" + page.context["older_url"]).context["notices"]) == 1


# ---- choosing -----------------------------------------------------------------------------------------------------


def test_a_unit_s_person_sees_the_kinds_of_the_post_and_what_cannot_be_switched_off(town: Town) -> None:
    page = as_person(town, "wang_gong").get(PREFERENCES)
    topics = {topic["code"]: topic for topic in page.context["topics"]}
    assert {"new_matter", "overdue", "sign_in"} <= set(topics)
    assert "answer" not in topics
    assert topics["overdue"]["is_settled"]
    words = page.content.decode()
    assert 'name="sms_new_matter"' in words and 'name="sms_overdue"' not in words
    assert "短信必发，不能关闭" in words
    assert "没有登记手机" in words


def test_choices_are_kept_and_shown_again(town: Town) -> None:
    client = as_person(town, "wang_gong")
    answer = client.post(PREFERENCES, chosen(when_due_soon="digest", digest_at="9", lead_half_days="4"), follow=True)
    assert "已保存" in answer.content.decode()
    kept = Preference.objects.get(account=town.accounts["wang_gong"])
    assert (kept.choices["due_soon"], kept.digest_at.hour, kept.lead_half_days) == (
        {"sms": False, "digest": True},
        9,
        4,
    )
    topics = {topic["code"]: topic for topic in client.get(PREFERENCES).context["topics"]}
    assert (topics["due_soon"]["digest"], topics["overdue"]["sms"]) == (True, True)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"digest_at": "23"}, "汇总时间请选"),
        ({"digest_at": "x"}, "汇总时间请选"),
        ({"digest_at": "99999"}, "汇总时间请选"),
        ({"lead_half_days": "3"}, "请从列表中选择"),
        ({"lead_half_days": "-1"}, "请从列表中选择"),
        ({"lead_half_days": "²"}, "请从列表中选择"),
    ],
)
def test_what_no_list_offers_is_refused_at_its_field(town: Town, changed: dict[str, str], words: str) -> None:
    answer = as_person(town, "wang_gong").post(PREFERENCES, chosen(**changed))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Preference.objects.exists()


def test_a_company_is_not_asked_about_deadlines_of_units(town: Town) -> None:
    page = as_person(town, "li_min").get(PREFERENCES).content.decode()
    assert "到期前再提醒一次" not in page
    assert "199****0101" in page or "没有登记手机" not in page


def test_the_way_to_the_choices_stands_on_the_account_and_the_messages(town: Town) -> None:
    for address in ("/account/", "/notices/"):
        assert f'href="{PREFERENCES}"' in as_person(town, "li_min").get(address).content.decode()


# ---- wordings -------------------------------------------------------------------------------------------------------


def test_the_office_reads_every_wording_with_sample_values(town: Town) -> None:
    page = as_person(town, "chen_jing").get("/notices/wordings/")
    words = page.content.decode()
    assert "诉求 SQ-610402-20191209-0007“二期 10kV 专线外线路由未定”已派给演示供电公司" in words
    without_sample = re.compile(r"〔\w*[a-z]\w*〕|\{")  # a year in such brackets belongs to a document's number
    assert not [one.template.code for one in page.context["wordings"] if without_sample.search(one.text)]


def test_companies_and_units_have_no_use_for_them(town: Town) -> None:
    for person in ("li_min", "wang_gong"):
        assert as_person(town, person).get("/notices/wordings/").status_code == 403


# ---- what was lost --------------------------------------------------------------------------------------------------


@pytest.fixture
def lost(town: Town, submitted: Appeal) -> Notice:
    notice = tell(town, submitted.case.number)
    Notice.objects.filter(pk=notice.pk).update(state="FAILED", attempts=4, last_error="停机")
    return notice


def test_the_administrator_finds_what_was_lost_and_sends_it_again(town: Town, lost: Notice) -> None:
    keeper = as_person(town, "xi_tong")
    assert f'href="{UNSENT}"' in keeper.get("/account/").content.decode()
    page = keeper.get(UNSENT).content.decode()
    assert "停机" in page and "199****0101" in page and "19900000101" not in page
    assert keeper.post(f"{UNSENT}{lost.pk}/", {"again": "1"})["Location"] == UNSENT
    lost.refresh_from_db()
    assert lost.state == "PENDING"
    assert keeper.post(f"{UNSENT}{lost.pk}/", {"again": "1"}).status_code == 409


def test_or_takes_it_off_the_list(town: Town, lost: Notice) -> None:
    as_person(town, "xi_tong").post(f"{UNSENT}{lost.pk}/")
    lost.refresh_from_db()
    assert lost.state == "LAID_ASIDE"


def test_nobody_else_sees_or_settles_it(town: Town, lost: Notice) -> None:
    for person in ("chen_jing", "li_min", "shen_ji"):
        client = as_person(town, person)
        assert [client.get(UNSENT).status_code, client.post(f"{UNSENT}{lost.pk}/").status_code] == [403, 403]
    lost.refresh_from_db()
    assert lost.state == "FAILED"


# ---- receipts -------------------------------------------------------------------------------------------------------


def receipt(body: Any, secret: str = SECRET) -> HttpResponse:
    text = body if isinstance(body, bytes) else json.dumps(body)
    return Client(enforce_csrf_checks=True).post(
        RECEIPTS, text, content_type="application/json", headers={"X-Receipt-Secret": secret}
    )


@pytest.fixture
def sent(town: Town, submitted: Appeal, settings: Settings) -> Notice:
    settings.SMS_RECEIPT_SECRET = SECRET
    notice = tell(town, submitted.case.number)
    Notice.objects.filter(pk=notice.pk).update(state="SENT", attempts=1)
    return notice


def test_the_gateway_s_receipt_is_taken_once_and_again(sent: Notice) -> None:
    body = {"reference": rules.reference(sent.pk, 0), "arrived": True}
    for _ in range(2):
        answer = receipt(body)
        assert (answer.status_code, answer.json()) == (200, {"state": "DELIVERED"})


def test_a_wrong_or_missing_secret_is_refused(sent: Notice, settings: Settings) -> None:
    body = {"reference": rules.reference(sent.pk, 0), "arrived": True}
    assert receipt(body, "guessed").status_code == 403
    assert receipt(body, "").status_code == 403
    settings.SMS_RECEIPT_SECRET = ""
    assert receipt(body, "").status_code == 403
    sent.refresh_from_db()
    assert sent.state == "SENT"


def test_an_unknown_message_is_said(sent: Notice) -> None:
    assert receipt({"reference": "notice-999999", "arrived": True}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"[" * 100_000,
        [],
        {},
        {"reference": 7, "arrived": True},
        {"reference": "notice-1", "arrived": "yes"},
        {"reference": "notice-1", "arrived": False, "reason": 5},
        {"reference": "notice-1", "arrived": False, "reason": "\x00"},
    ],
)
@pytest.mark.usefixtures("sent")
def test_what_is_no_receipt_is_refused(body: Any) -> None:
    answer = receipt(body)
    assert answer.status_code == 422
    assert answer.json()["fields"]


# ---- in the matter itself -------------------------------------------------------------------------------------------


def test_the_desk_reads_the_whole_record_and_the_company_its_own(town: Town, advance: Advance) -> None:
    number = advance("closed").case.number
    journal_jobs.drain()
    desk = as_person(town, "chen_jing").get(f"/outreach/desk/{number}/notices/")
    assert {line.who for line in desk.context["lines"]} >= {"陈静", "王工", "李敏"}
    own = as_person(town, "li_min").get(f"/outreach/mine/{number}/notices/")
    assert {line.who for line in own.context["lines"]} == {"李敏"}
    assert "199****0101" in own.content.decode() and "19900000101" not in own.content.decode()
    assert as_person(town, "he_zhen").get(f"/outreach/mine/{number}/notices/").context["lines"] == []


def test_the_record_comes_when_it_is_opened_and_not_with_the_matter(town: Town, advance: Advance) -> None:
    number = advance("closed").case.number
    journal_jobs.drain()
    page = as_person(town, "chen_jing").get(f"/outreach/desk/{number}/").content.decode()
    assert f'hx-get="/outreach/desk/{number}/notices/"' in page
    part = as_person(town, "chen_jing").get(f"/outreach/desk/{number}/notices/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode() and "told-lines" in part.content.decode()


def test_another_county_s_record_is_not_there(town: Town, advance: Advance) -> None:
    number = advance("closed").case.number
    assert as_person(town, "zhao_lei").get(f"/outreach/desk/{number}/notices/").status_code == 404
    assert as_person(town, "sun_hao").get(f"/outreach/mine/{number}/notices/").status_code == 404


def test_a_message_of_a_switched_off_account_is_kept_in_the_record(town: Town, advance: Advance) -> None:
    number = advance("dispatched").case.number
    journal_jobs.drain()
    Account.objects.filter(pk=town.wang_gong.id).update(is_active=False)
    page = as_person(town, "chen_jing").get(f"/outreach/desk/{number}/notices/")
    assert "王工" in {line.who for line in page.context["lines"]}
