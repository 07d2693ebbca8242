"""The desk's list as CSV and XLSX: the offices' columns, nothing computed, contacts masked, a fact for each."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Live, Town, december
from yishang.contexts.outreach.views import sheet
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.models import Fact

WHOLE = {"queue": "all"}
FORMULA = '=HYPERLINK("http://x","点我")'


@pytest.fixture(autouse=True)
def on_monday(live_at: Live) -> None:
    live_at(MONDAY)


@pytest.fixture
def sit(town: Town) -> Any:
    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(town.accounts[person])
        return client

    return signed_in


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def as_csv(client: Client, **asked: str) -> list[dict[str, str]]:
    answer = client.get(reverse("outreach:export"), WHOLE | asked)
    return list(csv.DictReader(io.StringIO(content_of(answer).decode("utf-8-sig"))))


def as_workbook(answer: Any) -> Any:
    return load_workbook(io.BytesIO(content_of(answer))).active


def file_one(town: Town, title: str = "停电", contact: str = "李敏") -> Appeal:
    return services.submit_appeal(
        actor=town.li_min, uscc=town.machinery.uscc, category="03", title=title,
        content=f"{title}：厂区用电还没有接通，已经等了很久。",
        contact=services.Contact(contact, "19900000101"), at=MONDAY,
    )  # fmt: skip


def exports_of(person: Any) -> list[Fact]:
    return list(journal.timeline(f"export:{person.id}", include_internal=True))


def test_both_forms_say_the_same_under_the_offices_columns(sit: Any, submitted: Appeal) -> None:
    row = as_csv(sit("chen_jing"))[0]
    sheet_rows = list(as_workbook(sit("chen_jing").get(reverse("outreach:export_workbook"), WHOLE)).values)
    assert tuple(row) == sheet_rows[0] == queries.LEDGER_HEAD
    assert ["" if cell is None else str(cell) for cell in sheet_rows[1]] == list(row.values())
    assert (row["诉求编号"], row["诉求内容"]) == (submitted.case.number, submitted.content)


def test_a_matter_that_went_its_way_fills_its_columns(sit: Any, town: Town, advance: Advance) -> None:
    number = advance("closed").case.number
    services.rate_appeal(actor=town.li_min, number=number, star=5, at=MONDAY)
    services.call_back_appeal(actor=town.chen_jing, number=number, outcome="SATISFIED", note="已开工", at=december(10))
    row = as_csv(sit("chen_jing"))[0]
    told = ("第一责任单位", "状态", "办理结果", "企业评价", "回访结果", "难度", "线路", "办结时间", "灯", "是否计入率")
    assert [row[name] for name in told] == [
        "演示供电公司", "已回访", "解决", "5 星", "满意", "3 星", "B 线（平台转办）", "2019-12-09 10:26", "", "是",
    ]  # fmt: skip


def test_lamp_and_what_is_left_are_those_of_the_list(sit: Any, town: Town, advance: Advance) -> None:
    case = advance("handling").case
    colour, words = queries.lamp_of(case, now=MONDAY)
    row = as_csv(sit("wang_gong"))[0]
    assert (row["灯"], row["剩余时限"]) == ({"green": "正常"}[colour], words)


def test_contacts_are_masked_for_everybody(sit: Any, submitted: Appeal) -> None:
    for person in ("chen_jing", "yang_ping", "du_cha"):
        row = as_csv(sit(person))[0]
        assert (row["联系人"], row["联系电话"]) == ("李*", "199****0101")


def test_no_cell_is_computed_in_either_form(sit: Any, town: Town) -> None:
    file_one(town, title=FORMULA, contact="@x")
    row = as_csv(sit("chen_jing"))[0]
    assert (row["标题"], row["联系人"]) == (f"'{FORMULA}", "'@*")
    cells = list(as_workbook(sit("chen_jing").get(reverse("outreach:export_workbook"), WHOLE)).iter_rows())[1]
    assert (cells[1].value, cells[1].data_type) == (FORMULA, "s")


def test_the_columns_that_are_disarmed_are_all_that_people_type() -> None:
    typed = {queries.LEDGER_HEAD[place] for place in queries.LEDGER_FREE_TEXT}
    people = {"标题", "诉求内容", "企业名称", "联系人", "联系电话", "结果说明"}
    assert typed == people | {"统一社会信用代码", "第一责任单位", "协办单位"}


def test_every_export_leaves_a_fact_of_who_what_filter_and_how_many(sit: Any, town: Town, submitted: Appeal) -> None:
    as_csv(sit("chen_jing"), category="03", q="专线")
    fact = exports_of(town.chen_jing)[0]
    assert (fact.verb, fact.actor_name, fact.internal) == ("intake.list.exported", "陈静", True)
    assert fact.data == {
        "list": "诉求清单-全部诉求-20191209", "filter": {"queue": "all", "category": "03", "q": "专线"}, "rows": 1,
    }  # fmt: skip


def test_more_matters_than_one_piece_come_in_order_and_once(
    sit: Any, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yishang.contexts.outreach.queries.ledger.AT_ONCE", 2)
    numbers = [file_one(town, title=f"第 {place} 件").case.number for place in range(5)]
    assert [row["诉求编号"] for row in as_csv(sit("chen_jing"))] == numbers[::-1]


def test_contacts_in_full_need_a_reason_and_carry_a_mark(sit: Any, town: Town, submitted: Appeal) -> None:
    url = f"{reverse('outreach:export_contacts')}?queue=all"
    office = sit("chen_jing")
    assert "用途" in office.get(url).content.decode()
    assert office.post(url, {"reason": "看"}).status_code == 422
    assert not exports_of(town.chen_jing)
    book = as_workbook(office.post(url, {"reason": "逐户电话核实办理情况"}))
    head, row = list(book.values)
    told = dict(zip(head, row, strict=True))
    login = town.accounts["chen_jing"].login
    assert (told["联系人"], told["联系电话"]) == ("李敏", "19900000101")
    assert told["导出水印"] == f"陈静 {login} 2019-12-09 10:26"
    assert book.oddFooter.center.text == told["导出水印"]
    assert exports_of(town.chen_jing)[0].data["reason"] == "逐户电话核实办理情况"


def test_more_than_a_thousand_contacts_do_not_leave_the_house(
    sit: Any, town: Town, submitted: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "CONTACTS_MOST", 0)
    url = f"{reverse('outreach:export_contacts')}?queue=all"
    assert "件数太多" in sit("chen_jing").get(url).content.decode()
    assert sit("chen_jing").post(url, {"reason": "逐户电话核实办理情况"}).status_code == 422
    assert not exports_of(town.chen_jing)


@pytest.mark.parametrize("person", ["wang_gong", "du_cha"])
def test_units_and_overseers_get_no_contacts_in_full(sit: Any, submitted: Appeal, person: str) -> None:
    assert sit(person).post(reverse("outreach:export_contacts"), {"reason": "逐户电话核实"}).status_code == 403


def test_a_workbook_too_large_is_refused_with_the_way_out(
    sit: Any, submitted: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yishang.kernel.intake.services.SHEET_MOST", 0)
    answer = sit("chen_jing").get(reverse("outreach:export_workbook"), WHOLE)
    assert answer.status_code == 422
    assert "导出 CSV" in answer.content.decode()


def test_each_list_of_samples_goes_out_too(sit: Any, town: Town) -> None:
    book = as_workbook(sit("yang_ping").get(reverse("outreach:samples"), {"form": "xlsx"}))
    assert next(book.values)[:2] == ("抽取编号", "封存时间")
    assert exports_of(town.yang_ping)[0].data["rows"] == 0


def test_a_moment_reads_the_same_whatever_the_database_writes(sit: Any, submitted: Appeal) -> None:
    Appeal.objects.update(handle_due_at=MONDAY + timedelta(seconds=1, microseconds=5))
    assert as_csv(sit("chen_jing"))[0]["办理时限"] == "2019-12-09 10:26"
