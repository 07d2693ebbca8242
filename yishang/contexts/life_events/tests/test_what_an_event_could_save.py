"""What an event could save is computed from its items, adds up, and can be opened down to them."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.life_events import queries, rules, services
from yishang.contexts.life_events.rules import EventItem, Node
from yishang.kernel.catalog import services as catalog
from yishang.kernel.catalog.rules import Elements, Material, Mode, Place, Source, Step
from yishang.kernel.directory.rules import SYSTEM_ACTOR

TODAY = date(2019, 12, 9)
HALL = Place(Mode.HALL, "综合窗口")
CARD = Material("身份证", Source.ISSUED, exempt_by="电子身份证")
PLAN = Material("平面图")


def item(name: str, days: int, output: str, *wants: Material) -> Elements:
    steps = (Step("受理"), Step("审查", days * 2))
    return Elements(name, "20", "某局", promised=days * 2, output=output, materials=wants, places=(HALL,), steps=steps)


ITEMS = {
    "甲": item("许可", 3, "许可证", CARD, PLAN),
    "乙": item("备案", 2, "备案表", CARD, PLAN),
    "丙": item("验收", 4, "验收单", PLAN, Material("许可证", Source.ISSUED)),
}
ENTRIES = [EventItem("E", code, place, "必办") for place, code in enumerate(ITEMS)]
EVENT = Node("E", "event", "", "开店", "示范", Mode.HALL)


def test_each_saving_names_its_reason_and_the_sum_is_what_is_left_out() -> None:
    gain = rules.gain_of("legal", EVENT, ENTRIES, ITEMS)
    told = {one.kind: one for one in gain.proposals}
    assert told[rules.SIDE_BY_SIDE].half_days == 4, "9 days one by one, 7 side by side"
    assert (told[rules.ONE_WINDOW].steps, told[rules.ONE_WINDOW].visits) == (2, 2)
    assert (told[rules.SHARE].what, told[rules.SHARE].papers) == ("平面图", 2)
    assert told[rules.FETCH].items == ("甲", "丙")
    assert told[rules.CERTIFICATE].papers == 2
    assert gain.papers == gain.found.materials - gain.found.to_hand_in


@pytest.mark.django_db
def test_on_the_trees_the_papers_saved_add_up_everywhere() -> None:
    services.load_catalogs()
    gains = queries.gains(TODAY)
    assert len(gains) == 59 + 68 + 40
    assert all(one.papers == one.found.materials - one.found.to_hand_in for one in gains)
    assert all(one.half_days == one.found.one_by_one - one.found.parallel for one in gains)


@pytest.mark.django_db
def test_a_retired_item_and_a_paper_without_origin_are_to_be_put_right() -> None:
    services.load_catalogs()
    assert queries.findings(TODAY) == []
    [code] = [code for code, one in queries.items_in_force(TODAY).items() if one.name == "中标结果备案"]
    at = datetime(2019, 12, 9, 1, tzinfo=UTC)
    catalog.retire_item(actor=SYSTEM_ACTOR, code=code, on=TODAY, reason="演示停用", at=at)
    found = queries.findings(TODAY)
    assert {one.item for one in found if one.kind == "已停用仍挂在树上"} == {code}
    assert any("中标通知书" in one.words for one in found if one.kind == "没有出处的材料")


@pytest.mark.usefixtures("frozen_site")
def test_everybody_reads_on_an_events_page_what_it_could_save(client: Client, db: None) -> None:
    services.load_catalogs()
    [node] = [one for one in queries.nodes() if one.name == "购买商品住房"]
    shown = client.get(reverse("life_events:event", args=[node.code])).content.decode()
    assert "合起来办，能省多少" in shown
    assert "由前一步产生，不用再交" in shown


@pytest.mark.usefixtures("frozen_site", "db")
def test_the_staffs_pages_are_not_for_strangers(client: Client) -> None:
    for name, args in (("gains", []), ("gain", ["L1011"]), ("findings", [])):
        assert client.get(reverse(f"life_events:{name}", args=args)).status_code == 302
