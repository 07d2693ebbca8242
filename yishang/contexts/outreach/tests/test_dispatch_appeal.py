import pytest

from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks.models import TimeLimit
from yishang.kernel.context import InvalidInput


def test_the_power_company_gets_it_and_both_clocks_start(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    appeal = do(town.chen_jing, "dispatch_appeal", unit=town.power.code, note="请尽快踏勘")
    number = appeal.case.number
    assert (appeal.case.state, appeal.case.unit) == ("ASSIGNED", town.power)
    assert (due_of(number, "triage"), due_of(number, "accept")) == ("", "12-10 17:00")
    assert appeal.case.clock_code == "accept"  # the one that ends first is shown
    assert facts(number) == ["submitted", "triaged", "dispatched"]


@pytest.mark.parametrize(
    ("star", "due"),
    [(1, "12-10 17:00"), (2, "12-16 17:00"), (3, "12-23 17:00"), (4, "01-07 17:00"), (5, "01-20 17:00")],
)
def test_the_harder_the_longer(town: Town, do: Do, advance: Advance, star: int, due: str) -> None:
    advance("triaged", star=star)
    appeal = do(town.chen_jing, "dispatch_appeal", unit=town.power.code)
    assert due_of(appeal.case.number, "handle") == due


def test_a_running_matter_keeps_the_law_of_the_day_it_began(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    TimeLimit.objects.filter(clock_code="handle", grade="3").update(effective_to=december(9).date())
    TimeLimit.objects.create(
        process="outreach.appeal", clock_code="handle", grade="3", half_days=2, basis="新规", source_mark="规",
        effective_from=december(10).date(),
    )  # fmt: skip
    clock_queries.forget()
    appeal = do(town.chen_jing, "dispatch_appeal", at=december(10), unit=town.power.code)
    assert due_of(appeal.case.number, "handle") == "12-24 17:00"


@pytest.mark.parametrize("person", ["zhao_lei", "wang_gong", "sun_hao", "xi_tong"])
def test_who_does_not_see_it_cannot_send_it_anywhere(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("triaged")
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "dispatch_appeal", unit=town.power.code)


def test_the_company_does_not_choose_its_unit(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    with pytest.raises(MoveNotYours):
        do(town.li_min, "dispatch_appeal", unit=town.power.code)


def test_before_sorting_there_is_no_sending(town: Town, do: Do) -> None:
    with pytest.raises(MoveNotOpen, match="现在是“待分类”"):
        do(town.chen_jing, "dispatch_appeal", unit=town.power.code)


@pytest.mark.parametrize("unit", ["", "000000-XX", "610404-YSB"])
def test_only_a_unit_within_reach_can_be_chosen(town: Town, do: Do, advance: Advance, unit: str) -> None:
    advance("triaged")
    with pytest.raises(InvalidInput) as refusal:
        do(town.chen_jing, "dispatch_appeal", unit=unit)
    assert list(refusal.value.fields) == ["unit"]
