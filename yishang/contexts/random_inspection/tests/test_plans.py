"""计划: drafted, reviewed by another person, filed, published, adjusted openly, closed."""

from dataclasses import replace
from datetime import date

import pytest

from yishang.contexts.random_inspection import queries, rules, services
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.contexts.random_inspection.tests.planning import PLAN, drafted_task, published_plan, state_of
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.publish import queries as public

ON = MONDAY.date()


def test_publish_plan_makes_it_public_after_another_person_filed_it(town: Town) -> None:
    plan = published_plan(town)
    assert state_of(plan) == "PUBLISHED"
    [row] = public.published("inspection.plans", on=ON)
    assert row.row["filing_no"] == "咸双随机〔2019〕1号"
    assert row.row["units"] == "市市场监管局、市应急局"


def test_file_plan_is_not_for_who_drafted_or_changed_it(town: Town) -> None:
    plan = services.draft_plan(actor=town.qian_hong, entry=PLAN, at=MONDAY)
    number = plan.case.number
    services.edit_plan(actor=town.qin_lan, number=number, entry=replace(PLAN, amount="3%"), at=MONDAY)
    services.submit_plan(actor=town.qian_hong, number=number, at=MONDAY)
    with pytest.raises(rules.OwnDraft):
        services.file_plan(actor=town.qian_hong, number=number, filing_no="1", at=MONDAY)
    with pytest.raises(MoveNotYours):
        services.file_plan(actor=town.qin_lan, number=number, filing_no="1", at=MONDAY)
    with pytest.raises(InvalidInput):
        services.file_plan(actor=town.feng_xue, number=number, filing_no=" ", at=MONDAY)


def test_return_plan_gives_it_back_with_a_reason(town: Town) -> None:
    plan = services.draft_plan(actor=town.qian_hong, entry=PLAN, at=MONDAY)
    number = plan.case.number
    with pytest.raises(MoveNotOpen):
        services.return_plan(actor=town.feng_xue, number=number, reason="比例偏高，请再议。", at=MONDAY)
    services.submit_plan(actor=town.qian_hong, number=number, at=MONDAY)
    with pytest.raises(InvalidInput):
        services.return_plan(actor=town.feng_xue, number=number, reason="改", at=MONDAY)
    services.return_plan(actor=town.feng_xue, number=number, reason="比例偏高，请再议。", at=MONDAY)
    assert state_of(plan) == "DRAFT"


def test_edit_plan_and_submit_plan_are_for_drafts_of_those_who_see_them(town: Town) -> None:
    plan = published_plan(town)
    number = plan.case.number
    with pytest.raises(MoveNotOpen):
        services.edit_plan(actor=town.qian_hong, number=number, entry=PLAN, at=MONDAY)
    with pytest.raises(CaseNotVisible):
        services.submit_plan(actor=town.chen_jing, number=number, at=MONDAY)
    with pytest.raises(MoveNotYours):
        services.edit_plan(actor=town.lyu_qiang, number=number, entry=PLAN, at=MONDAY)


def test_outside_the_list_nothing_is_planned(town: Town) -> None:
    with pytest.raises(rules.OutsideTheList, match="XX-01"):
        services.draft_plan(actor=town.qian_hong, entry=replace(PLAN, items=("SJ-01", "XX-01")), at=MONDAY)
    with pytest.raises(InvalidInput, match="不属于所选部门"):
        services.draft_plan(
            actor=town.qian_hong, entry=replace(PLAN, kind="DEPARTMENT", units=("610400-SJ",)), at=MONDAY
        )
    with pytest.raises(InvalidInput, match="没有纳入"):
        services.draft_plan(actor=town.qian_hong, entry=replace(PLAN, units=("610400-SJ", "610400-YSB")), at=MONDAY)
    with pytest.raises(rules.NotYours):
        services.draft_plan(actor=town.chen_jing, entry=PLAN, at=MONDAY)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("title", {"title": ""}), ("units", {"units": ("610400-SJ",)}), ("last_day", {"last_day": date(2019, 1, 1)}),
        ("first_day", {"first_day": date(2018, 1, 1)}), ("items", {"items": ()}), ("amount", {"amount": " "}),
    ],
)  # fmt: skip
def test_a_plan_s_faults_stand_at_their_fields(field: str, changed: dict[str, object]) -> None:
    assert field in rules.plan_faults(replace(PLAN, **changed))  # type: ignore[arg-type]


def test_adjust_plan_keeps_what_was_published_and_says_why(town: Town) -> None:
    plan = published_plan(town)
    told = {
        "number": plan.case.number,
        "scope": "食品类企业",
        "amount": "5%",
        "last_day": date(2019, 12, 31),
        "at": MONDAY,
    }
    with pytest.raises(InvalidInput):
        services.adjust_plan(actor=town.qian_hong, reason="", **told)
    services.adjust_plan(actor=town.qian_hong, reason="按群众意见突出食品。", **told)
    assert state_of(plan) == "ADJUSTED"
    [row] = public.published("inspection.plans", on=ON)
    assert row.row["scope"] == "食品类企业"


def test_close_plan_waits_for_its_tasks(town: Town) -> None:
    plan = published_plan(town)
    number = plan.case.number
    drafted_task(town, plan=number)
    with pytest.raises(InvalidInput, match="没有结束"):
        services.close_plan(actor=town.qian_hong, number=number, at=MONDAY)


def test_the_lead_department_sees_all_of_its_city_and_no_appeals_and_departments_what_is_theirs(town: Town) -> None:
    published_plan(town)
    wanted = queries.Wanted()
    assert queries.plans(town.feng_xue, wanted, on=ON).count() == 1
    assert queries.plans(town.lyu_qiang, wanted, on=ON).count() == 1  # takes part
    for who in (town.chen_jing, town.zheng_hao, town.li_min):
        assert queries.plans(who, wanted, on=ON).count() == 0
    assert cases.visible_to(town.qian_hong, kind="outreach.appeal", on=ON).count() == 0
