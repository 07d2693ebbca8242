"""Hot topics: what alike appeals are about, counted over what each person sees; from there to a common problem."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from yishang.contexts.outreach import queries, rules, services
from yishang.contexts.outreach.jobs import studying as jobs
from yishang.contexts.outreach.models import HotTopic, TopicMember
from yishang.contexts.outreach.services import studying
from yishang.contexts.outreach.tests.conftest import MONDAY, Live, Town, facts
from yishang.kernel.cases.models import Case
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor

CITY = "610400"
POWER_CUT = "近一个月园区频繁停电，每次两小时以上，生产线停机报废，请供电公司尽快检修线路并提前通知企业。"
Sit = Callable[[str], Client]


@pytest.fixture
def sit(town: Town) -> Sit:
    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(town.accounts[person])
        return client

    return signed_in


@pytest.fixture
def power_cuts(town: Town) -> dict[str, str]:
    """Two appeals of 演示机械 (秦都区) and two of 演示食品 (渭城区) about one thing, and one about another."""
    told = {
        "first": (town.li_min, town.machinery, "园区频繁停电生产线停机", POWER_CUT),
        "second": (town.li_min, town.machinery, "频繁停电生产线停机损失大", f"再次反映：{POWER_CUT}"),
        "third": (town.sun_hao, town.food, "园区频繁停电冷库停机", POWER_CUT),
        "fourth": (town.sun_hao, town.food, "频繁停电生产线停机无人通知", f"{POWER_CUT}冷库也受影响。"),
        "other": (town.sun_hao, town.food, "续贷材料重复提交", "续贷材料重复提交三次，想问清楚银行到底要哪些材料。"),
    }
    numbers = {}
    for day, (name, (actor, company, title, content)) in enumerate(told.items()):
        appeal = services.submit_appeal(
            actor=actor, uscc=company.uscc, category="03", title=title, content=content,
            contact=services.Contact("联系人", "19900000101"), at=MONDAY + timedelta(hours=day),
        )  # fmt: skip
        numbers[name] = appeal.case.number
    return numbers


@pytest.fixture
def topic(power_cuts: dict[str, str]) -> HotTopic:
    assert studying.renew_topics(city=CITY, at=MONDAY + timedelta(hours=6)) == 1
    return HotTopic.objects.get()


def accept(town: Town, number: str, actor: Actor) -> None:
    """Sort, dispatch and sign a matter, so that it can be taken up."""
    at = MONDAY + timedelta(hours=6)
    services.triage_appeal(actor=actor, number=number, category="03", star=2, line="DISPATCH", route="GENERAL", at=at)
    services.dispatch_appeal(actor=actor, number=number, unit="610400-GD", at=at)
    services.accept_appeal(actor=town.wang_gong, number=number, at=at)


def test_what_says_the_same_is_one_topic_and_the_rest_is_none(topic: HotTopic, power_cuts: dict[str, str]) -> None:
    grouped = set(TopicMember.objects.values_list("appeal__case__number", flat=True))
    assert grouped == set(power_cuts.values()) - {power_cuts["other"]}
    assert "停电" in topic.title


def test_each_person_counts_what_is_visible_to_them(town: Town, topic: HotTopic) -> None:
    city = queries.topic_seen(town.yang_ping, topic.pk, now=MONDAY)
    assert (len(city.matters), city.companies, city.is_proposed) == (4, 2, True)
    county = queries.topic_seen(town.chen_jing, topic.pk, now=MONDAY)
    assert (len(county.matters), county.companies, county.is_proposed) == (2, 1, False)
    assert county.heat < city.heat
    with pytest.raises(queries.TopicGone):
        queries.topic_seen(town.wang_gong, topic.pk, now=MONDAY)  # nothing was dispatched to the unit yet


@pytest.mark.usefixtures("frozen_site")
def test_a_topic_opens_exactly_its_matters(sit: Sit, topic: HotTopic) -> None:
    page = sit("yang_ping").get("/outreach/topics/")
    assert [len(one.matters) for one in page.context["rows"]] == [4]
    assert "建议列为共性问题" in page.content.decode()
    listed = sit("yang_ping").get(f"/outreach/desk/?queue=all&topic={topic.pk}")
    assert listed.context["page"].total == 4
    assert sit("chen_jing").get(f"/outreach/desk/?queue=all&topic={topic.pk}").context["page"].total == 2
    assert sit("yang_ping").get("/outreach/topics/?county=610404&proposed=1").context["rows"] == []
    assert sit("yang_ping").get("/outreach/topics/?form=csv").status_code == 200
    assert sit("yang_ping").get("/outreach/topics/?county=xx").status_code == 422
    assert sit("yang_ping").get("/outreach/desk/?queue=all&topic=x").status_code == 422


def test_the_office_takes_one_up_and_the_others_stay_open(
    live_at: Live, sit: Sit, town: Town, topic: HotTopic, power_cuts: dict[str, str]
) -> None:
    accept(town, power_cuts["first"], town.chen_jing)
    given = {"number": power_cuts["first"], "reason": "全市多个园区同时反映停电。"}
    live_at(MONDAY + timedelta(hours=6, minutes=30))
    assert sit("yang_ping").post(f"/outreach/topics/{topic.pk}/", given).status_code == 302
    lead = Case.objects.get(number=power_cuts["first"])
    assert (lead.state, lead.grade, lead.appeal.route) == ("ESCALATED", 5, "COMMON")
    others = [power_cuts[name] for name in ("second", "third", "fourth")]
    assert {Case.objects.get(number=number).state for number in others} == {"SUBMITTED"}
    assert all(facts(number)[-1] == "common_raised" for number in others)
    page = sit("yang_ping").get(f"/outreach/topics/{topic.pk}/")
    assert "已作为共性问题提级" in page.content.decode()
    with pytest.raises(rules.AlreadyCommon):
        services.raise_common_problem(actor=town.yang_ping, topic=topic.pk, at=MONDAY + timedelta(hours=7), **given)


def test_who_may_not_what_is_not_there_and_what_is_too_few_is_refused(
    sit: Sit, town: Town, topic: HotTopic, power_cuts: dict[str, str]
) -> None:
    accept(town, power_cuts["first"], town.chen_jing)
    at, key, reason = MONDAY + timedelta(hours=7), topic.pk, "多家企业反映。"
    first = power_cuts["first"]
    with pytest.raises(rules.TooFewAlike, match="2 件、1 家企业"):
        services.raise_common_problem(actor=town.chen_jing, topic=key, number=first, reason=reason, at=at)
    with pytest.raises(MoveNotYours):
        services.raise_common_problem(actor=town.du_cha, topic=key, number=first, reason=reason, at=at)
    with pytest.raises(InvalidInput, match="请从这个热点在办的诉求中选一件"):
        services.raise_common_problem(actor=town.yang_ping, topic=key, number=power_cuts["other"], reason=reason, at=at)
    with pytest.raises(InvalidInput, match="请写明为什么"):
        services.raise_common_problem(actor=town.yang_ping, topic=key, number=first, reason=" ", at=at)
    with pytest.raises(queries.TopicGone):
        services.raise_common_problem(actor=town.yang_ping, topic=key + 1, number=first, reason=reason, at=at)
    with pytest.raises(CaseNotVisible):
        queries.appeal_of_number(town.chen_jing, power_cuts["third"], on=MONDAY.date())


@pytest.mark.usefixtures("frozen_site")
def test_grouping_anew_keeps_a_topic_s_address_and_forgets_those_that_are_over(
    sit: Sit, topic: HotTopic, power_cuts: dict[str, str]
) -> None:
    gone = HotTopic.objects.create(city_id=CITY, made_at=MONDAY, title="没有人再说的事")
    assert jobs.renew_topics() == 1
    assert [one.pk for one in HotTopic.objects.all()] == [topic.pk]
    assert sit("yang_ping").get(f"/outreach/topics/{topic.pk}/").status_code == 200
    assert sit("yang_ping").get(f"/outreach/topics/{gone.pk}/").status_code == 404
    assert studying.renew_topics(city=CITY, at=MONDAY + timedelta(days=400)) == 1  # still open, however old


@pytest.mark.usefixtures("frozen_site")
def test_without_topics_the_page_says_so(sit: Sit, town: Town) -> None:
    assert "没有热点" in sit("chen_jing").get("/outreach/topics/").content.decode()
    assert studying.renew_topics(city=CITY, at=MONDAY) == 0
