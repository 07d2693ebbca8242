"""From the password to the session: the second factor, a due password, and what nobody may slip past."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach.tests.conftest import MONDAY, PASSWORD, Town
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.models import Account
from yishang.site import sign_in_steps

pytestmark = pytest.mark.django_db
SECRET = re.compile(r'enrol-secret">([A-Z2-7 ]+)<')
RECOVERY = re.compile(r"<code>(\d{4} \d{4})</code>")


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(clocks, "present", lambda: MONDAY)
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=MONDAY.timestamp))
    settings.STAFF_TOTP = True


def shown_by(secret: str, *, later: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, list(totp.yield_hotp_counters_from_time())[1 + later]))


def give_password(client: Client, *, login: str = "cbo.陈静", password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/sign-in/staff/", {"login": login, "password": password, **more})


def enrol(client: Client) -> tuple[str, list[str], HttpResponse]:
    """陈静 enrols: her secret, her recovery codes, and what the server said."""
    found = SECRET.search(client.get("/sign-in/enrol/").content.decode())
    assert found
    secret = found[1].replace(" ", "")
    answer = client.post("/sign-in/enrol/", {"code": shown_by(secret)})
    return secret, RECOVERY.findall(answer.content.decode()), answer


@pytest.fixture
def enrolled(town: Town) -> str:
    """陈静's secret; she has enrolled and left."""
    client = Client()
    give_password(client)
    return enrol(client)[0]


def is_in(client: Client) -> bool:
    return SESSION_KEY in client.session


# ---- enrolling ---------------------------------------------------------------------------------------------


def test_the_first_sign_in_enrols_and_shows_recovery_codes_once(client: Client, town: Town) -> None:
    assert give_password(client, next="/outreach/desk/?queue=due")["Location"] == "/sign-in/enrol/"
    assert not is_in(client)
    page = client.get("/sign-in/enrol/").content.decode()
    assert "data:image/svg+xml," in page and "cbo.陈静" in page
    _, codes, answer = enrol(client)
    assert len(codes) == 10 and not is_in(client)
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    onward = client.post("/sign-in/recovery-codes/")
    assert onward["Location"] == "/outreach/desk/?queue=due" and is_in(client)
    for address in ("/sign-in/enrol/", "/sign-in/recovery-codes/"):
        assert codes[0] not in client.get(address, follow=True).content.decode()


def test_the_secret_stays_the_same_until_it_is_right(client: Client, town: Town) -> None:
    give_password(client)
    first = SECRET.search(client.get("/sign-in/enrol/").content.decode())
    answer = client.post("/sign-in/enrol/", {"code": "000000"})
    again = SECRET.search(answer.content.decode())
    assert answer.status_code == 422 and 'id="code-error"' in answer.content.decode()
    assert first and again and first[1] == again[1]


def test_whoever_has_enrolled_is_asked_for_the_code_and_not_shown_a_new_secret(client: Client, enrolled: str) -> None:
    assert give_password(client)["Location"] == "/sign-in/code/"
    assert client.get("/sign-in/enrol/")["Location"] == "/sign-in/code/"


# ---- the code ----------------------------------------------------------------------------------------------


def test_the_code_lets_in_and_the_session_is_a_new_one_at_every_step(client: Client, enrolled: str) -> None:
    session = client.session
    session["planted"] = "by somebody"
    session.save()
    keys = [client.session.session_key]
    give_password(client)
    keys.append(client.session.session_key)
    client.post("/sign-in/code/", {"code": shown_by(enrolled, later=1)})
    keys.append(client.session.session_key)
    assert is_in(client) and len(set(keys)) == 3
    assert sign_in_steps.ON_THE_WAY not in client.session


def test_the_password_alone_opens_no_page(client: Client, enrolled: str) -> None:
    give_password(client)
    for page in ("/outreach/desk/", "/account/", "/notices/"):
        assert client.get(page)["Location"].startswith("/sign-in/")
    assert client.get("/api/v1/appeals").status_code == 401


def test_a_wrong_code_is_said_and_five_lock(client: Client, enrolled: str) -> None:
    give_password(client)
    for _ in range(5):
        answer = client.post("/sign-in/code/", {"code": "000000"})
        assert answer.status_code == 403 and "连续输错 5 次" in answer.content.decode()
    assert client.post("/sign-in/code/", {"code": shown_by(enrolled, later=1)}).status_code == 403
    assert give_password(Client()).status_code == 403


def test_whoever_is_not_on_the_way_gets_no_step(client: Client, town: Town) -> None:
    for step in ("code", "enrol", "password"):
        assert client.get(f"/sign-in/{step}/")["Location"] == "/sign-in/staff/"
        assert client.post(f"/sign-in/{step}/", {"code": "1"})["Location"] == "/sign-in/staff/"


def test_the_way_in_lasts_ten_minutes(client: Client, enrolled: str) -> None:
    give_password(client)
    session = client.session
    way = session[sign_in_steps.ON_THE_WAY]
    session[sign_in_steps.ON_THE_WAY] = {**way, "until": way["until"] - sign_in_steps.TAKES - 1}
    session.save()
    assert client.post("/sign-in/code/", {"code": shown_by(enrolled, later=1)})["Location"] == "/sign-in/staff/"


def test_a_password_changed_meanwhile_ends_the_way_in(client: Client, town: Town, enrolled: str) -> None:
    give_password(client)
    account = town.accounts["chen_jing"]
    account.set_password("Fengxi-2020")
    account.save()
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/staff/"


