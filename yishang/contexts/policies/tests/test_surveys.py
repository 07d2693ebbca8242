"""A survey is answered once by the company itself; each tick becomes a problem of its own."""

from datetime import date, timedelta

import pytest

from yishang.contexts.policies import queries, rules, services
from yishang.contexts.policies.models import Problem, Sheet, Survey
from yishang.contexts.policies.tests.conftest import MONDAY, Town
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice


def answer(
    town: Town,
    survey: Survey,
    who: str = "li_min",
    ticks: tuple[str, ...] = ("01",),
    subject: str = "machinery",
    at: object = MONDAY,
) -> Sheet:
    return services.answer_survey(
        actor=getattr(town, who), number=survey.number, subject_id=getattr(town, subject).pk, ticks=ticks, details={},
        at=at,
    )  # fmt: skip


def test_each_tick_becomes_a_problem_in_the_county_of_its_subject(town: Town, sheet: Sheet) -> None:
    problems = list(Problem.objects.order_by("pk").select_related("case"))
    assert [one.type.name for one in problems] == ["缺资金", "缺材料"]
    assert {one.case.state for one in problems} == {"OPEN"}
    assert problems[0].case.number == "WT-610402-20200309-0001"
    assert problems[0].detail == "流动资金缺口 200 万元。"


def test_the_two_dictionaries_of_fourteen_are_not_one(town: Town) -> None:
    types = queries.problem_types(on=MONDAY.date())
    assert len(types) == 14
    assert [one.name for one in types if one.source == "种"] == [
        "缺资金",
        "缺人工",
        "缺材料",
        "缺防疫物资",
        "物流交通不畅",
    ]
    assert sum(one.source == "示范" for one in types) == 9
    aspects = queries.aspects(on=MONDAY.date())
    assert (len(aspects), sum(one.source == "种" for one in aspects)) == (20, 3)


def test_the_same_sheet_again_is_the_first_one(town: Town, survey: Survey, sheet: Sheet) -> None:
    assert answer(town, survey, "wang_fang", ("03", "01")) == sheet
    assert Problem.objects.count() == 2


def test_another_answer_is_refused_with_the_way_to_the_first(town: Town, survey: Survey, sheet: Sheet) -> None:
    with pytest.raises(rules.AlreadyAnswered) as refused:
        answer(town, survey, ticks=("02",))
    assert refused.value.extra == {"survey": survey.number, "subject": town.machinery.pk}


def test_a_company_answers_for_each_of_its_subjects(town: Town, survey: Survey, sheet: Sheet) -> None:
    answer(town, survey, subject="project", ticks=("05",))
    turnout = queries.turnout_of(survey, town.yang_ping)
    assert (turnout.projects, turnout.enterprises, turnout.problems) == (1, 1, 3)


def test_no_trouble_is_an_answer_too(town: Town, survey: Survey) -> None:
    answer(town, survey, ticks=(rules.NOTHING,))
    assert queries.turnout_of(survey, town.yang_ping).enterprises == 1
    assert not Problem.objects.exists()


def test_somebody_else_s_sheet_is_not_ours(town: Town, survey: Survey) -> None:
    with pytest.raises(rules.SheetOfOthers):
        answer(town, survey, "sun_hao")
    with pytest.raises(rules.SheetOfOthers):
        answer(town, survey, "chen_jing")


@pytest.mark.parametrize("ticks", [(), ("01", "01"), ("15",), ("00", "01"), ("03 ",), ("获得电力",)])
def test_ticks_outside_the_dictionary_are_refused(town: Town, survey: Survey, ticks: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as refused:
        answer(town, survey, ticks=ticks)
    assert list(refused.value.fields) == ["ticks"]


def test_a_survey_that_is_over_or_closed_takes_no_answer(town: Town, survey: Survey) -> None:
    with pytest.raises(rules.SurveyClosed):
        answer(town, survey, at=MONDAY + timedelta(days=12))
    services.close_survey(actor=town.yang_ping, number=survey.number, at=MONDAY)
    with pytest.raises(rules.SurveyClosed):
        answer(town, survey)
    with pytest.raises(rules.SurveyClosed):
        services.close_survey(actor=town.yang_ping, number=survey.number, at=MONDAY)


def test_whom_a_survey_does_not_ask_cannot_answer(town: Town) -> None:
    entry = rules.SurveyEntry("农业调查", "", date(2020, 3, 9), date(2020, 3, 20))
    only = services.open_survey(
        actor=town.chen_jing, entry=entry, audience=rules.Audience(subject_types=("KEY_PROJECT",)), at=MONDAY
    )
    with pytest.raises(rules.SurveyNotFound):
        answer(town, only)
    assert [one.subject for one in queries.surveys_to_answer(town.li_min, on=MONDAY.date())] == [town.project]


@pytest.mark.parametrize("who", ["liu_gong", "du_cha", "li_min"])
def test_others_open_no_survey(town: Town, who: str) -> None:
    entry = rules.SurveyEntry("调查", "", date(2020, 3, 9), date(2020, 3, 20))
    with pytest.raises(rules.WritingNotYours):
        services.open_survey(actor=getattr(town, who), entry=entry, audience=rules.Audience(), at=MONDAY)


def test_companies_are_asked_once(town: Town, survey: Survey) -> None:
    journal_jobs.drain()
    assert services.tell_of_survey(survey_number=survey.number, at=MONDAY) == 0
    assert Notice.objects.filter(template="survey_opened", channel="IN_SITE").count() == 3


def test_the_states_are_what_the_facts_say(town: Town, sheet: Sheet) -> None:
    assert cases.verify_states().number == ""
