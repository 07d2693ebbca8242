import pytest
from django.test import Client

from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Town, december, facts
from yishang.kernel.context import InvalidInput

pytestmark = pytest.mark.usefixtures("frozen_site")
PAGE = "/outreach/desk/batch-dispatch/"


@pytest.fixture
def three(town: Town, advance: Advance) -> list[str]:
    """Three classified matters of the same company."""
    first = advance("triaged").case.number
    numbers = [first]
    for place in (1, 2):
        more = services.submit_appeal(
            actor=town.li_min, uscc=town.machinery.uscc, category="03", title=f"另一件 {place}",
            content=f"第 {place} 台变压器温度高，请供电公司来看看是什么原因。",
            contact=services.Contact("李敏", "19900000101"), at=MONDAY,
        )  # fmt: skip
        services.triage_appeal(
            actor=town.chen_jing, number=more.case.number, category="03", star=2, line="DISPATCH", route="GENERAL",
            at=MONDAY,
        )  # fmt: skip
        numbers.append(more.case.number)
    return numbers


def states(numbers: list[str]) -> list[str]:
    return [Appeal.objects.get(case__number=one).case.state for one in numbers]


def sit(client: Client, town: Town, person: str) -> Client:
    client.force_login(town.accounts[person])
    return client


def test_three_go_to_one_unit_each_with_its_own_fact_and_clock(client: Client, town: Town, three: list[str]) -> None:
    page = sit(client, town, "chen_jing").get(PAGE, {"n": [f"{one}~2" for one in three]}).content.decode()
    assert all(one in page for one in three) and "演示供电公司" in page
    told = client.post(PAGE, {"n": [f"{one}~2" for one in three], "unit": "610400-GD", "note": "请一并办理"})
    assert told.status_code == 200 and "已派单" in told.content.decode()
    assert states(three) == ["ASSIGNED"] * 3
    assert [facts(one)[-1] for one in three] == ["dispatched"] * 3


def test_one_that_moved_on_is_told_and_stops_none_of_the_others(client: Client, town: Town, three: list[str]) -> None:
    services.withdraw_appeal(actor=town.li_min, number=three[1], reason="解决了", at=december(9, 11))
    told = sit(client, town, "chen_jing").post(PAGE, {"n": three, "unit": "610400-GD"}).content.decode()
    assert states(three) == ["ASSIGNED", "WITHDRAWN", "ASSIGNED"]
    assert "这些没有派出去" in told and "现在是“已撤回”" in told


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(town: Town, three: list[str]) -> None:
    picked = [services.Picked(three[0], 1), services.Picked(three[1], 2)]
    outcomes = services.dispatch_appeals(actor=town.chen_jing, picked=picked, unit="610400-GD", at=MONDAY)
    assert [bool(one.refusal) for one in outcomes] == [True, False]


def test_another_county_dispatches_none_of_them(client: Client, town: Town, three: list[str]) -> None:
    told = sit(client, town, "zhao_lei").post(PAGE, {"n": three, "unit": "610400-GD"})
    assert told.status_code == 409 and "没有找到" in told.content.decode()
    assert states(three) == ["TRIAGED"] * 3


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "he_zhen", "du_cha", "xi_tong"])
def test_dispatching_is_the_offices(client: Client, town: Town, person: str) -> None:
    assert sit(client, town, person).get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("numbers", "unit", "field"),
    [([], "610400-GD", "n"), ([f"SQ-{n}" for n in range(51)], "610400-GD", "n"), (["SQ-1"], "", "unit")],
)
def test_none_too_many_or_no_unit_is_refused(town: Town, numbers: list[str], unit: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.dispatch_appeals(
            actor=town.chen_jing, picked=[services.Picked(one) for one in numbers], unit=unit, at=MONDAY
        )
    assert list(refusal.value.fields) == [field]


def test_a_unit_out_of_reach_is_told_for_each(client: Client, town: Town, three: list[str]) -> None:
    told = sit(client, town, "chen_jing").post(PAGE, {"n": three, "unit": "610404-YSB"})
    assert told.status_code == 409 and "不在可派范围内" in told.content.decode()
    assert states(three) == ["TRIAGED"] * 3


def test_the_list_offers_ticks_only_where_they_lead_somewhere(client: Client, town: Town, three: list[str]) -> None:
    sit(client, town, "chen_jing")
    assert 'class="batch-tick"' in client.get("/outreach/desk/?queue=dispatch").content.decode()
    assert 'class="batch-tick"' not in client.get("/outreach/desk/?queue=all").content.decode()


@pytest.mark.parametrize("ticked", ["", "~", "SQ-1~-5", "SQ-1~9999999999999999999999", "’;--~1"])
def test_what_nobody_ticked_is_no_fault(client: Client, town: Town, ticked: str) -> None:
    assert sit(client, town, "chen_jing").get(PAGE, {"n": ticked}).status_code == 200
