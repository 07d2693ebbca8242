"""WeChat as a second way in and a way to be told: bound, let in, told, and never in the place of what a city lacks."""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach.tests import conftest as outreach
from yishang.contexts.outreach.tests.conftest import MONDAY, Live, Town
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify import rules as notify_rules
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.models import Notice
from yishang.kernel.wechat import gateways, rules, services
from yishang.kernel.wechat.models import Binding

town, live_at = outreach.town, outreach.live_at

OPENID = "o-limin-0001"
TOKEN = "callback-token"


@pytest.fixture(autouse=True)
def official(town: Town, live_at: Live, settings: Settings) -> None:
    settings.WECHAT_GATEWAY, settings.WECHAT_TOKEN = "simulator", TOKEN
    live_at(MONDAY)


def set_out(client: Client, page: str = "sign-in") -> str:
    """Set out for WeChat; the state that it has to bring back."""
    door = client.get(f"/wechat/{page}/")
    assert door.status_code == 302
    return parse_qs(urlsplit(door["Location"]).query)["state"][0]


def come_back(client: Client, state: str, *, openid: str = OPENID, nonce: str = "a1b2c3d4") -> HttpResponse:
    return client.get("/wechat/callback/", {"code": f"sim-{openid}-{nonce}", "state": state})


def bound(town: Town, who: str = "li_min", openid: str = OPENID) -> Client:
    client = Client()
    client.force_login(town.accounts[who])
    response = come_back(client, set_out(client, "bind"), openid=openid, nonce=f"bind{who}{openid[-4:]}")
    assert response.status_code == 302, response.content.decode()
    return client


def facts(town: Town, who: str = "li_min") -> list[str]:
    said = journal.timeline(f"account:{town.accounts[who].pk}", include_internal=True)
    return [fact.verb for fact in said]


# --- in and out -----------------------------------------------------------------------------------------------------


def test_a_bound_person_comes_in_by_wechat_to_where_they_wanted(town: Town) -> None:
    page = bound(town).get("/account/?wechat=bound").content.decode()
    assert "微信已绑定" in page and "解除微信绑定" in page
    stranger = Client()
    door = stranger.get("/wechat/sign-in/?next=/outreach/submit/")
    response = come_back(stranger, parse_qs(urlsplit(door["Location"]).query)["state"][0])
    assert (response.status_code, response["Location"]) == (302, "/outreach/submit/")
    assert stranger.get("/account/").status_code == 200
    assert facts(town) == ["wechat.binding.made", "directory.account.signed_in"]


def test_an_unbound_wechat_is_led_to_the_telephone(town: Town) -> None:
    client = Client()
    response = come_back(client, set_out(client))
    assert response.status_code == 403
    assert "还没有绑定" in response.content.decode()
    assert "手机号" in response.content.decode()


def test_a_code_opens_once_and_a_state_returns_once(town: Town) -> None:
    bound(town)
    client = Client()
    state = set_out(client)
    assert come_back(client, state).status_code == 302
    thief = Client()
    assert come_back(thief, set_out(thief)).status_code == 403  # the same code again
    client.post("/sign-out/")
    assert come_back(client, state, nonce="ffff0001").status_code == 403  # the same state again


@pytest.mark.parametrize("state", ["", "made-up"])
def test_a_return_nobody_set_out_for_is_refused(town: Town, state: str) -> None:
    bound(town)
    client = Client()
    set_out(client)
    assert come_back(client, state).status_code == 403
    assert come_back(Client(), "").status_code == 403


@pytest.mark.parametrize("code", ["", "x", "sim-short", "stolen-code-0001", "é" * 20])
def test_a_code_that_is_none_is_refused(town: Town, code: str) -> None:
    client = Client()
    response = client.get("/wechat/callback/", {"code": code, "state": set_out(client)})
    assert response.status_code == 403


def test_one_wechat_for_one_account(town: Town) -> None:
    bound(town)
    other = Client()
    other.force_login(town.accounts["sun_hao"])
    response = come_back(other, set_out(other, "bind"), nonce="other001")
    assert (response.status_code, Binding.objects.count()) == (409, 1)
    again = Client()
    again.force_login(town.accounts["li_min"])
    assert come_back(again, set_out(again, "bind"), openid="o-limin-0002", nonce="again001").status_code == 409


def test_staff_do_not_get_round_their_second_factor(town: Town) -> None:
    client = Client()
    client.force_login(town.accounts["chen_jing"])
    assert come_back(client, set_out(client, "bind")).status_code == 403
    assert "绑定微信" not in client.get("/account/").content.decode()
    with pytest.raises(rules.WechatNotForPost):
        services.bind_wechat(actor=town.chen_jing, openid=OPENID, at=MONDAY)


