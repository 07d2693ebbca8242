"""The phone's program speaks to the house: in order, each thing once, by session only; and the desk's pages."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pytest_django import Settings

from yishang.contexts.visits.models import Visit
from yishang.contexts.visits.tests.conftest import MINUTES, MONDAY, Advance, Live, Town
from yishang.contexts.visits.tests.walks import WORKS, stay

Post = Callable[..., HttpResponse]
HERE = {"lon": WORKS.lon, "lat": WORKS.lat, "crs": "WGS84"}


@pytest.fixture
def post(placed: Town, client: Client, live_at: Live) -> Post:
    """何镇's phone, forty-five minutes after it began."""
    live_at(MONDAY + timedelta(minutes=45))
    client.force_login(placed.accounts["he_zhen"])

    def send(address: str, body: dict[str, Any], key: str = "") -> HttpResponse:
        headers = {"Idempotency-Key": key} if key else {}
        return client.post(
            f"/api/v1/visits{address}", json.dumps(body), content_type="application/json", headers=headers
        )

    return send


def whole(post: Post, subject_id: int) -> str:
    """A visit captured without a network, as the phone sends it afterwards; its number."""
    begun = {"subject_id": subject_id, "mode": "ONSITE", "key": "p-1", "captured_at": MONDAY.isoformat()}
    number = post("", begun, "p-1:open").json()["number"]
    moves = f"/{number}/moves"
    assert post(f"{moves}/check_in_visit", {**HERE, "captured_at": MONDAY.isoformat()}, "p-1:in").status_code == 200
    rows = [list(point) for point in stay(40, since=MONDAY)]
    assert post(f"/{number}/track", {"place": 0, "crs": "WGS84", "points": rows}).json() == {"kept": 81}
    end = (MONDAY + timedelta(minutes=40)).isoformat()
    assert post(f"{moves}/check_out_visit", {**HERE, "captured_at": end}, "p-1:out").status_code == 200
    return str(number)


def test_a_visit_is_sent_piece_by_piece_and_judged(post: Post, placed: Town) -> None:
    number = whole(post, placed.machinery.subjects.get().pk)
    body = {"minutes": MINUTES, "no_appeals": True, "sent_at": (MONDAY + timedelta(minutes=45)).isoformat()}
    answer = post(f"/{number}/moves/submit_visit", body, "p-1:submit")
    assert (answer.status_code, answer.json()["state"], answer.json()["verdict"]) == (200, "VERIFIED", "MATCHED")
    assert all(not one["against"] for one in answer.json()["reasons"])


def test_everything_may_be_sent_again(post: Post, placed: Town) -> None:
    number = whole(post, placed.machinery.subjects.get().pk)
    assert whole(post, placed.machinery.subjects.get().pk) == number
    for sent in ("10:46", "10:47"):  # only the time of sending differs
        body = {"minutes": MINUTES, "no_appeals": True, "sent_at": f"2019-12-09T{sent}:00+08:00"}
        assert post(f"/{number}/moves/submit_visit", body, "p-1:submit").status_code == 200
    assert Visit.objects.count() == 1


def test_what_is_wrong_is_said_at_its_field_and_the_key_may_be_used_again(post: Post, placed: Town) -> None:
    number = whole(post, placed.machinery.subjects.get().pk)
    moves = f"/{number}/moves/submit_visit"
    answer = post(moves, {"minutes": "短", "no_appeals": True}, "p-1:submit")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["minutes"])
    assert post(moves, {"minutes": MINUTES, "no_appeals": True}, "p-1:submit").status_code == 200


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("", {"subject_id": "x"}),
        ("", {"subject_id": 10**30}),
        ("", {"subject_id": 0, "captured_at": "gestern"}),
        ("", {"subject_id": 1, "captured_at": "0001-01-01T00:00:00+23:59"}),
        ("", {"subject_id": 1, "captured_at": "9999-12-31T23:59:59-23:59"}),
        ("/{}/moves/submit_visit", {"minutes": MINUTES, "no_appeals": True, "sent_at": "9999-12-31T23:59:59-23:59"}),
        ("/{}/moves/submit_visit", {"minutes": MINUTES, "companions": ["\ud800"]}),
        ("/{}/track", {"place": 1, "crs": "WGS84", "points": [[MONDAY.timestamp() + 60, *WORKS, 1, 1e308]]}),
        ("/{}/track", {"place": -1, "crs": "WGS84", "points": []}),
        ("/{}/track", {"place": 1, "crs": "x", "points": [[1]]}),
        ("/{}/moves/submit_visit", {"minutes": 5}),
        ("/{}/moves/submit_visit", {"minutes": MINUTES, "companions": [1], "no_appeals": "ja"}),
        ("/{}/moves/submit_visit", {"minutes": MINUTES, "no_appeals": True, "more": 1}),
        ("/{}/moves/submit_visit", {"minutes": MINUTES, "no_appeals": True, "version": "1"}),
        ("/{}/moves/submit_visit", {"minutes": MINUTES, "no_appeals": True, "images": ["x"]}),
        ("/device", {"public_key": "?"}),
    ],
)
def test_bad_input_is_refused_in_words(post: Post, placed: Town, address: str, body: dict[str, Any]) -> None:
    number = whole(post, placed.machinery.subjects.get().pk)
    answer = post(address.format(number), body)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_an_appeal_comes_back_from_a_company_that_others_sponsor(post: Post, placed: Town, client: Client) -> None:
    """He was there: it may not be refused as speaking for strangers, or his whole visit stays on the phone."""
    number = post("", {"subject_id": placed.food.subjects.get().pk, "key": "p-2"}).json()["number"]
    told = {"category": "03", "title": "冷库停电", "content": "冷库每天停电两小时，货品受损。", "origin": number}

    def file(uscc: str, **changes: str) -> HttpResponse:
        body = json.dumps({**told, "uscc": uscc, **changes})
        return client.post("/api/v1/appeals", body, content_type="application/json")

    assert file(placed.food.uscc, origin="").status_code == 403
    assert file(placed.food.uscc).status_code == 201
    other = post("", {"subject_id": placed.machinery.subjects.get().pk, "key": "p-3"}).json()["number"]
    assert (
        file(placed.food.uscc, origin=other, title="又一件", content="另一家的走访不能替这家说话。").status_code == 403
    )


