from datetime import date, datetime

import pytest

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.queries import Wanted
from yishang.contexts.outreach.rules import NobodyAboveToDecide, ShelvedLongEnough
from yishang.contexts.outreach.tests.conftest import (
    MONDAY,
    Advance,
    Do,
    Town,
    december,
    due_of,
    facts,
    january,
)
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.models import Unit
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice

WHY = "外线走廊用地还没有批复，预计 1 月底批下来。"
REVIEW = "2020-01-15"


@pytest.fixture
def asked(town: Town, do: Do, advance: Advance) -> str:
    """A unit asked for shelving on the 11th; its number."""
    advance("handling")
    return do(town.wang_gong, "request_shelving", reason=WHY, review_on=REVIEW, at=december(11)).case.number


@pytest.fixture
def shelved(town: Town, do: Do, asked: str) -> str:
    """The city shelved it on the 12th; its number."""
    return do(town.yang_ping, "shelve_appeal", reason=WHY, review_on=REVIEW, at=december(12)).case.number


def test_request_shelving_a_unit_asks_and_its_clock_runs_on(town: Town, asked: str) -> None:
    found = queries.detail(town.li_min, asked, now=december(11))
    assert (found.case.state, found.state_label) == ("SHELVE_REQ", "申请挂账")
    assert found.timeline[-1].details == ["复查日期：2020年1月15日"]
    assert (due_of(asked, "handle"), due_of(asked, "review")) == ("12-23 17:00", "12-12 17:00")


def test_shelved_the_clock_waits_and_the_lamp_is_blue(town: Town, shelved: str) -> None:
    found = queries.detail(town.li_min, shelved, now=december(30))
    assert (found.case.state, found.appeal.review_on, found.appeal.result_type) == (
        "PENDING",
        date(2020, 1, 15),
        "SHELVED",
    )
    assert queries.lamp_of(found.case, now=december(30)) == ("blue", "1月15日复查")
    assert "12月" not in queries.turn_of(found.case, now=december(30)).words
    assert "2020年1月15日复查" in queries.turn_of(found.case, now=december(30)).words
    assert found.appeal.half_time_at is None
    assert facts(shelved)[-1] == "shelved"


def test_it_is_counted_apart_neither_closed_nor_late(town: Town, shelved: str) -> None:
    def count(**wanted: str) -> int:
        return queries.matching(town.yang_ping, Wanted(**wanted), now=january(20)).count()

    assert (count(rate="shelved"), count(queue="shelved"), count(lamp="blue")) == (1, 1, 1)
    assert (count(rate="closed"), count(rate="due"), count(queue="overdue"), count(queue="handling")) == (0, 0, 0, 0)
    assert queries.headline(town.yang_ping, now=january(20))["total"].denominator == 1


def test_going_on_the_deadline_moves_by_the_half_days_that_it_waited(town: Town, do: Do, shelved: str) -> None:
    calendar_before = due_of(shelved, "handle")
    appeal = do(town.chen_jing, "resume_appeal", reason="用地已批复。", at=december(19))
    assert (calendar_before, due_of(shelved, "handle")) == ("12-23 17:00", "12-30 17:00")  # five working days
    assert (appeal.case.state, appeal.review_on, appeal.result_type) == ("HANDLING", None, "")
    assert appeal.case.is_paused is False
    assert appeal.case.due_at == appeal.handle_due_at
    last = queries.detail(town.li_min, shelved, now=december(19)).timeline[-1]
    assert (last.title, last.note) == ("恢复办理", "用地已批复。")
    assert [clock.code for clock in clocks.running_clocks(shelved)] == ["handle"]
    assert do(town.wang_gong, "note_progress", note="继续施工。", at=december(20)).case.state == "HANDLING"


def test_the_fact_of_going_on_tells_the_new_deadline_and_the_version_goes_one_further(
    town: Town, do: Do, shelved: str
) -> None:
    before = queries.detail(town.chen_jing, shelved, now=december(19)).case.version
    case = do(town.chen_jing, "resume_appeal", reason="用地已批复。", at=december(19), version=before).case
    case.refresh_from_db()
    assert case.version == before + 1
    assert f"{case.due_at:%m-%d}" == "12-30"


def test_the_city_shelves_without_being_asked_also_what_is_done_again(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star=1, reason="没有解决。", at=december(10))
    appeal = do(town.yang_ping, "shelve_appeal", reason=WHY, review_on=REVIEW, at=december(11))
    assert appeal.case.state == "PENDING"
    assert do(town.yang_ping, "resume_appeal", reason="可以办了。", at=december(13)).case.state == "HANDLING"
    assert due_of(appeal.case.number, "rework") == "12-19 17:00"


def test_refuse_shelving_the_unit_goes_on_where_it_was(town: Town, do: Do, asked: str) -> None:
    appeal = do(town.yang_ping, "refuse_shelving", reason="条件已经具备。", at=december(12))
    assert (appeal.case.state, due_of(asked, "review"), due_of(asked, "handle")) == ("HANDLING", "", "12-23 17:00")


