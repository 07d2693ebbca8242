"""How long somebody stays signed in, what keeps a session open, and that nothing typed is lost at its end."""

import re
from time import time

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from yishang.contexts.outreach.tests.conftest import MONDAY, PASSWORD, Town
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.rules import SessionTerms

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
NAVIGATION = {"Sec-Fetch-Mode": "navigate"}
FIELD = re.compile(r'name="(\w+)" value="([^"]*)"')


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "present", lambda: MONDAY)


def signed_in(town: Town, person: str, *, opened: int = 0, seen: int = 0) -> Client:
    """A browser whose session was opened and last used so many seconds ago."""
    client = Client()
    client.force_login(town.accounts[person])
    client.get("/account/")
    session = client.session
    session["opened"], session["seen"] = int(time()) - max(opened, seen), int(time()) - seen
    session.save()
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("person", "opened", "seen", "stays"),
    [
        ("chen_jing", HOUR, 29 * MINUTE, True),
        ("chen_jing", HOUR, 31 * MINUTE, False),
        ("chen_jing", 11 * HOUR, MINUTE, True),
        ("chen_jing", 12 * HOUR + MINUTE, MINUTE, False),
        ("zhou_lian", HOUR, 31 * MINUTE, False),  # a liaison is staff too
        ("li_min", 2 * DAY, 6 * DAY, True),
        ("li_min", 8 * DAY, 7 * DAY + MINUTE, False),
        ("li_min", 30 * DAY + MINUTE, MINUTE, False),
    ],
)
def test_a_session_ends_idle_or_too_old(town: Town, person: str, opened: int, seen: int, stays: bool) -> None:
    assert is_in(signed_in(town, person, opened=opened, seen=seen)) is stays


def test_an_ended_session_leaves_nothing_behind(town: Town) -> None:
    client = signed_in(town, "chen_jing", seen=HOUR)
    client.get("/account/")
    assert SESSION_KEY not in client.session


def test_a_page_that_refreshes_itself_does_not_keep_the_session_open(town: Town) -> None:
    client = signed_in(town, "chen_jing", seen=10 * MINUTE)
    before = client.session["seen"]
    client.get("/account/", headers={"X-Background": "1"})
    assert client.session["seen"] == before
    client.get("/account/")
    assert client.session["seen"] > before


def test_what_sec_sets_counts_for_open_sessions_too(town: Town) -> None:
    client = signed_in(town, "chen_jing", seen=20 * MINUTE)
    directory.set_session_terms(actor=town.bao_mi, terms=SessionTerms(staff_idle_minutes=15), at=MONDAY)
    assert not is_in(client)


def test_the_cookie_never_outlives_the_longest_time(town: Town) -> None:
    client = signed_in(town, "chen_jing", opened=12 * HOUR - 5 * MINUTE, seen=2 * MINUTE)
    assert client.get("/account/").cookies["sessionid"]["max-age"] <= 5 * MINUTE


def test_an_ended_post_ends_the_sessions_of_its_holder(town: Town) -> None:
    client = signed_in(town, "wang_gong")
    posting = town.accounts["wang_gong"].postings.get()
    directory.end_posting(actor=town.xi_tong, posting_id=posting.pk, reason="调离", at=MONDAY)
    assert not is_in(client)


# ---- nothing typed is lost ---------------------------------------------------------------------------------


def test_htmx_is_told_401_and_where_to_sign_in_with_the_way_back(client: Client, town: Town) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/outreach/desk/?queue=due"}
    for answer in (client.get("/outreach/desk/", headers=headers), client.get("/account/", headers=headers)):
        assert answer.status_code == 401
        assert answer["HX-Redirect"].endswith("?next=%2Foutreach%2Fdesk%2F%3Fqueue%3Ddue")
    foreign = {**headers, "HX-Current-URL": "https://example.com/"}
    assert client.get("/outreach/desk/", headers=foreign)["HX-Redirect"].endswith("?next=%2F")


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the first form with something kept."""
    return {name: value for name, value in FIELD.findall(page) if name in ("kept", "csrfmiddlewaretoken")}


def test_a_form_that_met_the_end_is_sent_after_signing_in_with_what_was_typed(town: Town) -> None:
    browser = Client(enforce_csrf_checks=True)
    token = hidden(browser.get("/sign-in/staff/").content.decode())["csrfmiddlewaretoken"]
    typed = {"version": "3", "title": "二期专线<未定>", "note": "先踏勘，再报批", "csrfmiddlewaretoken": token}
    page = browser.post("/outreach/desk/SQ-1/triage_appeal/?from=x", typed, headers=NAVIGATION)
    assert page.status_code == 401
    assert "刚才填写的内容都还在" in page.content.decode()
    assert 'action="/sign-in/staff/"' in page.content.decode()
    assert "先踏勘" not in page.content.decode(), "what was typed rides along signed and packed, not in the open"
    sent = {**hidden(page.content.decode()), "login": "cbo.陈静", "password": PASSWORD}
    answer = browser.post("/sign-in/staff/", sent)
    assert answer["Location"] == "/sign-in/kept/"
    shown = browser.get("/sign-in/kept/").content.decode()
    assert 'action="/outreach/desk/SQ-1/triage_appeal/?from=x"' in shown
    assert 'name="title" value="二期专线&lt;未定&gt;"' in shown and 'name="version" value="3"' in shown
    fresh = hidden(shown)["csrfmiddlewaretoken"]
    done = browser.post("/outreach/desk/SQ-1/triage_appeal/?from=x", {**typed, "csrfmiddlewaretoken": fresh})
    assert done.status_code == 404, "the new token is taken: the refusal is about the matter that is not there"


def test_without_the_token_of_its_page_nothing_is_kept(town: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/account/post/", {"post": "7"}, headers=NAVIGATION).status_code == 403


def test_nothing_that_we_did_not_sign_is_sent_later(town: Town) -> None:
    browser = Client()
    answer = browser.post(
        "/sign-in/staff/", {"login": "cbo.陈静", "password": PASSWORD, "kept": "eyJwYXRoIjoiLyJ9:x:y"}
    )
    assert answer["Location"] == "/sign-in/kept/"
    assert browser.get("/sign-in/kept/")["Location"] == "/"


def test_passwords_are_not_kept_nor_what_a_script_sends_itself(client: Client, town: Town) -> None:
    secret = {"current": PASSWORD, "new": "Fengxi-2020", "repeated": "Fengxi-2020"}
    assert client.post("/account/password/", secret, headers=NAVIGATION).status_code == 302
    assert client.post("/account/post/", {"post": "7"}, headers={"Sec-Fetch-Mode": "cors"}).status_code == 302


def test_a_stranger_finds_nothing_kept(client: Client, town: Town) -> None:
    assert client.get("/sign-in/kept/")["Location"] == "/"
