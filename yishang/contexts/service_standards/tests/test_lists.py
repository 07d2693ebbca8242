"""The lists say what the source says, on any day, in print and on the telephone."""

from datetime import date

import pytest

from yishang.contexts.service_standards import services
from yishang.contexts.service_standards.queries import lists
from yishang.contexts.service_standards.rules.areas import channels_of, totals
from yishang.contexts.service_standards.rules.telephone import spoken_answer

TODAY = date(2019, 12, 9)


def test_sixteen_areas_five_of_them_named_by_the_source() -> None:
    found = lists.all_areas()
    assert len(found) == 16
    assert [one.name for one in found if not one.is_sample] == [
        "企业开办和注销", "获得水电气暖", "办理施工许可证", "方便纳税", "获得信贷",
    ]  # fmt: skip
    assert {one.area for one in lists.all_lists()} == {one.number for one in found}
    assert {one.name for one in lists.all_lists() if not one.is_sample} == {"企业开办", "企业简易注销"}
    for one in found:
        assert len({channel.name for channel in channels_of(one)}) == 2


@pytest.mark.django_db
def test_the_worked_examples_stand_as_the_source_prints_them() -> None:
    assert services.load_catalogs() == 36
    assert services.load_catalogs() == 36
    opening = [one.item for one in lists.held(lists.service_list("open"), on=TODAY)]
    assert [len(one.materials) for one in opening] == [6, 0, 2, 2]
    assert [[step.half_days for step in one.steps] for one in opening] == [[1], [1], [1], [1]]
    assert totals(opening, on=TODAY).half_days == 4  # two working days, half days added up
    assert [paper.name for paper in opening[0].materials] == [
        "公司登记（备案）申请书",
        "全体股东签署的公司章程",
        "股东的主体资格证明或者自然人身份证件复印件",
        "法定代表人任职文件（股东会决议由股东签署，董事会决议由公司董事签字）及身份证复印件",
        "住所承诺书",
        "《企业名称预先核准通知书》",
    ]
    [closing] = [one.item for one in lists.held(lists.service_list("close"), on=TODAY)]
    assert [paper.name for paper in closing.materials] == ["申请书", "委托书", "全体股东承诺书", "营业执照正副本"]
    assert (closing.promised, len(closing.steps), closing.fees) == (1, 1, ())


@pytest.mark.django_db
def test_fee_and_notice_are_those_of_the_day() -> None:
    services.load_catalogs()
    seal = lists.held(lists.service_list("open"), on=TODAY)[2].item
    [now], [before] = seal.fees_on(TODAY), seal.fees_on(date(2019, 6, 30))
    assert "延市公发〔2019〕97号" in now.basis
    assert "延市价发〔2012〕133号" in before.basis
    closing = lists.service_list("close")
    assert [lists.chart_of(closing, [], on=day).nodes[2].text for day in (TODAY, date(2022, 3, 1))] == [
        "公示 45 天",
        "公示 20 日",
    ]


@pytest.mark.django_db
def test_the_telephone_says_what_the_page_says() -> None:
    services.load_catalogs()
    wanted = lists.service_list("open")
    items = [one.item for one in lists.held(wanted, on=TODAY)]
    said = spoken_answer(wanted.name, items, channels_of(lists.area("01")), on=TODAY)
    assert said[1] == (
        "一共四个环节：第一是营业执照办理，半个工作日，第二是税务信息确认，半个工作日，"
        "第三是公章刻制，半个工作日，第四是银行开户，半个工作日；合计两个工作日。"
    )
    assert said[2].startswith("办营业执照办理要六份材料：第一，公司登记（备案）申请书；第二，")
    assert said[3] == "办税务信息确认不用带材料。"
    assert said[-3] == "收费只有一项：公章刻制费，按文件执行，依据是延市公发〔2019〕97号。其余不收费。"
    assert said[-1].endswith("延安市行政审批服务局，电话 0911-2162600，或者市营商办，电话 0911-2160672。")
    closing = lists.service_list("close")
    one = [held.item for held in lists.held(closing, on=TODAY)]
    told = spoken_answer(closing.name, one, channels_of(lists.area("01")), on=TODAY, before="公示 45 天")
    assert told[1:3] == ["先要公示 45 天，这段时间不算在办理时间里。", "办理要一个环节，半个工作日。"]
    assert told[4] == "不收费。"
