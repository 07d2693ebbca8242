"""The two doors: who gets in, who does not, and what stays behind afterwards."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach.tests.conftest import MONDAY, PASSWORD, Town
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.notify.models import Notice

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\d{6}")


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "present", lambda: MONDAY)


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.HOME = True, tmp_path
    accounts = [
        {"role": "ENT", "name": "李敏", "login": "x", "phone": "19900000101", "place": "演示机械有限公司"},
        {"role": "CBO", "name": "陈静", "login": "cbo.陈静", "password": PASSWORD},
    ]
    (tmp_path / "demo.json").write_text(json.dumps({"accounts": accounts}))


def ask_for_code(client: Client, phone: str = "19900000101") -> str:
    client.post("/sign-in/", {"action": "request_code", "phone": phone})
    sent = Notice.objects.filter(phone=phone, is_code=True).last()
    return code_in(sent.text) if sent else ""


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found, text
    return found[0]


def sign_in_staff(client: Client, password: str, **more: str) -> HttpResponse:
    return client.post("/sign-in/staff/", {"login": "cbo.陈静", "password": password, **more})


# ---- by phone ----------------------------------------------------------------------------------------------


def test_li_min_gets_a_code_and_comes_to_her_matters(client: Client, town: Town) -> None:
    code = ask_for_code(client)
    answer = client.post("/sign-in/", {"phone": "199 0000 0101", "code": code}, follow=True)
    assert [url for url, _ in answer.redirect_chain] == ["/", "/outreach/mine/"]


def test_a_wrong_code_is_refused_and_the_field_stays_open(client: Client, town: Town) -> None:
    code = ask_for_code(client)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answer = client.post("/sign-in/", {"phone": "19900000101", "code": wrong})
    assert answer.status_code == 403
    assert "验证码不正确或已失效" in answer.content.decode()
    assert 'id="code"' in answer.content.decode()
    assert SESSION_KEY not in client.session


def test_a_stranger_is_told_the_same_and_gets_nothing(client: Client, town: Town) -> None:
    answer = client.post("/sign-in/", {"action": "request_code", "phone": "19900000999"})
    assert answer.status_code == 200
    assert "如果登记过，验证码已发出" in answer.content.decode()
    assert not Notice.objects.exists()


def test_a_phone_that_is_none_is_said_at_its_field(client: Client, town: Town) -> None:
    answer = client.post("/sign-in/", {"action": "request_code", "phone": "12345"})
    assert answer.status_code == 422
    assert 'id="phone-error"' in answer.content.decode()


def test_a_second_code_at_once_is_refused_with_a_next_step(client: Client, town: Town) -> None:
    ask_for_code(client)
    answer = client.post("/sign-in/", {"action": "request_code", "phone": "19900000101"})
    assert answer.status_code == 429
    assert "请稍等 60 秒再获取" in answer.content.decode()
    assert 'id="code"' in answer.content.decode(), "the first code still holds"


def test_only_the_demonstration_shows_the_code(client: Client, town: Town, demo: None) -> None:
    shown = client.post("/sign-in/", {"action": "request_code", "phone": "19900000101"}).content.decode()
    assert ask_for_code(client) in shown
    assert "演示机械有限公司" in shown


def test_elsewhere_neither_code_nor_accounts_are_shown(client: Client, town: Town) -> None:
    shown = client.post("/sign-in/", {"action": "request_code", "phone": "19900000101"}).content.decode()
    code = code_in(Notice.objects.get().text)
    assert code not in shown
    assert "演示账号" not in shown


# ---- by password -------------------------------------------------------------------------------------------


def test_chen_jing_signs_in_and_the_session_is_a_new_one(client: Client, town: Town) -> None:
    session = client.session
    session["kept"] = "before"
    session.save()
    before = client.session.session_key
    answer = sign_in_staff(client, PASSWORD)
    assert answer["Location"] == "/"
    assert client.session.session_key != before
    assert client.get("/")["Location"] == "/outreach/desk/"


def test_the_fifth_wrong_password_locks_even_the_right_one(client: Client, town: Town) -> None:
    for _ in range(5):
        assert sign_in_staff(client, "wrong").status_code == 403
    answer = sign_in_staff(client, PASSWORD)
    assert answer.status_code == 403
    assert "30 分钟" in answer.content.decode()


def test_after_half_an_hour_it_opens_again(client: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        sign_in_staff(client, "wrong")
    monkeypatch.setattr(clocks, "present", lambda: MONDAY + timedelta(minutes=31))
    assert sign_in_staff(client, PASSWORD).status_code == 302


def test_the_way_on_leads_only_inside(client: Client, town: Town) -> None:
    assert sign_in_staff(client, PASSWORD, next="/outreach/desk/?queue=due")["Location"] == "/outreach/desk/?queue=due"
    for wanted in ("https://example.com/", "//example.com/", "javascript:alert(1)"):
        other = Client()
        assert sign_in_staff(other, PASSWORD, next=wanted)["Location"] == "/"


def test_in_the_demonstration_one_click_fills_in(client: Client, town: Town, demo: None) -> None:
    page = client.get("/sign-in/staff/", {"as": "cbo.陈静"}).content.decode()
    assert f'value="{PASSWORD}"' in page


def test_elsewhere_the_same_click_fills_in_nothing(client: Client, town: Town) -> None:
    assert PASSWORD not in client.get("/sign-in/staff/", {"as": "cbo.陈静"}).content.decode()


# ---- from where --------------------------------------------------------------------------------------------


def ask_from(address: str, phone: str, forwarded: str = "") -> int:
    """The status of asking for a code, from that address, with what a proxy wrote."""
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    asked = {"action": "request_code", "phone": phone}
    return Client().post("/sign-in/", asked, headers=headers, REMOTE_ADDR=address).status_code


def test_the_eleventh_telephone_from_one_address_waits(town: Town) -> None:
    answers = [ask_from("10.1.2.3", f"1990000020{place}", forwarded=f"10.9.9.{place}") for place in range(10)]
    assert set(answers) == {200}
    assert ask_from("10.1.2.3", "19900000101", forwarded="10.9.9.99") == 429
    assert ask_from("10.1.2.4", "19900000101") == 200


def test_behind_our_own_proxy_the_address_is_what_the_proxy_wrote_last(town: Town, settings: Settings) -> None:
    settings.TRUSTED_PROXY = True
    for place in range(10):
        assert ask_from("127.0.0.1", f"1990000020{place}", forwarded=f"10.9.9.{place}, 10.1.2.3") == 200
    assert ask_from("127.0.0.1", "19900000101", forwarded="10.9.9.99, 10.1.2.3") == 429
    assert ask_from("127.0.0.1", "19900000101", forwarded="10.1.2.3, 10.1.2.4") == 200


# ---- afterwards --------------------------------------------------------------------------------------------


def test_signing_out_ends_the_session_and_needs_a_post(client: Client, town: Town) -> None:
    client.force_login(town.accounts["li_min"])
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert client.get("/account/").status_code == 302


def test_no_page_of_a_signed_in_person_stays_in_a_cache(client: Client, town: Town) -> None:
    client.force_login(town.accounts["li_min"])
    assert client.get("/outreach/mine/")["Cache-Control"] == "no-store"


def test_a_session_in_use_is_renewed_and_an_idle_one_ends(client: Client, town: Town) -> None:
    client.force_login(town.accounts["chen_jing"])
    client.get("/account/")
    session = client.session
    assert session["seen"] > 0
    session["seen"] -= 61
    session.save()
    assert client.get("/account/").cookies["sessionid"]["max-age"] == 30 * 60
    assert "sessionid" not in client.get("/account/").cookies


def test_somebody_without_a_post_sees_so_and_nothing_else(client: Client, town: Town) -> None:
    account = town.accounts["chen_jing"]
    account.postings.update(valid_to=MONDAY.date() - timedelta(days=1))
    client.force_login(account)
    assert "今天没有岗位" in client.get("/", follow=True).content.decode()
    assert client.get("/outreach/mine/").status_code == 403
