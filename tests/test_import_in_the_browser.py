"""杨萍 of the city's office brings tables in at the browser: looked at first, then taken, once, as they were."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ
from openpyxl import Workbook, load_workbook
from pytest_django import Settings

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests import conftest as outreach
from yishang.contexts.outreach.tests.conftest import MONDAY, Live, Town
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog import rules as items
from yishang.kernel.catalog.tests.conftest import SEAL, STAMPS
from yishang.kernel.directory.models import Posting
from yishang.kernel.intake import queries
from yishang.kernel.intake import services as intake
from yishang.kernel.intake.models import TableUpload
from yishang.kernel.journal import jobs as workers
from yishang.kernel.journal import queries as journal
from yishang.kernel.parties.models import MarketEntity
from yishang.site import table_import_tasks as tasks

town, live_at = outreach.town, outreach.live_at
START = "/import/"
HEAD = "name,uscc,reg_date,province,city\n"
WORKS = "示例机械有限公司,91610402MA00000230,2015-03-02,陕西,咸阳\n"
FOODS = "示例食品有限公司,91610404MA0000031P,2016-03-02,陕西,N/A\n"
BROKEN = "示例旧号公司,610402100012345,2016-03-02,陕西,咸阳\n"
HandIn = Callable[..., Any]


@pytest.fixture(autouse=True)
def at_home(settings: Settings, tmp_path: Path, live_at: Live) -> None:
    settings.HOME = tmp_path
    live_at(MONDAY)


@pytest.fixture
def yang_ping(town: Town) -> Client:
    client = Client()
    client.force_login(town.accounts["yang_ping"])
    return client


@pytest.fixture
def hand_in(yang_ping: Client) -> HandIn:
    """Upload a table; by default the worker looks through it at once. The page it leads to."""

    def upload(text: str | bytes, *, name: str = "企业.csv", what: str = "enterprises", worker: bool = True) -> Any:
        content = text.encode() if isinstance(text, str) else text
        sent = {"what": what, "table": SimpleUploadedFile(name, content), "columns": ""}
        answer = yang_ping.post(START, sent)
        if worker:
            workers.drain()
        return yang_ping.get(answer["Location"]) if answer.status_code == 302 else answer

    return upload


def the_upload() -> TableUpload:
    return TableUpload.objects.get()


def test_she_sees_what_was_found_before_anything_is_written(hand_in: HandIn) -> None:
    page = hand_in(HEAD + WORKS + BROKEN).content.decode()
    for words in ("2 行", "有错，不取入", "这是 15 位旧注册号", "610402100012345", "只取入无误的 1 行", "uscc"):
        assert words in page
    assert not MarketEntity.objects.filter(name__startswith="示例").exists()


def test_all_sound_rows_are_taken_and_told(hand_in: HandIn, yang_ping: Client) -> None:
    page = hand_in(HEAD + WORKS + FOODS).content.decode()
    assert "取入全部 2 行" in page
    yang_ping.post(f"{START}{the_upload().pk}/accept/")
    workers.drain()
    page = yang_ping.get(f"{START}{the_upload().pk}/").content.decode()
    assert "已取入" in page
    assert MarketEntity.objects.get(uscc="91610404MA0000031P").city == ""
    verbs = [fact.verb for fact in journal.timeline(f"import:{the_upload().pk}", include_internal=True)]
    assert verbs == ["intake.table.accepted", "intake.table.taken"]


def test_with_faults_only_the_good_rows_are_taken_and_only_when_said(hand_in: HandIn, yang_ping: Client) -> None:
    hand_in(HEAD + WORKS + BROKEN)
    number = the_upload().pk
    assert yang_ping.post(f"{START}{number}/accept/").status_code == 409
    yang_ping.post(f"{START}{number}/accept/", {"accept_good": "1"})
    workers.drain()
    assert (the_upload().state, the_upload().new) == ("TAKEN", 1)


def test_a_second_press_takes_nothing_twice(hand_in: HandIn, yang_ping: Client) -> None:
    hand_in(HEAD + WORKS)
    for _ in range(2):
        assert yang_ping.post(f"{START}{the_upload().pk}/accept/").status_code == 302
    assert OrmQ.objects.count() == 1
    workers.drain()
    assert yang_ping.post(f"{START}{the_upload().pk}/accept/").status_code == 302
    assert not OrmQ.objects.exists()
    assert MarketEntity.objects.filter(uscc="91610402MA00000230").count() == 1


def test_the_same_file_handed_in_twice_is_one_upload(hand_in: HandIn) -> None:
    for _ in range(2):
        hand_in(HEAD + WORKS)
    assert TableUpload.objects.count() == 1


def test_what_was_looked_at_is_what_is_taken(hand_in: HandIn, yang_ping: Client, tmp_path: Path) -> None:
    hand_in(HEAD + WORKS)
    (tmp_path / "imports" / str(the_upload().pk) / "table").write_text(HEAD + FOODS)
    yang_ping.post(f"{START}{the_upload().pk}/accept/")
    workers.drain()
    assert "不完整了" in yang_ping.get(f"{START}{the_upload().pk}/").content.decode()
    assert not MarketEntity.objects.filter(name__startswith="示例").exists()


def test_progress_is_shown_until_the_worker_is_done(hand_in: HandIn, yang_ping: Client) -> None:
    page = hand_in(HEAD + WORKS, worker=False).content.decode()
    assert "正在排队" in page
    assert 'hx-trigger="every 1s"' in page
    workers.drain()
    assert "every 1s" not in yang_ping.get(f"{START}{the_upload().pk}/").content.decode()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_report_is_downloaded_with_every_fault(hand_in: HandIn, yang_ping: Client, form: str) -> None:
    hand_in(HEAD + WORKS + BROKEN.replace("示例旧号公司", "=HYPERLINK(1)"))
    answer = yang_ping.get(f"{START}{the_upload().pk}/report.{form}")
    content = b"".join(answer.streaming_content)
    if form == "csv":
        assert "610402100012345" in content.decode()
        return
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[1][:3] == (2, "uscc", "610402100012345")


@pytest.mark.parametrize("what", ["enterprises", "appeals"])
def test_the_template_reads_back_and_its_example_is_never_taken(hand_in: HandIn, yang_ping: Client, what: str) -> None:
    book = b"".join(yang_ping.get(f"{START}template/{what}.xlsx").streaming_content)
    hand_in(book, name="模板.xlsx", what=what)
    assert (the_upload().state, the_upload().read, the_upload().refused) == ("CHECKED", 1, 1)
    assert yang_ping.get(f"{START}template/nothing.xlsx").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "文件是空的"), (b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "图片"), (b"\xd0\xcf\x11\xe0", "旧版 .xls")],
)
def test_other_kinds_of_files_are_refused_at_the_field(hand_in: HandIn, content: bytes, said: str) -> None:
    answer = hand_in(content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not TableUpload.objects.exists()


def test_a_table_without_a_needed_column_is_refused_by_name(hand_in: HandIn) -> None:
    assert "缺少必需的列：成立日期" in hand_in("name,uscc,province\nA,B,陕西\n").content.decode()


def test_a_wrong_word_about_columns_is_told_at_its_place(yang_ping: Client) -> None:
    sent = {"what": "enterprises", "table": SimpleUploadedFile("a.csv", b"x"), "columns": "什么"}
    answer = yang_ping.post(START, sent)
    assert answer.status_code == 422
    assert "不是“列名=字段”的写法" in answer.content.decode()


def test_a_department_may_hand_in_its_people_their_courses_and_its_items_and_nothing_else(town: Town) -> None:
    client = Client()
    client.force_login(town.accounts["wang_gong"])
    page = client.get(START).content.decode()
    assert re.findall(r'name="what" value="(\w+)"', page) == ["service_items", "inspectors", "experts", "trainings"]
    sent = {"what": "enterprises", "table": SimpleUploadedFile("a.csv", (HEAD + WORKS).encode())}
    assert client.post(START, sent).status_code == 422


def test_a_county_s_office_may_hand_in_items_alone(town: Town) -> None:
    client = Client()
    client.force_login(town.accounts["chen_jing"])
    page = client.get(START).content.decode()
    assert re.findall(r'name="what" value="(\w+)"', page) == ["service_items"]


@pytest.mark.parametrize("person", ["du_cha", "xi_tong", "li_min"])
def test_others_are_told_whose_page_it_is(town: Town, person: str) -> None:
    client = Client()
    client.force_login(town.accounts[person])
    assert client.get(START).status_code == 403
    assert "批量导入" not in client.get("/account/").content.decode()


def test_nobody_sees_another_s_table(hand_in: HandIn, town: Town) -> None:
    hand_in(HEAD + WORKS)
    other = Client()
    other.force_login(town.accounts["yang_ping"])
    TableUpload.objects.update(account_id=town.accounts["chen_jing"].pk)
    for step in ("", "report.csv"):
        assert other.get(f"{START}{the_upload().pk}/{step}").status_code == 404
    assert other.post(f"{START}{the_upload().pk}/accept/").status_code == 404
    for wrong in ("0", "x", "9" * 30):
        assert other.get(f"{START}{wrong}/").status_code == 404


def test_a_worker_that_died_is_replaced_and_nothing_is_doubled(
    hand_in: HandIn, yang_ping: Client, live_at: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yishang.kernel.intake.services.uploads.PART", 1)
    monkeypatch.setattr("yishang.kernel.intake.services.uploads.BATCH", 1)
    hand_in(HEAD + WORKS + FOODS + WORKS)
    yang_ping.post(f"{START}{the_upload().pk}/accept/")
    workers.drain(limit=1)
    assert (the_upload().rows_seen, the_upload().new) == (1, 1)
    OrmQ.objects.all().delete()  # the worker was killed
    assert tasks.go_on() == 0
    live_at(MONDAY + timedelta(minutes=5))
    assert tasks.go_on() == 1
    workers.drain()
    assert (the_upload().state, the_upload().new, the_upload().known) == ("TAKEN", 2, 1)


def test_a_post_lost_meanwhile_ends_the_taking(hand_in: HandIn, yang_ping: Client, town: Town) -> None:
    hand_in(HEAD + WORKS)
    yang_ping.post(f"{START}{the_upload().pk}/accept/")
    Posting.objects.filter(account=town.accounts["yang_ping"]).update(valid_to=MONDAY.date() - timedelta(days=1))
    workers.drain()
    assert (the_upload().state, the_upload().message) == ("UNUSABLE", "上传人已不在这个岗位。")


def test_appeals_come_in_the_same_way(hand_in: HandIn, yang_ping: Client) -> None:
    hand_in("内容,提交时间\n三天没有亮,2019-02-28 11:25:05\n", what="appeals")
    yang_ping.post(f"{START}{the_upload().pk}/accept/")
    workers.drain()
    assert Appeal.objects.get().channel == "IMPORT"


def test_a_table_is_forgotten_by_hand_and_after_three_days(
    hand_in: HandIn, yang_ping: Client, live_at: Live, tmp_path: Path
) -> None:
    hand_in(HEAD + WORKS)
    yang_ping.post(f"{START}{the_upload().pk}/drop/")
    hand_in(HEAD + FOODS)
    live_at(MONDAY + timedelta(days=4))
    assert tasks.expire() == 1
    assert not TableUpload.objects.exists()


def test_she_finds_the_page_in_the_navigation_and_her_latest_tables_on_it(hand_in: HandIn, yang_ping: Client) -> None:
    hand_in(HEAD + WORKS)
    page = yang_ping.get(START).content.decode()
    assert f'href="{reverse("table_import")}" aria-current="page"' in page
    assert "企业.csv" in page
    assert set(queries.imports()) >= {"enterprises", "appeals"}  # contexts bring their own


def test_items_come_back_as_drafts_in_the_table_that_went_out(hand_in: HandIn, yang_ping: Client, town: Town) -> None:
    foreign = {"code": "511Z07001006-1", "name": "外省事项", "kind": "公共服务", "department": "发改局"}
    rows = [items.row_of(SEAL, STAMPS), dict.fromkeys(items.row_of(SEAL, STAMPS), "") | foreign]
    head = [field.label for field in items.FIELDS]
    with intake.workbook_of(title="政务服务事项", head=head, rows=[list(row.values()) for row in rows]) as file:
        book = file.read()
    shown = hand_in(book, name="事项.xlsx", what="service_items").content.decode()
    assert "取入全部 2 行" in shown
    yang_ping.post(f"{START}{the_upload().pk}/accept/")
    workers.drain()
    drafts = {one.item.code: one for one in catalog.drafts(town.yang_ping)}
    assert drafts[SEAL].elements == STAMPS
    assert set(drafts["511Z07001006-1"].findings) == {"code", "basis", "channels", "promised"}


@pytest.mark.usefixtures("town")
def test_cells_merged_over_rows_are_told_before_anything_is_read(hand_in: HandIn) -> None:
    book, file = Workbook(), BytesIO()
    for row in (
        ["事项编码", "事项名称", "事项类型", "实施主体"],
        ["1", "甲", "公共服务", "公安局"],
        ["2", "乙", "公共服务"],
    ):
        book.active.append(row)
    book.active.merge_cells("D2:D3")
    book.save(file)
    told = hand_in(file.getvalue(), name="事项.xlsx", what="service_items").content.decode()
    assert "跨行合并的单元格（D2:D3）" in told
