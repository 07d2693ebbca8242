"""How a person's pages look and whose they are: remembered on every machine, never sent by somebody else."""

import pytest
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Town
from yishang.kernel.clocks import queries as clocks

pytestmark = pytest.mark.django_db
LOOK = "/account/look/"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "present", lambda: MONDAY)


def as_person(town: Town, person: str) -> Client:
    client = Client()
    client.force_login(town.accounts[person])
    return client


# ---- how it looks ----------------------------------------------------------------------------------------------


def test_what_somebody_chose_stands_in_the_first_bytes_of_the_page_on_any_machine(town: Town) -> None:
    assert as_person(town, "chen_jing").post(LOOK, {"density": "dense", "theme": "dark"}).status_code == 204
    page = as_person(town, "chen_jing").get("/account/").content.decode()  # another machine
    assert page.startswith('<!doctype html>\n<html lang="zh-CN" data-bs-theme="dark" data-density="dense"')
    assert 'data-remembered="density theme"' in page
    assert "data-keys" not in page.partition("<head>")[0]


def test_keys_switched_off_are_off_on_any_machine(town: Town) -> None:
    as_person(town, "chen_jing").post(LOOK, {"keys": "0"})
    assert ' data-keys="0"' in as_person(town, "chen_jing").get("/account/").content.decode().partition("<head>")[0]


def test_large_type_stays_until_it_is_switched_off(town: Town) -> None:
    client = as_person(town, "li_min")
    client.post(LOOK, {"elder": "1"})
    assert " data-elder" in client.get("/outreach/mine/").content.decode().partition("<head>")[0]
    client.post(LOOK, {"elder": "0"})
    assert " data-elder" not in client.get("/outreach/mine/").content.decode().partition("<head>")[0]


def test_nobody_else_sees_it_and_before_signing_in_the_page_remembers_nothing(town: Town) -> None:
    as_person(town, "chen_jing").post(LOOK, {"density": "dense"})
    assert 'data-density="cosy"' in as_person(town, "wang_gong").get("/account/").content.decode()
    assert 'data-remembered=""' in Client().get("/sign-in/").content.decode()


@pytest.mark.parametrize("chosen", [{"density": "tight"}, {"elder": "yes"}, {"rows": "9999999"}])
def test_what_there_is_not_is_not_remembered(town: Town, chosen: dict[str, str]) -> None:
    client = as_person(town, "chen_jing")
    assert client.post(LOOK, chosen).status_code == 422
    town.accounts["chen_jing"].refresh_from_db()
    assert town.accounts["chen_jing"].look == {}


def test_other_words_are_left_alone(town: Town) -> None:
    client = as_person(town, "chen_jing")
    client.post(LOOK, {"density": "compact", "is_superuser": "1"})
    town.accounts["chen_jing"].refresh_from_db()
    assert town.accounts["chen_jing"].look == {"density": "compact"}


def test_large_type_is_one_tap_away_on_every_page_of_the_phone_and_before_signing_in(
    town: Town, submitted: Appeal
) -> None:
    inside = as_person(town, "li_min")
    pages = [Client().get("/"), Client().get("/sign-in/"), Client().get("/sign-in/staff/"), Client().get("/seals/")]
    pages += [inside.get(path) for path in ("/outreach/mine/", "/outreach/submit/", "/account/", "/notices/")]
    pages += [inside.get(f"/outreach/mine/{submitted.case.number}/"), inside.get("/outreach/mine/none/")]
    for page in pages:
        assert 'data-switch="elder"' in page.content.decode(), page.request["PATH_INFO"]


def is_half_an_hour(seconds: str | int) -> bool:
    """Less the moments that the test itself takes."""
    return 1700 < int(seconds) <= 1800


# ---- how long ----------------------------------------------------------------------------------------------------


def test_the_page_says_how_long_the_session_lasts_and_where_to_come_back_in(town: Town) -> None:
    page = as_person(town, "chen_jing").get("/account/").content.decode()
    assert f'data-person="{town.accounts["chen_jing"].pk}" data-door="/sign-in/staff/" data-session-left="' in page
    assert is_half_an_hour(page.partition('data-session-left="')[2].partition('"')[0])
    assert 'data-door="/sign-in/"' in as_person(town, "li_min").get("/outreach/mine/").content.decode()
    assert "data-session-left" not in Client().get("/sign-in/").content.decode()


def test_going_on_is_answered_with_what_is_left_then_and_refused_when_it_has_ended(town: Town) -> None:
    client = as_person(town, "chen_jing")
    client.get("/account/")
    assert is_half_an_hour(client.post("/account/session/").json()["left"])
    assert Client().post("/account/session/").status_code == 401


def test_parts_of_pages_say_it_in_their_head(town: Town) -> None:
    client = as_person(town, "chen_jing")
    client.get("/account/")
    assert is_half_an_hour(client.get("/outreach/desk/?queue=all", headers={"HX-Request": "true"})["X-Session-Left"])


def test_what_a_page_does_by_itself_does_not_promise_more_time(town: Town) -> None:
    client = as_person(town, "chen_jing")
    client.get("/account/")
    session = client.session
    session["seen"] -= 600
    session.save()
    by_itself = {"HX-Request": "true", "X-Background": "1"}
    assert int(client.get("/outreach/desk/filters/", headers=by_itself)["X-Session-Left"]) <= 1200


# ---- whose page ---------------------------------------------------------------------------------------------------


def test_a_page_that_another_person_opened_on_this_machine_sends_nothing(town: Town, submitted: Appeal) -> None:
    client = as_person(town, "chen_jing")
    opened_by = str(town.accounts["yang_ping"].pk)
    step = f"/outreach/desk/{submitted.case.number}/reject_appeal/"
    values = {"version": 1, "reason": "不归这里管"}
    for answer in (
        client.post(step, values, headers={"HX-Request": "true", "X-Seen-As": opened_by}),
        client.post(step, {**values, "seen_as": opened_by}),
    ):
        assert answer.status_code == 409
        assert "现在登录的是陈静" in answer.content.decode()
    submitted.case.refresh_from_db()
    assert submitted.case.state == "SUBMITTED"


def test_ones_own_page_goes_through_as_ever(town: Town, submitted: Appeal) -> None:
    client = as_person(town, "chen_jing")
    own = str(town.accounts["chen_jing"].pk)
    step = f"/outreach/desk/{submitted.case.number}/reject_appeal/"
    answer = client.post(step, {"version": 1, "reason": "不归这里管"}, headers={"HX-Request": "true", "X-Seen-As": own})
    assert answer.status_code == 200


def test_machines_are_not_asked_whose_page_it_is(town: Town, settings: Settings) -> None:
    client = as_person(town, "li_min")
    answer = client.post("/api/v1/appeals", data="{}", content_type="application/json", headers={"X-Seen-As": "999999"})
    assert "现在登录的是" not in answer.content.decode()
