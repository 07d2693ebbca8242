"""The plan of a month and a quarter: made twice it is one; it keeps away from quiet days and puts visits together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from yishang.contexts.visits import jobs, queries, rules, services
from yishang.contexts.visits.models import Frequency, Visit
from yishang.contexts.visits.tests.conftest import MONDAY, Live, Town, december, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.models import Account, Posting, Sponsorship
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import services as party_services

DECEMBER = date(2019, 12, 9)
Plan = Callable[[], dict[str, Visit]]


@pytest.fixture
def plan(placed: Town) -> Plan:
    """Make December's plan; the visits by kind of sponsor."""

    def make() -> dict[str, Visit]:
        services.plan_visits(at=MONDAY, on=DECEMBER)
        return {one.sponsor_type: one for one in Visit.objects.select_related("case", "subject")}

    return make


def quiet(placed: Town, first: int, last: int) -> None:
    party_services.mark_quiet(
        actor=placed.li_min, entity_id=placed.machinery.pk, first_day=date(2019, 12, first),
        last_day=date(2019, 12, last), reason="年终盘点", at=MONDAY, today=DECEMBER,
    )  # fmt: skip


def test_a_leader_of_the_city_comes_once_a_quarter_and_a_department_once_a_month(plan: Plan) -> None:
    visits = plan()
    assert {kind: one.period for kind, one in visits.items()} == {"CITY_LEADER": "2019Q4", "CITY_DEPT": "2019-12"}
    assert (visits["CITY_LEADER"].visitor_name, visits["CITY_DEPT"].visitor_name) == ("何镇", "秦都区住建局")
    assert visits["CITY_DEPT"].case.unit_id == visits["CITY_DEPT"].case.unit.pk
    assert all(one.planned_on >= DECEMBER for one in visits.values())


def test_made_again_it_adds_nothing(plan: Plan) -> None:
    plan()
    assert services.plan_visits(at=MONDAY, on=DECEMBER) == services.PlanMade(0, 0, 0)


def test_the_next_month_adds_its_own_and_the_quarter_only_when_it_is_another(plan: Plan) -> None:
    plan()
    services.plan_visits(at=MONDAY, on=date(2020, 1, 3))
    assert sorted(Visit.objects.values_list("period", flat=True)) == ["2019-12", "2019Q4", "2020-01", "2020Q1"]


def test_the_job_looks_a_week_ahead_some_visits_at_a_time(placed: Town, live_at: Live) -> None:
    live_at(december(27))
    assert jobs.plan() == 2
    assert set(Visit.objects.values_list("period", flat=True)) == {"2020-01", "2020Q1"}
    assert services.plan_visits(at=december(27), on=DECEMBER, most=1).added == 1


def test_both_come_on_the_same_day_if_they_can(plan: Plan) -> None:
    assert len({one.planned_on for one in plan().values()}) == 1


def test_nobody_comes_on_quiet_days(placed: Town, plan: Plan) -> None:
    quiet(placed, 9, 30)
    assert {one.planned_on for one in plan().values()} == {date(2019, 12, 31)}


def test_a_month_that_is_quiet_to_its_end_has_no_day(placed: Town) -> None:
    quiet(placed, 9, 31)
    assert services.plan_visits(at=MONDAY, on=DECEMBER).without_day == 2
    assert not parties.calls([placed.machinery.pk], first_day=DECEMBER, last_day=date(2019, 12, 31))


def test_a_company_has_a_yearly_cap_over_all_processes(placed: Town) -> None:
    Frequency.objects.filter(per="YEAR").update(times=2)
    for number in range(2):
        party_services.note_call_made(
            entity_id=placed.machinery.pk, matter=f"JC-{number}", what="检查", who="市场监管局", on=date(2019, 3, 1)
        )
    assert services.plan_visits(at=MONDAY, on=DECEMBER) == services.PlanMade(0, 0, 2)


