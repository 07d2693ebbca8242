import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.rules import NobodyAboveToDecide, ReturnNotAllowed, RulingDue
from yishang.contexts.outreach.tests.conftest import (
    MONDAY,
    Advance,
    Do,
    Live,
    Town,
    asked_twice,
    december,
    due_of,
    facts,
)
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.models import Unit

WHY = "路由审批属区住建局职责。"


@pytest.mark.parametrize("stage", ["dispatched", "accepted"])
def test_a_unit_says_that_it_is_not_the_right_one(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    appeal = do(town.wang_gong, "request_return", reason=WHY, at=december(10, 16))
    number = appeal.case.number
    assert (appeal.case.state, appeal.returned_count) == ("RETURN_REQ", 1)
    assert (due_of(number, "review"), due_of(number, "handle")) == ("12-11 17:00", "12-23 17:00")
    assert facts(number)[-1] == "return_requested"


def test_the_duty_that_it_rests_on_is_told_to_both_sides(town: Town, do: Do, advance: Advance) -> None:
    appeal = advance("dispatched")
    do(town.wang_gong, "request_return", reason=WHY, basis="区住建局权责清单第 12 项。")
    entry = queries.detail(town.li_min, appeal.case.number, now=MONDAY).timeline[-1]
    assert (entry.note, entry.details) == (WHY, ["权责依据：区住建局权责清单第 12 项。"])


def test_a_second_request_goes_up_to_the_city(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    do(town.wang_gong, "request_return", reason=WHY)
    do(town.chen_jing, "refuse_return", reason="外线由你单位牵头。")
    appeal = do(town.wang_gong, "request_return", reason=WHY)
    assert (appeal.case.state, appeal.returned_count) == ("RETURN_REQ", 2)
    moves = {move.name for move in queries.detail(town.yang_ping, appeal.case.number, now=MONDAY).moves}
    assert "arbitrate_return" in moves
    assert not {"grant_return", "refuse_return"} & moves


def test_also_when_another_unit_asks(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    do(town.wang_gong, "request_return", reason=WHY)
    do(town.chen_jing, "grant_return", reason="同意改派。")
    do(town.chen_jing, "dispatch_appeal", unit=town.housing.code)
    appeal = do(town.liu_gong, "request_return", reason="不属我局职责。")
    assert (appeal.case.state, appeal.returned_count) == ("RETURN_REQ", 2)


@pytest.mark.parametrize("move", ["grant_return", "refuse_return"])
@pytest.mark.parametrize("person", ["chen_jing", "yang_ping"])
def test_the_second_is_neither_granted_nor_refused(
    town: Town, do: Do, advance: Advance, move: str, person: str
) -> None:
    asked_twice(town, do, advance)
    with pytest.raises(RulingDue) as refusal:
        do(getattr(town, person), move, reason="同意。")
    assert "只能由市营商办裁定" in refusal.value.message
    assert refusal.value.status == 409


def test_after_the_ruling_nobody_asks_again(town: Town, do: Do, advance: Advance) -> None:
    asked_twice(town, do, advance)
    do(town.yang_ping, "arbitrate_return", unit=town.housing.code, reason="按住建局三定方案第 4 条。")
    with pytest.raises(ReturnNotAllowed, match="已由市营商办裁定"):
        do(town.liu_gong, "request_return", reason="还是不归我们。")


def test_the_city_s_own_office_asks_once_only_for_nobody_rules_on_it(
    town: Town, do: Do, advance: Advance, city_office: Unit
) -> None:
    advance("triaged")
    do(town.chen_jing, "dispatch_appeal", unit=city_office.code)
    do(town.yang_ping, "request_return", reason=WHY)
    do(town.chen_jing, "refuse_return", reason="请市营商办牵头。")
    with pytest.raises(NobodyAboveToDecide):
        do(town.yang_ping, "request_return", reason=WHY)


def test_only_inside_the_signing_limit(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    with pytest.raises(ReturnNotAllowed, match="签收时限已过"):
        do(town.wang_gong, "request_return", reason=WHY, at=december(10, 17, 1))
    assert do(town.wang_gong, "request_return", reason=WHY, at=december(10, 17, 0)).case.state == "RETURN_REQ"


def test_another_unit_does_not_see_it(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    with pytest.raises(CaseNotVisible):
        do(town.liu_gong, "request_return", reason=WHY)


@pytest.mark.parametrize("person", ["chen_jing", "li_min", "du_cha"])
def test_returning_is_the_unit_s(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("dispatched")
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "request_return", reason=WHY)


@pytest.mark.parametrize("stage", ["handling", "closed"])
def test_what_is_being_worked_on_is_kept(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    with pytest.raises(MoveNotOpen):
        do(town.wang_gong, "request_return", reason=WHY)


def test_a_reason_is_asked_for(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    with pytest.raises(InvalidInput) as refusal:
        do(town.wang_gong, "request_return", reason=" ")
    assert list(refusal.value.fields) == ["reason"]


@pytest.mark.parametrize("basis", ["", " "])
def test_the_page_asks_for_the_duty(client: Client, town: Town, advance: Advance, live_at: Live, basis: str) -> None:
    appeal = advance("dispatched")
    live_at(MONDAY)
    client.force_login(town.accounts["wang_gong"])
    url = reverse("outreach:desk_move", args=[appeal.case.number, "request_return"])
    answer = client.post(url, {"reason": WHY, "basis": basis, "version": appeal.case.version})
    assert answer.status_code == 422
    assert "请写明权责依据：按哪份清单、哪条规定不归本单位。" in answer.content.decode()
    assert WHY in answer.content.decode()
