"""The city's WeChat official account, and what stands in for it."""

import json
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Protocol
from urllib import request
from urllib.parse import urlencode

from django.conf import settings

from yishang.kernel.wechat import queries, rules

API = "https://api.weixin.qq.com"
DOOR = "https://open.weixin.qq.com/connect/oauth2/authorize"
ANSWER_MOST = 256 * 1024
TOKEN_IS_OVER = frozenset({40001, 40014, 42001})
NOT_TO_THIS_PERSON = frozenset({40003, 43004, 43019, 43101, 43116})
SIMULATED = "sim-"


class WechatDown(Exception):
    """The service does not answer, or says that it cannot; later it may."""


class WechatRefuses(Exception):
    """This person cannot be reached (has left the account, say), however often we try."""


@dataclass(frozen=True)
class TemplateMessage:
    """One template message. `reference` is the same in a repetition; `url` is the page that it opens."""

    openid: str
    title: str
    number: str
    text: str
    url: str
    reference: str


class WechatGateway(Protocol):
    """The official account: who came, and telling somebody."""

    def door(self, *, back: str, state: str) -> str:
        """Where the browser is sent to be recognised; it comes back to `back` with a code and the state."""

    def openid_of(self, code: str) -> str:
        """Who came with this code. Raises rules.WechatNotProven, WechatDown."""

    def send(self, message: TemplateMessage) -> str:
        """Send a template message; WeChat's id of it, under which the receipt comes.

        Raises WechatDown, WechatRefuses.
        """


class WechatSimulator:
    """An official account in the same process. Openids that end with `left` have left it; `mute` ones get nothing."""

    def door(self, *, back: str, state: str) -> str:
        """The page where the demonstration's person says which WeChat is theirs."""
        return f"/wechat/simulator/?{urlencode({'back': back, 'state': state})}"

    def openid_of(self, code: str) -> str:
        """`sim-<openid>-<anything>` stands for that openid."""
        openid = code.removeprefix(SIMULATED).rpartition("-")[0]
        if not code.startswith(SIMULATED) or not rules.OPENID.fullmatch(openid):
            raise rules.WechatNotProven("微信没有认出您。", next_step="请重新从公众号进入。")
        return openid

    def send(self, message: TemplateMessage) -> str:
        """Taken, unless the person has left."""
        if message.openid.endswith("left"):
            raise WechatRefuses("43004 已取消关注")
        if message.openid.endswith("mute"):
            raise WechatDown("模拟公众号不应答")
        return f"sim{message.reference.removeprefix('notice-')}"


class OfficialWechat:
    """Tencent's API over HTTPS, called directly. The token is asked for again once when it has expired."""

    def __init__(self, *, app_id: str, secret: str, template: str, api: str = API, timeout: float = 5.0) -> None:
        self._app_id = app_id
        self._secret = secret
        self._template = template
        self._api = api
        self._timeout = timeout
        self._opener = request.build_opener(request.ProxyHandler({}), _NoRedirect())
        self._token = ""

    def door(self, *, back: str, state: str) -> str:
        """snsapi_base: WeChat says who it is without asking the person for more."""
        asked = {
            "appid": self._app_id, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base",
            "state": state,
        }  # fmt: skip
        return f"{DOOR}?{urlencode(asked)}#wechat_redirect"

    def openid_of(self, code: str) -> str:
        """Raises WechatNotProven for a code that is wrong, over or used."""
        asked = {"appid": self._app_id, "secret": self._secret, "code": code, "grant_type": "authorization_code"}
        openid = self._ask(f"/sns/oauth2/access_token?{urlencode(asked)}").get("openid")
        if not isinstance(openid, str) or not rules.OPENID.fullmatch(openid):
            raise rules.WechatNotProven("微信没有认出您。", next_step="请重新从公众号进入。")
        return openid

    def send(self, message: TemplateMessage) -> str:
        """Raises WechatDown, WechatRefuses."""
        told = {
            "touser": message.openid,
            "template_id": self._template,
            "client_msg_id": message.reference,
            "data": {
                "thing1": {"value": message.title[:20]},
                "character_string2": {"value": message.number[:32] or "-"},
                "thing3": {"value": message.text[:20]},
            },
        }
        body = json.dumps({**told, **({"url": message.url} if message.url else {})}, ensure_ascii=False).encode()
        answer = self._with_token("/cgi-bin/message/template/send", body)
        number = answer.get("errcode", -1)
        if number in NOT_TO_THIS_PERSON:
            raise WechatRefuses(f"微信不能送达（{number}）")
        if number != 0:
            raise WechatDown(f"微信没有接收（{number}）")
        return str(answer.get("msgid", ""))[:40]

    def _with_token(self, path: str, body: bytes) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for _ in range(2):  # the second time with a fresh token
            self._token = self._token or self._fresh_token()
            answer = self._ask(f"{path}?{urlencode({'access_token': self._token})}", body)
            if answer.get("errcode") not in TOKEN_IS_OVER:
                break
            self._token = ""
        return answer

    def _fresh_token(self) -> str:
        asked = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        token = self._ask("/cgi-bin/stable_token", json.dumps(asked).encode()).get("access_token")
        if not isinstance(token, str) or not token:
            raise WechatDown("微信没有给出访问令牌")
        return token

    def _ask(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        asked = request.Request(self._api + path, data=body, headers={"Content-Type": "application/json"})
        try:
            with self._opener.open(asked, timeout=self._timeout) as answer:
                found = json.loads(answer.read(ANSWER_MOST))
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            if close := getattr(error, "close", None):  # an HTTPError is also the open answer
                close()
            raise WechatDown(f"微信没有应答：{type(error).__name__}") from None  # the address holds secrets
        if not isinstance(found, dict):
            raise WechatDown("微信的应答读不懂")
        return found


def chosen() -> WechatGateway | None:
    """The official account that this installation is set to, None without one."""
    if not queries.is_connected():
        return None
    if settings.WECHAT_GATEWAY == queries.SIMULATOR:
        return WechatSimulator()
    return OfficialWechat(
        app_id=settings.WECHAT_APP_ID, secret=settings.WECHAT_APP_SECRET, template=settings.WECHAT_TEMPLATE
    )


class _NoRedirect(request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None
