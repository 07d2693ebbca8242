"""一张表: the items of several departments become one form, and nobody's line is left out of it."""

import pytest

from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.rules.onsite import Answered, Asked

MARKET, FIRE, HEALTH = 1, 2, 3
SIGNS = Asked("A01", "登记事项检查", MARKET, "市场监管局", ("经营范围与许可一致", "消防通道是否畅通"))
EXITS = Asked("B02", "消防检查", FIRE, "消防救援支队", ("消防通道畅通情况", "灭火器在有效期内"))
KITCHEN = Asked("C03", "卫生检查", HEALTH, "卫健委", ("从业人员健康证明齐全",))


def test_public_information_is_looked_at_once_by_whoever_leads() -> None:
    lines = onsite.unite([SIGNS, EXITS, KITCHEN])
    public = [line for line in lines if line.is_public]
    assert len(public) == 2
    assert {line.unit_id for line in public} == {MARKET}
    assert public[0].for_units == (MARKET, FIRE, HEALTH)
    assert public[0].items == ("A01", "B02", "C03")


def test_what_two_departments_would_look_at_is_one_line_of_the_first() -> None:
    lines = onsite.unite([SIGNS, EXITS])
    exits = [line for line in lines if "消防通道" in line.text]
    assert [(line.unit_id, line.for_units, line.items) for line in exits] == [(MARKET, (MARKET, FIRE), ("A01", "B02"))]
    assert len(lines) == 2 + 3


def test_another_wording_of_public_information_is_not_asked_again() -> None:
    again = Asked("D04", "住所检查", FIRE, "消防", ("在登记的住所(经营场所)能够联系、名称地址与登记一致。",))
    assert len(onsite.unite([SIGNS, again])) == len(onsite.unite([SIGNS]))


def test_an_item_without_lines_of_its_own_is_one_line() -> None:
    assert onsite.unite([Asked("E05", "价格行为检查", MARKET, "市场监管局")])[-1].text == "价格行为检查"


def test_a_form_is_kept_and_read_again_as_it_was() -> None:
    lines = onsite.unite([SIGNS, EXITS, KITCHEN])
    assert onsite.lines_from([line.told() for line in lines]) == lines


def test_a_form_without_items_is_none() -> None:
    with pytest.raises(ValueError, match="without items"):
        onsite.unite([])


def test_whoever_left_lines_out_is_named() -> None:
    lines = onsite.unite([SIGNS, EXITS])
    answers = {line.key: Answered("YES") for line in lines if line.unit_id == MARKET}
    assert {unit: len(left) for unit, left in onsite.missing(lines, answers).items()} == {"消防救援支队": 1}


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answered("YES"), ""),
        (Answered("NA"), ""),
        (Answered("NO", "通道堆放杂物"), ""),
        (Answered("UNCHECKED", "当日停产"), ""),
        (Answered("NO"), "请写明发现的问题"),
        (Answered("UNCHECKED", " "), "为什么没有检查"),
        (Answered("YES", "有一处杂物"), "不填发现的问题"),
        (Answered("MAYBE"), "请选"),
        (Answered("NO", "长" * 1001), "最多 1000"),
    ],
)
def test_an_answer_says_what_it_must(answer: Answered, fault: str) -> None:
    found = onsite.fault_of(answer)
    assert fault in found if fault else not found


def test_not_checked_is_counted_apart_and_always_said() -> None:
    lines = onsite.unite([SIGNS, EXITS])
    answers = {lines[0].key: Answered("YES"), lines[1].key: Answered("NO", "不符"), lines[2].key: Answered("NA")}
    found = onsite.tally(lines, answers)
    assert (found.yes, found.no, found.not_applicable, found.unchecked, found.checked) == (1, 1, 1, 2, 2)
    assert found.words() == "检查 2 项，发现问题 1 项，不适用 1 项，未检查 2 项"
