"""Loops, shortest times and doubled papers: by hand, and against slow but plain reckoning."""

from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishang.contexts.life_events import rules
from yishang.contexts.life_events.rules import EventItem
from yishang.kernel.catalog.rules import Elements, Material, Necessity, Source

NAMES = "甲乙丙丁戊"


def item(name: str, days: int, output: str = "", *wants: Material) -> Elements:
    return Elements(name=name, kind="20", department=f"{name}局", promised=days * 2, output=output, materials=wants)


ISSUED = Source.ISSUED
CARD = Material("身份证", ISSUED, exempt_by="电子身份证")
HOUSE = {
    "甲": item("网签", 1, "合同", CARD),
    "乙": item("契税", 2, "完税凭证", Material("合同", ISSUED), CARD),
    "丙": item("维修资金", 3, "交存凭证", Material("合同", ISSUED)),
    "丁": item("证书", 4, "证书", Material("完税凭证", ISSUED), Material("交存凭证", ISSUED), Material("图纸")),
}
ENTRIES = tuple(EventItem("E", code, place, "必办") for place, code in enumerate(HOUSE))


def test_parallel_approval_takes_as_long_as_its_longest_way() -> None:
    found = rules.analyse(ENTRIES, HOUSE)
    assert (found.one_by_one, found.parallel, found.saved_time) == (20, 16, 4)
    assert found.path == ("甲", "丙", "丁")
    assert len(found.departments) == 4


def test_papers_are_counted_once_and_those_the_event_issues_not_at_all() -> None:
    found = rules.analyse(ENTRIES, HOUSE)
    assert (found.materials, found.distinct) == (7, 5)
    assert {one.name: one.saved for one in found.duplicates} == {"身份证": 1, "合同": 1}
    assert dict(found.obtained) == {"合同": "甲", "完税凭证": "乙", "交存凭证": "丙"}
    assert found.exempt == ("身份证",)
    assert found.to_hand_in == 1  # the drawing


def test_nobody_waits_for_a_shared_paper_or_one_that_may_follow() -> None:
    shared = Material("合同", ISSUED, exempt_by="电子合同")
    later = Material("合同", ISSUED, necessity=Necessity.LATER)
    for paper in (shared, later):
        items = HOUSE | {"乙": item("契税", 2, "完税凭证", paper)}
        assert rules.links_of(ENTRIES, items)["乙"] == set()


def test_an_item_that_is_not_in_force_is_passed_over() -> None:
    entries = (*ENTRIES, EventItem("E", "戊", 9, "必办", after=("甲",)))
    assert rules.analyse(entries, HOUSE).items == 4


def test_only_what_everybody_needs_is_counted_when_asked() -> None:
    entries = (*ENTRIES[:3], replace(ENTRIES[3], need="情形"))
    assert rules.analyse(entries, HOUSE, required_only=True).parallel == 8


def test_a_loop_is_named_in_its_order() -> None:
    entries = tuple(replace(one, after=("丁",)) if one.item == "甲" else one for one in ENTRIES)
    loop = rules.analyse(entries, HOUSE).loop
    assert set(loop) in ({"甲", "乙", "丁"}, {"甲", "丙", "丁"})
    links = rules.links_of(entries, HOUSE)
    assert all(before in links[after] for before, after in pairwise(loop))
    assert loop[-1] in links[loop[0]]


def test_all_items_together_name_loops_dead_ends_and_the_unreachable() -> None:
    found = rules.survey(HOUSE, {"甲": ["乙"], "乙": ["甲"], "丙": ["乙"]}, on_a_tree={"甲", "乙"})
    assert set(found.loop) == {"甲", "乙"}
    assert found.behind_a_loop == tuple(sorted("甲乙丙"))
    assert found.unreachable == tuple(sorted("丙丁"))
    assert ("甲", "身份证") in found.dead_ends
    assert found.outputs_used == 4
    assert found.most_asked[0] == ("身份证", 2)


def _links(pairs: set[int]) -> dict[str, frozenset[str]]:
    """Numbers below 25 as pairs of five items."""
    return {item: frozenset(NAMES[one // 5] for one in pairs if one % 5 == at) for at, item in enumerate(NAMES)}


graphs = st.sets(st.integers(0, 24), max_size=8).map(_links)
times = st.lists(st.integers(0, 9), min_size=5, max_size=5).map(lambda each: dict(zip(NAMES, each, strict=True)))


def has_loop(links: dict[str, frozenset[str]]) -> bool:
    """Plain reckoning: no order of the items puts each after what it waits for."""
    return not any(
        all(order.index(before) < order.index(item) for item in links for before in links[item])
        for order in permutations(NAMES)
    )


@given(graphs)
def test_a_loop_is_found_where_there_is_one_and_only_there(links: dict[str, frozenset[str]]) -> None:
    loop = rules.loop_in(links)
    assert bool(loop) == has_loop(links)
    for before, after in zip(loop, (*loop[1:], *loop[:1]), strict=True):
        assert before in links[after]


@given(graphs, times)
def test_the_shortest_time_lies_between_the_longest_item_and_one_after_another(
    links: dict[str, frozenset[str]], each: dict[str, int]
) -> None:
    shortest, path = rules.critical_path(each, links)
    assert max(each.values()) <= shortest <= sum(each.values())
    assert sum(each[item] for item in path) == shortest
    if not has_loop(links):
        assert all(before in links[after] for before, after in pairwise(path))


@given(graphs, times, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_waiting_for_one_more_never_makes_it_sooner(
    links: dict[str, frozenset[str]], each: dict[str, int], item: str, before: str
) -> None:
    more = links | {item: links.get(item, frozenset()) | {before}}
    if not has_loop(more):
        assert rules.critical_path(each, more)[0] >= rules.critical_path(each, links)[0]


@given(graphs)
def test_an_order_puts_each_after_what_it_waits_for(links: dict[str, frozenset[str]]) -> None:
    order = rules.in_order(NAMES, links)
    assert all(before in order[: order.index(item)] for item in order for before in links.get(item, ()))
    assert (len(order) == len(NAMES)) == (not has_loop(links))


@pytest.mark.parametrize("long", [5000])
def test_a_long_chain_needs_no_deep_stack(long: int) -> None:
    chain = {str(number): (str(number - 1),) for number in range(1, long)}
    assert rules.loop_in(chain) == ()
    assert rules.critical_path({str(number): 1 for number in range(long)}, chain)[0] == long
