"""The pages around the processes: the public front, one's own account and messages, seals, pictures, and failures."""

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Town
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import Refusal
from yishang.kernel.directory.models import Posting
from yishang.kernel.directory.rules import Role
from yishang.kernel.evidence import services as evidence
from yishang.kernel.journal import services as journal
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.models import Notice
from yishang.site.middleware import as_json

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(clocks, "present", lambda: MONDAY)


def as_person(town: Town, person: str) -> Client:
    client = Client()
    client.force_login(town.accounts[person])
    return client


# ---- the front ---------------------------------------------------------------------------------------------


def test_anybody_sees_two_doors_and_the_citys_figures(client: Client, town: Town, advance: Advance) -> None:
    advance("closed")
    page = client.get("/").content.decode()
    assert 'href="/sign-in/"' in page
    assert 'href="/sign-in/staff/"' in page
    assert "100.0%" in page
    assert "1 / 1" in page


def test_the_public_gets_figures_but_no_way_to_the_rows(client: Client, town: Town, advance: Advance) -> None:
    advance("closed")
    assert "/outreach/" not in client.get("/").content.decode()


def test_nothing_to_count_is_a_dash_not_a_hundred(client: Client, town: Town) -> None:
    assert "—" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("person", "place"),
    [
        ("li_min", "/outreach/mine/"),
        ("zhou_lian", "/outreach/mine/"),
        ("chen_jing", "/outreach/desk/"),
        ("yang_ping", "/outreach/desk/"),
        ("wang_gong", "/outreach/desk/"),
        ("du_cha", "/outreach/desk/"),
        ("xi_tong", "/account/"),
    ],
)
def test_everybody_begins_the_day_at_their_own_place(town: Town, person: str, place: str) -> None:
    assert as_person(town, person).get("/")["Location"] == place


def test_seals_are_public_and_explained(client: Client, town: Town, submitted: Appeal) -> None:
    assert "还没有封存" in client.get("/seals/").content.decode()
    seal = journal.seal_facts(at=MONDAY)
    assert seal is not None
    page = client.get("/seals/").content.decode()
    assert seal.root in page
    assert "谁都能发现" in page


# ---- my account and messages -------------------------------------------------------------------------------


def test_the_account_page_needs_signing_in(client: Client, db: None) -> None:
    assert client.get("/account/")["Location"] == "/sign-in/?next=/account/"


def test_a_system_administrator_sees_operations_and_no_business(town: Town) -> None:
    page = as_person(town, "xi_tong").get("/account/").content.decode()
    assert "没有业务权限" in page
    assert "没有送达的后台处理" in page
    assert as_person(town, "li_min").get("/account/").content.decode().count("没有送达的后台处理") == 0


def test_a_person_with_two_posts_chooses_in_which_to_work(town: Town) -> None:
    account = town.accounts["wang_gong"]
    second = Posting.objects.create(
        account=account, role=Role.SPD, unit=town.power, region_id="610400", valid_from=date(2019, 6, 1)
    )
    client = as_person(town, "wang_gong")
    assert client.get("/")["Location"] == "/outreach/desk/"
    client.post("/account/post/", {"post": second.pk})
    assert client.get("/")["Location"] == "/outreach/mine/"


def test_somebody_elses_post_cannot_be_chosen(town: Town) -> None:
    other = town.accounts["chen_jing"].postings.get()
    client = as_person(town, "li_min")
    client.post("/account/post/", {"post": other.pk})
    assert client.get("/")["Location"] == "/outreach/mine/"


def test_messages_are_mine_alone_and_reading_them_clears_the_bell(town: Town, submitted: Appeal) -> None:
    words = {"number": submitted.case.number, "unit": "演示供电公司"}
    notify.tell(
        account_id=town.li_min.id, template="appeal_in_hand", context=words, subject=submitted.case.number,
        at=MONDAY, channels=("IN_SITE",),
    )  # fmt: skip
    li_min = as_person(town, "li_min")
    page = li_min.get("/notices/").content.decode()
    assert "bell-count" in page
    assert f"打开 {submitted.case.number}" in page
    assert "还没有消息" in as_person(town, "sun_hao").get("/notices/").content.decode()
    assert as_person(town, "sun_hao").post("/notices/").status_code == 302
    assert Notice.objects.filter(read_at=None).count() == 1
    assert "bell-count" not in li_min.post("/notices/", follow=True).content.decode()


