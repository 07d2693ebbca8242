"""The catalog's own table out and in without loss; tables of other provinces as drafts with their findings."""

from csv import DictReader
from datetime import date
from pathlib import Path

import pytest

from yishang.kernel.catalog import queries, rules, services
from yishang.kernel.catalog.tests.conftest import SEAL, STAMPS, december, stamps
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.intake.rules import columns_of

FIELD_NAMES = [one.name for one in rules.FIELDS]
ROW = rules.row_of(SEAL, STAMPS)


def test_out_and_in_without_loss() -> None:
    rich = stamps(
        fees=(rules.Fee("刻章", "按件", "文件", date(2019, 7, 1), date(2020, 7, 1)),),
        materials=(
            *STAMPS.materials,
            rules.Material("委托书", necessity=rules.Necessity.LATER, copies=2, standard="M9"),
            rules.Material("声明；含｜竖线", notes="第一行\n第二行 C:\\", form="电子", issuer="公安局"),
        ),
        steps=(rules.Step("受理", 0, "审批一科", "王工"),),
        intermediaries=(rules.Intermediary("环评", "《环境影响评价法》第十六条"),),
        places=(rules.Place(rules.Mode.HALL, "综合窗口", hours="工作日 9:00-17:00", traffic="1 路"),),
        channels=(rules.Channel("咨询", "窗口", ""), *STAMPS.channels),
        organ_nature="法定机关",
        booking="是",
        rights="陈述；申辩",
        statutory=None,
        limit_note="法定时限 90(自然日)",
        visits=0,
    )
    assert rules.elements_of(rules.row_of(SEAL, rich)) == rich
    assert list(rules.row_of(SEAL, rich)) == FIELD_NAMES


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("kind", ""),
        ("kind", "不是类型"),
        ("promised", "很快"),
        ("visits", "一次"),
        ("materials", "身份证｜申请人自备｜可有可无"),
        ("fees", "刻章｜按件｜文件｜去年"),
        ("code", ""),
        ("name", ""),
    ],
)
def test_a_cell_that_says_nothing_is_told_at_its_column(field: str, cell: str) -> None:
    [fault] = rules.import_faults(ROW | {field: cell}, december(9))
    assert fault.field == field


def test_names_of_materials_alone_as_others_write_them() -> None:
    elements = rules.elements_of(ROW | {"materials": "申请书|身份证|证明"})
    assert [one.name for one in elements.materials] == ["申请书", "身份证", "证明"]


def test_natural_days_stay_in_words() -> None:
    elements = rules.elements_of(ROW | {"statutory": "90(自然日)", "promised": "5(工作日)"})
    assert (elements.statutory, elements.promised, elements.limit_note) == (None, 10, "法定时限 90(自然日)")


def test_rows_come_in_once_as_drafts_with_their_findings(wang_gong: Actor) -> None:
    foreign = ROW | {"code": "511Z07001006-1", "basis": ""}
    taken = services.import_items(actor=wang_gong, rows=[foreign], at=december(9))
    assert (taken.new, taken.known) == (1, 0)
    [draft] = queries.drafts(wang_gong)
    assert set(draft.findings) == {"code", "basis"}
    again = services.import_items(actor=wang_gong, rows=[foreign | {"name": "别的"}], at=december(10))
    assert (again.new, again.known, again.differing) == (0, 1, 1)


@pytest.mark.django_db
def test_a_company_brings_in_nothing(li_min: Actor) -> None:
    with pytest.raises(rules.ItemNotYours):
        services.import_items(actor=li_min, rows=[ROW], at=december(9))


@pytest.mark.real_data
@pytest.mark.usefixtures("xianyang")
@pytest.mark.parametrize("name", ["guangdong_dev.csv", "guangan_district_items.csv"])
def test_real_items_of_two_places_come_in_as_drafts(name: str, real_data: Path) -> None:
    with (real_data / "service_items" / name).open(encoding="utf-8-sig", newline="") as file:
        rows = [
            {field: "" for field in FIELD_NAMES}
            | _ours(row)
            | ({"department": row.get("department", "")} if "main_item" in row else {})
            for row in DictReader(file)
        ]
    sound = [row for row in rows if not rules.import_faults(row, december(9))]
    assert len(sound) >= len(rows) * 0.99
    distinct = list({row["code"]: row for row in sound}.values())
    taken = services.import_items(actor=SYSTEM_ACTOR, rows=distinct, at=december(9))
    assert taken.new == len(distinct)
    for draft in queries.drafts(SYSTEM_ACTOR):
        assert rules.elements_of(rules.row_of(draft.item.code, draft.elements)) == draft.elements


def _ours(row: dict[str, str]) -> dict[str, str]:
    places = columns_of(list(row), rules.FIELDS, {"department": "department"} if "main_item" in row else {}).places
    cells = list(row.values())
    return {name: (cells[place] or "").strip() for name, place in places.items()}
