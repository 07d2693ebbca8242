"""Until somebody comes: another day, joining, cancelling, a company that is gone, and who steps aside."""

from datetime import date, timedelta

import pytest

from yishang.contexts.random_inspection import handlers
from yishang.contexts.random_inspection import queries as planning
from yishang.contexts.random_inspection import services as planning_services
from yishang.contexts.random_inspection.models import Inspection, Relation, TeamMember
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.queries import results
from yishang.contexts.random_inspection.rules import OwnDraft
from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.contexts.random_inspection.services import onsite as services
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.contexts.random_inspection.tests.onsite.conftest import (
    DAY,
    Advance,
    again,
    december,
    opened,
    state,
    task_of,
)
from yishang.kernel.cases.models import Case
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify.models import Notice
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import services as party_services

SECOND = "CC-610400-20191209-0002"


def calls(town: Town) -> list[tuple[str, date]]:
    entity = town.companies["机械"].pk
    found = parties.calls([entity], first_day=date(2019, 12, 1), last_day=date(2020, 12, 31))
    return [(call.matter, call.on) for call in found]


# --- which day --------------------------------------------------------------------------------------------------------


def test_pick_day_moves_it_in_the_calendar(town: Town, inspection: Inspection) -> None:
    services.pick_day(actor=town.li_min, number=inspection.case.number, planned_on=date(2019, 12, 20), at=MONDAY)
    assert calls(town) == [(inspection.case.number, date(2019, 12, 20))]


@pytest.mark.parametrize(
    ("day", "fault"), [(date(2019, 12, 11), "最早"), (date(2020, 4, 1), "最晚"), (date(2019, 12, 21), "工作日")]
)
def test_pick_day_keeps_to_the_window(town: Town, inspection: Inspection, day: date, fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault):
        services.pick_day(actor=town.li_min, number=inspection.case.number, planned_on=day, at=MONDAY)


