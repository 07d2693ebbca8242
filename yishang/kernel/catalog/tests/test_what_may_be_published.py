"""Elements that cannot be published say so at their place (handbook 4.2, 4.4)."""

from datetime import date

import pytest

from yishang.kernel.catalog import rules
from yishang.kernel.catalog.tests.conftest import SEAL, STAMPS, stamps

Material, Source = rules.Material, rules.Source


def faults(code: str = SEAL, **changes: object) -> dict[str, str]:
    return rules.faults(stamps(**changes), code=code)


def test_the_seal_may_be_published() -> None:
    assert faults() == {}


@pytest.mark.parametrize(
    ("changes", "element"),
    [
        ({"promised": 7}, "promised"),
        ({"promised": None}, "promised"),
        ({"promised": -1}, "promised"),
        ({"fees": (rules.Fee("公章刻制", "按件", ""),)}, "fees"),
        ({"fees": (rules.Fee("公章刻制", "", "延市公发〔2019〕97号"),)}, "fees"),
        ({"materials": (Material("其他材料"),)}, "materials"),
        ({"materials": (Material("法律法规规定的其他材料"),)}, "materials"),
        ({"materials": (Material("申请书等相关材料"),)}, "materials"),
        ({"materials": (Material("申请书"), Material("申请书"))}, "materials"),
        ({"materials": (Material("申请书", copies=0),)}, "materials"),
        ({"steps": (rules.Step("受理", 1), rules.Step("备案", 1))}, "steps"),
        ({"kind": "02"}, "kind"),
        ({"name": " "}, "name"),
        ({"department": ""}, "department"),
        ({"basis": ""}, "basis"),
        ({"kind": "01", "basis": "《行政许可法》"}, "basis"),
        ({"channels": STAMPS.channels[:1]}, "channels"),
        ({"channels": (*STAMPS.channels, rules.Channel("咨询", "窗口", "0911-21"))}, "channels"),
    ],
)
def test_what_cannot_be_published_is_told_at_its_element(changes: dict[str, object], element: str) -> None:
    assert element in faults(code="610101010001" if changes.get("kind") == "01" else SEAL, **changes)


def test_a_promise_as_long_as_the_law_is_fine() -> None:
    assert faults(promised=6, statutory=6) == {}
    assert faults(promised=90, statutory=None) == {}


def test_a_sample_need_not_invent_a_clause_or_a_telephone() -> None:
    bare = stamps(basis="", channels=())
    assert rules.faults(bare, code=SEAL, sample=True) == {}
    assert set(rules.faults(bare, code=SEAL)) == {"basis", "channels"}


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("511Z07001006-511602000000-000", "12 位基本编码"),
        ("619920010001", "不是事项类型"),
        ("610101010001", "不一致"),
        ("91610402MA000001553612001001000", "不一致"),
        ("91610402MA000001559612001001000", "不是行使层级"),
    ],
)
def test_a_number_that_says_something_else_is_told(code: str, why: str) -> None:
    assert why in rules.code_fault(code, kind="20", level="4")


def test_the_parts_of_an_implementing_number() -> None:
    parts = rules.parse("11370800MB285591843370117002011")  # the sample of handbook 4.1
    assert parts is not None
    assert (parts.organ, parts.level, parts.basic) == ("11370800MB28559184", "3", "370117002011")


def test_what_is_charged_depends_on_the_day() -> None:
    old = rules.Fee("公章刻制", "按件", "延市价发〔2012〕133号", until=date(2019, 7, 1))
    new = rules.Fee("公章刻制", "按件", "延市公发〔2019〕97号", since=date(2019, 7, 1))
    both = stamps(fees=(old, new))
    assert both.fees_on(date(2019, 6, 30)) == [old]
    assert both.fees_on(date(2019, 7, 1)) == [new]


def test_elements_survive_being_kept() -> None:
    kept = stamps(fees=(rules.Fee("刻章", "按件", "文件", date(2019, 7, 1)),))
    assert rules.elements_in(rules.stored(kept)) == kept


def test_two_items_that_mean_different_papers_by_one_id_are_named() -> None:
    one = stamps(materials=(Material("营业执照", standard="M001"),))
    other = stamps(materials=(Material("营业执照副本", Source.ISSUED, standard="M001"),))
    [told] = rules.clashes({"A": one, "B": other})
    assert "M001" in told
    assert not rules.clashes({"A": one, "B": one})


@pytest.mark.parametrize(
    ("halves", "words"), [(0, "当场办结"), (1, "0.5 个工作日"), (4, "2 个工作日"), (5, "2.5 个工作日")]
)
def test_half_days_in_words(halves: int, words: str) -> None:
    assert rules.days_text(halves) == words