def test_a_wrong_password_tells_nothing_of_the_second_factor(client: Client, enrolled: str) -> None:
    """Enrolled, not enrolled and unknown are answered alike, up to the token of the form and what was typed."""
    pages = set()
    for login in ("cbo.陈静", "dep.王工", "nobody"):
        answer = give_password(Client(), login=login, password="Wrong-2019")
        pages.add(re.sub(r'\w{64}|value="[^"]*"', "", answer.content.decode()))
        assert answer.status_code == 403
    assert len(pages) == 1


def test_the_next_page_lies_inside_even_after_all_steps(client: Client, enrolled: str) -> None:
    for wanted in ("https://example.com/", "//example.com/", "/\\example.com", "javascript:alert(1)"):
        visitor = Client()
        give_password(visitor, next=wanted)
        way = visitor.session[sign_in_steps.ON_THE_WAY]
        assert way["onward"] == "/"


@pytest.mark.parametrize("path", ["staff", "code", "enrol", "recovery-codes", "password"])
def test_no_step_is_taken_without_the_token_of_its_form(town: Town, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/sign-in/{path}/", {"login": "cbo.陈静", "password": PASSWORD}).status_code == 403


# ---- where it is off ---------------------------------------------------------------------------------------


def test_off_the_password_is_enough_and_the_page_says_so(client: Client, town: Town, settings: Settings) -> None:
    settings.STAFF_TOTP = False
    assert "本系统未启用动态口令" in client.get("/sign-in/staff/").content.decode()
    settings.DEMO = True
    assert "演示环境未启用动态口令" in client.get("/sign-in/staff/").content.decode()
    give_password(client)
    assert is_in(client)


def test_on_the_page_says_nothing_of_the_kind(client: Client, town: Town) -> None:
    assert "未启用动态口令" not in client.get("/sign-in/staff/").content.decode()


def test_a_company_needs_no_app(client: Client, town: Town) -> None:
    directory.request_code(phone="19900000101", at=MONDAY, code="135790")
    client.post("/sign-in/", {"phone": "19900000101", "code": "135790"})
    assert is_in(client)


# ---- a password that is due --------------------------------------------------------------------------------


@pytest.fixture
def without_app(settings: Settings) -> None:
    settings.STAFF_TOTP = False


def test_an_initial_password_is_changed_before_anything_else(client: Client, town: Town, without_app: None) -> None:
    Account.objects.filter(login="cbo.陈静").update(must_change_password=True)
    assert give_password(client)["Location"] == "/sign-in/password/"
    assert "初始口令" in client.get("/sign-in/password/").content.decode()
    assert client.get("/outreach/desk/")["Location"].startswith("/sign-in/")
    weak = client.post("/sign-in/password/", {"new": "weak", "repeated": "weak"})
    assert weak.status_code == 422 and "至少 8 位" in weak.content.decode()
    assert client.post("/sign-in/password/", {"new": "Fengxi-2020", "repeated": "Fengxi-2020"})["Location"] == "/"
    assert is_in(client)
    assert give_password(Client(), password="Fengxi-2020")["Location"] == "/"


def test_after_ninety_days_a_new_one_is_asked_for(client: Client, town: Town, without_app: None) -> None:
    accounts = Account.objects.filter(login="cbo.陈静")
    accounts.update(password_set_at=MONDAY - timedelta(days=89))
    assert give_password(Client())["Location"] == "/"
    accounts.update(password_set_at=MONDAY - timedelta(days=90))
    assert give_password(client)["Location"] == "/sign-in/password/"
    assert "90 天" in client.get("/sign-in/password/").content.decode()


def test_the_new_password_waits_behind_the_second_factor(client: Client, town: Town, enrolled: str) -> None:
    Account.objects.filter(login="cbo.陈静").update(must_change_password=True)
    give_password(client)
    sent = {"new": "Fengxi-2020", "repeated": "Fengxi-2020"}
    assert client.post("/sign-in/password/", sent)["Location"] == "/sign-in/code/"
    assert Account.objects.get(login="cbo.陈静").check_password(PASSWORD)
    assert client.post("/sign-in/code/", {"code": shown_by(enrolled, later=1)})["Location"] == "/sign-in/password/"
    assert client.post("/sign-in/password/", sent)["Location"] == "/"
    assert is_in(client)


# ---- one's own password ------------------------------------------------------------------------------------


def test_changing_ones_password_keeps_this_session_and_ends_the_others(town: Town) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(Account.objects.get(login="cbo.陈静"))
    sent = {"current": PASSWORD, "new": "Fengxi-2020", "repeated": "Fengxi-2020"}
    assert here.post("/account/password/", sent)["Location"] == "/account/?done=password"
    assert here.get("/account/?done=password").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_a_wrong_current_password_is_said_at_its_field(client: Client, town: Town) -> None:
    client.force_login(town.accounts["chen_jing"])
    sent = {"current": "Wrong-2019", "new": "Fengxi-2020", "repeated": "Fengxi-2020"}
    answer = client.post("/account/password/", sent)
    assert answer.status_code == 422 and 'id="current-error"' in answer.content.decode()


def test_whoever_has_no_password_is_told_so(client: Client, town: Town) -> None:
    account = town.accounts["li_min"]
    account.set_unusable_password()
    account.save()
    client.force_login(account)
    assert client.get("/account/password/").status_code == 409


def test_signing_out_everywhere_ends_this_session_too(town: Town) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(Account.objects.get(login="cbo.陈静"))
    assert here.post("/account/sign-out-everywhere/")["Location"] == "/sign-in/staff/"
    assert here.get("/account/").status_code == elsewhere.get("/account/").status_code == 302
