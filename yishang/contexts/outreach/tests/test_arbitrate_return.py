import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.rules import RulingNotDue
from yishang.contexts.outreach.tests.conftest import (
    MONDAY,
    Advance,
    Do,
    Town,
    asked_twice,
    december,
    due_of,
    facts,
)
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.models import Unit
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice

WHY = "按住建局三定方案第 4 条，路由审批由住建局牵头。"


def test_the_city_names_the_unit_and_both_clocks_begin_anew(town: Town, do: Do, advance: Advance) -> None:
    asked_twice(town, do, advance)
    appeal = do(town.yang_ping, "arbitrate_return", unit=town.housing.code, reason=WHY, at=december(11))
    number = appeal.case.number
    assert (appeal.case.state, appeal.case.unit_id) == ("ASSIGNED", town.housing.pk)
    assert (due_of(number, "accept"), due_of(number, "handle"), due_of(number, "review")) == (
        "12-12 17:00",
        "12-25 17:00",
        "",
    )
    assert appeal.dispatched_count == 2
    assert facts(number)[-1] == "return_arbitrated"
    entry = queries.detail(town.li_min, number, now=december(11)).timeline[-1]
    assert (entry.title, entry.note) == ("裁定承办单位", WHY)
    assert entry.details == ["第一责任单位：秦都区住建局", "限 10 个工作日"]


def test_it_may_name_the_same_unit_again(town: Town, do: Do, advance: Advance) -> None:
    asked_twice(town, do, advance)
    appeal = do(town.yang_ping, "arbitrate_return", unit=town.power.code, reason="外线由供电公司牵头。")
    assert (appeal.case.state, appeal.case.unit_id) == ("ASSIGNED", town.power.pk)
    assert appeal.dispatched_count == 1  # that is no 改派
    assert do(town.wang_gong, "accept_appeal").case.state == "ACCEPTED"


def test_the_first_request_is_the_office_s_to_decide(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    do(town.wang_gong, "request_return", reason="路由审批属区住建局职责。")
    with pytest.raises(RulingNotDue, match="第一次申请退回"):
        do(town.yang_ping, "arbitrate_return", unit=town.housing.code, reason=WHY)


@pytest.mark.parametrize("person", ["chen_jing", "wang_gong", "li_min", "du_cha"])
def test_ruling_is_the_city_office_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    asked_twice(town, do, advance)
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "arbitrate_return", unit=town.housing.code, reason=WHY)


def test_another_county_does_not_see_it(town: Town, do: Do, advance: Advance) -> None:
    asked_twice(town, do, advance)
    with pytest.raises(CaseNotVisible):
        do(town.zhao_lei, "arbitrate_return", unit=town.housing.code, reason=WHY)


def test_nothing_is_ruled_on_that_nobody_asked(town: Town, do: Do, advance: Advance) -> None:
    advance("handling")
    with pytest.raises(MoveNotOpen):
        do(town.yang_ping, "arbitrate_return", unit=town.housing.code, reason=WHY)


def test_a_unit_out_of_reach_and_no_reason_are_told_at_their_fields(town: Town, do: Do, advance: Advance) -> None:
    asked_twice(town, do, advance)
    other = Unit.objects.get(code="610404-YSB")
    with pytest.raises(InvalidInput) as refusal:
        do(town.yang_ping, "arbitrate_return", unit=other.code, reason=WHY)
    assert list(refusal.value.fields) == ["unit"]
    with pytest.raises(InvalidInput) as refusal:
        do(town.yang_ping, "arbitrate_return", unit="", reason="")
    assert list(refusal.value.fields) == ["unit", "reason"]


def test_the_city_hears_of_the_second_request_and_the_units_of_the_ruling(town: Town, do: Do, advance: Advance) -> None:
    number = asked_twice(town, do, advance).case.number
    do(town.yang_ping, "arbitrate_return", unit=town.housing.code, reason=WHY)
    journal_jobs.drain()
    told = Notice.objects.filter(subject=number, channel="IN_SITE")

    def who(template: str) -> set[str]:
        return set(told.filter(template=template).values_list("account__name", flat=True))

    assert "杨萍" in who("appeal_return_requested")
    assert "刘工" in who("appeal_dispatched")
    assert "王工" in who("appeal_recalled")
    assert "李敏" in who("appeal_in_hand")


def test_the_page_puts_both_reasons_before_the_city(town: Town, do: Do, advance: Advance) -> None:
    number = asked_twice(town, do, advance).case.number
    asked = [e for e in queries.detail(town.yang_ping, number, now=MONDAY).timeline if e.fact == "return_requested"]
    assert [entry.details for entry in asked] == [[], ["第 2 次申请退回，由市营商办裁定"]]