def test_a_subject_that_nobody_sponsors_and_one_that_left_are_not_planned(placed: Town, plan: Plan) -> None:
    assert all(one.subject.entity_id == placed.machinery.pk for one in plan().values())
    placed.machinery.subjects.update(out_date=date(2020, 1, 1))
    assert services.plan_visits(at=MONDAY, on=date(2020, 1, 3)).added == 0


def test_periods_and_choices_are_plain_arithmetic() -> None:
    assert rules.period_of("QUARTER", date(2019, 11, 30)) == ("2019Q4", date(2019, 10, 1), date(2019, 12, 31))
    assert rules.period_of("MONTH", date(2020, 2, 10)) == ("2020-02", date(2020, 2, 1), date(2020, 2, 29))
    told = [rules.Rule("CITY_DEPT", "", "MONTH", 1), rules.Rule("CITY_DEPT", "KEY_PROJECT", "MONTH", 2)]
    found = [
        rules.times_of(told, sponsor_type="CITY_DEPT", subject_type=kind, per="MONTH")
        for kind in ("KEY_PROJECT", "ABOVE_SCALE_ENT")
    ]
    assert found == [2, 1]
    assert rules.times_of(told, sponsor_type="COUNTY_LEADER", subject_type="KEY_PROJECT", per="MONTH") == 0


class TestRescheduleVisit:
    def test_reschedule_visit_moves_it_on_the_calendar_too(self, placed: Town, plan: Plan) -> None:
        visit = plan()["CITY_LEADER"]
        day = date(2019, 12, 19)
        services.reschedule_visit(actor=placed.he_zhen, number=visit.case.number, planned_on=day, at=MONDAY)
        calls = parties.calls([placed.machinery.pk], first_day=date(2019, 12, 1), last_day=date(2019, 12, 31))
        assert {call.matter: call.on for call in calls}[visit.case.number] == day

    def test_not_to_the_past_nor_out_of_the_period_nor_into_quiet_days(self, placed: Town, plan: Plan) -> None:
        visit = plan()["CITY_DEPT"]
        told = {"actor": placed.fang_yuan, "number": visit.case.number, "at": MONDAY}
        for day in (date(2019, 12, 6), date(2020, 1, 2)):
            with pytest.raises(InvalidInput):
                services.reschedule_visit(planned_on=day, **told)
        quiet(placed, 23, 24)
        with pytest.raises(rules.QuietThen):
            services.reschedule_visit(planned_on=date(2019, 12, 23), **told)

    def test_not_by_the_company_nor_by_strangers(self, placed: Town, plan: Plan) -> None:
        number, day = plan()["CITY_DEPT"].case.number, date(2019, 12, 19)
        with pytest.raises(MoveNotYours):
            services.reschedule_visit(actor=placed.li_min, number=number, planned_on=day, at=MONDAY)
        with pytest.raises(CaseNotVisible):
            services.reschedule_visit(actor=placed.zhao_lei, number=number, planned_on=day, at=MONDAY)


class TestMergeVisit:
    def test_merge_visit_takes_the_other_along(self, placed: Town, plan: Plan) -> None:
        visits = plan()
        proposal = queries.proposals(placed.chen_jing, now=MONDAY)[0]
        assert {one.pk for one in proposal.visits} == {one.pk for one in visits.values()}
        into, away = proposal.visits
        services.merge_visit(actor=placed.chen_jing, number=away.case.number, into=into.case.number, at=MONDAY)
        into.refresh_from_db()
        assert into.companions == [away.visitor_name]
        assert len(parties.calls([placed.machinery.pk], first_day=DECEMBER, last_day=date(2019, 12, 31))) == 1
        assert not queries.proposals(placed.chen_jing, now=MONDAY)

    def test_not_with_itself_nor_far_apart_nor_by_the_company(self, placed: Town, plan: Plan) -> None:
        visits = plan()
        one, other = visits["CITY_LEADER"].case.number, visits["CITY_DEPT"].case.number
        with pytest.raises(rules.NothingToMerge):
            services.merge_visit(actor=placed.chen_jing, number=one, into=one, at=MONDAY)
        Visit.objects.filter(case__number=one).update(planned_on=date(2019, 12, 9))
        Visit.objects.filter(case__number=other).update(planned_on=date(2019, 12, 30))
        with pytest.raises(rules.NothingToMerge):
            services.merge_visit(actor=placed.chen_jing, number=one, into=other, at=MONDAY)
        with pytest.raises(MoveNotYours):
            services.merge_visit(actor=placed.li_min, number=one, into=other, at=MONDAY)


