"""A problem is given out, worked on, confirmed by the company first, and struck off by the office."""

from datetime import timedelta
from typing import Any

import pytest

from yishang.contexts.policies import forms, queries, rules, services
from yishang.contexts.policies.models import Sheet
from yishang.contexts.policies.tests.conftest import MONDAY, Town
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.journal import queries as journal
from yishang.kernel.measures import services as measures
from yishang.kernel.notify.models import Notice

WORKED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("chen_jing", "assign_problem", {"unit": "610402-ZJ"}),
    ("liu_gong", "start_problem", {}),
    ("liu_gong", "note_problem", {"note": "已联系三家银行。"}),
    ("liu_gong", "apply_clear", {"result": "银行已放贷 200 万元。"}),
)
CONFIRMED = (*WORKED, ("li_min", "confirm_problem", {}))


def do(town: Town, number: str, who: str, move: str, values: dict[str, str], at: Any = MONDAY) -> Any:
    return forms.carry_out(actor=getattr(town, who), number=number, move=move, values=values, at=at)


@pytest.fixture
def number(sheet: Sheet) -> str:
    return str(sheet.problems.order_by("pk")[0].case.number)


def live(town: Town, number: str, steps: Any) -> Any:
    return [do(town, number, *step) for step in steps][-1]


def test_the_whole_way_to_clear_problem_counts(town: Town, number: str) -> None:
    problem = live(town, number, (*CONFIRMED, ("chen_jing", "clear_problem", {"note": "已核对放款凭证。"})))
    assert (problem.case.state, problem.is_confirmed) == ("CLEARED", True)
    figure = queries.completion(town.yang_ping, queries.ProblemsWanted(), now=MONDAY)
    assert (figure.numerator, figure.denominator, figure.value) == (1, 2, "50.0%")
    assert measures.recount_disagreement(recounting=queries.RECOUNTING, at=MONDAY) == ""


def test_verify_problem_waits_three_days_for_the_company(town: Town, number: str) -> None:
    live(town, number, WORKED)
    with pytest.raises(rules.CompanyFirst):
        do(town, number, "chen_jing", "verify_problem", {"note": "电话核实。"})
    verified = do(
        town,
        number,
        "chen_jing",
        "verify_problem",
        {"note": "企业未答复，电话核实已解决。"},
        MONDAY + timedelta(days=4),
    )
    assert verified.case.state == "VERIFIED"
    assert not verified.is_confirmed


def test_dispute_problem_sends_it_back_and_start_problem_goes_on(town: Town, number: str) -> None:
    live(town, number, WORKED)
    returned = do(town, number, "li_min", "dispute_problem", {"reason": "钱还没有到账。"})
    assert (returned.case.state, returned.returned_count) == ("RETURNED", 1)
    again = live(town, number, (("liu_gong", "start_problem", {}), WORKED[3], ("li_min", "confirm_problem", {})))
    assert again.case.state == "VERIFIED"


def test_return_problem_by_the_office(town: Town, number: str) -> None:
    live(town, number, CONFIRMED)
    assert do(town, number, "chen_jing", "return_problem", {"reason": "缺放款凭证。"}).case.state == "RETURNED"


def test_recall_problem_from_the_wrong_unit(town: Town, number: str) -> None:
    live(town, number, WORKED[:1])
    recalled = do(town, number, "chen_jing", "recall_problem", {"reason": "应由金融办办理。"})
    assert (recalled.case.state, recalled.case.unit_id) == ("OPEN", None)


def test_a_unit_does_not_strike_off_its_own_work(town: Town, number: str) -> None:
    live(town, number, CONFIRMED)
    with pytest.raises(MoveNotYours):
        do(town, number, "liu_gong", "clear_problem", {})


def test_assign_problem_and_confirm_problem_by_others_are_refused(town: Town, number: str) -> None:
    with pytest.raises(CaseNotVisible):
        do(town, number, "zhao_lei", "assign_problem", {"unit": "610402-ZJ"})
    with pytest.raises(MoveNotYours):
        do(town, number, "du_cha", "assign_problem", {"unit": "610402-ZJ"})
    with pytest.raises(CaseNotVisible):
        do(town, number, "sun_hao", "confirm_problem", {})


