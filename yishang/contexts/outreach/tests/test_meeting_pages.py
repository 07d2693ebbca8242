"""Meetings and tasks on their pages: who reads them, writing one down for several matters, a task to its end."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from yishang.contexts.outreach.models import Appeal, Meeting
from yishang.contexts.outreach.tests.conftest import Advance, Do, Live, Town, december
from yishang.contexts.outreach.tests.test_record_meeting import HELD, NUMBER, another, held
from yishang.contexts.outreach.tests.test_tasks import HOUSING, TASK, give
from yishang.kernel.cases.models import Case

__all__ = ["another"]
NEW, MEETINGS, TASKS = "/outreach/meetings/new/", "/outreach/meetings/", "/outreach/tasks/"
HY = "HY-610400-20191212-0001"


@pytest.fixture(autouse=True)
def thursday(live_at: Live) -> None:
    live_at(december(12, 15))


@pytest.fixture
def sit(town: Town) -> Any:
    """A browser in which that person has signed in."""

    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(town.accounts[person])
        return client

    return signed_in


def text(answer: HttpResponse) -> str:
    return b"".join(answer).decode()


def filled(*numbers: str, **changes: Any) -> dict[str, Any]:
    """What a browser sends: the meeting, and for each matter its conclusion and one decision."""
    head = {name: HELD[name] for name in ("kind", "title", "held_on", "convener", "units", "minutes")}
    parts: dict[str, Any] = {"n": list(numbers)}
    for number in numbers:
        parts |= {
            f"{number}-version": Case.objects.get(number=number).version,
            f"{number}-conclusion": f"{number} 的议定意见。",
            f"{number}-decisions_unit": ["秦都区住建局", ""],
            f"{number}-decisions_task": ["办理开挖许可", ""],
            f"{number}-decisions_due_on": ["2019-12-20", ""],
        }
    return {**head, **parts, **changes}


# --- writing one down ------------------------------------------------------------------------------------------------


def test_the_escalated_are_offered_first(sit: Any, town: Town, do: Do, another: Appeal) -> None:
    do(town.chen_jing, "escalate_appeal", route="COMMON", reason="政策不明。")
    page = text(sit("yang_ping").get(NEW))
    assert page.index(NUMBER) < page.index(another.case.number)
    assert "提级协调" in page
    assert another.case.number not in text(sit("guo_zheng").get(NEW))  # the vice mayor's are those for a 专题会议


def test_what_was_ticked_stays_ticked_while_searching_for_more(sit: Any, another: Appeal) -> None:
    page = text(sit("yang_ping").get(NEW, {"n": another.case.number, "q": "10kV", "choose": "1"}))
    assert f'value="{another.case.number}" checked' in page
    assert f'value="{NUMBER}">' in page


def test_two_matters_are_written_down_at_once(sit: Any, another: Appeal) -> None:
    numbers = (NUMBER, another.case.number)
    form = text(sit("yang_ping").get(NEW, {"n": numbers}))
    assert form.count("议定意见") >= 2
    assert '<option value="秦都区住建局">' in form
    answer = sit("yang_ping").post(NEW, filled(*numbers))
    assert (answer.status_code, answer["Location"]) == (302, f"{MEETINGS}{HY}/?done=1")
    assert Case.objects.filter(kind="outreach.task").count() == 2


def test_every_fault_stands_at_its_field_and_nothing_is_lost(sit: Any, another: Appeal) -> None:
    wrong = {"held_on": "2019-12-13", f"{another.case.number}-decisions_due_on": ["2019-12-14", ""]}
    answer = sit("yang_ping").post(NEW, filled(NUMBER, another.case.number, **wrong))
    page = text(answer)
    assert answer.status_code == 422
    for words in ("召开日期不能晚于今天", "第 1 项：2019-12-14 不上班", 'value="办理开挖许可"', "的议定意见。"):
        assert words in page
    assert not Meeting.objects.exists()


def test_a_matter_that_changed_meanwhile_is_named(sit: Any, town: Town, do: Do, another: Appeal) -> None:
    sent = filled(NUMBER, another.case.number)
    do(town.li_min, "supplement_appeal", note="补充：变压器容量 800kVA。")
    answer = sit("yang_ping").post(NEW, sent)
    assert answer.status_code == 409
    assert NUMBER in text(answer)


def test_sent_twice_it_stands_in_the_books_once(sit: Any, another: Appeal) -> None:
    sent = filled(NUMBER, another.case.number)
    client = sit("yang_ping")
    assert [client.post(NEW, sent).status_code for _ in range(2)] == [302, 409]
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("person", ["chen_jing", "wang_gong", "du_cha", "xi_tong", "li_min"])
def test_others_do_not_write_meetings_down(sit: Any, another: Appeal, person: str) -> None:
    assert sit(person).get(NEW).status_code == 403
    assert sit(person).post(NEW, filled(NUMBER)).status_code == 403


def test_from_the_matter_itself(sit: Any, town: Town, advance: Advance) -> None:
    version = advance("handling").case.version
    client, url = sit("yang_ping"), f"/outreach/desk/{NUMBER}/record_meeting/"
    form = text(client.get(url))
    assert "还有更多任务" in form
    assert "市政府专题会议" in form
    assert "市政府专题会议" in text(sit("guo_zheng").get(url))
    assert "主任办公会" not in text(sit("guo_zheng").get(url)).partition("<fieldset")[2].partition("</fieldset>")[0]
    sent = {
        **{name: value for name, value in held().items() if name != "decisions"}, "version": version,
        "decisions_unit": [HOUSING], "decisions_task": ["办开挖许可"], "decisions_due_on": ["2019-12-20"],
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    page = text(client.get(f"/outreach/desk/{NUMBER}/"))
    for words in ("会议议定", "办开挖许可", HY, "协办", "秦都区住建局"):
        assert words in page


# --- reading them ----------------------------------------------------------------------------------------------------


def test_the_book_of_meetings_is_filtered_and_exported(sit: Any, town: Town, do: Do, advance: Advance) -> None:
    give(town, do, advance, unit=HOUSING)
    client = sit("chen_jing")
    assert "外线路由协调会" in text(client.get(MEETINGS, {"kind": "JOINT", "year": "2019", "q": "外线"}))
    assert "没有符合条件的会议" in text(client.get(MEETINGS, {"kind": "SPECIAL"}))
    assert "还没有登记会议" in text(sit("zhao_lei").get(MEETINGS))
    sheet = text(client.get(f"{MEETINGS}export.csv"))
    for words in (HY, NUMBER, TASK, "办理人民路占道开挖许可", "2019-12-20"):
        assert words in sheet
    for wrong in ({"kind": "x"}, {"year": "x"}, {"cursor": "x"}):
        assert client.get(MEETINGS, wrong).status_code == 422


def test_the_minutes_show_what_the_reader_may_see(sit: Any, town: Town, another: Appeal) -> None:
    sit("yang_ping").post(NEW, filled(NUMBER, another.case.number))
    page = text(sit("chen_jing").get(f"{MEETINGS}{HY}/"))
    assert "另有 1 件属其他县市区" in page
    assert another.case.number not in page
    assert sit("wang_gong").get(f"{MEETINGS}{HY}/").status_code == 403
    assert sit("chen_jing").get(f"{MEETINGS}HY-610400-20191212-0009/").status_code == 404


def test_the_next_page_begins_where_the_last_ended(sit: Any, another: Appeal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yishang.contexts.outreach.views.meetings.ROWS", 1)
    client = sit("yang_ping")
    for title in ("第一次", "第二次"):
        client.post(NEW, filled(NUMBER, title=title))
    first = text(client.get(MEETINGS))
    assert "第二次" in first
    assert "第一次" not in first
    cursor = first.partition("cursor=")[2].partition('"')[0]
    assert "第一次" in text(client.get(MEETINGS, {"cursor": cursor}))


# --- tasks -----------------------------------------------------------------------------------------------------------


def test_a_task_goes_to_its_end_on_its_page(sit: Any, town: Town, do: Do, advance: Advance) -> None:
    give(town, do, advance, unit=HOUSING)
    unit, office = sit("liu_gong"), sit("chen_jing")
    assert "办理人民路占道开挖许可" in text(unit.get(TASKS))
    page = text(unit.get(f"{TASKS}{TASK}/"))
    assert "报告完成" in page
    assert "核验销号" not in page
    assert "写明结果" in text(unit.get(f"{TASKS}{TASK}/report_task/"))
    answer = unit.post(f"{TASKS}{TASK}/report_task/", {"version": 1, "result": "许可已发。"})
    assert answer["Location"].endswith(f"{TASK}/?done=report_task")
    assert "许可已发。" in text(office.get(TASKS))
    assert office.post(f"{TASKS}{TASK}/clear_task/", {"version": 2, "note": ""}).status_code == 302
    assert "已核验销号" in text(office.get(f"{TASKS}{TASK}/?done=clear_task"))
    assert "没有等您办的会议任务" in text(office.get(TASKS))


def test_a_task_refuses_in_words(sit: Any, town: Town, do: Do, advance: Advance) -> None:
    give(town, do, advance, unit=HOUSING)
    unit, office = sit("liu_gong"), sit("chen_jing")
    assert unit.post(f"{TASKS}{TASK}/report_task/", {"version": 1, "result": ""}).status_code == 422
    assert unit.post(f"{TASKS}{TASK}/report_task/", {"result": "好了。"}).status_code == 422
    assert unit.post(f"{TASKS}{TASK}/report_task/", {"version": 9, "result": "好了。"}).status_code == 409
    assert office.get(f"{TASKS}{TASK}/report_task/").status_code == 403
    assert office.get(f"{TASKS}{TASK}/clear_task/").status_code == 409
    assert office.get(f"{TASKS}{TASK}/close_appeal/").status_code == 404
    assert sit("wang_gong").get(f"{TASKS}{TASK}/").status_code == 404
    assert office.get(TASKS, {"heap": "nowhere"}).status_code == 422


def test_tasks_are_exported(sit: Any, town: Town, do: Do, advance: Advance) -> None:
    give(town, do, advance, unit=HOUSING)
    sheet = text(sit("yang_ping").get(f"{TASKS}export.csv", {"heap": "all"}))
    for words in (TASK, "办理人民路占道开挖许可", "秦都区住建局", "联席会议", NUMBER):
        assert words in sheet
    assert TASK not in text(sit("wang_gong").get(f"{TASKS}export.csv", {"heap": "all"}))


# --- at the desk -----------------------------------------------------------------------------------------------------


def test_an_assisted_matter_is_marked_in_the_unit_s_list(sit: Any, town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    form = text(sit("chen_jing").get(f"/outreach/desk/{NUMBER}/dispatch_appeal/"))
    assert "协办单位（选填）" in form
    do(town.chen_jing, "dispatch_appeal", unit="610400-GD", co_units=[HOUSING])
    for queue in ("assist", "all"):
        assert '<b class="row-assists">协办</b>' in text(sit("liu_gong").get("/outreach/desk/", {"queue": queue}))
    assert "row-assists" not in text(sit("wang_gong").get("/outreach/desk/", {"queue": "all"}))


@pytest.mark.parametrize("move", ["add_co_unit", "escalate_appeal", "switch_line", "release_co_unit"])
def test_forms_show_what_helps_to_decide(sit: Any, town: Town, do: Do, move: str) -> None:
    do(town.chen_jing, "triage_appeal", category="03", star="3", line="COUNTY", route="GENERAL")
    do(town.chen_jing, "dispatch_appeal", unit="610402-YSB", co_units=[HOUSING])
    do(town.chen_jing, "accept_appeal")
    page = text(sit("chen_jing").get(f"/outreach/desk/{NUMBER}/{move}/"))
    words = {
        "add_co_unit": "签收、办结仍由第一责任单位负责",
        "escalate_appeal": "办理时限到 1月7日 17:00",
        "switch_line": "转到 B 线以后不能再转回",
        "release_co_unit": "秦都区住建局",
    }
    assert words[move] in page


def test_the_way_up_that_the_unit_asked_for_is_chosen_already(sit: Any, town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.wang_gong, "request_escalation", route="COMMON", reason="省里政策不明。")
    page = text(sit("chen_jing").get(f"/outreach/desk/{NUMBER}/escalate_appeal/"))
    assert 'value="COMMON" checked' in page
    assert "省里政策不明。" in page
    assert "★5 市政府专题会议" in text(sit("chen_jing").get(f"/outreach/desk/{NUMBER}/refuse_escalation/"))
