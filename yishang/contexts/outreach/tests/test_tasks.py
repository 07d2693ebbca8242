"""A task from its meeting to its end: note_task, report_task, clear_task, return_task, cancel_task."""

from datetime import date

import pytest

from yishang.contexts.outreach import forms, queries
from yishang.contexts.outreach.models import Decision
from yishang.contexts.outreach.rules import TasksStillOpen
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.models import Case
from yishang.kernel.cases.rules import CaseChangedMeanwhile, CaseNotVisible, MoveNotOpen, MoveNotYours, OwnJudge
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor

NUMBER = "SQ-610402-20191209-0001"
TASK = "RW-610402-20191212-0001"
HOUSING, OFFICE = "610402-ZJ", "610402-YSB"


@pytest.fixture
def given(town: Town, do: Do, advance: Advance) -> str:
    """区住建局 has a task by 20 December; its number."""
    return give(town, do, advance, unit=HOUSING)


def give(town: Town, do: Do, advance: Advance, *, unit: str) -> str:
    advance("handling")
    do(
        town.yang_ping, "record_meeting", kind="JOINT", title="外线路由协调会", held_on="2019-12-12", convener="杨萍",
        units=[unit], conclusion="住建局办开挖许可。", at=december(12),
        decisions=[{"unit": unit, "task": "办理人民路占道开挖许可", "due_on": "2019-12-20"}],
    )  # fmt: skip
    return TASK


def act(actor: Actor, move: str, *, day: int = 13, version: int | None = None, **values: str) -> Decision:
    at = december(day)
    decision: Decision = forms.carry_out(actor=actor, number=TASK, move=move, values=values, at=at, version=version)
    return decision


def state() -> str:
    return Case.objects.get(number=TASK).state


def test_note_task_tells_how_it_goes(town: Town, given: str) -> None:
    act(town.liu_gong, "note_task", note="材料已收齐。")
    assert (state(), facts(TASK)) == ("OPEN", ["opened", "progressed"])


def test_report_task_stops_the_clock_and_keeps_the_result(town: Town, given: str) -> None:
    decision = act(town.liu_gong, "report_task", result="许可已发，编号 2019-88。")
    assert (decision.result, state(), due_of(TASK, "task")) == ("许可已发，编号 2019-88。", "REPORTED", "")


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping"])
def test_clear_task_is_the_office_s_after_a_look(town: Town, given: str, person: str) -> None:
    act(town.liu_gong, "report_task", result="许可已发。")
    act(getattr(town, person), "clear_task", note="已看到许可原件。", day=16)
    case = Case.objects.get(number=TASK)
    assert (case.state, case.closed_at) == ("CLEARED", december(16))


def test_clear_task_is_not_for_the_office_that_did_it(town: Town, do: Do, advance: Advance) -> None:
    give(town, do, advance, unit=OFFICE)
    act(town.chen_jing, "report_task", result="许可已发。")
    with pytest.raises(OwnJudge):
        act(town.chen_jing, "clear_task")
    assert [move.name for move in queries.task(town.chen_jing, TASK, now=december(13)).moves] == []
    act(town.yang_ping, "clear_task")


def test_return_task_gives_two_working_days(town: Town, given: str) -> None:
    act(town.liu_gong, "report_task", result="许可已发。")
    act(town.chen_jing, "return_task", reason="许可上的路段不对。", day=13)
    assert (state(), due_of(TASK, "task")) == ("OPEN", "12-17 17:00")
    act(town.liu_gong, "report_task", result="已换发。", day=16)
    assert facts(TASK) == ["opened", "reported", "returned", "reported"]


def test_cancel_task_is_the_city_s(town: Town, given: str) -> None:
    with pytest.raises(MoveNotYours):
        act(town.chen_jing, "cancel_task", reason="改走架空线。")
    act(town.yang_ping, "cancel_task", reason="改走架空线，不用开挖。")
    assert (state(), due_of(TASK, "task")) == ("CANCELLED", "")


@pytest.mark.parametrize("person", ["wang_gong", "zhao_lei", "li_min", "zhou_lian", "xi_tong"])
def test_others_do_not_see_a_task(town: Town, given: str, person: str) -> None:
    with pytest.raises(CaseNotVisible):
        act(getattr(town, person), "note_task", note="看看。")


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping", "du_cha", "guo_zheng"])
def test_nobody_reports_in_the_unit_s_place(town: Town, given: str, person: str) -> None:
    with pytest.raises(MoveNotYours):
        act(getattr(town, person), "report_task", result="办好了。")


