from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from yishang.contexts.outreach import forms, queries, rules, services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor

TITLE = "二期 10kV 专线外线路由还没定"
SAME = "厂区二期 10kV 专线 9 月 3 日申请，供电公司答复外线路由待定，已经 11 周了，设备无法调试。"
OTHER = "食堂燃气表走字不准，上月多收了两千多元，请派人来核查表具并退费。"

File = Callable[..., Appeal]


@pytest.fixture
def file_again(town: Town, submitted: Appeal) -> File:
    """The same company files once more, a day later unless told otherwise."""

    def file(
        actor: Actor | None = None,
        *,
        uscc: str = "",
        content: str = SAME,
        category: str = "03",
        at: datetime = MONDAY + timedelta(days=1),
    ) -> Appeal:
        return services.submit_appeal(
            actor=actor or town.li_min,
            uscc=uscc or town.machinery.uscc,
            category=category,
            title=TITLE,
            content=content,
            contact=services.Contact("李敏", "19900000101"),
            at=at,
        )

    return file


THE_DAY_AFTER = december(10, 15)


def merge(actor: Actor, number: str, into: str, *, at: datetime = THE_DAY_AFTER, **more: object) -> Appeal:
    return forms.carry_out(actor=actor, number=number, move="merge_appeal", values={"into": into, **more}, at=at)


def test_the_office_merges_a_duplicate_and_the_company_is_led_to_the_first(
    town: Town, submitted: Appeal, file_again: File
) -> None:
    second = file_again()
    first, number = submitted.case.number, second.case.number
    likely = queries.duplicates_of(town.chen_jing, queries.detail(town.chen_jing, number, now=december(10, 15)).appeal,
                                   now=december(10, 15))  # fmt: skip
    assert [(one.case.number, one.percent >= 85) for one in likely] == [(first, True)]

    merged = merge(town.chen_jing, number, first, reason="同一条专线")

    assert (merged.case.state, merged.case.parent_id) == ("MERGED", submitted.case.pk)
    assert due_of(number, "triage") == ""
    assert facts(first)[-1] == "duplicate_merged"
    seen = queries.detail(town.li_min, number, now=december(10, 16))
    assert seen.merged_into == first and seen.timeline[-1].note == "同一条专线"
    assert queries.detail(town.li_min, first, now=december(10, 16)).merged == [number]
    assert queries.headline(town.yang_ping, now=december(11))["total"].denominator == 1


def test_what_was_merged_into_a_duplicate_goes_along(town: Town, submitted: Appeal, file_again: File) -> None:
    second, third = file_again(), file_again(content=SAME + "请尽快。", at=MONDAY + timedelta(days=2))
    merge(town.chen_jing, third.case.number, second.case.number, at=december(11, 15))
    merge(town.chen_jing, second.case.number, submitted.case.number, at=december(11, 16))
    third.case.refresh_from_db()
    assert third.case.parent_id == submitted.case.pk


def test_another_text_is_not_suggested_nor_another_kind_nor_after_a_week(
    town: Town, submitted: Appeal, file_again: File
) -> None:
    late = MONDAY + timedelta(days=8)
    for one in (file_again(content=OTHER), file_again(category="04"), file_again(at=late)):
        seen = queries.detail(town.chen_jing, one.case.number, now=late).appeal
        assert queries.duplicates_of(town.chen_jing, seen, now=late) == []


@pytest.mark.parametrize("person", ["wang_gong", "zhao_lei", "sun_hao"])
def test_who_does_not_see_it_does_not_merge_it(town: Town, submitted: Appeal, file_again: File, person: str) -> None:
    with pytest.raises(CaseNotVisible):
        merge(getattr(town, person), file_again().case.number, submitted.case.number)


@pytest.mark.parametrize("person", ["li_min", "zhou_lian", "du_cha"])
def test_merging_is_the_office_s(town: Town, submitted: Appeal, file_again: File, person: str) -> None:
    with pytest.raises(MoveNotYours):
        merge(getattr(town, person), file_again().case.number, submitted.case.number)


def test_what_has_been_classified_is_not_merged(town: Town, submitted: Appeal, file_again: File, do: Do) -> None:
    second = file_again()
    do(town.chen_jing, "triage_appeal", category="03", star=3, line="DISPATCH", route="GENERAL")
    with pytest.raises(MoveNotOpen):
        merge(town.chen_jing, submitted.case.number, second.case.number)


@pytest.mark.parametrize(
    ("into", "fault"),
    [
        ("", "请填写这一项。"),
        ("SQ-610402-20191209-9999", "没有找到这个编号"),
        ("itself", "不能并入它自己"),
        ("food", "不是同一家企业"),
        ("withdrawn", "已经办结或不再办理"),
        ("later", "后提交的并入先提交的"),
    ],
)
def test_only_into_an_earlier_open_matter_of_the_same_company(
    town: Town, submitted: Appeal, file_again: File, into: str, fault: str
) -> None:
    second = file_again()
    number, numbers = second.case.number, {"itself": second.case.number}
    if into == "food":
        numbers["food"] = file_again(town.sun_hao, uscc=town.food.uscc).case.number
    if into == "withdrawn":
        services.withdraw_appeal(actor=town.li_min, number=submitted.case.number, reason="先不办", at=december(10))
        numbers["withdrawn"] = submitted.case.number
    if into == "later":
        number, numbers["later"] = submitted.case.number, second.case.number
    person = town.yang_ping if into == "food" else town.chen_jing
    with pytest.raises(InvalidInput) as refusal:
        merge(person, number, numbers.get(into, into))
    assert fault in refusal.value.fields["into"]
    assert facts(number)[-1] == "submitted"


def test_likeness_counts_pairs_of_characters_and_not_their_width_or_points() -> None:
    assert rules.likeness("１０ｋＶ专线，未定。", "10kv 专线未定") == 100
    assert rules.likeness("", "") == 100 and rules.likeness("", "电") == 0
    assert rules.likeness("专线未定", "专线已定") == 33
    assert rules.is_alike(SAME, SAME.replace("已经", "已")) and not rules.is_alike(SAME, OTHER)
