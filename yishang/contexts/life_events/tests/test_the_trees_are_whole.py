"""The authored trees: as many of each as is declared, every name that it gives, nothing that hangs in the air."""

from dataclasses import replace
from datetime import date

import pytest

from yishang.contexts.life_events import queries, rules, services
from yishang.kernel.catalog import rules as items

# 附件2 and handbook 3.1: what must appear word for word.
NAMED = {
    rules.NATURAL: (
        "出生证 户口本 身份证 医保 入学 档案托管 毕业生落户 组织关系接转 就业创业 纳税申报 社会保险 结婚生子",
        "房屋购置 出国出境 退休审批 待遇确认 高龄补贴 《老年优待证》 购买商品住房 购买二手房",
    ),
    rules.LEGAL: (
        "设立 经营 注销 准营准办 税务登记 银行开户 社保登记 公章刻制 开业前消防检查 民办非企业单位登记 发票办理",
        "社保缴费 税费申报 工程建设项目审批 经营活动审批或备案 许可业务变更 银行账户注销 税务注销 经营许可证注销",
        "社保账户注销 市场主体注销 民办非企业单位注销 社会团体注销",
    ),
    rules.PROJECT: (),  # the source names this tree and nothing on it
}
HOUSE = [
    "商品住房购房意向登记",
    "商品房买卖合同网签备案",
    "契税申报",
    "房屋维修资金交存",
    "《不动产权证书》的缮制和发放",
]
each_tree = pytest.mark.parametrize("name", rules.TITLES)
ITEMS = services.authored_items()
NODES, ENTRIES = list(queries.nodes()), list(queries.event_items())


@each_tree
def test_there_are_as_many_of_each_as_is_declared(name: str) -> None:
    tree = queries.authored(name)
    assert tree.count() == rules.DECLARED[name]
    assert rules.differing(tree, rules.DECLARED[name]) == []


@each_tree
def test_every_name_of_the_source_is_there_and_marked_as_its_own(name: str) -> None:
    own = {node.name for node in queries.authored(name).nodes.values() if not node.is_sample}
    assert set(" ".join(NAMED[name]).split()) <= own


def test_buying_a_house_has_the_five_items_of_the_source() -> None:
    tree = queries.authored(rules.NATURAL)
    [theme] = [node for _, node in tree.themes() if node.name == "房屋购置"]
    new, used = tree.below(theme)
    assert (new.name, used.name) == ("购买商品住房", "购买二手房")
    assert [ITEMS[one.item].name for one in tree.items[new.code]] == HOUSE


def test_nothing_hangs_in_the_air_and_no_item_is_out_of_reach() -> None:
    assert rules.faults(NODES, ENTRIES, known=ITEMS) == []


def test_the_trees_of_people_and_companies_share_no_item() -> None:
    assert not queries.authored(rules.NATURAL).item_codes() & queries.authored(rules.LEGAL).item_codes()


def test_every_item_may_be_published_as_a_sample() -> None:
    assert not [code for code, one in ITEMS.items() if items.faults(one, code=code, sample=True)]
    assert items.clashes(ITEMS) == []


@each_tree
def test_no_event_has_items_that_wait_for_one_another(name: str) -> None:
    for entries in queries.authored(name).items.values():
        assert rules.loop_in(rules.links_of(entries, ITEMS)) == ()


def faults(nodes: list[rules.Node] | None = None, entries: list[rules.EventItem] | None = None) -> str:
    return " ".join(rules.faults(nodes or NODES, entries or ENTRIES, known=ITEMS))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": "身份证"}, "同一上级下有 2 个"),
        ({"parent": "N9"}, "没有上级 N9"),
        ({"parent": "L1"}, "另一棵树"),
        ({"parent": "N102"}, "不能挂在主题"),
        ({"code": "N102"}, "用了 2 次"),
        ({"code": "X1"}, "所属的树不明"),
    ],
)
def test_a_theme_out_of_place_is_told(changes: dict[str, str], told: str) -> None:
    place = next(at for at, node in enumerate(NODES) if node.code == "N101")
    nodes = [*NODES[:place], replace(NODES[place], **changes), *NODES[place + 1 :]]  # type: ignore[arg-type]
    assert told in faults(nodes)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"item": "619999999999"}, "没有的事项"),
        ({"event": "N9999"}, "没有的事件"),
        ({"need": "随便"}, "必办、选办还是情形"),
        ({"after": ("619999999999",)}, "要等不在其中的"),
    ],
)
def test_an_entry_that_points_nowhere_is_told(changes: dict[str, str], told: str) -> None:
    assert told in faults(entries=[replace(ENTRIES[0], **changes), *ENTRIES[1:]])  # type: ignore[arg-type]


def test_an_item_that_no_event_names_is_told() -> None:
    lost = ENTRIES[0].item
    assert f"事项 {lost} 不在任何事件里" in faults(entries=[one for one in ENTRIES if one.item != lost])


def test_a_count_that_differs_is_told() -> None:
    tree = rules.tree_of(rules.NATURAL, [node for node in NODES if node.name != "预防接种"], ENTRIES)
    assert rules.differing(tree, rules.DECLARED[rules.NATURAL])[0] == "自然人全生命周期树声明 36 个主题，实有 35 个。"


def test_the_finer_tree_has_every_item_of_building_that_the_companies_tree_has() -> None:
    legal, finer = queries.authored(rules.LEGAL), queries.authored(rules.PROJECT)
    [theme] = [node for _, node in legal.themes() if node.name == "工程建设项目审批"]
    assert [node.name for node in legal.below(theme)] == [node.name for node in finer.stages]
    coarse = {one.item for event in legal.below(theme) for one in legal.items[event.code]}
    assert coarse < finer.item_codes()


def test_there_is_no_fourth_tree() -> None:
    with pytest.raises(rules.TreeNotFound):
        queries.tree("forest", on=date(2019, 12, 9))
