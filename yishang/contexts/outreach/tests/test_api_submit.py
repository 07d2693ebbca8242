"""POST /api/v1/appeals as a partner system meets it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yishang.contexts.outreach import forms, queries
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, IssueKey, Live, Town, facts
from yishang.kernel.cases.models import Submission
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import queries as journal

MOST_STATEMENTS = 12  # issue 3; BEGIN and COMMIT not counted
Post = Callable[..., HttpResponse]


def body(**changes: Any) -> dict[str, Any]:
    return {
        "uscc": "91610402MA00000155",
        "category": "03",
        "title": "二期 10kV 专线外线路由未定",
        "content": "厂区二期 10kV 专线 9 月 3 日申请，外线路由待定，已 11 周，设备无法调试。",
        "contact": {"name": "李敏", "phone": "19900000101"},
        "images": [],
        "is_public_consent": False,
        **changes,
    }


@pytest.fixture(autouse=True)
def monday(live_at: Live) -> None:
    live_at(MONDAY)


@pytest.fixture
def post(town: Town, partner_key: str, client: Client) -> Iterator[Post]:
    """Send a body (anything that is no text becomes JSON) with the partner's key and further headers."""

    def send(content: Any, *, key: str = partner_key, **headers: str) -> HttpResponse:
        data = content if isinstance(content, str | bytes) else json.dumps(content)
        headers |= {"Authorization": f"Bearer {key}"} if key else {}
        return client.post("/api/v1/appeals", data, content_type="application/json", headers=headers)

    return send


def test_an_appeal_is_taken_and_answered_with_number_state_and_due_time(post: Post) -> None:
    answer = post(body())
    assert answer.status_code == 201
    assert answer.json() == {
        "number": "SQ-610402-20191209-0001", "state": "SUBMITTED", "due_at": "2019-12-09T17:00:00+08:00",
    }  # fmt: skip
    appeal = Appeal.objects.get()
    assert (appeal.channel, appeal.contact_phone, appeal.submitter_name) == ("PARTNER", "19900000101", "12345 热线平台")


def test_category_and_contact_may_be_left_to_their_messages(post: Post) -> None:
    answer = post({"uscc": "91610402MA00000155", "title": "停电", "content": "厂区每天停电两小时，无法生产。"})
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"category": "请选择哪一类问题。"}


class TestIdempotencyKey:
    def test_a_replay_gives_the_first_answer(self, post: Post) -> None:
        first = post(body(), **{"Idempotency-Key": "a-1"})
        again = post(body(), **{"Idempotency-Key": "a-1"})
        assert (again.status_code, again.content) == (201, first.content)
        assert Appeal.objects.count() == 1

    def test_another_body_is_refused(self, post: Post) -> None:
        post(body(), **{"Idempotency-Key": "a-1"})
        answer = post(body(title="另一件事"), **{"Idempotency-Key": "a-1"})
        assert (answer.status_code, answer.json()["message"]) == (422, "这个幂等键已用于另一份内容。")

    def test_one_still_in_flight_is_said(self, post: Post) -> None:
        post(body(), **{"Idempotency-Key": "a-1"})
        Submission.objects.update(status=None, answer=None)  # as while the first is still being worked on
        answer = post(body(), **{"Idempotency-Key": "a-1"})
        assert (answer.status_code, answer.json()["message"]) == (409, "同一份提交正在处理。")

    def test_after_a_refusal_the_key_takes_the_corrected_body(self, post: Post) -> None:
        assert post(body(title=""), **{"Idempotency-Key": "a-1"}).status_code == 422
        assert post(body(), **{"Idempotency-Key": "a-1"}).status_code == 201

    def test_another_key_for_the_same_body_within_a_minute_is_the_same_appeal(self, post: Post) -> None:
        numbers = [post(body(), **{"Idempotency-Key": key}).json()["number"] for key in ("a-1", "a-2")]
        assert numbers[0] == numbers[1]

    def test_a_key_has_its_length(self, post: Post) -> None:
        answer = post(body(), **{"Idempotency-Key": "a" * 201})
        assert (answer.status_code, answer.json()["fields"]) == (422, {"Idempotency-Key": "文字太长。"})


