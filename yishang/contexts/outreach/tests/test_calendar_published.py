"""The State Council publishes a year's holidays late: running deadlines follow, and both sides are told."""

from datetime import datetime
from zoneinfo import ZoneInfo

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.models import Appeal, Decision
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december
from yishang.contexts.outreach.tests.test_tasks import HOUSING, give
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import services as clocks
from yishang.kernel.journal import jobs as journal_jobs

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2019, 12, 9, 10, 26, tzinfo=SHANGHAI)
LATER = datetime(2019, 12, 10, 9, 0, tzinfo=SHANGHAI)
A_NEW_HOLIDAY = {
    "date": "2019-12-16",
    "is_workday": "0",
    "name": "临时放假",
    "source_doc": "演示通知",
    "is_assumed": "0",
}


def test_a_new_holiday_moves_the_deadline_everywhere_it_is_shown(
    town: Town, submitted: Appeal, advance: Advance
) -> None:
    number = submitted.case.number
    advance("accepted", at=MONDAY)
    before = queries.detail(town.li_min, number, now=LATER).case.due_at
    clocks.load_calendar(rows=[A_NEW_HOLIDAY])
    assert cases.recompute_deadlines(at=LATER) == 1
    journal_jobs.drain()
    after = queries.detail(town.li_min, number, now=LATER)
    assert before is not None and after.case.due_at is not None
    assert before.astimezone(SHANGHAI).date().isoformat() == "2019-12-23"
    assert after.case.due_at.astimezone(SHANGHAI).date().isoformat() == "2019-12-24"
    assert after.appeal.handle_due_at == after.case.due_at
    assert after.timeline[-1].title == "期限重新推算"


def test_a_task_of_a_meeting_moves_its_day_too(town: Town, do: Do, advance: Advance) -> None:
    number = give(town, do, advance, unit=HOUSING)
    clocks.load_calendar(rows=[A_NEW_HOLIDAY])
    cases.recompute_deadlines(at=december(13))
    journal_jobs.drain()
    task = Decision.objects.select_related("case").get(case__number=number)
    assert task.due_on.isoformat() == "2019-12-23"  # Monday after Friday the 20th
    assert task.case.due_at is not None
    assert task.case.due_at.astimezone(SHANGHAI).date() == task.due_on


def test_recomputing_again_changes_nothing(town: Town, advance: Advance) -> None:
    advance("accepted", at=MONDAY)
    assert cases.recompute_deadlines(at=LATER) == 0
