"""What nobody sends by mistake is refused in words: never a 500, never a silent guess."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, IssueKey, Town
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.intake.rules import is_keepable, whole_number

pytestmark = pytest.mark.django_db
DESK = "/outreach/desk/"
NUL, HALF = "a\x00b", "a\ud800b"
UNKEEPABLE = "含有无法保存的字符"


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(clocks, "present", lambda: MONDAY)
    return MONDAY


@pytest.fixture
def key(issue_key: IssueKey) -> str:
    return issue_key("appeals:submit", "appeals:operate")


def seated(town: Town, person: str) -> Client:
    client = Client()
    client.force_login(town.accounts[person])
    return client


def call(method: str, address: str, key: str, data: Any = b"", **more: Any) -> HttpResponse:
    headers = {"Authorization": f"Bearer {key}"}
    return Client().generic(method, address, data, content_type="application/json", headers=headers, **more)


# ---- characters that no database keeps -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/sign-in/", "phone"),
        ("/sign-in/", "code"),
        ("/sign-in/staff/", "login"),
        ("/outreach/submit/", "uscc"),
        ("/outreach/submit/", "idempotency_key"),
    ],
)
def test_a_null_character_in_a_form_is_refused_in_words(town: Town, address: str, field: str) -> None:
    client = seated(town, "li_min") if address.startswith("/outreach/") else Client()
    answer = client.post(address, {field: NUL})
    assert (answer.status_code, UNKEEPABLE in answer.content.decode()) == (422, True)


def test_beside_the_list_the_refusal_is_a_part_of_the_page(town: Town, submitted: Appeal) -> None:
    address = f"{DESK}{submitted.case.number}/triage_appeal/"
    answer = seated(town, "chen_jing").post(address, {"note": NUL}, headers={"HX-Request": "true"})
    assert (answer.status_code, "<html" in answer.content.decode()) == (422, False)


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken"])
def test_a_null_character_in_a_cookie_is_refused(db: None, cookie: str) -> None:
    assert Client(headers={"Cookie": f'{cookie}="a\\000b"'}).get("/").status_code == 400


@pytest.mark.parametrize("text", [NUL, HALF])
def test_the_api_names_the_field_that_cannot_be_kept(key: str, text: str) -> None:
    sent = {"uscc": "91610402MA00000155", "content": text, "contact": {"name": text}}
    answer = call("POST", "/api/v1/appeals", key, json.dumps(sent))
    assert (answer.status_code, sorted(answer.json()["fields"])) == (422, ["contact", "content"])
    assert UNKEEPABLE in answer.json()["message"]


@pytest.mark.parametrize("value", [NUL, HALF, ["x", NUL], {"a": [HALF]}, {NUL: 1}])
def test_no_depth_hides_what_cannot_be_kept(value: Any) -> None:
    assert not is_keepable(value)
    assert is_keepable({"好": ["字", 1, None, True, "\u3000\U0001f600"]})


@pytest.mark.parametrize("code", ["a" * 100_000, "%" * 60_000, "1"])
def test_a_code_that_is_no_company_comes_back_with_the_form_and_chooses_nobody(town: Town, code: str) -> None:
    answer = seated(town, "zhou_lian").post("/outreach/submit/", {"uscc": code, "idempotency_key": "k1"})
    assert (answer.status_code, "checked" in answer.content.decode()) == (422, False)


# ---- lists ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("month", ["0001-01", "1999-12", "2100-01", "9999-12", "2019-13", "2019-1x", "٢٠١٩-١٢"])
def test_a_month_outside_our_time_is_refused(town: Town, month: str) -> None:
    answer = seated(town, "chen_jing").get(DESK, {"queue": "all", "month": month})
    assert (answer.status_code, "月份请写成 2019-12 的样子" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "place",
    [
        ["0001-01-01T00:00:00+14:00", 1],
        ["9999-12-31T23:59:59-14:00", 1],
        ["2019-12-09T10:00:00", 1],
        ["2019-12-09T10:00:00+08:00", "٣"],
        ["2019-12-09T10:00:00+08:00", 0],
        ["2019-12-09T10:00:00+08:00", 10**30],
        [[[[[[]]]]], 1],
    ],
)
def test_a_cursor_that_no_list_ends_with_is_refused(town: Town, place: list[Any]) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
    answer = seated(town, "chen_jing").get(DESK, {"queue": "accept", "cursor": cursor})
    assert (answer.status_code, "翻页位置已失效" in answer.content.decode()) == (422, True)


def test_a_cursor_nested_without_end_is_refused(town: Town) -> None:
    cursor = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    assert seated(town, "chen_jing").get(DESK, {"queue": "all", "cursor": cursor}).status_code == 422


@pytest.mark.parametrize("star", ["12", "0", "６", "123"])
def test_stars_are_one_to_five_one_at_a_time(town: Town, star: str) -> None:
    answer = seated(town, "chen_jing").get(DESK, {"queue": "all", "star": star})
    assert (answer.status_code, "这个选项" in answer.content.decode()) == (422, True)


# ---- numbers of rows -----------------------------------------------------------------------------------------------

NO_NUMBERS = ["٣", "0", "-1", "1_0", "1.0", " 1", "", "9" * 19, "9" * 5000]


@pytest.mark.parametrize("text", [*NO_NUMBERS, None, True, 1.0, -1, 10**30, [1]])
def test_only_plain_digits_name_a_row(text: object) -> None:
    assert whole_number(text) is None


def test_a_number_of_a_row_is_read_from_text_and_json() -> None:
    assert (whole_number("17"), whole_number(17), whole_number("9" * 18)) == (17, 17, 10**18 - 1)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_picture_that_has_no_number_comes_back_with_the_form(town: Town, submitted: Appeal, text: str) -> None:
    client = seated(town, "li_min")
    matter = f"/outreach/mine/{submitted.case.number}/supplement_appeal/"
    assert client.post("/outreach/submit/", {"images": text, "idempotency_key": "k1"}).status_code == 422
    assert client.post(matter, {"images": text, "idempotency_key": "k2"}).status_code == 422


def test_a_picture_that_has_no_number_comes_back_with_a_form_of_the_desk(town: Town, submitted: Appeal) -> None:
    address = f"{DESK}{submitted.case.number}/close_appeal/"
    assert seated(town, "wang_gong").post(address, {"images": "٣", "version": "1"}).status_code in (404, 422)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_post_that_has_no_number_changes_nothing(town: Town, text: str) -> None:
    client = seated(town, "chen_jing")
    assert client.post("/account/post/", {"post": text}).status_code == 302
    assert "post_id" not in client.session


# ---- the API's manners ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("PATCH", "/api/v1/appeals", "GET, HEAD, POST"),
        ("GET", "/api/v1/images", "POST"),
        ("HEAD", "/api/v1/images", "POST"),
        ("PUT", "/api/v1/openapi.json", "GET, HEAD"),
    ],
)
def test_another_method_is_told_in_chinese_json(key: str, method: str, address: str, allowed: str) -> None:
    enforced = Client(enforce_csrf_checks=True)
    answer = enforced.generic(method, address, headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer["Allow"]) == (405, allowed)
    if method != "HEAD":
        assert (answer.json()["message"], "下" in answer.json()["next_step"]) == (f"这个地址不接受 {method}。", False)


@pytest.mark.parametrize("address", ["/api/v1/appeals", "/api/v1/openapi.json"])
def test_head_is_a_get_without_its_body(key: str, address: str) -> None:
    whole, head = call("GET", address, key), call("HEAD", address, key)
    assert (head.status_code, head.content) == (200, b"")
    assert (head["Content-Type"], head["Content-Length"]) == (whole["Content-Type"], str(len(whole.content)))


def test_a_form_where_json_is_taken_is_told_so(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.accounts["li_min"])
    client.get("/outreach/submit/")
    answer = client.post("/api/v1/appeals", {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "uscc": "x"})
    assert (answer.status_code, answer.json()["fields"]) == (422, {"body": "不是有效的 JSON。"})


def test_a_body_beyond_the_limit_is_refused_with_a_way_on(key: str, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
    body = json.dumps({"content": "长" * 1024**2}).encode()
    answer = call("POST", "/api/v1/appeals", key, body)
    assert (answer.status_code, answer.json()["message"]) == (413, "一次最多提交 1 MB")
    assert answer.json()["next_step"]
    page = Client().post("/sign-in/", {"phone": "1" * 1024**2})
    assert (page.status_code, "下一步" in page.content.decode()) == (413, True)


# ---- failures in the demonstration ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "status"), [("/no/such/page/", 404), ("/?q=%00", 400)])
def test_a_failure_in_the_demonstration_keeps_its_banner_and_clock(
    settings: Settings, address: str, status: int
) -> None:
    settings.DEMO = True
    answer = Client().get(address)
    assert answer.status_code == status
    assert "演示城市，数据均为虚构 · 2019年12月09日 10:26" in answer.content.decode()