class TestRefusals:
    def test_without_a_key_nobody_is_known(self, post: Post) -> None:
        for key in ("", "ys_00000000_" + "x" * 40, "nonsense"):
            answer = post(body(), key=key)
            assert (answer.status_code, answer.json()["message"]) == (401, "请先登录，或带上有效的接口密钥。")

    def test_a_key_for_reading_does_not_submit(self, post: Post, issue_key: IssueKey) -> None:
        answer = post(body(), key=issue_key("appeals:operate"))
        assert (answer.status_code, answer.json()["message"]) == (403, "这把密钥不能提交诉求。")

    def test_a_key_for_something_else_has_no_business_here(self, post: Post, issue_key: IssueKey) -> None:
        assert post(body(), key=issue_key("weather:read")).status_code == 403

    @pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "a-1"}])
    def test_a_liaison_speaking_for_a_company_of_others_leaves_a_trace(
        self, town: Town, post: Post, client: Client, headers: dict[str, str]
    ) -> None:
        client.force_login(town.accounts["zhou_lian"])
        answer = post(body(uscc=town.food.uscc), key="", **headers)
        assert (answer.status_code, answer.json()["message"]) == (403, "这家企业不在您名下，不能代为提交。")
        subject = f"account:{town.zhou_lian.id}"
        assert "misuse_refused" in facts(subject)
        assert journal.timeline(subject, include_internal=True)[-1].data == {"uscc": town.food.uscc}
        assert not Appeal.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"uscc": "1"}, "uscc"),
            ({"uscc": None}, "uscc"),
            ({"uscc": "9" * 41}, "uscc"),
            ({"title": 5}, "title"),
            ({"title": "空\u0000字"}, "title"),
            ({"content": "短"}, "content"),
            ({"content": "电" * 20_001}, "content"),
            ({"contact": {"phone": "12"}}, "contact.phone"),
            ({"contact": "李敏"}, "contact"),
            ({"contact": {"name": "李" * 61}}, "contact.name"),
            ({"images": "1"}, "images"),
            ({"images": ["一"]}, "images.0"),
            ({"images": list(range(1, 11))}, "images"),
            ({"is_public_consent": "也许"}, "is_public_consent"),
        ],
    )
    def test_every_fault_is_said_at_its_field_in_chinese(self, post: Post, changes: dict[str, Any], field: str) -> None:
        answer = post(body(**changes))
        assert answer.status_code == 422
        words = answer.json()["fields"]
        assert list(words) == [field]
        assert any("一" <= letter <= "鿿" for letter in words[field])

    def test_a_missing_field_is_named(self, post: Post) -> None:
        answer = post({"title": "停电"})
        assert (answer.status_code, answer.json()["fields"]) == (422, {"uscc": "缺少这一项。"})

    @pytest.mark.parametrize("content", ["{", "", b"\xff\xfe", "[" * 20_000])
    def test_what_is_no_json_object_is_said_so(self, post: Post, content: Any) -> None:
        answer = post(content)
        assert answer.status_code == 422
        assert list(answer.json()["fields"]) == ["body"]

    @pytest.mark.parametrize("content", ["[]", "5", "null"])
    def test_json_that_is_no_object_lacks_everything(self, post: Post, content: str) -> None:
        answer = post(content)
        assert (answer.status_code, answer.json()["fields"]) == (422, {"uscc": "缺少这一项。"})

    @pytest.mark.parametrize(("number", "status"), [(999_999, 403), (10**30, 422), (-1, 422)])
    def test_pictures_that_are_not_the_sender_s_are_refused(self, post: Post, number: int, status: int) -> None:
        assert post(body(images=[number])).status_code == status
        assert not Appeal.objects.exists()

    def test_half_a_character_is_refused(self, post: Post) -> None:
        answer = post(json.dumps(body()).replace("\\u4e8c\\u671f", "\\ud800"))
        assert answer.status_code == 422


