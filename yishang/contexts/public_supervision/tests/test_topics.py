"""群众点题: proposed, read twice, voted on, answered in public, and the result returns to the topic's page."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from yishang.contexts.public_supervision import handlers, jobs, queries, rules, services
from yishang.contexts.public_supervision.models import Topic, Vote
from yishang.contexts.public_supervision.tests.conftest import CITIZEN_PHONE, MONDAY, Do, Town
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.services import TooOften
from yishang.kernel.journal.models import Fact

LATER = MONDAY + timedelta(days=15)


@pytest.fixture
def counted(collecting: Topic) -> Topic:
    services.vote_topic(phone=CITIZEN_PHONE, number=collecting.case.number, at=MONDAY)
    assert services.close_due_collections(at=LATER) == 1
    return Topic.objects.get(pk=collecting.pk)


@pytest.fixture
def adopted(counted: Topic, do: Do) -> Topic:
    number = counted.case.number
    do("gao_feng", "draft_answer", number, at=LATER, kind="adopt", answer="一月起查全市小餐桌。")
    return do("ma_lan", "adopt_topic", number, at=LATER)  # type: ignore[no-any-return]


def test_note_task_draft_result_and_publish_result_end_on_the_topic_s_page(adopted: Topic, do: Do) -> None:
    number = adopted.case.number
    told = SimpleNamespace(data={"topic": number}, subject="RWC-610400-20191230-0001", at=LATER)
    handlers.note_task(told)  # type: ignore[arg-type]
    handlers.note_task(told)  # type: ignore[arg-type]
    do("gao_feng", "draft_result", number, at=LATER, result="查了 40 家，3 家立案。")
    done = do("ma_lan", "publish_result", number, at=LATER)
    assert (done.case.state, done.task_number) == ("RESULT", "RWC-610400-20191230-0001")
    assert Fact.objects.filter(subject=number, verb="public_supervision.topic.task_noted").count() == 1


def test_adopt_topic_tells_what_a_targeted_task_needs(adopted: Topic) -> None:
    fact = Fact.objects.get(verb="public_supervision.topic.adopted")
    wanted = {"title": "学校周边小餐桌的卫生", "field": "02", "unit": "610400-SJ", "votes": 1}
    assert wanted.items() <= fact.data.items()


def test_a_result_that_does_not_come_shows_red(adopted: Topic) -> None:
    assert adopted.case.clock_code == "result"
    figures = {figure.code: figure for figure in queries.topic_figures(now=LATER)}
    assert (figures["topics_adopted"].value, figures["topics_in_time"].value) == ("100.0%", "100.0%")
    assert figures["topics_result"].numerator == 0


def test_an_answer_that_is_overdue_counts_against_the_department(counted: Topic, client: Client, live_at: Any) -> None:
    much_later = LATER + timedelta(days=60)
    figures = {figure.code: figure for figure in queries.topic_figures(now=much_later)}
    assert (figures["topics_in_time"].numerator, figures["topics_in_time"].denominator) == (0, 1)
    live_at(much_later)
    page = client.get(f"/public_supervision/topics/{counted.case.number}/").content.decode()
    assert "已经超过期限" in page


@pytest.mark.parametrize(
    ("who", "refusal"), [("liu_gong", CaseNotVisible), ("yang_ping", MoveNotYours), ("du_cha", MoveNotYours)]
)
def test_review_topic_is_its_unit_s(who: str, refusal: type[Exception], proposed: Topic, do: Do) -> None:
    with pytest.raises(refusal):
        do(who, "review_topic", proposed.case.number, verdict="release", reason="可以征集。", days=10)


def test_review_topic_is_the_lead_department_s_too(proposed: Topic, do: Do) -> None:
    do("lin_jian", "review_topic", proposed.case.number, verdict="release", reason="很多家长关心。", days=10)
    assert do("gao_feng", "release_topic", proposed.case.number).case.state == "COLLECTING"


def test_review_topic_wants_a_verdict_a_reason_and_ten_days(proposed: Topic, do: Do) -> None:
    number = proposed.case.number
    for verdict, reason in (("x", "可以征集。"), ("release", "")):
        with pytest.raises(InvalidInput):
            do("gao_feng", "review_topic", number, verdict=verdict, reason=reason, days=10)
    with pytest.raises(InvalidInput, match="10"):
        do("gao_feng", "review_topic", number, verdict="release", reason="可以征集。", days=9)


def test_release_topic_is_another_person_s_and_of_that_verdict_only(proposed: Topic, do: Do) -> None:
    number = proposed.case.number
    with pytest.raises(MoveNotOpen):
        do("ma_lan", "release_topic", number)
    do("gao_feng", "review_topic", number, verdict="reject", reason="不属于监管范围。", days=10)
    with pytest.raises(rules.OwnApproval):
        do("gao_feng", "reject_topic", number)
    with pytest.raises(InvalidInput):
        do("ma_lan", "release_topic", number)


def test_reject_topic_shows_its_reason_and_not_its_words(proposed: Topic, do: Do) -> None:
    do("gao_feng", "review_topic", proposed.case.number, verdict="reject", reason="不属于监管范围。", days=10)
    rejected = do("ma_lan", "reject_topic", proposed.case.number)
    assert rejected.case.state == "REJECTED"
    assert not queries.is_out(rejected)


def test_return_topic_lets_the_first_reader_read_again(proposed: Topic, do: Do) -> None:
    do("gao_feng", "review_topic", proposed.case.number, verdict="reject", reason="不属于监管范围。", days=10)
    assert do("ma_lan", "return_topic", proposed.case.number, reason="属于餐饮监管。").case.state == "PROPOSED"


def test_a_department_s_own_topic_waits_for_a_colleague(town: Town, do: Do) -> None:
    told = {"field": "03", "title": "小区电梯维保记录", "content": "", "at": MONDAY}
    made = services.publish_topic(actor=town.gao_feng, days=15, **told)
    with pytest.raises(rules.OwnApproval):
        do("gao_feng", "release_topic", made.case.number)
    assert do("ma_lan", "release_topic", made.case.number).case.state == "COLLECTING"
    with pytest.raises(InvalidInput):
        services.publish_topic(actor=town.gao_feng, days=5, **told)
    with pytest.raises(rules.NotFound):
        services.publish_topic(actor=town.li_min, days=15, **told)


def test_draft_answer_waits_for_the_end_of_the_collection(collecting: Topic, do: Do) -> None:
    with pytest.raises(MoveNotOpen):
        do("gao_feng", "draft_answer", collecting.case.number, kind="adopt", answer="马上去查。")


def test_decline_topic_needs_another_person_and_its_draft(counted: Topic, do: Do) -> None:
    number = counted.case.number
    do("gao_feng", "draft_answer", number, at=LATER, kind="decline", answer="上月刚查过，结果已公开。")
    with pytest.raises(rules.OwnApproval):
        do("gao_feng", "decline_topic", number, at=LATER)
    with pytest.raises(InvalidInput):
        do("ma_lan", "adopt_topic", number, at=LATER)
    assert do("ma_lan", "decline_topic", number, at=LATER).case.state == "DECLINED"


def test_return_answer_and_return_result_give_it_back(counted: Topic, do: Do) -> None:
    number = counted.case.number
    do("gao_feng", "draft_answer", number, at=LATER, kind="adopt", answer="一月起查全市小餐桌。")
    assert do("ma_lan", "return_answer", number, at=LATER, reason="请写明时间。").case.state == "COUNTED"
    do("gao_feng", "draft_answer", number, at=LATER, kind="adopt", answer="一月十日前查完。")
    do("ma_lan", "adopt_topic", number, at=LATER)
    do("gao_feng", "draft_result", number, at=LATER, result="查完了，都很好。")
    assert do("ma_lan", "return_result", number, at=LATER, reason="请写明家数。").case.state == "ADOPTED"


def test_a_task_for_a_topic_that_is_not_adopted_changes_nothing(collecting: Topic) -> None:
    assert services.note_task(number=collecting.case.number, task="T1", at=MONDAY) is None
    assert services.note_task(number="DT-610400-20191209-9999", task="T1", at=MONDAY) is None


def test_draft_result_and_publish_result_need_words_and_another_person(adopted: Topic, do: Do) -> None:
    number = adopted.case.number
    with pytest.raises(MoveNotOpen):
        do("ma_lan", "publish_result", number, at=LATER)
    with pytest.raises(InvalidInput):
        do("gao_feng", "draft_result", number, at=LATER, result="")
    do("gao_feng", "draft_result", number, at=LATER, result="查了 40 家，3 家立案。")
    with pytest.raises(rules.OwnApproval):
        do("gao_feng", "publish_result", number, at=LATER)


# --- votes ---------------------------------------------------------------------------------------------------------


def test_vote_topic_takes_one_vote_of_a_telephone(collecting: Topic) -> None:
    number = collecting.case.number
    services.vote_topic(phone=CITIZEN_PHONE, number=number, at=MONDAY)
    services.vote_topic(phone="13800005678", number=number, at=MONDAY)
    with pytest.raises(rules.AlreadyVoted):
        services.vote_topic(phone=CITIZEN_PHONE, number=number, at=MONDAY)
    assert Vote.objects.count() == 2


def test_two_votes_at_once_are_stopped_by_the_table(collecting: Topic) -> None:
    first = services.vote_topic(phone=CITIZEN_PHONE, number=collecting.case.number, at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(topic=collecting, voter=first.voter, on=first.on)


def test_vote_topic_is_refused_before_and_after_the_collection(proposed: Topic, do: Do) -> None:
    number = proposed.case.number
    with pytest.raises(rules.NotCollecting):
        services.vote_topic(phone=CITIZEN_PHONE, number=number, at=MONDAY)
    do("gao_feng", "review_topic", number, verdict="release", reason="很多家长关心。", days=10)
    do("ma_lan", "release_topic", number)
    with pytest.raises(rules.NotCollecting):
        services.vote_topic(phone=CITIZEN_PHONE, number=number, at=LATER)
    with pytest.raises(rules.NotFound):
        services.vote_topic(phone=CITIZEN_PHONE, number="DT-610400-20191209-9999", at=MONDAY)


def test_the_marks_of_one_telephone_are_nothing_alike(town: Town) -> None:
    one, other = (services.voting.voter_mark(topic_id=pk, phone=CITIZEN_PHONE) for pk in (1, 2))
    assert one != other
    assert CITIZEN_PHONE not in one + other


def test_merge_topic_tells_both_counts_and_knows_who_has_voted(collecting: Topic, town: Town, do: Do) -> None:
    told = {"field": "02", "title": "小餐桌的后厨", "content": "", "at": MONDAY}
    twin = services.publish_topic(actor=town.gao_feng, days=10, **told).case.number
    do("ma_lan", "release_topic", twin)
    services.vote_topic(phone=CITIZEN_PHONE, number=twin, at=MONDAY)
    with pytest.raises(InvalidInput):
        do("gao_feng", "merge_topic", twin, into=twin, reason="和另一题一样。")
    do("gao_feng", "merge_topic", twin, into=collecting.case.number, reason="和另一题一样。")
    assert Topic.objects.get(pk=collecting.pk).merged_votes == 1
    with pytest.raises(rules.AlreadyVoted):
        services.vote_topic(phone=CITIZEN_PHONE, number=collecting.case.number, at=MONDAY)
    third = services.publish_topic(actor=town.gao_feng, days=10, **{**told, "title": "小餐桌的食材"}).case.number
    do("ma_lan", "release_topic", third)
    do("gao_feng", "merge_topic", collecting.case.number, into=third, reason="和另一题一样。")
    with pytest.raises(rules.AlreadyVoted):
        services.vote_topic(phone=CITIZEN_PHONE, number=third, at=MONDAY)


def test_close_collection_by_the_job(collecting: Topic, live_at: Any) -> None:
    live_at(MONDAY)
    assert jobs.close_collections() == 0
    live_at(LATER)
    assert jobs.close_collections() == 1


# --- what may be proposed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    ["查演示机械有限公司的账", "查演示机械的账", "查 演 示 机 械 有 限 公 司", "查91610402MA00000155这家",
     "打13912345678去问", "某某某餐饮管理有限公司脏"],
)  # fmt: skip
def test_a_topic_that_names_one_company_is_a_report(title: str, town: Town) -> None:
    with pytest.raises(rules.NamesOneCompany, match="单个企业"):
        services.propose_topic(phone=CITIZEN_PHONE, field="01", title=title, content="", at=MONDAY)


def test_a_topic_needs_field_and_words(town: Town) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.propose_topic(phone=CITIZEN_PHONE, field="77", title="查", content="长" * 301, at=MONDAY)
    assert set(refused.value.fields) == {"field", "title", "content"}


def test_one_telephone_proposes_three_a_day(town: Town) -> None:
    for word in "甲乙丙":
        services.propose_topic(phone=CITIZEN_PHONE, field="01", title=f"查一查{word}类食品", content="", at=MONDAY)
    with pytest.raises(TooOften):
        services.propose_topic(phone=CITIZEN_PHONE, field="01", title="查一查丁类食品", content="", at=MONDAY)