def test_all_read_by_a_slip_is_taken_back_within_ten_minutes_and_only_ones_own(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"number": "SQ-610402-20191209-0001", "unit": "演示供电"}
    for person in ("chen_jing", "wang_gong"):
        account_id = town.accounts[person].pk
        notify.tell(account_id=account_id, template="appeal_in_hand", context=words, at=MONDAY, channels=("IN_SITE",))
    client = as_person(town, "chen_jing")
    done = client.post("/notices/")
    as_person(town, "wang_gong").post("/notices/")
    assert "已全部标为已读" in client.get(done["Location"]).content.decode()
    marked = client.get(done["Location"]).context["marked_at"]
    client.post("/notices/", {"undo": marked})
    assert list(Notice.objects.filter(read_at=None).values_list("account__name", flat=True)) == ["陈静"]
    client.post("/notices/")
    monkeypatch.setattr(clocks, "present", lambda: MONDAY + timedelta(minutes=11))
    client.post("/notices/", {"undo": marked})
    assert not Notice.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("undo", ["x", "2019-12-09T10:26:00", "9999-99-99"])
def test_a_moment_that_is_none_takes_nothing_back(town: Town, undo: str) -> None:
    assert as_person(town, "chen_jing").post("/notices/", {"undo": undo}).status_code == 302
    assert as_person(town, "chen_jing").get("/notices/", {"marked": undo}).context["marked_at"] == ""


# ---- pictures ----------------------------------------------------------------------------------------------


@pytest.fixture
def photo(town: Town, submitted: Appeal) -> str:
    """A picture that 李敏 has attached to her matter; its address."""
    content = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(content, "JPEG")
    upload = SimpleUploadedFile("现场.jpg", content.getvalue(), "image/jpeg")
    stored = evidence.store_picture(actor=town.li_min, upload=upload, at=MONDAY)
    evidence.attach(actor=town.li_min, picture_ids=[stored.pk], subject=submitted.case.number)
    return f"/pictures/{stored.pk}/"


@pytest.mark.parametrize("person", ["li_min", "zhou_lian", "chen_jing", "yang_ping", "du_cha"])
@pytest.mark.parametrize("part", ["", "thumbnail/"])
def test_whoever_may_see_the_matter_may_see_its_pictures(town: Town, photo: str, person: str, part: str) -> None:
    answer = as_person(town, person).get(photo + part)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    b"".join(answer.streaming_content)
    answer.close()


@pytest.mark.parametrize("person", ["sun_hao", "zhao_lei", "wang_gong", "xi_tong"])
def test_others_do_not_learn_that_the_picture_exists(town: Town, photo: str, person: str) -> None:
    assert as_person(town, person).get(photo).status_code == 404


def test_strangers_see_no_picture_and_nobody_sees_one_that_is_not_there(client: Client, town: Town, photo: str) -> None:
    assert client.get(photo).status_code == 404
    assert as_person(town, "yang_ping").get("/pictures/999999/").status_code == 404


# ---- failures and headers ----------------------------------------------------------------------------------


def test_a_page_that_is_not_there_says_what_to_do(client: Client, db: None) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "下一步" in answer.content.decode()


def test_our_own_fault_is_admitted_without_asking_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("yishang.site.portal.journal.seals", broken)
    client.raise_request_exception = False
    answer = client.get("/seals/")
    assert answer.status_code == 500
    assert "我们这边出了问题" in answer.content.decode()


def test_a_form_without_its_token_says_that_the_page_is_old(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/staff/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "放得太久" in answer.content.decode()


def test_a_refusal_tells_programs_all_that_it_knows() -> None:
    refusal = Refusal("已被处理", next_step="请重新打开。")
    assert as_json(refusal) == {"message": "已被处理", "next_step": "请重新打开。"}
    refusal.extra = {"version": 3, "state": "TRIAGED"}
    assert as_json(refusal) == {"message": "已被处理", "next_step": "请重新打开。", "version": 3, "state": "TRIAGED"}


INLINE = re.compile(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|<style|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("url", ["/", "/sign-in/", "/sign-in/staff/", "/seals/", "/account/", "/notices/"])
def test_no_page_needs_more_than_the_strict_policy_allows(town: Town, url: str) -> None:
    public = url in ("/", "/sign-in/", "/sign-in/staff/", "/seals/")
    answer = (Client() if public else as_person(town, "chen_jing")).get(url)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert not INLINE.search(answer.content.decode())


def test_the_style_guide_is_not_for_a_real_city(client: Client, settings: Settings, db: None) -> None:
    assert client.get("/styleguide/").status_code == 404
    settings.DEMO = True
    assert client.get("/styleguide/").status_code == 200