@pytest.mark.parametrize(("move", "values"), [("clear_task", {}), ("return_task", {"reason": "不对。"})])
def test_what_is_not_reported_is_not_judged(town: Town, given: str, move: str, values: dict[str, str]) -> None:
    with pytest.raises(MoveNotOpen):
        act(town.chen_jing, move, **values)


@pytest.mark.parametrize(("move", "field"), [("note_task", "note"), ("report_task", "result")])
def test_empty_words_are_none(town: Town, given: str, move: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        act(town.liu_gong, move, **{field: " "})
    assert list(refusal.value.fields) == [field]


def test_who_saw_an_older_version_is_told(town: Town, given: str) -> None:
    act(town.liu_gong, "note_task", note="材料已收齐。", version=1)
    with pytest.raises(CaseChangedMeanwhile):
        act(town.liu_gong, "report_task", result="许可已发。", version=1)


# --- the matter above ------------------------------------------------------------------------------------------------

CLOSED = {"result_type": "SOLVED", "result_text": "专线已送电。"}


def test_a_matter_is_not_closed_while_a_task_is_open(town: Town, do: Do, given: str) -> None:
    with pytest.raises(TasksStillOpen, match="还有 1 项没有销号：秦都区住建局“办理人民路占道开挖许可”"):
        do(town.wang_gong, "close_appeal", at=december(13), **CLOSED)
    act(town.liu_gong, "report_task", result="许可已发。")
    with pytest.raises(TasksStillOpen):
        do(town.wang_gong, "close_appeal", at=december(13), **CLOSED)
    act(town.chen_jing, "clear_task")
    assert do(town.wang_gong, "close_appeal", at=december(16), **CLOSED).case.state == "CLOSED"


def test_a_cancelled_task_holds_nothing_up(town: Town, do: Do, given: str) -> None:
    act(town.yang_ping, "cancel_task", reason="改走架空线。")
    assert do(town.wang_gong, "close_appeal", at=december(16), **CLOSED).case.state == "CLOSED"


# --- lists -----------------------------------------------------------------------------------------------------------


def found(actor: Actor, heap: str, *, day: int = 13, q: str = "") -> int:
    return queries.tasks_matching(actor, heap=heap, now=december(day), q=q).count()


def test_each_post_has_its_own_waiting_tasks(town: Town, given: str) -> None:
    def waiting(day: int = 13) -> list[int]:
        people = (town.liu_gong, town.chen_jing, town.guo_zheng, town.du_cha, town.wang_gong)
        return [found(one, "waiting", day=day) for one in people]

    assert waiting() == [1, 0, 0, 0, 0]
    assert waiting(day=23) == [1, 0, 1, 1, 0]  # late: those above see it
    act(town.liu_gong, "report_task", result="许可已发。")
    assert waiting() == [0, 1, 0, 0, 0]


def test_the_navigation_counts_them_with_the_queues(town: Town, given: str) -> None:
    assert queries.queue_counts(town.liu_gong, now=december(13))["tasks"] == 1
    assert queries.queue_counts(town.chen_jing, now=december(13))["tasks"] == 0
    assert queries.queue_counts(town.wang_gong, now=december(13))["tasks"] == 0


def test_heaps_and_words_narrow_the_list(town: Town, given: str) -> None:
    assert (found(town.yang_ping, "open"), found(town.yang_ping, "reported")) == (1, 0)
    assert (found(town.yang_ping, "overdue"), found(town.yang_ping, "overdue", day=23)) == (0, 1)
    assert [found(town.yang_ping, "all", q=word) for word in ("开挖", "二期 10kV", NUMBER, "没有")] == [1, 1, 1, 0]
    with pytest.raises(InvalidInput):
        found(town.yang_ping, "nowhere")


def test_a_row_says_task_day_unit_meeting_and_matter(town: Town, given: str) -> None:
    (case,) = queries.tasks_matching(town.chen_jing, heap="all", now=december(13)).select_related(*queries.TASK_BESIDE)
    row = queries.task_row(case, now=december(13))
    assert (row["title"], row["unit_name"], row["due_on"]) == (
        "办理人民路占道开挖许可", "秦都区住建局", date(2019, 12, 20),
    )  # fmt: skip
    assert (row["meeting_name"], row["appeal"], row["lamp"]) == ("联席会议", NUMBER, "green")