class TestSession:
    def test_a_page_of_ours_sends_its_token(self, town: Town) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(town.accounts["li_min"])
        browser.get("/outreach/submit/")
        token = browser.cookies["csrftoken"].value
        answer = browser.post(
            "/api/v1/appeals", json.dumps(body()), content_type="application/json", headers={"X-CSRFToken": token}
        )
        assert answer.status_code == 201
        assert Appeal.objects.get().submitter_id == town.li_min.id

    def test_without_the_token_it_is_refused_in_words(self, town: Town) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(town.accounts["li_min"])
        answer = browser.post("/api/v1/appeals", json.dumps(body()), content_type="application/json")
        assert (answer.status_code, answer.json()["message"]) == (403, "这个页面放得太久，已经失效。")

    def test_a_key_needs_no_token(self, partner_key: str) -> None:
        answer = Client(enforce_csrf_checks=True).post(
            "/api/v1/appeals",
            json.dumps(body()),
            content_type="application/json",
            headers={"Authorization": f"Bearer {partner_key}"},
        )
        assert answer.status_code == 201


@pytest.mark.django_db(transaction=True)
def test_it_costs_few_statements(post: Post) -> None:
    post(body(content="先提交一件，让进程记住工作日历、类别和时限。"))
    with CaptureQueriesContext(connection) as statements:
        assert post(body()).status_code == 201
    said = [each["sql"] for each in statements if not each["sql"].startswith(("BEGIN", "COMMIT"))]
    assert len(said) <= MOST_STATEMENTS, "\n".join(said)


def test_what_a_partner_sends_counts_neither_as_own_nor_as_assisted(post: Post, town: Town) -> None:
    assert post(body()).status_code == 201
    figures = queries.headline(town.yang_ping, now=MONDAY)
    counted = {name: figures[name].denominator for name in ("total", "own", "assisted")}
    assert counted == {"total": 1, "own": 0, "assisted": 0}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"images": ["12"]}, "images.0"),
        ({"images": [1.9]}, "images.0"),
        ({"images": [1.0]}, "images.0"),
        ({"images": [True]}, "images.0"),
        ({"images": "12"}, "images"),
        ({"is_public_consent": "yes"}, "is_public_consent"),
        ({"is_public_consent": 1}, "is_public_consent"),
    ],
)
def test_only_whole_numbers_and_true_or_false_are_taken(post: Post, changes: dict[str, Any], field: str) -> None:
    answer = post({**body(), **changes})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "专线\x00路由未定", "含有无法保存的字符"),
        ("content", "厂区二期\x00专线外线路由未定", "含有无法保存的字符"),
        ("title", "\u200b\u200d\ufeff", "请用一句话写明是什么事。"),
        ("content", "\u200b" * 40, "请至少写 10 个字"),
        ("title", "专线\n路由未定", "标题请写成一行"),
        ("title", "专线\u202e路由未定", "标题请写成一行"),
        ("title", "专线\u2028路由未定", "标题请写成一行"),
        ("title", "专线\ud800", "含有无法保存的字符"),
    ],
)
def test_what_cannot_be_read_is_refused_in_chinese(post: Post, field: str, value: str, says: str) -> None:
    answer = post({**body(), field: value})
    assert answer.status_code == 422
    assert answer.json()["fields"][field].startswith(says)


def test_a_page_that_sends_a_null_character_is_told_so_in_chinese() -> None:
    with pytest.raises(InvalidInput) as refusal:
        forms.submission_of({"uscc": "9\x00", "title": "专线\x00", "content": "厂\x00"})
    assert refusal.value.fields == dict.fromkeys(("uscc", "title", "content"), "不能含有空字符。")