def test_extend_shelving_twice_and_no_more(town: Town, do: Do, shelved: str) -> None:
    for day in ("2020-02-10", "2020-03-10"):
        appeal = do(town.yang_ping, "extend_shelving", reason="还没有批复。", review_on=day, at=january(15))
    assert (appeal.review_on, appeal.shelving_extended_count) == (date(2020, 3, 10), 2)
    assert "extend_shelving" not in {m.name for m in queries.detail(town.yang_ping, shelved, now=january(15)).moves}
    with pytest.raises(ShelvedLongEnough, match="已延长挂账 2 次"):
        do(town.yang_ping, "extend_shelving", reason="再等等。", review_on="2020-04-10", at=january(15))


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        ("2019-12-11", "要在今天以后"),
        ("2019-12-10", "要在今天以后"),
        ("2020-06-12", "最迟 2020年6月11日"),
        ("", "请填写这一项"),
        ("2019-02-30", "请选择日期"),
    ],
)
def test_the_day_of_review_lies_ahead_within_six_months(
    town: Town, do: Do, advance: Advance, day: str, fault: str
) -> None:
    advance("handling")
    with pytest.raises(InvalidInput) as refusal:
        do(town.wang_gong, "request_shelving", reason=WHY, review_on=day, at=december(11))
    assert fault in refusal.value.fields["review_on"]


def test_putting_off_goes_forward(town: Town, do: Do, shelved: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        do(town.yang_ping, "extend_shelving", reason="还没有批复。", review_on="2020-01-14", at=december(20))
    assert "要晚于现在的（1月15日）" in refusal.value.fields["review_on"]


@pytest.mark.parametrize("person", ["chen_jing", "wang_gong", "li_min", "du_cha"])
@pytest.mark.parametrize("move", ["shelve_appeal", "refuse_shelving"])
def test_deciding_is_the_city_office_s(town: Town, do: Do, asked: str, person: str, move: str) -> None:
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), move, reason=WHY, review_on=REVIEW, at=december(12))


@pytest.mark.parametrize("move", ["resume_appeal", "extend_shelving"])
def test_resume_appeal_only_what_is_shelved(town: Town, do: Do, advance: Advance, move: str) -> None:
    advance("handling")
    with pytest.raises(MoveNotOpen):
        do(town.yang_ping, move, reason=WHY, review_on=REVIEW)


def test_a_shelved_matter_is_neither_closed_nor_noted(town: Town, do: Do, shelved: str) -> None:
    for move in ("close_appeal", "note_progress"):
        with pytest.raises(MoveNotOpen):
            do(town.wang_gong, move, note="好了。", result_type="SOLVED", result_text="好了。", at=december(13))


def test_another_county_does_not_see_it(town: Town, do: Do, shelved: str) -> None:
    with pytest.raises(CaseNotVisible):
        do(town.zhao_lei, "resume_appeal", reason="可以办了。", at=december(13))


def test_a_unit_cannot_shelve_by_closing(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(InvalidInput) as refusal:
        do(town.wang_gong, "close_appeal", result_type="SHELVED", result_text="等条件具备。")
    assert list(refusal.value.fields) == ["result_type"]


def test_the_city_s_own_office_does_not_ask_itself(town: Town, do: Do, advance: Advance, city_office: Unit) -> None:
    advance("triaged")
    do(town.chen_jing, "dispatch_appeal", unit=city_office.code)
    do(town.yang_ping, "accept_appeal")
    with pytest.raises(NobodyAboveToDecide):
        do(town.yang_ping, "request_shelving", reason=WHY, review_on=REVIEW)


def test_the_company_is_told_why_and_until_when(town: Town, do: Do, shelved: str) -> None:
    do(town.yang_ping, "extend_shelving", reason="还没有批复。", review_on="2020-02-10", at=january(15))
    do(town.yang_ping, "resume_appeal", reason="用地已批复。", at=january(17))
    journal_jobs.drain()
    told = dict(Notice.objects.filter(subject=shelved, account__name="李敏").values_list("template", "text"))
    assert "1月15日复查" in told["appeal_shelved"]
    assert WHY in told["appeal_shelved"]
    assert "2月10日再复查" in told["appeal_shelving_extended"]
    assert "已恢复办理" in told["appeal_going_on"]


def test_the_city_is_told_when_the_day_of_review_has_come(town: Town, shelved: str) -> None:
    def told_on(moment: datetime) -> int:
        return services.remind_of_reviews(at=moment)

    assert told_on(january(14)) == 0
    assert told_on(january(15)) >= 1
    assert told_on(january(15, 16)) == 0  # once a day
    assert told_on(january(16)) >= 1  # until it is decided
    assert Notice.objects.filter(template="appeal_review_due", account__name="杨萍").exists()


def test_the_list_says_when_each_is_looked_at_again(town: Town, shelved: str) -> None:
    case = queries.matching(town.yang_ping, Wanted(queue="shelved"), now=MONDAY).select_related("appeal").get()
    row = queries.row_of(case, now=january(14))
    assert (row["review_on"], row["review_is_due"], row["lamp"]) == (date(2020, 1, 15), False, "blue")
    assert queries.row_of(case, now=january(15))["review_is_due"]