def test_apply_clear_wants_words_and_no_step_is_skipped(town: Town, number: str) -> None:
    with pytest.raises(MoveNotOpen):
        do(town, number, "chen_jing", "clear_problem", {})
    with pytest.raises(InvalidInput):
        do(town, number, "chen_jing", "assign_problem", {"unit": "没有这个"})
    live(town, number, WORKED[:2])
    with pytest.raises(InvalidInput):
        do(town, number, "liu_gong", "apply_clear", {"result": " "})


def test_each_hears_of_its_turn_and_note_problem_rings_nobody(town: Town, number: str) -> None:
    live(town, number, WORKED)
    do(town, number, "li_min", "dispute_problem", {"reason": "钱还没有到账。"})
    journal_jobs.drain()
    told = Notice.objects.filter(channel="IN_SITE", subject=number).order_by("pk")
    assert [(one.template, one.account.name) for one in told if one.account] == [
        ("problem_assigned", "刘工"), ("problem_applied", "李敏"), ("problem_applied", "王芳"),
        ("problem_returned", "刘工"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "stage", "count"),
    [
        ("chen_jing", 0, 2),
        ("chen_jing", 1, 1),
        ("liu_gong", 1, 1),
        ("li_min", 4, 1),
        ("zhao_lei", 0, 0),
        ("du_cha", 0, 0),
    ],
)
def test_the_list_opens_with_what_waits_for_the_person(
    town: Town, number: str, who: str, stage: int, count: int
) -> None:
    if stage:
        live(town, number, WORKED[:stage])
    wanted = queries.ProblemsWanted(heap="waiting")
    assert queries.problems_matching(getattr(town, who), wanted, now=MONDAY).count() == count


@pytest.mark.parametrize("words", [{"heap": "gone"}])
def test_words_that_mean_nothing_are_refused(town: Town, words: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        queries.problems_matching(town.chen_jing, queries.ProblemsWanted(**words), now=MONDAY)


def test_services_and_table_name_the_same_moves() -> None:
    assert {move.name for move in rules.PROBLEM.moves} == set(forms.INTENTIONS)
    assert all(hasattr(services, move.name) for move in rules.PROBLEM.moves)


def test_many_at_once_are_moved_as_one_by_one(town: Town, sheet: Sheet) -> None:
    numbers = list(sheet.problems.order_by("pk").values_list("case__number", flat=True))
    services.assign_problems(actor=town.chen_jing, numbers=numbers, unit="610402-ZJ", at=MONDAY)
    services.start_problems(actor=town.liu_gong, numbers=numbers, at=MONDAY)
    services.apply_clear_all(actor=town.liu_gong, numbers=numbers, result="已解决。", at=MONDAY)
    case = sheet.problems.order_by("pk")[0].case
    assert (case.state, case.earlier_state, case.version, case.clock_code) == ("APPLY_CLEAR", "DOING", 4, "confirm")
    services.confirm_problems(actor=town.li_min, numbers=numbers, at=MONDAY)
    cleared = services.clear_problems(actor=town.chen_jing, numbers=numbers, at=MONDAY)
    assert {one.case.state for one in cleared} == {"CLEARED"}
    assert cases.verify_states().number == ""
    assert journal.verify().breach is None
    assert clocks.running_clocks_of(numbers) == {}


def test_many_at_once_are_all_or_nothing(town: Town, sheet: Sheet) -> None:
    first, second = sheet.problems.order_by("pk").values_list("case__number", flat=True)
    do(town, first, *WORKED[0])
    with pytest.raises(MoveNotOpen):
        services.assign_problems(actor=town.chen_jing, numbers=[second, first], unit="610402-ZJ", at=MONDAY)
    with pytest.raises(CaseNotVisible):
        services.clear_problems(actor=town.zhao_lei, numbers=[first, second], at=MONDAY)
    with pytest.raises(InvalidInput):
        services.clear_problems(actor=town.chen_jing, numbers=[], at=MONDAY)
    assert sheet.problems.get(case__number=second).case.state == "OPEN"