def test_moves_that_the_system_makes_are_nobody_s(post: Post, placed: Town) -> None:
    number = whole(post, placed.machinery.subjects.get().pk)
    for move in ("verify_visit", "flag_visit", "no_such_move"):
        assert post(f"/{number}/moves/{move}", {}).status_code == 404


def test_the_phone_carries_what_it_needs(post: Post, placed: Town, client: Client) -> None:
    number = whole(post, placed.machinery.subjects.get().pk)
    told = client.get("/api/v1/visits/carried").json()
    assert [one["number"] for one in told["visits"]] == [number]
    subject = next(one for one in told["subjects"] if one["name"] == "演示机械有限公司")
    assert [way["label"] for way in subject["ways"]] == ["手机地图", "高德", "百度", "天地图"]
    assert "108.709" in subject["ways"][1]["url"]  # GCJ-02, some 450 m further east


def test_another_phone_goes_on_where_the_lost_one_stopped(post: Post, placed: Town, client: Client) -> None:
    number = whole(post, placed.machinery.subjects.get().pk)
    told = next(one for one in client.get("/api/v1/visits/carried").json()["visits"] if one["number"] == number)
    assert (told["state"], told["parts"], told["key"]) == ("CHECKED_OUT", 1, "p-1")
    assert told["checkin_at"] and told["checkout_at"]


def test_the_liaison_does_not_read_the_other_record_first(
    placed: Town, advance: Advance, client: Client, live_at: Live, planned: Visit
) -> None:
    advance("submitted")
    live_at(MONDAY + timedelta(hours=2))
    client.force_login(placed.accounts["zhou_lian"])
    told = client.get(f"/api/v1/visits/{planned.case.number}").json()
    assert (told["minutes"], told["checkin_at"]) == ("", None)
    page = client.get(f"/visits/mine/{planned.case.number}/").content.decode()
    assert MINUTES not in page
    assert "请您独立填报" in page


def test_the_desk_lists_exports_and_decides(
    placed: Town, advance: Advance, client: Client, live_at: Live, planned: Visit
) -> None:
    advance("submitted", points=[])
    live_at(MONDAY + timedelta(hours=2))
    number = planned.case.number
    client.force_login(placed.accounts["chen_jing"])
    page = client.get("/visits/desk/").content.decode()
    assert number in page
    assert "还剩 3 个工作日" in page
    sheet = b"".join(client.get("/visits/desk/export/?queue=abnormal")).decode()
    assert "没有轨迹" in sheet
    decided = client.post(f"/visits/desk/{number}/uphold_visit/", {"reason": "企业说明来过。"})
    assert (decided.status_code, decided["Location"]) == (302, f"/visits/desk/{number}/?done=uphold_visit")
    assert Visit.objects.get().case.state == "CONFIRMED"


def test_the_company_confirms_with_one_tap_and_marks_quiet_days(
    placed: Town, advance: Advance, client: Client, live_at: Live, planned: Visit
) -> None:
    advance("submitted")
    live_at(MONDAY + timedelta(hours=2))
    client.force_login(placed.accounts["li_min"])
    assert client.post(f"/visits/mine/{planned.case.number}/confirm_visit/").status_code == 302
    assert Visit.objects.get().company_word == "CAME"
    days = {"first_day": "2019-12-16", "last_day": "2019-12-17", "reason": "年终盘点"}
    assert client.post("/visits/mine/quiet/", days).status_code == 302
    assert "年终盘点" in client.get("/visits/mine/").content.decode()
    assert client.post("/visits/mine/quiet/", {**days, "first_day": "2019-12-01"}).status_code == 422
    window = placed.machinery.quiet_windows.get()
    assert client.post(f"/visits/mine/quiet/{window.pk}/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_photo_holds_up_nobody_while_it_is_decoded(
    placed: Town, client: Client, live_at: Live, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    live_at(MONDAY)
    client.force_login(placed.accounts["he_zhen"])
    drawn = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(drawn, "JPEG")
    photo = SimpleUploadedFile("现场.jpg", drawn.getvalue(), "image/jpeg")
    with CaptureQueriesContext(connection) as statements:
        assert client.post("/api/v1/visits/images", {"image": photo}).status_code == 201
    asked = [statement["sql"].split()[0] for statement in statements]
    assert "SELECT" not in asked[asked.index("BEGIN") :]
