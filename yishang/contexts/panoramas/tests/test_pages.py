"""The pages: what is refused comes back at its field with the right status, and each post sees what is its own."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yishang.contexts.panoramas import services
from yishang.contexts.panoramas.models import Panorama, Round
from yishang.contexts.panoramas.tests.conftest import MONDAY, SITE, Town, sphere

pytestmark = pytest.mark.usefixtures("frozen")
Sit = Callable[[str], Client]
TOLD = {
    "point_no": "1", "captured_at": "2019-12-06T15:00", "lon": SITE[0], "lat": SITE[1], "crs": "CGCS2000",
    "altitude_m": "90", "north_offset": "12.5", "drone_reg_no": "uas00123456", "pilot": "韩飞",
}  # fmt: skip


@pytest.fixture
def sit(town: Town) -> Sit:
    """A browser in which that person has signed in."""

    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(town.accounts[person])
        return client

    return signed_in


def send(client: Client, town: Town, content: bytes | None = None, **changes: Any) -> Any:
    image = SimpleUploadedFile("全景.jpg", sphere() if content is None else content, content_type="image/jpeg")
    return client.post("/panoramas/upload/", {**TOLD, "project": town.project.pk, "image": image, **changes})


def test_chen_jing_uploads_judges_and_finds_it_in_the_list(sit: Sit, town: Town) -> None:
    desk = sit("chen_jing")
    assert "演示二期厂房" in desk.get("/panoramas/upload/").content.decode()
    page = str(send(desk, town)["Location"]).partition("?")[0]
    assert Panorama.objects.get().drone_reg_no == "UAS00123456"
    assert desk.post(page, {"verdict": "SLOW", "note": "塔吊停着，主体还在二层。"}).status_code == 302
    assert "进展缓慢" in desk.get("/panoramas/?verdict=odd&month=2019-12").content.decode()
    assert "没有符合条件的全景" in desk.get("/panoramas/?verdict=NORMAL").content.decode()
    sheet = b"".join(desk.get("/panoramas/?form=csv")).decode()
    assert "UAS00123456" in sheet


@pytest.mark.parametrize(
    ("content", "changes", "words"),
    [
        (b"MZ" * 40, {}, "不是 JPEG 或 PNG"),
        (b"", {}, "文件是空的"),
        (None, {"lon": "12.5", "lat": "41.9"}, "境外"),
        (None, {"lon": "东经"}, "请填写数字"),
        (None, {"captured_at": "昨天"}, "请填写日期和时间"),
        (None, {"project": "999"}, "请从列表中选择"),
    ],
)
def test_what_is_refused_comes_back_at_its_field(
    sit: Sit, town: Town, content: bytes | None, changes: dict[str, str], words: str
) -> None:
    answer = send(sit("chen_jing"), town, content, **changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Panorama.objects.exists()


def test_a_project_is_given_its_place_and_a_wrong_one_is_refused(sit: Sit, town: Town) -> None:
    page = f"/panoramas/projects/{town.far_project.pk}/"
    desk = sit("zhao_lei")
    assert "还没有坐标" in desk.get(page).content.decode()
    assert send(desk, town, project=town.far_project.pk).status_code == 409
    answer = desk.post(page, {"lon": SITE[1], "lat": SITE[0], "crs": "WGS84"})
    assert (answer.status_code, "写反" in answer.content.decode()) == (422, True)
    assert desk.post(page, {"lon": SITE[0], "lat": SITE[1], "crs": "GCJ02"}).status_code == 302
    assert sit("chen_jing").get(page).status_code == 404


def test_pictures_go_to_those_who_may_see_them(sit: Sit, town: Town, taken: Panorama) -> None:
    def statuses(who: str) -> list[int]:
        client, found = sit(who), []
        for version in ("shown", "flat", "thumbnail", "original", "nothing"):
            answer = client.get(f"/panoramas/{taken.number}/{version}.jpg")
            b"".join(answer)
            found.append(answer.status_code)
        return found

    assert statuses("chen_jing") == [200, 200, 200, 200, 404]
    assert statuses("liu_gong") == statuses("du_cha") == [200, 200, 200, 404, 404]
    assert statuses("li_min") == statuses("wang_gong") == [404] * 5
    services.judge_panorama(actor=town.chen_jing, number=taken.number, verdict="NORMAL", note="", at=MONDAY)
    assert statuses("li_min") == [200, 200, 200, 404, 404]
    assert taken.number in sit("li_min").get(f"/panoramas/mine/{taken.number}/").content.decode()


def test_two_of_one_point_stand_beside_each_other(sit: Sit, town: Town, taken: Panorama, take_in: Any) -> None:
    later = take_in(content=sphere(60), captured_at=MONDAY, north_offset=40.0)
    other = take_in(content=sphere(61), point_no="2")
    page = sit("chen_jing").get(f"/panoramas/compare/?left={taken.number}&right={later.number}").content.decode()
    assert page.count("data-panorama=") == 2
    assert 'data-north="40.0"' in page
    assert other.number not in page
    assert sit("chen_jing").get("/panoramas/compare/?left=QJ-none").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999999999"])
def test_a_page_that_is_none_is_the_nearest_one(sit: Sit, taken: Panorama, page: str) -> None:
    for who, address in (
        ("chen_jing", "/panoramas/"),
        ("li_min", "/panoramas/mine/"),
        ("yang_ping", "/panoramas/rounds/"),
    ):
        assert sit(who).get(f"{address}?page={page}").status_code == 200


def test_rounds_are_turned_page_by_page_and_told_whole_in_the_sheet(sit: Sit, town: Town) -> None:
    for year in range(2001, 2061):
        services.open_round(actor=town.yang_ping, month=date(year, 1, 1), at=MONDAY)
    desk = sit("yang_ping")
    first, second = (desk.get(f"/panoramas/rounds/?page={page}").content.decode() for page in (1, 2))
    assert "60 轮" in first and "下一页" in first and "2060年1月" in first and "2001年1月" not in first
    assert "2001年1月" in second
    assert b"".join(desk.get("/panoramas/rounds/?form=csv")).decode().count("LC-") == 60


def test_the_citys_office_opens_a_month_and_draws_another(sit: Sit, town: Town) -> None:
    city, values = sit("yang_ping"), (bytes(range(32)), bytes(range(32, 64)))
    opened = city.post("/panoramas/rounds/", {"kind": "MONTH", "month": "2019-12"})
    assert "还没拍 2" in city.get(opened["Location"]).content.decode()
    assert city.post("/panoramas/rounds/", {"kind": "MONTH", "month": "2019-12"}).status_code == 409
    assert city.post("/panoramas/rounds/", {"kind": "MONTH", "month": "2019-13"}).status_code == 422
    digests = [sha256(value).hexdigest() for value in values]
    promised = {
        "kind": "SAMPLE",
        "month": "2020-01",
        "office_commitment": digests[0],
        "overseer_commitment": digests[1],
    }
    lot = str(city.post("/panoramas/rounds/", {"kind": "SAMPLE", "month": "2020-01", **promised})["Location"])
    assert city.post(f"{lot}reveal/", {"value": "00" * 32}).status_code in (409, 422)
    for who, value in zip(("yang_ping", "du_cha"), values, strict=True):
        assert sit(who).post(f"{lot}reveal/", {"value": value.hex()}).status_code == 302
    assert "2 个项目 → 抽 1 个" in city.get(lot).content.decode()
    assert Round.objects.get(kind="SAMPLE").projects.filter(is_selected=True).count() == 1
    assert b"seed" in b"".join(sit("du_cha").get(f"{lot}record.json"))
