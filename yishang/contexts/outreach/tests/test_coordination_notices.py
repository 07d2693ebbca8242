"""Who hears of lines, co-units, meetings and tasks, when the workers deliver it."""

import pytest

from yishang.contexts.outreach import forms
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december
from yishang.contexts.outreach.tests.test_notices import delivered
from yishang.contexts.outreach.tests.test_switch_line import on_line_a
from yishang.contexts.outreach.tests.test_tasks import TASK, give
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice

HOUSING, POWER = "610402-ZJ", "610400-GD"


def told(template: str) -> list[str]:
    journal_jobs.drain()
    return delivered(template)[0]


def test_a_switch_of_lines_is_told_to_both_units_and_the_company(town: Town, do: Do) -> None:
    on_line_a(town, do)
    journal_jobs.drain()
    do(town.yang_ping, "switch_line", unit=POWER, reason="现场协调不成。")
    assert (told("appeal_line_switched"), told("appeal_dispatched")) == (["陈静"], ["王工", "陈静"])
    assert told("appeal_in_hand") == ["李敏", "李敏"]  # at the first dispatch, and now


@pytest.mark.parametrize("when", ["at dispatch", "later"])
def test_a_unit_hears_that_it_is_to_work_along(town: Town, do: Do, advance: Advance, when: str) -> None:
    if when == "at dispatch":
        advance("triaged")
        do(town.chen_jing, "dispatch_appeal", unit=POWER, co_units=[HOUSING])
    else:
        advance("handling")
        do(town.chen_jing, "add_co_unit", unit=HOUSING, task="核对开挖范围", at=december(10))
    assert told("appeal_co_unit_added") == ["刘工"]


def test_the_responsible_unit_hears_of_assistance(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    do(town.chen_jing, "add_co_unit", unit=HOUSING)
    do(town.liu_gong, "note_assistance", note="开挖范围已核对。")
    assert told("appeal_assistance_noted") == ["王工"]


def test_the_company_hears_what_a_meeting_concluded_and_the_unit_what_it_must_do(
    town: Town, do: Do, advance: Advance
) -> None:
    give(town, do, advance, unit=HOUSING)
    assert told("appeal_meeting_told") == ["李敏"]
    assert "议定：住建局办开挖许可。" in Notice.objects.filter(template="appeal_meeting_told")[0].text
    assert told("task_opened") == ["刘工"]
    assert "办理人民路占道开挖许可" in Notice.objects.filter(template="task_opened")[0].text


def test_a_task_is_told_to_whom_it_concerns_until_it_is_struck_off(town: Town, do: Do, advance: Advance) -> None:
    give(town, do, advance, unit=HOUSING)

    def act(who: str, move: str, **values: str) -> None:
        forms.carry_out(actor=getattr(town, who), number=TASK, move=move, values=values, at=december(13))

    act("liu_gong", "report_task", result="许可已发。")
    assert told("task_reported") == ["杨萍", "陈静"]
    act("chen_jing", "return_task", reason="路段不对。")
    assert told("task_returned") == ["刘工"]
    act("liu_gong", "report_task", result="已换发。")
    act("chen_jing", "clear_task")
    assert told("task_cleared") == ["刘工", "王工"]


def test_a_cancelled_task_and_a_matter_no_longer_escalated_are_told(town: Town, do: Do, advance: Advance) -> None:
    give(town, do, advance, unit=HOUSING)
    forms.carry_out(
        actor=town.yang_ping, number=TASK, move="cancel_task", values={"reason": "改走架空线。"}, at=december(13)
    )
    assert told("task_cancelled") == ["刘工", "王工"]
    do(town.chen_jing, "escalate_appeal", route="COMMON", reason="政策不明。", at=december(13))
    do(town.yang_ping, "deescalate_appeal", reason="省里已发文。", at=december(13))
    assert told("appeal_deescalated") == ["王工"]
