from datetime import date
from typing import Any

import pytest

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.models import AgendaItem, Appeal, Decision, Meeting
from yishang.contexts.outreach.rules import (
    AgendaEntry,
    DecisionEntry,
    MeetingAlreadyRecorded,
    MeetingEntry,
    MeetingNotYours,
)
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.models import Case, CoUnit
from yishang.kernel.cases.rules import CaseChangedMeanwhile, CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

NUMBER = "SQ-610402-20191209-0001"
HOUSING, POWER = "610402-ZJ", "610400-GD"
HELD = {
    "kind": "JOINT", "title": "二期专线外线路由协调", "held_on": "2019-12-12", "convener": "杨萍（市营商办主任）",
    "units": [POWER, HOUSING], "minutes": "会上逐项核对了路由方案。",
    "conclusion": "外线走人民路，住建局先办开挖手续。",
}  # fmt: skip
TASK = {"unit": HOUSING, "task": "办理人民路占道开挖许可", "due_on": "2019-12-20"}
LATER = december(12, 15)


def held(**changes: Any) -> dict[str, Any]:
    return {**HELD, "decisions": [TASK], **changes}


def tasks() -> list[Case]:
    return list(Case.objects.filter(kind="outreach.task").order_by("pk"))


def test_the_meeting_stands_in_the_books_and_its_conclusion_in_the_trail(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    appeal = do(town.yang_ping, "record_meeting", at=LATER, **held())
    meeting = Meeting.objects.get()
    assert (meeting.number, meeting.kind, meeting.city_id) == ("HY-610400-20191212-0001", "JOINT", "610400")
    assert sorted(unit.code for unit in meeting.units.all()) == [POWER, HOUSING]
    assert (appeal.case.state, AgendaItem.objects.get().conclusion) == ("HANDLING", HELD["conclusion"])
    entry = queries.detail(town.li_min, NUMBER, now=LATER).timeline[-1]  # the company reads it too
    assert (entry.title, entry.note) == ("会议议定", HELD["conclusion"])
    assert entry.details == [
        "联席会议", "12月12日召开", "会议编号 HY-610400-20191212-0001", "议定任务：秦都区住建局（12月20日前）",
    ]  # fmt: skip


def test_a_decision_becomes_a_matter_of_its_unit_that_ends_with_its_day(town: Town, do: Do, advance: Advance) -> None:
    parent = advance("handling")
    do(town.yang_ping, "record_meeting", at=LATER, **held())
    (task,) = tasks()
    assert (task.number, task.state, task.unit_id) == ("RW-610402-20191212-0001", "OPEN", town.housing.pk)
    assert (task.parent_id, task.applicant_id, task.in_rate) == (parent.pk, None, False)
    assert due_of(task.number, "task") == "12-20 17:00"
    assert (Decision.objects.get().due_on, facts(task.number)) == (date(2019, 12, 20), ["opened"])


@pytest.mark.parametrize(
    ("at", "due_on"),
    [(december(12, 9), "2019-12-13"), (december(12, 15), "2019-12-13"), (december(14, 10), "2019-12-17"),
     (december(12, 20), "2019-12-31"), (december(12, 12), "2020-02-03")],
)  # fmt: skip
def test_whenever_it_is_written_down_the_task_ends_at_five_of_its_day(
    town: Town, do: Do, advance: Advance, at: Any, due_on: str
) -> None:
    advance("handling")
    do(town.yang_ping, "record_meeting", at=at, **held(held_on="2019-12-11", decisions=[{**TASK, "due_on": due_on}]))
    assert due_of(tasks()[0].number, "task") == f"{due_on[5:]} 17:00"


def test_the_unit_with_a_task_may_read_the_matter_from_now_on(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(CaseNotVisible):
        queries.detail(town.liu_gong, NUMBER, now=LATER)
    do(town.yang_ping, "record_meeting", at=LATER, **held())
    found = queries.detail(town.liu_gong, NUMBER, now=LATER)
    assert [one.unit.short_name for one in found.co_units] == ["秦都区住建局"]
    assert [one.number for one in found.tasks] == ["RW-610402-20191212-0001"]
    assert {move.name for move in found.moves} == {"note_assistance", "note_internally"}


def test_the_first_responsible_unit_does_not_assist_itself(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.yang_ping, "record_meeting", at=LATER, **held(decisions=[{**TASK, "unit": "演示供电公司"}]))  # by name
    assert tasks()[0].unit_id == town.power.pk
    assert not CoUnit.objects.exists()


def test_a_meeting_need_not_give_out_tasks(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    appeal = do(town.yang_ping, "record_meeting", at=LATER, **HELD)
    assert (appeal.case.state, tasks()) == ("HANDLING", [])


def test_the_vice_mayor_records_a_special_meeting_and_no_other(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(MeetingNotYours, match="联席会议由市营商办登记"):
        do(town.guo_zheng, "record_meeting", at=LATER, **held())
    do(town.guo_zheng, "record_meeting", at=LATER, **held(kind="SPECIAL"))
    assert Meeting.objects.get().recorded_by_name == "郭正"


@pytest.mark.parametrize("person", ["chen_jing", "wang_gong", "li_min", "du_cha"])
def test_nobody_else_records_one(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("handling")
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "record_meeting", at=LATER, **held())


def test_what_is_not_in_hand_yet_is_not_on_an_agenda(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    with pytest.raises(MoveNotOpen):
        do(town.yang_ping, "record_meeting", at=LATER, **held())


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"held_on": "2019-12-13"}, "held_on", "召开日期不能晚于今天，会议开过以后再登记。"),
        ({"held_on": "2019-12-08"}, "held_on",
         "召开日期早于诉求提交的日期（SQ-610402-20191209-0001 提交于 2019-12-09）。"),
        ({"kind": "PARTY"}, "kind", "请从列表中选择。"),
        ({"units": []}, "units", "请选择参加单位。"),
        ({"units": ["610400-GD", "999"]}, "units", "没有这个参加单位：999。"),
        ({"conclusion": " "}, "conclusion", "请填写这一项。"),
        ({"decisions": [{**TASK, "due_on": "2019-12-12"}]}, "decisions", "第 1 项：完成期限须晚于今天。"),
        ({"decisions": [{**TASK, "due_on": "2019-12-11"}]}, "decisions", "第 1 项：完成期限须晚于今天。"),
        ({"decisions": [TASK, {**TASK, "due_on": "2019-12-21"}]}, "decisions",
         "第 2 项：2019-12-21 不上班，请选工作日。"),
        ({"decisions": [{**TASK, "due_on": "2099-12-21"}]}, "decisions", "第 1 项：完成期限超出工作日历，请核对年份。"),
        ({"decisions": [{**TASK, "due_on": "下周五"}]}, "decisions", "第 1 项：完成期限请写成 2019-12-31 的样子。"),
        ({"decisions": [{**TASK, "unit": "610499-XX"}]}, "decisions",
         "第 1 项：没有“610499-XX”这个单位，请从列表中选择。"),
        ({"decisions": [{**TASK, "task": ""}]}, "decisions", "第 1 项：请把单位、任务、完成期限填全。"),
        ({"decisions": [TASK] * 11}, "decisions", "一件诉求最多议定 10 项任务。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    town: Town, do: Do, advance: Advance, changes: dict[str, Any], field: str, words: str
) -> None:
    advance("handling")
    with pytest.raises(InvalidInput) as refusal:
        do(town.yang_ping, "record_meeting", at=LATER, **held(**changes))
    assert refusal.value.fields == {field: words}
    assert (Meeting.objects.count(), tasks(), facts(NUMBER)[-1]) == (0, [], "progressed")


def test_rows_left_empty_are_no_decisions(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    empty = {"unit": "", "task": "", "due_on": ""}
    do(town.yang_ping, "record_meeting", at=LATER, **held(decisions=[empty, TASK, empty]))
    assert len(tasks()) == 1


def test_sent_twice_it_is_recorded_once(town: Town, do: Do, advance: Advance) -> None:
    seen = advance("handling").case.version
    do(town.yang_ping, "record_meeting", at=LATER, version=seen, **held())
    with pytest.raises(CaseChangedMeanwhile):
        do(town.yang_ping, "record_meeting", at=LATER, version=seen, **held())
    with pytest.raises(MeetingAlreadyRecorded, match="编号 HY-610400-20191212-0001"):  # without a version too
        do(town.yang_ping, "record_meeting", at=LATER, **held())
    assert (Meeting.objects.count(), len(tasks())) == (1, 1)


# --- several matters in one meeting ---------------------------------------------------------------------------------

ONE = MeetingEntry("DIRECTORS", "主任办公会第 3 次", date(2019, 12, 12), "杨萍", (HOUSING, POWER), "")


@pytest.fixture
def another(town: Town, advance: Advance) -> Appeal:
    """A matter of another county, in hand like the first."""
    advance("handling")
    number = services.submit_appeal(
        actor=town.sun_hao, uscc=town.food.uscc, category="03", title="供水压力不足",
        content="供水压力不足，三楼以上车间停产两天。", contact=services.Contact("", ""), at=MONDAY,
    ).case.number  # fmt: skip
    services.triage_appeal(
        actor=town.zhao_lei, number=number, category="03", star=4, line="DISPATCH", route="INDIVIDUAL", at=MONDAY
    )
    services.dispatch_appeal(actor=town.zhao_lei, number=number, unit=POWER, at=MONDAY)
    return services.accept_appeal(actor=town.wang_gong, number=number, at=MONDAY)


def test_one_meeting_settles_matters_of_two_counties(town: Town, another: Appeal) -> None:
    due = date(2019, 12, 20)
    agenda = [
        AgendaEntry(another.case.number, "水压由供电保障泵站。", (DecisionEntry(POWER, "保障泵站用电", due),)),
        AgendaEntry(NUMBER, "外线走人民路。", (DecisionEntry(HOUSING, "办开挖许可", due),)),
    ]
    meeting = services.record_shared_meeting(actor=town.yang_ping, meeting=ONE, agenda=agenda, at=LATER)
    assert [item.appeal.case.number for item in queries.agenda_of(meeting, town.yang_ping, on=due)] == [
        another.case.number, NUMBER,
    ]  # fmt: skip
    assert [one.number for one in tasks()] == ["RW-610404-20191212-0001", "RW-610402-20191212-0001"]
    assert [item.appeal.case.number for item in queries.agenda_of(meeting, town.chen_jing, on=due)] == [NUMBER]


def test_what_is_wrong_with_one_matter_keeps_all_of_it_away(town: Town, another: Appeal) -> None:
    wrong = (DecisionEntry(POWER, "保障泵站用电", date(2019, 12, 1)),)
    agenda = [AgendaEntry(NUMBER, "外线走人民路。"), AgendaEntry(another.case.number, "保障用电。", wrong)]
    with pytest.raises(InvalidInput) as refusal:
        services.record_shared_meeting(actor=town.yang_ping, meeting=ONE, agenda=agenda, at=LATER)
    assert refusal.value.fields == {f"{another.case.number}.decisions": "第 1 项：完成期限须晚于今天。"}
    assert not Meeting.objects.exists()


def test_a_matter_that_moved_on_is_named(town: Town, do: Do, another: Appeal) -> None:
    do(town.wang_gong, "close_appeal", result_type="SOLVED", result_text="已送电。")
    agenda = [AgendaEntry(NUMBER, "外线走人民路。"), AgendaEntry(another.case.number, "保障用电。")]
    with pytest.raises(MoveNotOpen, match=f"^{NUMBER}：现在是“已办结"):
        services.record_shared_meeting(actor=town.yang_ping, meeting=ONE, agenda=agenda, at=LATER)
    assert not Meeting.objects.exists()


def test_a_matter_of_another_city_is_not_found(town: Town, another: Appeal) -> None:
    Case.objects.filter(pk=another.pk).update(city_id="610300", region_id="610302")
    agenda = [AgendaEntry(NUMBER, "外线走人民路。"), AgendaEntry(another.case.number, "保障用电。")]
    with pytest.raises(CaseNotVisible):
        services.record_shared_meeting(actor=town.yang_ping, meeting=ONE, agenda=agenda, at=LATER)


@pytest.mark.parametrize(("numbers", "words"), [([], "请选择上会的诉求"), ([NUMBER, NUMBER], "出现了两次")])
def test_an_agenda_names_each_matter_once(town: Town, another: Appeal, numbers: list[str], words: str) -> None:
    agenda = [AgendaEntry(number, "外线走人民路。") for number in numbers]
    with pytest.raises(InvalidInput, match=words):
        services.record_shared_meeting(actor=town.yang_ping, meeting=ONE, agenda=agenda, at=LATER)


# --- reading them ---------------------------------------------------------------------------------------------------


def test_a_county_reads_the_meetings_about_its_own_matters(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.yang_ping, "record_meeting", at=LATER, **held())
    number = Meeting.objects.get().number
    for person in (town.yang_ping, town.chen_jing, town.guo_zheng, town.du_cha):
        assert queries.meeting(person, number).number == number
        assert queries.meetings_matching(person, queries.MeetingWanted(q="外线路由")).count() == 1
    for person in (town.zhao_lei, town.wang_gong, town.li_min, town.xi_tong):
        with pytest.raises(CaseNotVisible):
            queries.meeting(person, number)


@pytest.mark.parametrize("wrong", [{"kind": "PARTY"}, {"year": "19"}])
def test_words_that_mean_nothing_are_refused(town: Town, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        queries.meetings_matching(town.yang_ping, queries.MeetingWanted(**wrong))


def test_what_waits_for_which_meeting(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.chen_jing, "escalate_appeal", route="COMMON", reason="涉及土地历史遗留问题。")
    assert [case.number for case in queries.awaiting_meeting(town.guo_zheng, "SPECIAL", now=LATER)] == [NUMBER]
    assert not queries.awaiting_meeting(town.yang_ping, "JOINT", now=LATER)
    do(town.guo_zheng, "record_meeting", at=LATER, **held(kind="SPECIAL"))
    assert not queries.awaiting_meeting(town.guo_zheng, "SPECIAL", now=LATER)
