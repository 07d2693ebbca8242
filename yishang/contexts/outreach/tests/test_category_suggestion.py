"""A category is suggested from the city's own triage decisions, with its reasons; the clerk decides."""

from datetime import timedelta

import pytest
from django.test import Client

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.jobs import studying as jobs
from yishang.contexts.outreach.models import Appeal, CategoryModel
from yishang.contexts.outreach.services import studying
from yishang.contexts.outreach.tests.conftest import MONDAY, Town

CITY = "610400"
LESSONS = {
    "03": "专线停电三次影响生产 夜间停电没有通知 专线增容没有答复 变压器烧坏等配件 供暖不达标 专线外线路由未定",
    "05": "银行贷款利率太高 续贷材料重复提交 抵押物评估费用过高 信用贷款额度太小 银行抽贷断贷 担保公司收费不透明",
    "12": "招不到熟练技工 社保补缴手续复杂 人才公寓申请没有名额 职工技能补贴没有到账 工伤认定拖了半年 劳务派遣合同纠纷",
}


def decide(town: Town, title: str, category: str, minutes: int) -> str:
    """An appeal of 演示机械 with that title, put by 陈静 into that category."""
    at = MONDAY + timedelta(minutes=minutes)
    appeal = services.submit_appeal(
        actor=town.li_min, uscc=town.machinery.uscc, category="08", title=title,
        content=f"{title}，已经反映过，至今没有人处理。", contact=services.Contact("李敏", "19900000101"), at=at,
    )  # fmt: skip
    words = {"category": category, "star": 2, "line": "DISPATCH", "route": "GENERAL"}
    return services.triage_appeal(actor=town.chen_jing, number=appeal.case.number, at=at, **words).case.number


@pytest.fixture
def decided(town: Town) -> int:
    lessons = [(title, category) for category, titles in LESSONS.items() for title in titles.split()]
    for place, (title, category) in enumerate(lessons):
        decide(town, title, category, place)
    return len(lessons)


def test_what_the_offices_decided_is_suggested_with_words_and_origin(
    town: Town, decided: int, submitted: Appeal
) -> None:
    made = studying.learn_categories(city=CITY, at=MONDAY, least=decided)
    assert made is not None
    assert made.decisions == decided  # the open one, whose category is the company's choice, taught nothing
    found = queries.suggestion_for(submitted)
    assert found is not None
    assert found.best.code == "03"
    assert found.decisions == decided
    assert any("专线" in word for word in found.words)
    assert sum(one.percent for one in found.ranking) <= 101
    submitted.case.refresh_from_db()
    assert (submitted.case.state, submitted.case.category) == ("SUBMITTED", "03")  # nothing was decided


@pytest.mark.usefixtures("frozen_site")
def test_the_clerk_reads_it_beside_the_choice_and_decides_otherwise(
    town: Town, decided: int, submitted: Appeal
) -> None:
    studying.learn_categories(city=CITY, at=MONDAY, least=decided)
    client = Client()
    client.force_login(town.accounts["chen_jing"])
    page = client.get(f"/outreach/desk/{submitted.case.number}/triage_appeal/").content.decode()
    assert "把握" in page
    assert f"从本市 {decided} 件分类决定中学得" in page
    appeal = services.triage_appeal(
        actor=town.chen_jing, number=submitted.case.number, category="06", star=2, line="DISPATCH", route="GENERAL",
        at=MONDAY + timedelta(hours=1),
    )  # fmt: skip
    assert appeal.case.category == "06"


def test_too_few_decisions_and_decisions_of_one_kind_teach_nothing(town: Town, submitted: Appeal) -> None:
    for place, title in enumerate(LESSONS["03"].split()):
        decide(town, title, "03", place)
    assert studying.learn_categories(city=CITY, at=MONDAY) is None
    assert studying.learn_categories(city=CITY, at=MONDAY, least=1) is None
    assert queries.suggestion_for(submitted) is None


def test_another_city_s_decisions_are_not_used(town: Town, decided: int, submitted: Appeal) -> None:
    assert studying.learn_categories(city="610300", at=MONDAY, least=1) is None
    assert queries.suggestion_for(submitted) is None


def test_a_category_that_was_retired_is_not_suggested(town: Town, decided: int, submitted: Appeal) -> None:
    studying.learn_categories(city=CITY, at=MONDAY, least=decided)
    category = queries.category("03")
    assert category is not None
    category.retired_on = MONDAY.date()
    category.save()
    queries.forget_categories()
    found = queries.suggestion_for(submitted)
    assert found is not None
    assert found.best.code != "03"
    assert found.words == ()


@pytest.mark.usefixtures("frozen_site")
def test_each_night_learns_anew_and_old_models_go(town: Town, decided: int) -> None:
    assert jobs.learn_categories() == 0  # under 200 decisions
    for day in range(5):
        studying.learn_categories(city=CITY, at=MONDAY + timedelta(days=day), least=decided)
    assert CategoryModel.objects.count() == studying.MODELS_KEPT
