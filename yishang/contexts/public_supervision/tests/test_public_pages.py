"""The public's phone pages: prove a telephone, vote, propose, look up, report and follow; hostile words stay words."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yishang.contexts.public_supervision import services
from yishang.contexts.public_supervision.models import Report, Topic, Vote
from yishang.contexts.public_supervision.tests.conftest import CITIZEN_PHONE, MONDAY, PAGE, Do, Town
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.models import ClientWindow, ProofCode
from yishang.kernel.directory.services import SignInRefused, TooManyCodes
from yishang.kernel.publish.models import Publication

HOME = "/public_supervision/"
LATER = MONDAY + timedelta(minutes=5)
HOSTILE = "<script>alert(1)</script>的卫生"


@pytest.fixture(autouse=True)
def _on_monday(live_at: Any) -> None:
    live_at(MONDAY)


def proven(client: Client, phone: str = CITIZEN_PHONE) -> Client:
    """The browser of somebody who has proven a telephone, as the page does it."""
    directory.request_proof(phone=phone, at=MONDAY, code="246810")
    answer = client.post(f"{HOME}prove/", {"phone": phone, "code": "246810", "next": f"{HOME}topics/"})
    assert answer.status_code == 302
    return client


def words_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.django_db(transaction=True)
def test_a_vote_goes_by_way_of_a_proven_telephone(collecting: Topic, client: Client) -> None:
    page = f"{HOME}topics/{collecting.case.number}/"
    assert client.post(f"{page}vote/")["Location"] == f"{HOME}prove/?next={page}"
    proven(client)
    assert client.post(f"{page}vote/").status_code == 302
    assert "<b>1</b> 票" in words_of(client.get(page))
    again = client.post(f"{page}vote/")
    assert (again.status_code, "已经给这个题投过票" in words_of(again)) == (409, True)
    assert CITIZEN_PHONE not in client.cookies["proven_phone"].value
    assert CITIZEN_PHONE not in "".join(str(row) for row in (*ProofCode.objects.values(), *Vote.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_a_code_opens_once_and_five_wrong_ones_close_it(town: Town) -> None:
    directory.request_proof(phone=CITIZEN_PHONE, at=MONDAY, code="246810")
    with pytest.raises(TooManyCodes):
        directory.request_proof(phone=CITIZEN_PHONE, at=MONDAY, code="111111")
    directory.prove(phone=CITIZEN_PHONE, code="246810", at=MONDAY)
    with pytest.raises(SignInRefused):
        directory.prove(phone=CITIZEN_PHONE, code="246810", at=MONDAY)
    directory.request_proof(phone="13800005678", at=MONDAY, code="246810")
    for _ in range(5):
        with pytest.raises(SignInRefused):
            directory.prove(phone="13800005678", code="000000", at=MONDAY)
    with pytest.raises(SignInRefused):
        directory.prove(phone="13800005678", code="246810", at=MONDAY)


def test_one_address_asks_for_ten_telephones_an_hour(db: None) -> None:
    for place in range(10):
        directory.request_proof(phone=f"1380000{place:04}", at=MONDAY, code="246810", client="192.0.2.7")
    with pytest.raises(TooManyCodes, match="网络"):
        directory.request_proof(phone="13900009999", at=MONDAY, code="246810", client="192.0.2.7")
    directory.count_client(what="x", client="192.0.2.7", at=MONDAY, most=1)
    with pytest.raises(directory.TooOften):
        directory.count_client(what="x", client="192.0.2.7", at=MONDAY, most=1)
    assert "192.0.2.7" not in "".join(str(row) for row in (*ProofCode.objects.values(), *ClientWindow.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_a_cookie_that_was_made_up_proves_nothing(collecting: Topic, client: Client) -> None:
    client.cookies["proven_phone"] = "gAAAAAB-made-up"
    answer = client.post(f"{HOME}topics/{collecting.case.number}/vote/")
    assert answer["Location"].startswith(f"{HOME}prove/")
    assert client.get(f"{HOME}prove/?next=https://elsewhere.invalid/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_topic_that_names_a_company_goes_on_as_a_report(town: Town, client: Client) -> None:
    told = {"field": "01", "title": "查演示机械有限公司", "content": "半夜开工。"}
    refused = proven(client).post(f"{HOME}topics/new/", told)
    assert refused.status_code == 422
    assert "带着这些话改为举报" in words_of(refused)
    offered = words_of(client.post(f"{HOME}report/", {"action": "prefill", **told}))
    assert "查演示机械有限公司。半夜开工。" in offered


@pytest.mark.django_db(transaction=True)
def test_hostile_words_stay_words(town: Town, client: Client, do: Do) -> None:
    proven(client).post(f"{HOME}topics/new/", {"field": "01", "title": HOSTILE, "content": HOSTILE})
    number = Topic.objects.get().case.number
    do("gao_feng", "review_topic", number, at=LATER, verdict="release", reason="看看再说吧。", days=10)
    do("ma_lan", "release_topic", number, at=LATER)
    for path in ("", "topics/", f"topics/{number}/"):
        page = words_of(client.get(f"{HOME}{path}"))
        assert HOSTILE not in page
        assert "&lt;script&gt;alert(1)" in page


def test_before_it_is_out_a_topic_tells_nothing_but_how_it_stands(proposed: Topic, client: Client) -> None:
    page = words_of(client.get(f"{HOME}topics/{proposed.case.number}/"))
    assert "小餐桌" not in page
    assert "审核" in page
    assert "小餐桌" not in words_of(client.get(f"{HOME}topics/?heap=all"))


@pytest.mark.django_db(transaction=True)
def test_a_report_shows_its_receipt_once_and_is_followed_with_it(town: Town, client: Client, do: Do) -> None:
    told = {"nature": "REPORT", "field": "01", "accused": "演示作坊", "conduct": "使用过期原料做糕点卖给学校。"}
    answer = client.post(f"{HOME}report/", {**told, "page_key": PAGE})
    receipt = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", words_of(answer))
    assert receipt
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies.get("sessionid")
    number = Report.objects.get().case.number
    do("gao_feng", "answer_reporter", number, text="请补充地址和时间。")
    page = words_of(client.post(f"{HOME}follow/", {"receipt": receipt[0]}))
    assert "请补充地址和时间。" in page
    added = client.post(f"{HOME}follow/", {"receipt": receipt[0], "action": "supplement", "text": "后街 5 号。"})
    assert "补充已收到" in words_of(added)
    assert client.post(f"{HOME}follow/", {"receipt": "0000-0000-0000-0000"}).status_code == 404
    assert client.post(f"{HOME}report/", {**told, "conduct": ""}).status_code == 422


def test_the_receipt_page_is_not_guessed_at_for_long(town: Town, client: Client) -> None:
    answers = [client.post(f"{HOME}follow/", {"receipt": "x"}).status_code for _ in range(31)]
    assert answers[-2:] == [404, 429]


def test_a_business_is_found_by_two_characters_or_its_code(town: Town, client: Client) -> None:
    assert "演示机械有限公司" in words_of(client.get(f"{HOME}find/?q=机械"))
    assert "演示机械有限公司" in words_of(client.get(f"{HOME}find/?q={town.machinery.uscc}"))
    assert "演示机械有限公司" not in words_of(client.get(f"{HOME}find/?q=机"))
    assert client.get(f"{HOME}find/{town.machinery.uscc}/").status_code == 200
    assert client.get(f"{HOME}find/91610402MA99999999/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_answered_topic_is_open_data(collecting: Topic, client: Client, do: Do) -> None:
    number = collecting.case.number
    services.close_collection(number=number, at=MONDAY)
    do("gao_feng", "draft_answer", number, kind="adopt", answer="一月起查全市小餐桌。")
    do("ma_lan", "adopt_topic", number)
    services.note_task(number=number, task="RW-610400-20191209-0001", at=MONDAY)
    kept = Publication.objects.get(dataset="public_supervision.topics", key=number)
    assert (kept.row["answer_kind"], kept.row["task"], kept.corrections.count()) == (
        "采纳", "RW-610400-20191209-0001", 1,
    )  # fmt: skip


def test_the_front_page_tells_no_small_numbers(reported: str, client: Client) -> None:
    assert "少于5" in words_of(client.get(HOME))