def test_whoever_changed_on_the_way_is_not_bound(town: Town) -> None:
    client = Client()
    client.force_login(town.accounts["li_min"])
    state = set_out(client, "bind")
    kept = dict(client.session)["wechat_state"]
    client.force_login(town.accounts["sun_hao"])
    session = client.session
    session["wechat_state"] = kept
    session.save()
    assert come_back(client, state).status_code == 403
    assert not Binding.objects.exists()


def test_a_binding_is_taken_away_by_its_owner_and_when_the_account_is_left(town: Town) -> None:
    client = bound(town)
    assert client.post("/wechat/unbind/").status_code == 302
    assert client.post("/wechat/unbind/").status_code == 302
    assert facts(town) == ["wechat.binding.made", "wechat.binding.removed"]
    bound(town, openid="o-limin-0002")
    services.forget_wechat(openid="o-limin-0002", at=MONDAY)
    assert not services.forget_wechat(openid="o-limin-0002", at=MONDAY)
    assert facts(town)[-1] == "wechat.binding.removed"


def test_a_switched_off_account_is_not_opened(town: Town) -> None:
    bound(town)
    account = town.accounts["li_min"]
    account.is_active = False
    account.save()
    with pytest.raises(rules.WechatNotForPost):
        services.sign_in_by_wechat(openid=OPENID, at=MONDAY)


def test_without_an_official_account_nothing_is_shown(town: Town, settings: Settings) -> None:
    settings.WECHAT_GATEWAY = ""
    client = Client()
    assert "微信" not in client.get("/sign-in/").content.decode()
    for page in ("sign-in", "callback", "simulator", "messages"):
        assert client.get(f"/wechat/{page}/").status_code == 404
    client.force_login(town.accounts["li_min"])
    assert "微信" not in client.get("/account/").content.decode()


# --- being told -----------------------------------------------------------------------------------------------------


def tell(town: Town) -> None:
    words = {"number": "SQ-610402-20191209-0001", "unit": "演示供电公司"}
    notify.tell(account_id=town.accounts["li_min"].pk, template="appeal_in_hand", context=words, at=MONDAY)


def send(gateway: Any = None, at: Any = MONDAY) -> int:
    return notify.send_by_wechat(gateway=gateway or gateways.WechatSimulator(), at=at)


def by(channel: str) -> list[str]:
    return list(Notice.objects.filter(channel=channel).order_by("pk").values_list("state", flat=True))


def post(xml: str, *, token: str = TOKEN, at: Any = MONDAY) -> HttpResponse:
    stamp = str(int(at.timestamp()))
    signed = sha1("".join(sorted([token, stamp, "n1"])).encode()).hexdigest()
    url = f"/wechat/messages/?timestamp={stamp}&nonce=n1&signature={signed}"
    return Client().post(url, xml.encode(), content_type="text/xml")


def finished(message_id: str, status: str = "success", openid: str = OPENID) -> str:
    return (
        f"<xml><FromUserName>{openid}</FromUserName><MsgType>event</MsgType><Event>TEMPLATESENDJOBFINISH</Event>"
        f"<MsgID>{message_id}</MsgID><Status><![CDATA[{status}]]></Status></xml>"
    )


def test_a_bound_person_is_told_by_wechat_in_the_place_of_a_text_message(town: Town) -> None:
    bound(town)
    tell(town)
    assert (by("IN_SITE"), by("SMS"), by("WECHAT")) == (["SENT"], [], ["PENDING"])
    assert send() == 1
    notice = Notice.objects.get(channel="WECHAT")
    assert post(finished(notice.gateway_id)).content == b"success"
    assert by("WECHAT") == ["DELIVERED"]
    assert post(finished(notice.gateway_id, "failed:user block")).content == b"success"  # what arrived has arrived
    assert (by("WECHAT"), by("SMS")) == (["DELIVERED"], [])


def test_who_is_not_bound_gets_a_text_message(town: Town) -> None:
    tell(town)
    assert (by("SMS"), by("WECHAT")) == (["PENDING"], [])


@pytest.mark.parametrize("openid", ["o-limin-left", "o-limin-0001"])
def test_what_wechat_does_not_deliver_goes_out_as_a_text_message(town: Town, openid: str) -> None:
    bound(town, openid=openid)
    tell(town)
    send()
    notice = Notice.objects.get(channel="WECHAT")
    for _ in range(2):
        if notice.gateway_id:
            post(finished(notice.gateway_id, "failed: system failed", openid))
    assert (by("WECHAT"), by("SMS")) == (["LAID_ASIDE"], ["PENDING"])


