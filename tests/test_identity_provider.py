"""Signing in through the city's OpenID Connect provider, against one that the test itself runs on this machine."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach.tests.conftest import MONDAY, Town
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory.models import Account
from yishang.site import sign_in_steps
from yishang.site.settings import identity_provider

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ANOTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "yishang", "between-us"


@dataclass
class Provider:
    """What the city's provider says; a test spoils single things."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"preferred_username": "cbo.陈静"})
    issuer: str = ""
    key: Any = KEY
    algorithm: str = "RS256"
    challenge: str = ""
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    is_down: bool = False

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> dict[str, Any]:
        shown = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**shown, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def token(self, form: dict[str, list[str]]) -> dict[str, Any]:
        self.asked.append(form)
        verifier = form.get("code_verifier", [""])[0]
        proof = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if proof != self.challenge or form["client_secret"] != [SECRET] or form["code"] != ["right"]:
            return {"error": "invalid_grant"}
        now = int(time())
        told = {"iss": self.url, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 300, **self.claims}
        signed = jwt.encode(told, self.key, algorithm=self.algorithm, headers={"kid": "1"})
        return {"access_token": "unused", "token_type": "Bearer", "id_token": signed}


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    said = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = {"/.well-known/openid-configuration": said.configuration, "/keys": said.keys}[self.path]
            self._answer(found())

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._answer(said.token(form))

        def _answer(self, words: dict[str, Any]) -> None:
            body = json.dumps(words).encode()
            self.send_response(500 if said.is_down else 400 if "error" in words else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    said.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.OIDC, settings.OIDC_NAME = True, "本市统一身份认证"
    apps = identity_provider(issuer=said.url, client_id=CLIENT, secret=SECRET)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
    yield said
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "present", lambda: MONDAY)


def leave(client: Client, provider: Provider, next_page: str = "") -> dict[str, str]:
    """Go to the provider; what was said to it."""
    answer = client.get("/sign-in/identity/", {"next": next_page} if next_page else {})
    assert answer["Location"].startswith(f"{provider.url}/authorize?")
    said = {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}
    provider.challenge = said["code_challenge"]
    return said


def come_back(client: Client, state: str, code: str = "right") -> HttpResponse:
    return client.get("/sign-in/identity/callback/", {"state": state, "code": code})


def go_round(client: Client, provider: Provider, next_page: str = "") -> HttpResponse:
    return come_back(client, leave(client, provider, next_page)["state"])


def refused(answer: HttpResponse, client: Client) -> bool:
    return answer.status_code == 403 and "下一步" in answer.content.decode() and SESSION_KEY not in client.session


def test_not_named_there_is_no_button_and_no_address(client: Client, town: Town) -> None:
    assert "统一身份认证" not in client.get("/sign-in/staff/").content.decode()
    assert client.get("/sign-in/identity/").status_code == client.get("/sign-in/identity/callback/").status_code == 404


def test_chen_jing_comes_in_through_the_city_and_where_she_wanted(
    client: Client, town: Town, provider: Provider
) -> None:
    assert "用本市统一身份认证登录" in client.get("/sign-in/staff/").content.decode()
    answer = go_round(client, provider, "/outreach/desk/?queue=due")
    assert answer["Location"] == "/outreach/desk/?queue=due"
    assert client.session[SESSION_KEY] == str(town.accounts["chen_jing"].pk)
    said = provider.asked[0]
    assert said["redirect_uri"] == ["http://testserver/sign-in/identity/callback/"]


def test_the_request_is_bound_to_this_browser_and_proves_itself(client: Client, provider: Provider, town: Town) -> None:
    said = leave(client, provider)
    assert (said["response_type"], said["client_id"], said["code_challenge_method"]) == ("code", CLIENT, "S256")
    assert len(said["state"]) >= 16 and "openid" in said["scope"]
    assert refused(come_back(Client(), said["state"]), Client()), "another browser did not begin this"
    come_back(client, said["state"])
    stranger = Client()
    assert refused(come_back(stranger, said["state"]), stranger)


def test_a_state_opens_once_and_a_wrong_code_never(client: Client, town: Town, provider: Provider) -> None:
    said = leave(client, provider)
    assert refused(come_back(client, said["state"], code="wrong"), client)
    assert refused(come_back(client, said["state"]), client)
    assert refused(client.get("/sign-in/identity/callback/"), client)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"key": ANOTHER_KEY},
        {"key": SECRET * 4, "algorithm": "HS256"},
        {"key": "", "algorithm": "none"},
        {"issuer": "http://127.0.0.1:1"},
        {"claims": {"preferred_username": "cbo.陈静", "aud": "somebody else"}},
        {"claims": {"preferred_username": "cbo.陈静", "iss": "http://127.0.0.1:1"}},
        {"claims": {"preferred_username": "cbo.陈静", "exp": 1}},
        {"claims": {"preferred_username": "nobody"}},
        {"claims": {"preferred_username": "ent.李敏"}},
        {"claims": {}},
        {"is_down": True},
    ],
)
def test_what_cannot_be_trusted_lets_nobody_in(
    client: Client, town: Town, provider: Provider, spoilt: dict[str, Any]
) -> None:
    said = leave(client, provider)
    for name, value in spoilt.items():
        setattr(provider, name, value)
    assert refused(come_back(client, said["state"]), client)


def test_a_provider_that_is_down_is_said_before_anybody_leaves(client: Client, town: Town, provider: Provider) -> None:
    provider.is_down = True
    answer = client.get("/sign-in/identity/")
    assert answer.status_code == 403 and "现在连不上" in answer.content.decode()


def test_an_account_switched_off_stays_outside_and_none_is_ever_made(
    client: Client, town: Town, provider: Provider
) -> None:
    before = Account.objects.count()
    Account.objects.filter(login="cbo.陈静").update(is_active=False)
    assert refused(go_round(client, provider), client)
    provider.claims = {"preferred_username": "new.person"}
    assert refused(go_round(client, provider), client)
    assert Account.objects.count() == before


def test_the_claim_is_chosen_by_setting(client: Client, town: Town, provider: Provider, settings: Settings) -> None:
    settings.OIDC_CLAIM = "employee"
    provider.claims = {"employee": "cbo.陈静", "preferred_username": "mbo.杨萍"}
    go_round(client, provider)
    assert client.session[SESSION_KEY] == str(town.accounts["chen_jing"].pk)


def test_our_own_second_factor_is_asked_for_unless_the_provider_had_one(
    client: Client, town: Town, provider: Provider, settings: Settings
) -> None:
    settings.STAFF_TOTP = True
    assert go_round(client, provider)["Location"] == "/sign-in/enrol/"
    assert SESSION_KEY not in client.session
    for told, is_in in ((["pwd"], False), ("mfa", False), (["pwd", "mfa"], True)):
        provider.claims = {"preferred_username": "cbo.陈静", "amr": told}
        visitor = Client()
        go_round(visitor, provider)
        assert (SESSION_KEY in visitor.session) is is_in


def test_the_way_back_leads_only_inside(client: Client, town: Town, provider: Provider) -> None:
    assert go_round(client, provider, "https://example.com/")["Location"] == "/"
    assert sign_in_steps.ON_THE_WAY not in client.session
