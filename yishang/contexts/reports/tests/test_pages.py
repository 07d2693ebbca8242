"""The pages: whose figures, which rows they open, forms and their faults, files, the wall."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from yishang.contexts.reports import queries, services
from yishang.contexts.reports.models import Month, Report
from yishang.contexts.reports.tests.conftest import NEW_YEAR, Ledger, Office
from yishang.kernel.cases.models import Case
from yishang.kernel.measures import services as measures

pytestmark = pytest.mark.usefixtures("new_year")
ANALYSIS, DOCUMENTS, WALL = "/reports/", "/reports/documents/", "/reports/wall/"


@pytest.fixture
def sit(office: Office) -> Any:
    """A browser in which that person has signed in."""

    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(office.accounts[person])
        return client

    return signed_in


def records(client: Client, **asked: str) -> int:
    return int(client.get(ANALYSIS, asked).context["records"])


def test_each_post_sees_its_own_figures(sit: Any, month: Month) -> None:
    assert records(sit("yang_ping")) == records(sit("guo_zheng")) == records(sit("du_cha")) == 18
    assert records(sit("yang_ping"), county="610404") == 6
    assert records(sit("chen_jing")) == records(sit("chen_jing"), county="610404") == 10
    assert records(sit("liu_gong")) == 12
    assert sit("li_min").get(ANALYSIS).status_code == 403


def test_every_dimension_is_shown_and_every_count_that_a_list_knows_opens_it(sit: Any, month: Month) -> None:
    page = sit("yang_ping").get(ANALYSIS)
    tables = {table.code: table for table in page.context["breakdowns"]}
    assert {"category", "level", "frequency", "result", "rating", "county", "unit", "star"} <= set(tables)
    line = tables["category"].lines[0]
    assert (line.records, line.share) == (12, "66.7%")
    assert line.rows_url == "/outreach/desk/?queue=all&month=2019-12&category=03"
    assert tables["frequency"].lines[0].rows_url == ""
    assert sit("yang_ping").get(line.rows_url).context["page"].total == 12
    assert "统计域：本月提交" in page.content.decode()


def test_counties_are_ranked_and_tiny_ones_are_not(sit: Any, month: Month) -> None:
    page = sit("yang_ping").get(ANALYSIS)
    counties = next(table for table in page.context["breakdowns"] if table.code == "county")
    assert [(line.label, line.place) for line in counties.lines] == [("秦都区", 1), ("渭城区", 2), ("杨陵区", None)]
    assert "样本少，不排名" in page.content.decode()


def test_before_the_first_month_the_page_says_what_to_do(sit: Any) -> None:
    assert "去固化一个月" in sit("yang_ping").get(ANALYSIS).content.decode()
    assert "去固化一个月" not in sit("chen_jing").get(ANALYSIS).content.decode()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"month": "2019-13"}, 422), ({"month": "2019-10"}, 404), ({"domain": "x"}, 422), ({"county": "9"}, 422),
     ({"table": "x"}, 422)],
)  # fmt: skip
def test_what_there_is_not_is_refused(sit: Any, month: Month, wrong: dict[str, str], status: int) -> None:
    assert sit("yang_ping").get(ANALYSIS, wrong).status_code == status


def test_a_table_goes_out_as_a_sheet(sit: Any, month: Month) -> None:
    answer = sit("yang_ping").get(ANALYSIS, {"table": "county"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[1] == "1,秦都区,10,55.6%,80.0%,8,10,100.0%,100.0%,2020-01-01 00:00,本月提交"


def test_the_analysis_is_read_in_few_statements(sit: Any, month: Month, django_assert_max_num_queries: Any) -> None:
    client = sit("yang_ping")
    client.get(ANALYSIS)
    with django_assert_max_num_queries(12):
        client.get(ANALYSIS)


def test_a_month_is_frozen_and_drafted_by_hand(sit: Any, december_told: Ledger) -> None:
    client = sit("yang_ping")
    assert client.post(f"{DOCUMENTS}freeze/", {"month": "2019-12"}).status_code == 302
    answer = client.post(f"{DOCUMENTS}draft/", {"month": "2019-12", "kind": "BULLETIN"})
    assert answer["Location"] == f"{DOCUMENTS}{Report.objects.get().case.number}/"
    assert client.post(f"{DOCUMENTS}freeze/", {"month": "2019-12"}).status_code == 409
    assert client.post(f"{DOCUMENTS}freeze/", {"month": "2020-01"}).status_code == 409
    wrong = client.post(f"{DOCUMENTS}freeze/", {"month": "去年"})
    assert wrong.status_code == 422 and "月份请写成" in wrong.content.decode()


def test_a_text_with_a_wrong_number_comes_back_with_everything_kept(sit: Any, bulletin: Report) -> None:
    address = f"{DOCUMENTS}{bulletin.case.number}/edit_report/"
    form = sit("yang_ping").get(address).context["form"]
    values = {name: field.initial for name, field in form.fields.items()}
    key = next(name for name, text in values.items() if "（二）办理" in text)
    values[key] = values[key].replace("72.2%", "99.9%")
    answer = sit("yang_ping").post(address, values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "99.9% 与附表不符，附表是 72.2%" in page and "办件率99.9%" in page


def test_who_drafted_it_is_not_offered_to_sign(sit: Any, bulletin: Report, office: Office) -> None:
    number = bulletin.case.number
    services.submit_report(actor=office.xiao_lei, number=number, at=NEW_YEAR)
    assert "sign_report" not in sit("xiao_lei").get(f"{DOCUMENTS}{number}/").content.decode()
    assert sit("xiao_lei").get(f"{DOCUMENTS}{number}/sign_report/").status_code == 403
    assert sit("xiao_lei").post(f"{DOCUMENTS}{number}/sign_report/", {}).status_code == 403
    assert "sign_report" in sit("guo_zheng").get(f"{DOCUMENTS}{number}/").content.decode()
    assert sit("guo_zheng").post(f"{DOCUMENTS}{number}/sign_report/", {}).status_code == 302


def test_files_of_a_draft_are_marked_and_those_issued_stay(sit: Any, bulletin: Report, office: Office) -> None:
    number = bulletin.case.number
    draft = sit("yang_ping").get(f"{DOCUMENTS}{number}/files/docx/")
    assert "草稿" in Document(BytesIO(draft.content)).sections[0].header._element.xml
    assert sit("chen_jing").get(f"{DOCUMENTS}{number}/files/docx/").status_code == 404
    services.submit_report(actor=office.xiao_lei, number=number, at=NEW_YEAR)
    services.sign_report(actor=office.yang_ping, number=number, at=NEW_YEAR)
    services.issue_report(actor=office.xiao_lei, number=number, at=NEW_YEAR)
    issued = sit("chen_jing").get(f"{DOCUMENTS}{number}/files/docx/")
    assert issued.content == bytes(bulletin.files.get(form="docx").content)
    assert sit("chen_jing").get(f"{DOCUMENTS}{number}/files/exe/").status_code == 404


def test_a_document_changed_outside_is_checked(sit: Any, bulletin: Report) -> None:
    address = f"{DOCUMENTS}{bulletin.case.number}/check/"
    content = services.render(report=bulletin, form="docx", is_draft=True, day=None)
    client = sit("du_cha")
    assert "每个数字都与附表一致" in client.post(address, {"document": _file(content)}).content.decode()
    changed = BytesIO()
    document = Document(BytesIO(content))
    run = next(run for one in document.paragraphs for run in one.runs if "72.2%" in run.text)
    run.text = run.text.replace("72.2%", "99.9%")
    document.save(changed)
    page = client.post(address, {"document": _file(changed.getvalue())}).content.decode()
    assert "有数字与附表不符" in page and "99.9%" in page
    assert client.post(address, {"document": _file(b"nothing")}).status_code == 422
    assert client.post(address, {}).status_code == 422


def _file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("通报.docx", content)


def test_the_wall_invents_nothing(sit: Any, month: Month, office: Office) -> None:
    page = sit("yang_ping").get(WALL)
    wall = page.context["wall"]
    assert (wall.total["received"], wall.total["closed"]) == (18, 13)
    assert wall.visits is None and wall.coverage is None
    assert [figure.value for figure in wall.rates][:1] == ["72.2%"]
    assert wall.hot_period == "2019-12" and [one.records for one in wall.hot] == [12, 6]
    assert len(wall.tiles) == 14
    assert "尚无走访数据" in page.content.decode()
    part = sit("yang_ping").get(f"{WALL}now/").content.decode()
    assert "<html" not in part and "累计受理" in part
    assert sit("yang_ping").get(f"{WALL}plain/").context["wall"].total == wall.total


def test_the_wall_of_a_large_city_shows_the_lamps_of_the_last_minute(sit: Any, month: Month, settings: Any) -> None:
    late, soon = NEW_YEAR - timedelta(hours=1), NEW_YEAR + timedelta(hours=1)
    some = list(Case.objects.filter(closed_at=None).order_by("pk"))
    Case.objects.filter(pk__in=[one.pk for one in some]).update(due_at=soon, warn_at=late)
    Case.objects.filter(pk=some[0].pk).update(due_at=late)
    Case.objects.filter(pk=some[1].pk).update(is_paused=True)
    live = sit("yang_ping").get(WALL).context["wall"]
    measures.recount(recounting=queries.LAMPS, at=NEW_YEAR - timedelta(minutes=1))
    settings.COUNTED_LIVE_UP_TO = 0
    kept = sit("yang_ping").get(WALL).context["wall"]
    assert kept.lamps == {"overdue": 1, "due": len(some) - 2, "running": 0, "paused": 1}
    assert (kept.lamps, kept.tiles) == (live.lamps, live.tiles)
    assert kept.lamps_at == NEW_YEAR - timedelta(minutes=1) < live.lamps_at
    assert measures.recount_disagreement(recounting=queries.LAMPS, at=NEW_YEAR) == ""


def test_an_empty_city_has_a_wall_of_dashes(sit: Any) -> None:
    page = sit("guo_zheng").get(WALL)
    assert page.status_code == 200
    assert [figure.value for figure in page.context["wall"].rates] == ["—"] * 4


@pytest.mark.parametrize("who", ["chen_jing", "liu_gong", "li_min"])
def test_the_wall_is_the_city_s(sit: Any, who: str) -> None:
    for address in (WALL, f"{WALL}now/", f"{WALL}plain/"):
        assert sit(who).get(address).status_code == 403