def test_a_wechat_that_does_not_answer_is_tried_four_times(town: Town) -> None:
    bound(town, openid="o-limin-mute")
    tell(town)
    for minutes in (0, 1, 6, 21):
        assert by("SMS") == []
        send(at=MONDAY + timedelta(minutes=minutes))
    assert (by("WECHAT"), by("SMS")) == (["LAID_ASIDE"], ["PENDING"])


def test_a_receipt_for_an_unknown_or_another_s_message_changes_nothing(town: Town) -> None:
    bound(town)
    tell(town)
    send()
    notice = Notice.objects.get(channel="WECHAT")
    assert post(finished("never-sent")).content == b"success"
    assert post(finished(notice.gateway_id, openid="o-stranger-1")).content == b"success"
    assert by("WECHAT") == ["SENT"]
    with pytest.raises(notify_rules.UnknownReference):
        notify.take_wechat_receipt(message_id="", openid=OPENID, arrived=True, reason="", at=MONDAY)


def test_the_callback_echoes_when_signed_and_refuses_forgeries_and_bombs(town: Town) -> None:
    stamp = str(int(MONDAY.timestamp()))
    signed = sha1("".join(sorted([TOKEN, stamp, "n1"])).encode()).hexdigest()
    asked = {"timestamp": stamp, "nonce": "n1", "signature": signed, "echostr": "7131"}
    response = Client().get("/wechat/messages/", asked)
    assert (response.content, response["Content-Type"]) == (b"7131", "text/plain; charset=utf-8")
    assert Client().get("/wechat/messages/", {**asked, "signature": "0" * 40}).status_code == 403
    assert post(finished("1"), token="other").status_code == 403
    assert post(finished("1"), at=MONDAY - timedelta(minutes=10)).status_code == 403
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><FromUserName>&a;</FromUserName></xml>'
    assert post(bomb).status_code == 400


def test_leaving_the_official_account_ends_the_binding(town: Town) -> None:
    bound(town)
    left = f"<xml><FromUserName>{OPENID}</FromUserName><MsgType>event</MsgType><Event>unsubscribe</Event></xml>"
    assert post(left).content == b"success"
    assert not Binding.objects.exists()


# --- Tencent's side, on the loopback --------------------------------------------------------------------------------


class Tencent:
    """Answers one after another, and remembers what was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.asked = list(answers), []
        service = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                service.asked.append((self.path.partition("?")[0], self.rfile.read(length)))
                answer = service.answers.pop(0)
                body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *_args: Any) -> None:
                """Quiet: pytest shows what matters."""

        self.server = HTTPServer(("127.0.0.1", 0), Answering)
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        api = f"http://127.0.0.1:{self.server.server_port}"
        self.wechat = gateways.OfficialWechat(app_id="wx1", secret="s", template="t1", api=api)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def tencent() -> Iterator[Any]:
    made: list[Tencent] = []

    def answering(*answers: Any) -> Tencent:
        made.append(Tencent(*answers))
        return made[-1]

    yield answering
    for one in made:
        one.close()


MESSAGE = gateways.TemplateMessage(OPENID, "诉求已派单", "SQ-1", "您的诉求已交由演示供电公司办理", "", "notice-7")


def test_an_expired_token_is_asked_for_again(tencent: Any) -> None:
    service = tencent(
        {"access_token": "old"}, {"errcode": 42001}, {"access_token": "new"}, {"errcode": 0, "msgid": 200163836}
    )
    assert service.wechat.send(MESSAGE) == "200163836"
    paths = [path.rpartition("/")[2] for path, _ in service.asked]
    assert paths == ["stable_token", "send", "stable_token", "send"]
    assert json.loads(service.asked[-1][1])["client_msg_id"] == "notice-7"


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        (({"access_token": "t"}, {"errcode": 43004}), gateways.WechatRefuses),
        (({"access_token": "t"}, {"errcode": -1}), gateways.WechatDown),
        (({"errcode": 40013},), gateways.WechatDown),
        ((b"<html>",), gateways.WechatDown),
        (({"access_token": "t"}, {"errcode": 42001}, {"access_token": "t"}, {"errcode": 42001}), gateways.WechatDown),
    ],
)
def test_what_tencent_declines_is_told_apart(tencent: Any, answers: Any, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        tencent(*answers).wechat.send(MESSAGE)


def test_the_openid_comes_from_tencent_alone(tencent: Any) -> None:
    assert tencent({"openid": OPENID}).wechat.openid_of("code-0001") == OPENID
    for answer in ({"errcode": 40163, "errmsg": "code been used"}, {"openid": 7}, {"openid": "<script>"}):
        with pytest.raises(rules.WechatNotProven):
            tencent(answer).wechat.openid_of("code-0001")
    door = tencent().wechat.door(back="https://xy.example/wechat/callback/", state="s1")
    assert door.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&")
    assert door.endswith("#wechat_redirect")
