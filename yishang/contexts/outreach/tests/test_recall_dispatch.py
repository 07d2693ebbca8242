import pytest

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.rules import time_left_to_dispatch
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseChangedMeanwhile, CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice


def test_a_matter_sent_to_the_wrong_unit_comes_back_before_it_is_signed(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    appeal = do(town.chen_jing, "recall_dispatch", note="应派区住建局")
    number = appeal.case.number
    assert (appeal.case.state, appeal.case.unit_id, appeal.handle_due_at) == ("TRIAGED", None, None)
    assert [due_of(number, code) for code in ("accept", "handle")] == ["", ""]
    assert facts(number)[-1] == "dispatch_recalled"
    with pytest.raises(CaseNotVisible):
        do(town.wang_gong, "accept_appeal")


def test_the_office_has_what_was_left_to_dispatch_it_anew(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    number = do(town.chen_jing, "recall_dispatch").case.number
    assert due_of(number, "triage") == "12-09 17:00"


def test_when_nothing_was_left_it_has_half_a_day(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    number = do(town.chen_jing, "recall_dispatch", at=december(10)).case.number
    assert due_of(number, "triage") == "12-10 17:00"


@pytest.mark.parametrize(
    ("left", "limit", "given"), [(7, 20, 7), (0, 1, 1), (-5, 20, 1), (30, 20, 20)],
    ids=["what was left", "at least one", "not less when late", "never more than the law gives"],
)  # fmt: skip
def test_a_slip_buys_no_time(left: int, limit: int, given: int) -> None:
    assert time_left_to_dispatch(left=left, limit=limit) == given


def test_the_next_unit_has_its_full_limits(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    do(town.chen_jing, "recall_dispatch", at=december(10))
    number = do(town.chen_jing, "dispatch_appeal", unit=town.housing.code, at=december(11)).case.number
    assert (due_of(number, "accept"), due_of(number, "handle")) == ("12-12 17:00", "12-25 17:00")


def test_units_that_were_to_work_along_are_let_go_with_it(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    do(town.chen_jing, "dispatch_appeal", unit=town.power.code, co_units=[town.housing.code])
    appeal = do(town.chen_jing, "recall_dispatch")
    assert list(cases.co_units_of(appeal.pk)) == []
    with pytest.raises(CaseNotVisible):
        do(town.liu_gong, "note_assistance", note="已看。")


def test_a_slip_is_no_turn_of_a_unit(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    assert do(town.chen_jing, "recall_dispatch").dispatched_count == 0


def test_a_warning_of_late_signing_ends_with_the_recall(town: Town, do: Do, advance: Advance) -> None:
    appeal = advance("dispatched")
    services.raise_due_warnings(at=december(12))
    assert [one.code for one in queries.open_warnings(appeal.pk)] == ["W1"]
    do(town.chen_jing, "recall_dispatch", at=december(12))
    assert queries.open_warnings(appeal.pk) == []


def test_the_unit_that_lost_it_is_told(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    do(town.chen_jing, "recall_dispatch")
    journal_jobs.drain()
    told = Notice.objects.filter(account=town.accounts["wang_gong"]).values_list("title", flat=True)
    assert "派单已撤回" in told


def test_what_is_signed_is_the_units(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    with pytest.raises(MoveNotOpen, match="现在是“已签收”"):
        do(town.chen_jing, "recall_dispatch")


def test_what_was_recalled_is_not_recalled_again(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    do(town.chen_jing, "recall_dispatch")
    with pytest.raises(MoveNotOpen):
        do(town.chen_jing, "recall_dispatch")


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("zhao_lei", CaseNotVisible), ("liu_gong", CaseNotVisible), ("wang_gong", MoveNotYours), ("li_min", MoveNotYours)],
)
def test_only_the_offices_recall(town: Town, do: Do, advance: Advance, person: str, refusal: type[Exception]) -> None:
    advance("dispatched")
    with pytest.raises(refusal):
        do(getattr(town, person), "recall_dispatch")


def test_the_citys_office_recalls_as_well(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    assert do(town.yang_ping, "recall_dispatch").case.state == "TRIAGED"


def test_a_page_that_is_older_than_the_matter_recalls_nothing(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    with pytest.raises(CaseChangedMeanwhile):
        do(town.chen_jing, "recall_dispatch", version=2)
    assert Appeal.objects.get().case.state == "ASSIGNED"


def test_a_note_of_any_length_is_not_taken(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "recall_dispatch", note="长" * 501)