def test_pick_day_is_the_company_s_own_and_only_before_it_comes(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    told = {"number": inspection.case.number, "planned_on": date(2019, 12, 20)}
    with pytest.raises(CaseNotVisible):
        services.pick_day(actor=town.sun_hao, at=MONDAY, **told)
    with pytest.raises(MoveNotYours):
        services.pick_day(actor=town.qin_lan, at=MONDAY, **told)
    advance("entered")
    with pytest.raises(MoveNotOpen):
        services.pick_day(actor=town.li_min, at=DAY, **told)


def test_nobody_comes_on_a_day_that_the_company_asked_to_be_left_alone(town: Town, inspection: Inspection) -> None:
    party_services.mark_quiet(
        actor=town.li_min, entity_id=inspection.entity_id, first_day=date(2019, 12, 20), last_day=date(2019, 12, 20),
        reason="盘点", at=MONDAY, today=MONDAY.date(),
    )  # fmt: skip
    with pytest.raises(InvalidInput, match="勿扰"):
        services.pick_day(actor=town.li_min, number=inspection.case.number, planned_on=date(2019, 12, 20), at=MONDAY)


def test_reschedule_inspection_needs_a_reason(town: Town, inspection: Inspection) -> None:
    told = {"number": inspection.case.number, "planned_on": date(2019, 12, 23), "at": MONDAY}
    with pytest.raises(InvalidInput, match="理由"):
        services.reschedule_inspection(actor=town.zheng_hao, reason=" ", **told)
    with pytest.raises(CaseNotVisible):
        services.reschedule_inspection(actor=town.tang_lei, reason="不在组里", **told)
    services.reschedule_inspection(actor=town.zheng_hao, reason="检验设备送检", **told)
    assert again(inspection).planned_on == date(2019, 12, 23)


# --- together ---------------------------------------------------------------------------------------------------------


def test_a_second_task_s_inspection_becomes_one_visit_with_the_first(town: Town, inspection: Inspection) -> None:
    other = opened(town, task_of(town, SECOND, items=("YJ-01",), units=("610400-YJ",)), people=("cao_yang", "han_bing"))
    assert (other.case.state, other.joined_to_id) == ("MERGED", inspection.pk)
    whole = again(inspection)
    assert [one["code"] for one in whole.items] == ["SJ-01", "YJ-02", "YJ-01"]
    assert [one.name for one in queries.team_of(whole)] == ["郑浩", "宋佳", "韩冰", "曹杨"]
    assert len(calls(town)) == 1, "the company sees one visit"
    came = results.came_to(town.qian_hong, first=date(2020, 1, 1), last=date(2020, 12, 31), now=MONDAY)
    assert (came.saved, came.due) == (1, 2)


def test_a_joined_inspection_is_done_for_its_task_when_the_visit_is(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    opened(town, task_of(town, SECOND, items=("SJ-01",), units=("610400-SJ",)), people=("zheng_hao", "song_jia"))
    advance("public")
    came = results.came_to(town.qian_hong, first=date(2020, 1, 1), last=date(2020, 12, 31), now=DAY + timedelta(days=3))
    assert (came.due, came.in_time, came.ended, came.saved, came.repeated) == (2, 2, 1, 1, 0)


def test_a_visit_for_two_tasks_takes_both_on_and_is_not_cancelled_for_one(
    town: Town, inspection: Inspection, advance: Advance
) -> None:
    other = task_of(town, SECOND, items=("SJ-01",), units=("610400-SJ",))
    opened(town, other, people=("zheng_hao", "song_jia"))
    Case.objects.filter(inspection_task=other).update(state="NOTIFIED")
    with pytest.raises(rules.StillOpen, match=SECOND):
        services.ask_inspection_cancelling(
            actor=town.qian_hong, number=inspection.case.number, reason="与别的任务重复。", at=MONDAY
        )
    advance("result")
    assert planning.tasks_of(inspection.case.number) == [inspection.task.case.number, SECOND]
    planning_services.advance_task(number=SECOND, at=DAY)
    assert Case.objects.get(inspection_task=other).state == "ENTERED"


def test_one_too_far_away_stays_alone(town: Town, inspection: Inspection) -> None:
    later = task_of(town, SECOND, inspect_from=date(2020, 2, 10))
    assert opened(town, later).case.state == "NOTIFIED"
    assert len(calls(town)) == 2


def test_merge_inspection_by_hand_and_what_it_refuses(town: Town, inspection: Inspection) -> None:
    other = opened(town, task_of(town, SECOND, inspect_from=date(2020, 2, 10)))
    told = {"number": other.case.number, "into": inspection.case.number}
    with pytest.raises(rules.NothingToJoin):
        services.merge_inspection(actor=town.qian_hong, at=MONDAY, **told)
    Inspection.objects.filter(pk=other.pk).update(planned_on=date(2019, 12, 30))
    with pytest.raises(MoveNotYours):
        services.merge_inspection(actor=town.zheng_hao, at=MONDAY, **told)
    with pytest.raises(rules.NothingToJoin):
        services.merge_inspection(actor=town.qian_hong, number=other.case.number, into=other.case.number, at=MONDAY)
    Inspection.objects.filter(pk=other.pk).update(is_unannounced=True)
    with pytest.raises(rules.NothingToJoin):
        services.merge_inspection(actor=town.qian_hong, at=MONDAY, **told)
    Inspection.objects.filter(pk=other.pk).update(is_unannounced=False)
    services.merge_inspection(actor=town.qian_hong, at=MONDAY, **told)
    assert state(other) == "MERGED"
    with pytest.raises(MoveNotOpen):
        services.merge_inspection(actor=town.qian_hong, at=MONDAY, **told)


# --- not at all -------------------------------------------------------------------------------------------------------


def test_ask_inspection_cancelling_refuse_inspection_cancelling_and_cancel_inspection_take_two_persons(
    town: Town, inspection: Inspection
) -> None:
    number = inspection.case.number
    with pytest.raises(MoveNotOpen):
        services.cancel_inspection(actor=town.qian_hong, number=number, at=MONDAY)
    with pytest.raises(InvalidInput):
        services.ask_inspection_cancelling(actor=town.qin_lan, number=number, reason="撤", at=MONDAY)
    with pytest.raises(MoveNotYours):
        services.ask_inspection_cancelling(actor=town.zheng_hao, number=number, reason="任务已经撤销。", at=MONDAY)
    services.ask_inspection_cancelling(actor=town.qian_hong, number=number, reason="任务已经撤销。", at=MONDAY)
    with pytest.raises(MoveNotOpen):  # nobody moves it while it is being decided
        services.pick_day(actor=town.li_min, number=number, planned_on=date(2019, 12, 20), at=MONDAY)
    services.refuse_inspection_cancelling(actor=town.feng_xue, number=number, reason="任务没有撤销。", at=MONDAY)
    assert state(inspection) == "NOTIFIED"
    services.ask_inspection_cancelling(actor=town.qian_hong, number=number, reason="任务已经撤销。", at=MONDAY)
    with pytest.raises(OwnDraft):
        services.cancel_inspection(actor=town.qian_hong, number=number, at=MONDAY)
    with pytest.raises(MoveNotYours):
        services.cancel_inspection(actor=town.qin_lan, number=number, at=MONDAY)
    assert "cancel_inspection" not in {one.name for one in queries.detail(town.qian_hong, number, now=MONDAY).moves}
    services.cancel_inspection(actor=town.feng_xue, number=number, at=MONDAY)
    assert (state(inspection), calls(town)) == ("CANCELLED", [])
    handlers._cancel(journal.timeline(number, include_internal=True)[-1])
    assert Notice.objects.filter(account=town.accounts["li_min"], template="inspection_cancelled").exists()


def test_end_with_task_takes_the_inspections_of_a_cancelled_task_along(town: Town, inspection: Inspection) -> None:
    services.end_with_task(number=inspection.case.number, reason="任务取消：与上级抽查重复。", at=MONDAY)
    assert (state(inspection), calls(town)) == ("CANCELLED", [])


def test_void_inspection_leaves_the_denominator_and_is_no_clean_result(town: Town, inspection: Inspection) -> None:
    number = inspection.case.number
    with pytest.raises(MoveNotYours):
        services.void_inspection(actor=town.li_min, number=number, reason="已注销", at=MONDAY)
    with pytest.raises(InvalidInput):
        services.void_inspection(actor=town.zheng_hao, number=number, reason=" ", at=MONDAY)
    services.void_inspection(actor=town.zheng_hao, number=number, reason="12 月 10 日注销", at=MONDAY)
    whole = again(inspection)
    assert (whole.case.state, whole.case.in_rate, whole.results) == ("VOID", False, [])
    came = results.came_to(town.qian_hong, first=date(2020, 1, 1), last=date(2020, 12, 31), now=MONDAY)
    assert came.due == 0


# --- stepping aside ---------------------------------------------------------------------------------------------------


def member(inspection: Inspection, name: str) -> TeamMember:
    return TeamMember.objects.get(inspection=inspection, name=name)


def test_object_officer_once_and_decide_recusal_with_a_substitute(town: Town, inspection: Inspection) -> None:
    number, song = inspection.case.number, member(inspection, "宋佳")
    services.object_officer(actor=town.li_min, number=number, member=song.pk, reason="曾在我公司任职", at=MONDAY)
    with pytest.raises(rules.ObjectedBefore):
        services.object_officer(
            actor=town.li_min, number=number, member=member(inspection, "郑浩").pk, reason="再换一个", at=MONDAY
        )
    services.decide_recusal(
        actor=town.qin_lan, number=number, member=song.pk, granted=True,
        substitute=town.inspectors["tang_lei"].number, reason="这次没有抽签，由单位指定。", at=MONDAY,
    )  # fmt: skip
    assert [one.name for one in queries.team_of(inspection)] == ["郑浩", "韩冰", "唐磊"]
    with pytest.raises(CaseNotVisible):  # whoever stepped aside sees it no longer
        services.object_officer(actor=town.song_jia, number=number, reason="又", at=MONDAY)


def test_an_officer_asks_to_step_aside_and_is_not_let_go(town: Town, inspection: Inspection) -> None:
    number = inspection.case.number
    services.object_officer(actor=town.han_bing, number=number, reason="近亲属在企业", at=MONDAY)
    han = member(inspection, "韩冰")
    with pytest.raises(InvalidInput, match="理由"):
        services.decide_recusal(actor=town.qin_lan, number=number, member=han.pk, granted=False, at=MONDAY)
    services.decide_recusal(
        actor=town.qin_lan, number=number, member=han.pk, granted=False, reason="查无亲属关系", at=MONDAY
    )
    with pytest.raises(rules.NothingToDecide):
        services.decide_recusal(actor=town.qin_lan, number=number, member=han.pk, granted=True, at=MONDAY)


def test_decide_recusal_never_leaves_one_alone_nor_brings_a_relative(town: Town, inspection: Inspection) -> None:
    number = inspection.case.number
    for name in ("宋佳", "韩冰"):
        person = member(inspection, name)
        TeamMember.objects.filter(pk=person.pk).update(objected_by="OFFICER", objection="回避")
    with pytest.raises(rules.TooFewLeft):  # nobody of the emergency bureau would come
        services.decide_recusal(
            actor=town.qin_lan, number=number, member=member(inspection, "韩冰").pk, granted=True, at=MONDAY
        )
    services.decide_recusal(
        actor=town.qin_lan, number=number, member=member(inspection, "宋佳").pk, granted=True, at=MONDAY
    )
    zheng = member(inspection, "郑浩")
    TeamMember.objects.filter(pk=zheng.pk).update(objected_by="OFFICER", objection="回避")
    with pytest.raises(rules.TooFewLeft):
        services.decide_recusal(actor=town.qin_lan, number=number, member=zheng.pk, granted=True, at=MONDAY)
    tang = town.inspectors["tang_lei"]
    Relation.objects.create(inspector=tang, entity=inspection.entity, kind="KIN", noted_by_name="钱虹", noted_at=MONDAY)
    told = {"number": number, "member": zheng.pk, "granted": True, "reason": "抽签已无人可派。", "at": MONDAY}
    with pytest.raises(InvalidInput, match="唐磊回避"):
        services.decide_recusal(actor=town.qin_lan, substitute=tang.number, **told)
    with pytest.raises(InvalidInput, match="同一单位"):
        services.decide_recusal(actor=town.qin_lan, substitute=town.inspectors["cao_yang"].number, **told)
    with pytest.raises(MoveNotYours):
        services.decide_recusal(actor=town.zheng_hao, substitute=tang.number, **told)


# --- without notice ---------------------------------------------------------------------------------------------------


def test_an_unannounced_inspection_is_hidden_from_the_company_until_somebody_stands_there(town: Town) -> None:
    services.load_inspection_catalogs()
    made = opened(town, task_of(town, SECOND, is_unannounced=True))
    assert (made.first_day, made.notified_at) == (MONDAY.date(), None)
    assert queries.visible_inspection(town.li_min, made.case.number, on=MONDAY.date()) is None
    assert calls(town) == []
    rows = queries.matching(town.li_min, queries.Wanted(), now=MONDAY)
    assert not rows.exists()
    with pytest.raises(CaseNotVisible):
        services.pick_day(actor=town.li_min, number=made.case.number, planned_on=date(2019, 12, 20), at=MONDAY)
    services.enter_company(
        actor=town.zheng_hao, number=made.case.number, way="SCANNED", code=queries.code_of(made.entity.uscc),
        present=[one.pk for one in queries.team_of(made)], at=december(9, 15),
    )  # fmt: skip
    assert queries.visible_inspection(town.li_min, made.case.number, on=MONDAY.date()) is not None
