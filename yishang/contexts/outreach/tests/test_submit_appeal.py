"""Filing an appeal: whose it is, what it must say, and that a double tap is one appeal."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from yishang.contexts.outreach import queries, services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.rules import SubjectOfOthers
from yishang.contexts.outreach.tests.conftest import MONDAY, Town, december, due_of, facts
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor

OUTSIDE = "91610402MA00000748"  # sound, in Qindu, and in no library


def submit(actor: Actor, uscc: str, **changes: Any) -> Appeal:
    content = "厂区二期 10kV 专线 9 月 3 日申请，供电公司答复外线路由待定，设备无法调试。"
    filled_in = {"category": "03", "title": "专线路由未定", "content": content, "at": MONDAY}
    contact = services.Contact("李敏", "19900000101")
    return services.submit_appeal(**{"actor": actor, "uscc": uscc, "contact": contact, **filled_in, **changes})


def test_li_min_files_for_her_own_company(town: Town) -> None:
    appeal = submit(town.li_min, town.machinery.uscc)
    case = appeal.case
    assert (case.number, case.state, case.region_id, case.city_id) == (
        "SQ-610402-20191209-0001", "SUBMITTED", "610402", "610400",
    )  # fmt: skip
    assert (appeal.channel, appeal.submitter_name, case.in_rate) == ("SELF", "李敏", True)
    assert facts(case.number) == ["submitted"]


def test_the_office_has_half_a_working_day_to_look_at_it(town: Town) -> None:
    morning = submit(town.li_min, town.machinery.uscc)
    friday_afternoon = submit(town.sun_hao, town.food.uscc, at=december(13, 15))
    assert due_of(morning.case.number, "triage") == "12-09 17:00"
    assert due_of(friday_afternoon.case.number, "triage") == "12-16 12:00"


@pytest.mark.parametrize(
    ("person", "channel"), [("zhou_lian", "LIAISON"), ("he_zhen", "SPONSOR"), ("fang_yuan", "SPONSOR")]
)
def test_whoever_sponsors_the_company_files_for_it_and_is_counted_apart(town: Town, person: str, channel: str) -> None:
    appeal = submit(getattr(town, person), town.machinery.uscc)
    assert (appeal.channel, appeal.case.applicant) == (channel, town.machinery)


def test_numbers_count_up_by_day_and_region(town: Town) -> None:
    numbers = [
        submit(town.li_min, town.machinery.uscc).case.number,
        submit(town.li_min, town.machinery.uscc, content="供水管网压力不足，三楼以上车间停产两天。").case.number,
        submit(town.sun_hao, town.food.uscc).case.number,
        submit(town.li_min, town.machinery.uscc, at=december(10)).case.number,
    ]
    assert [number.removeprefix("SQ-") for number in numbers] == [
        "610402-20191209-0001", "610402-20191209-0002", "610404-20191209-0001", "610402-20191210-0001",
    ]  # fmt: skip


def test_the_same_again_within_a_minute_gives_the_first_one_back(town: Town) -> None:
    first = submit(town.li_min, town.machinery.uscc)
    again = submit(town.li_min, town.machinery.uscc, at=MONDAY + timedelta(seconds=60))
    assert again.case.number == first.case.number
    assert Appeal.objects.count() == 1 and facts(first.case.number) == ["submitted"]
    another = submit(town.li_min, town.machinery.uscc, content="供水管网压力不足，三楼以上车间停产两天。")
    assert another.case.number.endswith("-0002")  # the number of the repeated sending was given back


def test_the_same_after_a_minute_or_by_somebody_else_is_another_appeal(town: Town) -> None:
    submit(town.li_min, town.machinery.uscc)
    submit(town.zhou_lian, town.machinery.uscc)
    submit(town.li_min, town.machinery.uscc, at=MONDAY + timedelta(seconds=61))
    assert Appeal.objects.count() == 3


def test_a_company_outside_the_library_is_served_and_counts_in_no_rate(town: Town) -> None:
    partner = replace(town.hotline, scopes=frozenset({"appeals:submit"}))
    appeal = submit(partner, OUTSIDE)
    assert appeal.subject is None and not appeal.case.in_rate
    assert appeal.case.region_id == "610402"
    assert queries.headline(town.yang_ping, now=MONDAY)["total"].denominator == 0


def test_a_company_that_left_the_library_counts_in_no_rate(town: Town) -> None:
    town.machinery.subjects.update(out_date=december(1).date())
    assert not submit(town.li_min, town.machinery.uscc).case.in_rate


@pytest.mark.parametrize(
    ("person", "says"),
    [
        ("sun_hao", "不在您名下"),
        ("chen_jing", "不提交诉求"),
        ("wang_gong", "不提交诉求"),
        ("du_cha", "不提交诉求"),
        ("xi_tong", "不提交诉求"),
        ("hotline", "密钥不能提交"),
    ],
)
def test_nobody_files_for_a_company_that_is_not_theirs(town: Town, person: str, says: str) -> None:
    with pytest.raises(SubjectOfOthers, match=says) as refusal:
        submit(getattr(town, person), town.machinery.uscc)
    assert refusal.value.status == 403 and not Appeal.objects.exists()


def test_a_liaison_whose_sponsorship_ended_files_no_more(town: Town) -> None:
    town.accounts["zhou_lian"].assisted.update(valid_to=december(8).date())
    with pytest.raises(SubjectOfOthers):
        submit(town.zhou_lian, town.machinery.uscc)


@pytest.mark.parametrize(
    ("field", "changes", "says"),
    [
        ("category", {"category": ""}, "请选择哪一类问题。"),
        ("category", {"category": "99"}, "没有这个类别，请从列表中选择。"),
        ("title", {"title": "  "}, "请用一句话写明是什么事。"),
        ("title", {"title": "路" * 51}, "标题最多 50 个字，现在 51 个。"),
        ("content", {"content": "电不通。"}, "请至少写 10 个字：什么时间、找过谁、卡在哪一步。"),
        ("content", {"content": "电" * 1001}, "最多 1000 个字，现在 1001 个；可以把细节放进照片。"),
        ("uscc", {"uscc": "91610402MA00000156"}, ""),
        ("contact.phone", {"contact": services.Contact("李敏", "12345")}, ""),
        ("images", {"picture_ids": range(1, 11)}, "照片最多 9 张。"),
    ],
)
def test_what_is_missing_is_said_at_its_field(town: Town, field: str, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        submit(town.li_min, **{"uscc": town.machinery.uscc, **changes})
    assert list(refusal.value.fields) == [field]
    assert says in refusal.value.fields[field]


def test_everything_that_is_wrong_is_said_at_once(town: Town) -> None:
    with pytest.raises(InvalidInput) as refusal:
        submit(town.li_min, "1", category="", title="", content="")
    assert set(refusal.value.fields) == {"uscc", "category", "title", "content"}


def test_ten_and_a_thousand_characters_are_taken(town: Town) -> None:
    assert submit(town.li_min, town.machinery.uscc, content="十个字的诉求内容在此").case.pk
    assert submit(town.li_min, town.machinery.uscc, content="电" * 1000, title="路" * 50).case.pk


def test_a_retired_category_can_no_longer_be_chosen(town: Town) -> None:
    queries.category("03")
    type(queries.category("03")).objects.filter(code="03").update(retired_on=december(1).date())
    queries.forget_categories()
    with pytest.raises(InvalidInput) as refusal:
        submit(town.li_min, town.machinery.uscc)
    assert list(refusal.value.fields) == ["category"]