class TestCancelVisit:
    def test_cancel_visit_takes_it_off_the_calendar_and_it_falls_due_no_longer(self, placed: Town, plan: Plan) -> None:
        visit = plan()["CITY_DEPT"]
        services.cancel_visit(actor=placed.chen_jing, number=visit.case.number, reason="企业停产搬迁。", at=MONDAY)
        period = rules.period_of("MONTH", DECEMBER)
        counted = queries.counted(placed.chen_jing, period, now=MONDAY)
        assert sum(counted.due.values()) == 1

    def test_by_the_office_alone_and_once(self, placed: Town, plan: Plan) -> None:
        number = plan()["CITY_DEPT"].case.number
        with pytest.raises(MoveNotYours):
            services.cancel_visit(actor=placed.fang_yuan, number=number, reason="忙。", at=MONDAY)
        services.cancel_visit(actor=placed.chen_jing, number=number, reason="企业停产搬迁。", at=MONDAY)
        with pytest.raises(MoveNotOpen):
            services.cancel_visit(actor=placed.chen_jing, number=number, reason="企业停产搬迁。", at=MONDAY)


def test_lapse_visit_when_the_period_is_over(placed: Town, plan: Plan, live_at: Live) -> None:
    visits = plan()
    live_at(MONDAY + timedelta(days=30))
    assert jobs.lapse() == 2
    assert jobs.lapse() == 0
    assert facts(visits["CITY_DEPT"].case.number) == ["planned", "lapsed"]
    with pytest.raises(MoveNotYours):
        services.lapse_visit(actor=placed.chen_jing, number=visits["CITY_DEPT"].case.number, at=MONDAY)


def test_a_successor_takes_planned_visits_along(placed: Town, plan: Plan) -> None:
    visit = plan()["CITY_LEADER"]
    sun = Account.objects.create(login="ldr.sun", name="孙常")
    Posting.objects.create(
        account=sun, role="LDR", unit_id=placed.he_zhen.unit_id, region_id="610400", valid_from=DECEMBER
    )
    directory.hand_over(
        actor=placed.yang_ping, leaving="ldr.何镇", successor="ldr.sun", effective_on=date(2019, 12, 16),
        reason="工作调动", at=MONDAY,
    )  # fmt: skip
    journal_jobs.drain()
    visit.refresh_from_db()
    assert (visit.visitor_id, visit.visitor_name) == (sun.pk, "孙常")
    assert facts(visit.case.number) == ["planned", "handed_on"]
    assert Sponsorship.objects.filter(leader=sun).exists()
    assert services.plan_visits(at=MONDAY, on=date(2019, 12, 20)).added == 0  # the key names no person


def test_whom_a_quiet_day_keeps_away_is_told_so(placed: Town) -> None:
    quiet(placed, 9, 10)
    with pytest.raises(rules.QuietThen, match="年终盘点"):
        services.open_visit(actor=placed.he_zhen, subject_id=placed.machinery.subjects.get().pk, at=MONDAY)


def test_a_planned_visit_is_nobody_s_of_another_city(placed: Town, plan: Plan) -> None:
    number = plan()["CITY_DEPT"].case.number
    stranger: Actor = replace(placed.yang_ping, city_code="610300", region_code="610300")
    with pytest.raises(CaseNotVisible):
        queries.detail(stranger, number, now=MONDAY)
    assert queries.detail(SYSTEM_ACTOR, number, now=MONDAY).case.number == number
