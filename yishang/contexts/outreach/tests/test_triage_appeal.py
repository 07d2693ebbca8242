import pytest

from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

SORTED = {"category": "03", "star": "3", "line": "DISPATCH", "route": "GENERAL"}


def test_chen_jing_sorts_what_her_county_received(town: Town, do: Do) -> None:
    appeal = do(town.chen_jing, "triage_appeal", **SORTED, note="涉及两个部门")
    assert (appeal.case.state, appeal.case.grade, appeal.case.category) == ("TRIAGED", 3, "03")
    assert (appeal.line, appeal.route) == ("DISPATCH", "GENERAL")
    assert due_of(appeal.case.number, "triage") == "12-09 17:00"  # dispatching is part of the same half day
    assert facts(appeal.case.number) == ["submitted", "triaged"]


def test_the_city_s_office_may_sort_it_too_and_correct_the_category(town: Town, do: Do) -> None:
    assert do(town.yang_ping, "triage_appeal", **{**SORTED, "category": "06"}).case.category == "06"


@pytest.mark.parametrize("person", ["zhao_lei", "wang_gong", "liu_gong", "sun_hao", "xi_tong", "bao_mi", "shen_ji"])
def test_others_do_not_even_see_it(town: Town, do: Do, person: str) -> None:
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "triage_appeal", **SORTED)


@pytest.mark.parametrize("person", ["li_min", "zhou_lian", "he_zhen", "fang_yuan", "du_cha"])
def test_who_may_only_look_hears_whose_step_it_is(town: Town, do: Do, person: str) -> None:
    with pytest.raises(MoveNotYours, match="“分类”由营商办办理") as refusal:
        do(getattr(town, person), "triage_appeal", **SORTED)
    assert refusal.value.status == 403


def test_what_was_sorted_is_not_sorted_again(town: Town, do: Do) -> None:
    do(town.chen_jing, "triage_appeal", **SORTED)
    with pytest.raises(MoveNotOpen, match="现在是“待派单”（陈静刚刚处理过），不能分类。"):
        do(town.yang_ping, "triage_appeal", at=december(9, 11), **SORTED)


@pytest.mark.parametrize(
    ("field", "value"), [("category", "99"), ("star", "6"), ("star", ""), ("line", "X"), ("route", "")]
)
def test_only_what_is_on_the_list_can_be_chosen(town: Town, do: Do, advance: Advance, field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        do(town.chen_jing, "triage_appeal", **{**SORTED, field: value})
    assert list(refusal.value.fields) == [field]
    assert do(town.chen_jing, "triage_appeal", **SORTED).case.state == "TRIAGED"  # nothing was lost or half done


def test_who_may_not_sort_hears_that_before_hearing_of_wrong_values(town: Town, do: Do) -> None:
    with pytest.raises(MoveNotYours):
        do(town.li_min, "triage_appeal")
