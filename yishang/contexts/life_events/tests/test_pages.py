"""The trees' pages for everybody: drawn, listed, a leaf, an event, an item, the search, the poster."""

from dataclasses import replace
from datetime import date, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.life_events import queries, rules, services
from yishang.kernel.catalog import services as catalog
from yishang.kernel.directory.rules import SYSTEM_ACTOR

HTMX = {"HX-Request": "true"}
each_tree = pytest.mark.parametrize("name", rules.TITLES)


@pytest.fixture
def loaded(db: None, frozen_site: datetime) -> datetime:
    services.load_catalogs()
    return frozen_site


def page(
    client: Client, name: str, *args: str, status: int = 200, headers: dict[str, str] | None = None, **asked: str
) -> str:
    answer = client.get(reverse(f"life_events:{name}", args=args), asked, headers=headers)
    assert answer.status_code == status
    return answer.content.decode()


def node_called(name: str, kind: str = "event") -> rules.Node:
    [found] = [node for node in queries.nodes() if node.name == name and node.kind == kind]
    return found


def code_called(name: str) -> str:
    [found] = [code for code, one in queries.items_in_force(date(2019, 12, 9)).items() if one.name == name]
    return found


@each_tree
@pytest.mark.usefixtures("db", "frozen_site")
def test_every_theme_is_a_leaf_and_every_event_stands_in_a_corner(client: Client, name: str) -> None:
    shown, tree = page(client, "tree", name), queries.authored(name)
    for _, theme in tree.themes():
        assert shown.count(f">{theme.name}</text>") == 2, "wide and tall"
        assert reverse("life_events:theme", args=[name, theme.code]) in shown
    for event in tree.events():
        assert shown.count(reverse("life_events:event", args=[event.code])) == 1


@each_tree
@pytest.mark.usefixtures("db", "frozen_site")
def test_the_list_has_everything_that_the_drawing_has(client: Client, name: str) -> None:
    shown, tree = page(client, "tree", name, view="list"), queries.authored(name)
    for node in tree.nodes.values():
        assert node.name in shown
    assert all(reverse("life_events:event", args=[event.code]) in shown for event in tree.events())


@each_tree
@pytest.mark.parametrize("sheet", ["wide", "tall"])
def test_no_leaf_lies_on_another_or_over_the_edge(name: str, sheet: str) -> None:
    drawing = queries.drawing(queries.authored(name), sheet)
    assert rules.overlaps(drawing) == []
    for leaf in drawing.leaves:
        left, top, right, bottom = leaf.box()
        assert 0 <= left < right <= drawing.sheet.width
        assert 0 <= top < bottom <= drawing.sheet.ground


@each_tree
def test_the_poster_is_sound_and_names_no_item(client: Client, name: str, loaded: datetime) -> None:
    shown, tree = page(client, "poster_svg", name), queries.authored(name)
    ElementTree.fromstring(shown)
    names = [node.name for node in tree.nodes.values()]
    assert all(f">{one}</text>" in shown for one in names)
    held = queries.items_in_force(date(2019, 12, 9))
    assert not [
        code for code in tree.item_codes() if f">{held[code].name}</text>" in shown and held[code].name not in names
    ]


@pytest.mark.usefixtures("loaded")
def test_a_touched_leaf_shows_its_items(client: Client) -> None:
    leaf = node_called("房屋购置", "theme")
    whole, part = page(client, "theme", "natural", leaf.code), page(client, "theme", "natural", leaf.code, headers=HTMX)
    for shown in (whole, part):
        assert "购买二手房" in shown
        assert "商品住房购房意向登记" in shown
    assert "<html" in whole
    assert "<html" not in part


@pytest.mark.usefixtures("loaded")
def test_an_event_says_how_long_side_by_side_and_which_papers_are_spared(client: Client) -> None:
    shown = page(client, "event", node_called("购买商品住房").code)
    assert "合在一起还要交" in shown
    assert "不用带：“商品房买卖合同网签备案”产生" in shown
    assert "可用居民身份证电子证照" in shown
    assert "个事项都要，只交一份" in shown


@pytest.mark.usefixtures("loaded")
def test_an_item_says_what_the_catalog_says(client: Client) -> None:
    shown = page(client, "item", code_called("商品房买卖合同网签备案"))
    assert "0.5 个工作日" in shown
    assert "购房资格确认单" in shown


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("q", "told"), [("网签", "商品房买卖合同网签备案"), ("jhdj", "结婚登记"), ("没有这个", "没有找到")]
)
def test_search_by_two_characters_and_by_letters(client: Client, q: str, told: str) -> None:
    assert told in page(client, "tree", "natural", q=q)
    assert told in page(client, "tree", "legal", q=q, headers=HTMX)


def test_an_item_shows_its_other_versions(client: Client, loaded: datetime) -> None:
    code = code_called("契税申报")
    newer = {code: replace(queries.items_in_force(loaded.date())[code], materials=())}
    catalog.load_items(source="life_events", items=newer, as_of=date(2019, 12, 1))
    shown = page(client, "item", code)
    assert "不用交材料" in shown
    assert "第 1 版" in shown


def test_a_retired_item_is_told_where_it_stood(client: Client, loaded: datetime) -> None:
    code = code_called("契税申报")
    catalog.retire_item(actor=SYSTEM_ACTOR, code=code, on=loaded.date(), reason="演示停用", at=loaded)
    assert f"{code} 已停用" in page(client, "event", node_called("购买商品住房").code)
    page(client, "item", code, status=404)


@pytest.mark.usefixtures("db", "frozen_site")
def test_before_anything_is_published_the_trees_still_stand(client: Client) -> None:
    assert "房屋购置" in page(client, "tree", "natural")
    assert "已停用" in page(client, "event", node_called("购买商品住房").code)


@pytest.mark.usefixtures("db", "frozen_site")
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("tree", ["forest"]),
        ("theme", ["natural", "N1"]),
        ("theme", ["natural", "L101"]),
        ("event", ["N101"]),
        ("item", ["x"]),
        ("poster_svg", ["forest"]),
    ],
)
def test_what_is_on_no_tree_is_not_found(client: Client, name: str, args: list[str]) -> None:
    assert page(client, name, *args, status=404)


@pytest.mark.usefixtures("db", "frozen_site")
def test_the_bare_address_leads_to_the_tree_of_people(client: Client) -> None:
    assert client.get("/life_events/")["Location"] == "/life_events/natural/"
    assert client.post("/life_events/natural/").status_code == 405


@pytest.mark.usefixtures("loaded")
def test_the_list_of_a_person_has_every_item_once_and_says_where(client: Client) -> None:
    everything, nearby = page(client, "citizens"), page(client, "citizens", where="社区就近")
    assert everything.count(reverse("life_events:item", args=[code_called("结婚登记")])) == 1
    assert "200 个事项" in everything
    assert nearby.count("<tr>") < everything.count("<tr>")
    assert "没有“月球”这个选项" in page(client, "citizens", where="月球", status=422)
