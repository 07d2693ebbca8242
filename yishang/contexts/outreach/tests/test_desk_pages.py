"""The desk as 陈静, 王工, 杨萍 and the overseer use it: queues, the matter at the side, moves in place, the sheet."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import Appeal, AppealWarning
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Town, facts
from yishang.contexts.outreach.views.sheet import harmless

pytestmark = pytest.mark.usefixtures("frozen_site")
DESK = "/outreach/desk/"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/outreach/desk/?queue=triage"}


@pytest.fixture
def sit(town: Town) -> Any:
    """A browser in which that person has signed in."""

    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(town.accounts[person])
        return client

    return signed_in


def url_of(appeal: Appeal, move: str = "") -> str:
    return f"{DESK}{appeal.case.number}/{f'{move}/' if move else ''}"


def triage(**changes: Any) -> dict[str, Any]:
    return {"version": 1, "category": "03", "star": 3, "line": "DISPATCH", "route": "GENERAL", "note": "", **changes}


def file_more(town: Town, count: int) -> None:
    for place in range(count):
        services.submit_appeal(
            actor=town.li_min, uscc=town.machinery.uscc, category="03", title=f"第 {place} 件",
            content=f"第 {place} 件：厂区用电还没有接通，已经等了很久。",
            contact=services.Contact("李敏", "19900000101"), at=MONDAY,
        )  # fmt: skip


# --- who may come in ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [DESK, "/outreach/desk/export.csv", "/outreach/desk/SQ-610402-20191209-0001/"])
def test_a_stranger_signs_in_and_comes_back(db: None, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/staff/?next={path}")


def test_a_part_of_a_page_sends_the_whole_window_to_sign_in_and_back_to_the_list(db: None) -> None:
    answer = Client().get(f"{DESK}SQ-610402-20191209-0001/", headers=HTMX)
    assert answer["HX-Redirect"] == "/sign-in/staff/?next=%2Foutreach%2Fdesk%2F%3Fqueue%3Dtriage"


@pytest.mark.parametrize("person", ["li_min", "zhou_lian", "xi_tong"])
def test_companies_liaisons_and_administrators_are_told_whose_page_it_is(sit: Any, person: str) -> None:
    answer = sit(person).get(DESK)
    assert answer.status_code == 403
    assert "这是县市区营商办、市营商办、分管副市长、承办部门、督查室的页面" in answer.content.decode()


@pytest.mark.parametrize(("person", "queue"), [("chen_jing", "待分类"), ("wang_gong", "待签收"), ("du_cha", "超期")])
def test_a_post_begins_with_its_own_queue_and_the_navigation_shows_it(sit: Any, person: str, queue: str) -> None:
    page = sit(person).get(DESK).content.decode()
    assert f"<h1>{queue}</h1>" in page
    assert 'aria-current="page"><svg' in page


# --- the list -----------------------------------------------------------------------------------------------------


def test_chen_jing_sees_the_new_matter_with_its_lamp_company_and_what_is_left(sit: Any, submitted: Appeal) -> None:
    page = sit("chen_jing").get(DESK, {"queue": "triage"}).content.decode()
    for words in (submitted.case.title, submitted.case.number, "演示机械有限公司", "演示", "水电气暖", "1 件", "正常"):
        assert words in page


def test_the_office_of_another_county_and_another_unit_see_nothing_of_it(sit: Any, submitted: Appeal) -> None:
    for person in ("zhao_lei", "liu_gong"):
        assert submitted.case.number not in sit(person).get(DESK, {"queue": "all"}).content.decode()
        assert sit(person).get(url_of(submitted)).status_code == 404


def test_filters_stay_in_the_address_and_can_be_taken_off_one_by_one(sit: Any, submitted: Appeal) -> None:
    page = (
        sit("chen_jing").get(DESK, {"queue": "all", "rate": "counted", "category": "03", "q": "专线"}).content.decode()
    )
    assert submitted.case.number in page
    assert "办件率 · 分母" in page
    assert 'href="/outreach/desk/?queue=all&amp;category=03&amp;q=%E4%B8%93%E7%BA%BF"' in page  # without the figure
    assert '<option value="03" selected>' in page


def test_an_empty_queue_says_so_and_a_filter_too_narrow_offers_the_way_back(sit: Any, submitted: Appeal) -> None:
    assert "没有待派单的诉求" in sit("chen_jing").get(DESK, {"queue": "dispatch"}).content.decode()
    assert "没有符合条件的诉求" in sit("chen_jing").get(DESK, {"queue": "triage", "star": "5"}).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"queue": "nowhere"}, {"star": "9"}, {"month": "2019"}, {"rate": "x"}, {"cursor": "!"}]
)
def test_words_that_mean_nothing_are_refused_in_words(sit: Any, submitted: Appeal, wrong: dict[str, str]) -> None:
    answer = sit("chen_jing").get(DESK, {"queue": "triage", **wrong})
    assert answer.status_code == 422


def test_a_long_queue_goes_on_where_the_page_ended(sit: Any, town: Town, submitted: Appeal) -> None:
    file_more(town, 52)
    first = sit("chen_jing").get(DESK, {"queue": "triage"})
    page = first.content.decode()
    assert (page.count("data-row"), "共 53 件，本页 50 件" in page) == (50, True)
    following = first.context["next_url"]
    rest = sit("chen_jing").get(following).content.decode()
    assert (rest.count("data-row"), 'rel="prev"' in rest, 'rel="next"' in rest) == (3, True, False)


def test_from_the_last_page_one_comes_back_to_the_very_same_first(sit: Any, town: Town, submitted: Appeal) -> None:
    file_more(town, 102)
    client = sit("chen_jing")
    pages, url = [], f"{DESK}?queue=triage"
    while url:
        answer = client.get(url)
        pages.append([row["number"] for row in answer.context["rows"]])
        url, before = answer.context["next_url"], answer.context["previous_url"]
    assert [len(page) for page in pages] == [50, 50, 3]
    for earlier in reversed(pages[:-1]):
        answer = client.get(before)
        assert [row["number"] for row in answer.context["rows"]] == earlier
        before = answer.context["previous_url"]
    assert before == ""


@pytest.mark.parametrize("queue", ["triage", "all"])
def test_turning_back_and_forth_loses_and_doubles_nothing(sit: Any, town: Town, submitted: Appeal, queue: str) -> None:
    file_more(town, 60)
    client = sit("chen_jing")
    first = client.get(DESK, {"queue": queue})
    second = client.get(first.context["next_url"])
    again = client.get(second.context["previous_url"])
    assert again.context["rows"] == first.context["rows"]
    assert client.get(again.context["next_url"]).context["rows"] == second.context["rows"]


@pytest.mark.parametrize(("asked", "shown"), [("100", 60), ("2000", 60), ("7", 50), ("-1", 50), ("", 50)])
def test_a_page_has_as_many_rows_as_was_chosen(sit: Any, town: Town, submitted: Appeal, asked: str, shown: int) -> None:
    file_more(town, 59)
    page = sit("chen_jing").get(DESK, {"queue": "triage", "rows": asked}).content.decode()
    assert page.count("data-row id") == shown


def test_what_was_chosen_for_good_holds_on_the_next_visit(sit: Any, town: Town, submitted: Appeal) -> None:
    file_more(town, 59)
    client = sit("chen_jing")
    assert client.post("/account/look/", {"rows": "100"}).status_code == 204
    assert client.get(DESK, {"queue": "triage"}).content.decode().count("data-row id") == 60


def test_an_open_warning_stands_beside_the_lamp_in_words(sit: Any, submitted: Appeal) -> None:
    AppealWarning.objects.create(appeal=submitted, code="W4", reason="10 天没有进展", raised_at=MONDAY)
    AppealWarning.objects.create(appeal=submitted, code="W2", reason="逾期", raised_at=MONDAY, ended_at=MONDAY)
    page = sit("chen_jing").get(DESK, {"queue": "triage"})
    assert page.context["rows"][0]["warnings"] == [("W4", "停滞")]
    assert 'title="预警：停滞"' in page.content.decode()


def test_the_address_that_htmx_shows_leaves_out_empty_filters(sit: Any, submitted: Appeal) -> None:
    answer = sit("chen_jing").get(DESK, {"queue": "all", "category": "03", "unit": "", "star": ""}, headers=HTMX)
    assert answer["HX-Push-Url"] == "/outreach/desk/?queue=all&category=03"


@pytest.mark.parametrize("count", [5, 50])
def test_a_list_costs_twelve_statements_however_long_it_is(
    sit: Any, town: Town, submitted: Appeal, count: int, django_assert_max_num_queries: Any
) -> None:
    file_more(town, count - 1)
    client = sit("chen_jing")
    client.get(DESK)
    with django_assert_max_num_queries(12):  # two of them count the badges of visits and of lists of services
        page = client.get(DESK, {"queue": "triage"}).content.decode()
    assert page.count("data-row") == count


@pytest.mark.parametrize("stage", ["triaged", "closed"])
def test_a_matter_costs_sixteen_statements(
    sit: Any, town: Town, submitted: Appeal, advance: Advance, stage: str, django_assert_max_num_queries: Any
) -> None:
    advance(stage)
    if stage == "closed":
        services.rate_appeal(actor=town.li_min, number=submitted.case.number, star=5, at=MONDAY)
    client = sit("chen_jing")
    client.get(DESK)
    with django_assert_max_num_queries(16):  # one of them asks what restricts the company
        assert client.get(url_of(submitted)).status_code == 200


# --- the sheet ----------------------------------------------------------------------------------------------------


def test_the_sheet_has_every_row_and_opens_in_excel(sit: Any, town: Town, submitted: Appeal) -> None:
    file_more(town, 3)
    answer = sit("chen_jing").get("/outreach/desk/export.csv", {"queue": "triage"})
    content = b"".join(answer.streaming_content).decode()
    assert content.startswith("\ufeff诉求编号,标题,诉求内容,企业名称")
    rows = list(csv.DictReader(io.StringIO(content.lstrip("\ufeff"))))
    assert len(rows) == 4
    assert {row["企业名称"] for row in rows} == {"演示机械有限公司"}
    assert "19900000101" not in content


def test_no_cell_of_a_sheet_is_computed(sit: Any, town: Town) -> None:
    services.submit_appeal(
        actor=town.li_min, uscc=town.machinery.uscc, category="03", title='=HYPERLINK("http://x","点我")',
        content="厂区用电还没有接通，已经等了很久。", contact=services.Contact("李敏", "19900000101"), at=MONDAY,
    )  # fmt: skip
    content = b"".join(sit("chen_jing").get("/outreach/desk/export.csv").streaming_content).decode()
    assert "\"'=HYPERLINK" in content
    assert [harmless(cell) for cell in ("+1", "-1", "@x", "\tx", "好", None, 3)] == [
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "好",
        "",
        "3",
    ]


# --- the matter ---------------------------------------------------------------------------------------------------


def test_the_panel_says_what_is_left_of_what_who_answers_and_what_happened(
    sit: Any, submitted: Appeal, advance: Advance
) -> None:
    advance("handling")
    page = sit("chen_jing").get(url_of(submitted), headers=HTMX).content.decode()
    for words in (
        "还剩 10 / 10 个工作日",
        "演示供电公司",
        "tel:029-00000000",
        "B 线（平台转办） · 一般问题",
        "路由方案一已报批",
    ):
        assert words in page
    assert "<html" not in page


def test_the_overseer_reads_with_the_contact_masked_and_is_offered_no_move(sit: Any, submitted: Appeal) -> None:
    page = sit("du_cha").get(url_of(submitted)).content.decode()
    assert "19900000101" not in page
    assert "/triage_appeal/" not in page


def test_risky_moves_stand_behind_more(sit: Any, submitted: Appeal) -> None:
    buttons = sit("chen_jing").get(url_of(submitted)).context["buttons"]
    assert buttons.first.name == "triage_appeal"
    assert [move.name for move in buttons.risky] == ["reject_appeal", "merge_appeal"]
    assert [move.name for move in buttons.rare] == ["note_internally"]


def test_a_call_that_would_be_refused_is_explained_instead_of_offered(
    sit: Any, submitted: Appeal, advance: Advance
) -> None:
    advance("closed")
    page = sit("chen_jing").get(url_of(submitted))
    assert "企业可评价到 12月24日" in page.content.decode()
    assert page.context["buttons"].first is None


# --- moves --------------------------------------------------------------------------------------------------------


def test_the_triage_form_knows_the_category_and_shows_what_each_star_means_in_days(sit: Any, submitted: Appeal) -> None:
    page = sit("chen_jing").get(url_of(submitted, "triage_appeal"), headers=HTMX).content.decode()
    assert '<option value="03" selected>' in page
    for words in ("10 个工作日", "12月23日", "两个以上部门", "A 线（县区营商办跟踪）"):
        assert words in page


def test_after_triage_the_dispatch_form_opens_by_itself(sit: Any, submitted: Appeal) -> None:
    answer = sit("chen_jing").post(url_of(submitted, "triage_appeal"), triage(), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "dispatch_appeal/" in page
    assert 'name="unit" value="610400-GD"' in page
    assert f'id="row-{submitted.case.number}"' in page
    assert '"queues"' in answer["HX-Trigger"]
    assert '"dispatch": 1' in answer["HX-Trigger"]


def test_without_scripts_triage_goes_on_to_dispatch_and_dispatch_to_the_matter(sit: Any, submitted: Appeal) -> None:
    client = sit("chen_jing")
    onward = client.post(url_of(submitted, "triage_appeal"), triage())
    assert onward["Location"] == f"{url_of(submitted, 'dispatch_appeal')}?done=triage_appeal"
    assert "已分类，请选择承办单位" in client.get(onward["Location"]).content.decode()
    done = client.post(url_of(submitted, "dispatch_appeal"), {"version": 2, "unit": "610400-GD", "note": "请尽快"})
    assert done["Location"] == f"{url_of(submitted)}?done=dispatch_appeal"
    assert facts(submitted.case.number) == ["submitted", "triaged", "dispatched"]


def test_a_unit_that_usually_had_the_like_stands_on_top(
    sit: Any, town: Town, submitted: Appeal, advance: Advance
) -> None:
    advance("dispatched")
    file_more(town, 1)
    second = Appeal.objects.exclude(pk=submitted.pk).get()
    services.triage_appeal(
        actor=town.chen_jing,
        number=second.case.number,
        category="03",
        star=2,
        line="DISPATCH",
        route="GENERAL",
        at=MONDAY,
    )
    page = sit("chen_jing").get(url_of(second, "dispatch_appeal"), headers=HTMX)
    group, units = page.context["move_help"]["groups"][0]
    assert (group, units[0]["code"], units[0]["like"]) == ("常办同类", "610400-GD", 1)


def test_sent_twice_it_is_done_once_and_the_second_reads_how_it_stands(sit: Any, submitted: Appeal) -> None:
    client = sit("chen_jing")
    client.post(url_of(submitted, "triage_appeal"), triage(), headers=HTMX)
    again = client.post(url_of(submitted, "triage_appeal"), triage(), headers=HTMX)
    assert again.status_code == 409
    assert "现在是“待派单”" in again.content.decode()
    assert facts(submitted.case.number) == ["submitted", "triaged"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(sit: Any, submitted: Appeal, advance: Advance) -> None:
    advance("triaged")
    answer = sit("chen_jing").post(
        url_of(submitted, "dispatch_appeal"), {"version": 1, "unit": "610400-GD"}, headers=HTMX
    )
    assert answer.status_code == 409
    assert "刷新" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "x", "１", "-1", "9" * 40])
def test_a_page_that_does_not_say_what_it_showed_changes_nothing(sit: Any, submitted: Appeal, version: str) -> None:
    answer = sit("chen_jing").post(url_of(submitted, "triage_appeal"), triage(version=version), headers=HTMX)
    assert answer.status_code == 422
    assert facts(submitted.case.number) == ["submitted"]


def test_a_fault_stands_at_its_field_and_everything_else_is_kept(sit: Any, submitted: Appeal) -> None:
    answer = sit("chen_jing").post(
        url_of(submitted, "triage_appeal"), triage(star="", note="请供电公司先踏勘"), headers=HTMX
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#move"
    assert "请选择一项" in page
    assert "请供电公司先踏勘" in page


def test_a_unit_out_of_reach_is_refused_at_its_field(sit: Any, submitted: Appeal, advance: Advance) -> None:
    advance("triaged")
    answer = sit("chen_jing").post(
        url_of(submitted, "dispatch_appeal"), {"version": 2, "unit": "610404-YSB"}, headers=HTMX
    )
    assert answer.status_code == 422
    assert "不在可派范围内" in answer.content.decode()


def test_the_unit_does_not_classify_and_the_overseer_does_nothing(
    sit: Any, submitted: Appeal, advance: Advance
) -> None:
    assert sit("du_cha").post(url_of(submitted, "triage_appeal"), triage()).status_code == 403
    advance("dispatched")
    assert sit("wang_gong").get(url_of(submitted, "triage_appeal")).status_code == 403


def test_wang_gong_signs_reports_and_closes(sit: Any, submitted: Appeal, advance: Advance) -> None:
    advance("dispatched")
    client = sit("wang_gong")
    client.post(url_of(submitted, "accept_appeal"), {"version": 3}, headers=HTMX)
    client.post(url_of(submitted, "note_progress"), {"version": 4, "note": "已踏勘。"}, headers=HTMX)
    closing = {"version": 5, "result_type": "SOLVED", "result_text": "已送电。"}
    assert client.post(url_of(submitted, "close_appeal"), closing, headers=HTMX).status_code == 200
    assert facts(submitted.case.number)[-3:] == ["accepted", "progressed", "closed"]


def test_a_unit_whose_return_is_granted_sees_the_matter_no_longer(
    sit: Any, submitted: Appeal, advance: Advance
) -> None:
    advance("dispatched")
    sit("wang_gong").post(
        url_of(submitted, "request_return"),
        {"version": 3, "reason": "属于住建部门职责", "basis": "清单第 12 项"},
        headers=HTMX,
    )
    answer = sit("chen_jing").post(url_of(submitted, "grant_return"), {"version": 4, "reason": "同意"}, headers=HTMX)
    assert "dispatch_appeal/" in answer.content.decode()
    assert sit("wang_gong").get(url_of(submitted)).status_code == 404


def test_an_extension_that_is_no_half_day_is_refused_at_its_field(
    sit: Any, submitted: Appeal, advance: Advance
) -> None:
    advance("handling", at=MONDAY + timedelta(minutes=1))
    asked = {"version": 5, "days": "2.3", "reason": "等设备"}
    answer = sit("wang_gong").post(url_of(submitted, "request_extension"), asked, headers=HTMX)
    assert answer.status_code == 422
    assert "按半个工作日填写" in answer.content.decode()


def test_a_step_that_is_none_is_not_found(sit: Any, submitted: Appeal) -> None:
    assert sit("chen_jing").get(url_of(submitted, "delete")).status_code == 404


def test_no_answer_of_the_company_is_filled_in_beforehand(
    sit: Any, town: Town, submitted: Appeal, advance: Advance
) -> None:
    advance("closed")
    services.rate_appeal(actor=town.li_min, number=submitted.case.number, star=2, reason="没有人联系过", at=MONDAY)
    services.note_progress(actor=town.wang_gong, number=submitted.case.number, note="重新踏勘。", at=MONDAY)
    page = sit("wang_gong").get(url_of(submitted, "close_appeal"), headers=HTMX).content.decode()
    assert '<option value="" selected>请选择</option>' in page


# --- the last column ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("queue", "heading", "cell"), [("triage", "剩余", "今天 17:00 前"), ("all", "提交时间", "12月9日")]
)
def test_the_last_column_is_headed_by_what_its_cells_show(
    sit: Any, submitted: Appeal, queue: str, heading: str, cell: str
) -> None:
    page = sit("chen_jing").get(DESK, {"queue": queue}).content.decode()
    last = page[page.index(f'<td data-label="{heading}"') :].partition("</td>")[0]
    assert f'class="n">{heading}</th>' in page
    assert cell in last


@pytest.mark.parametrize(("queue", "heading"), [("all", "提交时间"), ("dispatch", "剩余")])
def test_the_row_that_comes_with_an_answer_fits_its_list(sit: Any, submitted: Appeal, queue: str, heading: str) -> None:
    address = url_of(submitted, "triage_appeal") + f"?from=queue%3D{queue}"
    beside = {**HTMX, "HX-Current-URL": f"http://testserver{DESK}?queue={queue}"}
    page = sit("chen_jing").post(address, triage(), headers=beside).content.decode()
    assert f'<td data-label="{heading}"' in page
    assert "<span hidden data-total-now>1 件</span>" in page


def test_a_matter_that_no_longer_fits_its_list_leaves_it_at_once(sit: Any, submitted: Appeal) -> None:
    address = url_of(submitted, "triage_appeal") + "?from=queue%3Dtriage"
    beside = {**HTMX, "HX-Current-URL": f"http://testserver{DESK}?queue=triage"}
    page = sit("chen_jing").post(address, triage(), headers=beside).content.decode()
    assert f'<template data-row-leaves="{submitted.case.number}">' in page
    assert "<span hidden data-total-now>0 件</span>" in page


def test_a_list_of_other_times_does_not_stop_a_move(sit: Any, submitted: Appeal) -> None:
    address = url_of(submitted, "triage_appeal") + "?from=queue%3Dnowhere%26x%3D1"
    beside = {**HTMX, "HX-Current-URL": f"http://testserver{DESK}?queue=nowhere"}
    assert sit("chen_jing").post(address, triage(), headers=beside).status_code == 200


# --- the way back -------------------------------------------------------------------------------------------------


def test_after_triage_and_dispatch_the_word_in_passing_offers_the_way_back(sit: Any, submitted: Appeal) -> None:
    client = sit("chen_jing")
    sorted_out = client.post(url_of(submitted, "triage_appeal"), triage(), headers=HTMX)
    undo = json.loads(sorted_out["HX-Trigger"])["toast"]["undo"]
    assert undo == {"url": url_of(submitted, "undo_triage"), "label": "撤销分类", "values": {"version": 2}}
    client.post(url_of(submitted, "dispatch_appeal"), {"version": 2, "unit": "610400-GD"}, headers=HTMX)
    back = client.post(url_of(submitted, "recall_dispatch"), {"version": 3}, headers=HTMX)
    assert "已撤回派单" in json.loads(back["HX-Trigger"])["toast"]["text"]
    assert "dispatch_appeal/" in back.content.decode()  # to be sent where it belongs


def test_what_the_company_was_told_stands_and_the_panel_says_why(
    sit: Any, town: Town, submitted: Appeal, advance: Advance
) -> None:
    advance("closed")
    assert "办结已告诉企业，不能撤销" in sit("wang_gong").get(url_of(submitted)).content.decode()
    assert "办结已告诉企业" not in sit("chen_jing").get(url_of(submitted)).content.decode()
