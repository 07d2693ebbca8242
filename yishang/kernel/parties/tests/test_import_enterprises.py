"""A register of enterprises comes in: sound rows in, broken ones told at their cell, known ones learn what changed."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from yishang.kernel.context import InvalidInput
from yishang.kernel.intake import services as intake
from yishang.kernel.intake.rules import Taken, UnusableTable
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.rules import SYSTEM, Signer
from yishang.kernel.parties import rules, services
from yishang.kernel.parties.models import MarketEntity

pytestmark = pytest.mark.django_db
NOON = datetime(2019, 12, 9, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
CODE, OTHER = "91610402MA00000155", "91610402MA00000230"
ROW = {
    "name": "示例机械（集团）公司", "uscc": CODE, "registered_on": "2015-03-02", "kind": "有限责任公司",
    "capital": "500(万)", "scope": "机械加工。", "province": "陕西", "city": "咸阳",
    "address": "咸阳市秦都区示例路 1 号",
}  # fmt: skip
HEAD = "name,uscc,reg_date,type,capital,scope,province,city,address\n"
Bring = Callable[..., intake.Outcome]


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Import a file, or text below the usual header."""

    def in_(table: str | Path, **wish: object) -> intake.Outcome:
        path = table if isinstance(table, Path) else tmp_path / "table.csv"
        if isinstance(table, str):
            path.write_text(HEAD + table, encoding="utf-8")
        return intake.bring_in(
            actor=SYSTEM, what=services.IMPORTS[0], path=path, wish=intake.Wish({}, **wish),  # type: ignore[arg-type]
            at=NOON, tell=lambda _stage, _rows: None,
        )  # fmt: skip

    return in_


def take(*rows: dict[str, str]) -> Taken:
    return services.import_entities(actor=SYSTEM, rows=rows, at=NOON)


def line(**changes: str) -> str:
    return ",".join((ROW | changes).values()) + "\n"


def test_a_row_is_kept_as_it_is_meant() -> None:
    assert take(ROW | {"province": "陕西省", "city": "N/A"}) == Taken(new=1)
    entity = MarketEntity.objects.get(uscc=CODE)
    assert (entity.name, entity.registered_on) == ("示例机械(集团)公司", date(2015, 3, 2))
    assert (entity.province, entity.city, entity.capital) == ("陕西", "", "500(万)")


def test_only_name_code_date_and_province_are_needed() -> None:
    nothing = dict.fromkeys(("kind", "capital", "scope", "city", "address"), "")
    assert rules.import_faults(ROW | nothing, NOON) == []
    assert rules.import_faults(ROW | dict.fromkeys(nothing, "N/A"), NOON) == []


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("name", "", "没有名称"),
        ("name", "N/A", "没有名称"),
        ("name", "��˶���������ϳ�", "乱码"),
        ("name", "长" * 201, "最多 200 个"),
        ("uscc", "", "请填写"),
        ("uscc", "610402100012345", "15 位旧注册号"),
        ("uscc", "91610402MA00000156", "校验"),
        ("uscc", "9.1610402E+17", "18 位"),
        ("registered_on", "", "不是日期"),
        ("registered_on", "2019/1/6", "不是日期"),
        ("registered_on", "2019-02-30", "不是日期"),
        ("registered_on", "２０１９-０１-０６", "不是日期"),
        ("registered_on", "2019-12-10", "今天（2019-12-09）以后"),
        ("registered_on", "1899-12-30", "早于 1900"),
        ("province", "", "请填写省份"),
        ("province", "N/A", "请填写省份"),
        ("province", "江南省", "不是 34 个"),
        ("address", "长" * 301, "最多 300 个"),
    ],
)
def test_what_keeps_a_row_out_is_told_at_its_cell(field: str, value: str, reason: str) -> None:
    faults = rules.import_faults(ROW | {field: value}, NOON)
    assert [fault.field for fault in faults] == [field]
    assert reason in faults[0].reason
    with pytest.raises(InvalidInput):
        take(ROW | {field: value})
    assert not MarketEntity.objects.exists()


def test_a_value_in_a_wrong_column_is_named_with_its_column() -> None:
    shifted = ROW | {"uscc": "咸阳市秦都区", "registered_on": CODE, "province": "50(万)", "capital": "陕西"}
    told = {fault.field: fault.reason for fault in rules.import_faults(shifted, NOON)}
    assert "成立日期" in told["uscc"]
    assert "注册资本" in told["province"]


@pytest.mark.parametrize("role", ["CBO", "DEP", "MON", "SYS", "ENT"])
def test_only_the_city_s_office_and_the_operator_bring_it_in(role: str) -> None:
    with pytest.raises(rules.ImportNotYours):
        services.import_entities(actor=Signer(1, "某人", role), rows=[ROW], at=NOON)
    assert services.import_entities(actor=Signer(1, "杨萍", "MBO"), rows=[ROW], at=NOON).new == 1


def test_a_known_enterprise_learns_what_changed_with_a_fact_and_loses_nothing_to_n_a() -> None:
    take(ROW)
    again = take(ROW | {"name": "示例重工有限公司", "address": "N/A", "capital": "", "kind": "股份有限公司"})
    assert again == Taken(known=1, changed=1)
    entity = MarketEntity.objects.get(uscc=CODE)
    assert (entity.name, entity.kind) == ("示例重工有限公司", "股份有限公司")
    assert (entity.address, entity.capital) == (ROW["address"], "500(万)")
    fact = journal.timeline(f"entity:{entity.pk}", include_internal=True)[0]
    assert fact.verb == "parties.entity.updated"
    assert fact.data == {
        "before": {"name": "示例机械(集团)公司", "kind": "有限责任公司"},
        "after": {"name": "示例重工有限公司", "kind": "股份有限公司"},
    }


def test_the_same_register_again_changes_nothing_and_leaves_no_fact() -> None:
    take(ROW)
    assert take(ROW) == Taken(known=1)
    assert journal.timeline(f"entity:{MarketEntity.objects.get().pk}", include_internal=True) == []


def test_one_code_with_two_names_in_a_file_is_refused_where_it_comes_again(bring: Bring) -> None:
    outcome = bring(line() + line(name="另一家公司") + line(uscc=OTHER), accept_good=True)
    assert (outcome.read, outcome.accepted, outcome.refused) == (3, 2, 1)
    finding = outcome.first_findings[0]
    assert (finding.row, finding.column, finding.value) == (2, "name", "另一家公司")
    assert "第 1 行" in finding.reason


def test_a_row_that_comes_again_counts_as_known_and_the_first_one_stands(bring: Bring) -> None:
    outcome = bring(line() + line(address="别处") + line())
    assert (outcome.accepted, outcome.taken) == (3, Taken(new=1, known=2))
    assert MarketEntity.objects.get().address == ROW["address"]
    assert bring(line() + line(address="别处")).taken == Taken(known=2)


def test_a_missing_column_is_refused_by_name(bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("name,uscc,reg_date\n")
    with pytest.raises(UnusableTable, match="缺少必需的列：省份（province）"):
        bring(path)


def test_a_header_alone_is_read_and_brings_nothing(bring: Bring) -> None:
    outcome = bring("")
    assert (outcome.read, outcome.accepted, outcome.refused) == (0, 0, 0)


def test_a_workbook_with_date_cells_reads_like_a_csv_and_a_code_kept_as_a_number_is_told(
    bring: Bring, tmp_path: Path
) -> None:
    book = Workbook()
    book.active.append(["名称", "统一社会信用代码", "成立日期", "省份"])
    book.active.append(["示例机械公司", CODE, datetime(2015, 3, 2), "陕西"])  # noqa: DTZ001 - as sheets have it
    book.active.append(["示例数字公司", 9.1610402000000155e17, date(2015, 3, 2), "陕西"])
    book.active.append(["示例公式公司", "=A2", date(2015, 3, 2), "陕西"])
    book.save(tmp_path / "table.xlsx")
    outcome = bring(tmp_path / "table.xlsx", accept_good=True)
    assert [(one.row, one.column) for one in outcome.first_findings] == [
        (2, "统一社会信用代码"),
        (3, "统一社会信用代码"),
    ]
    assert "末几位已丢失" in outcome.first_findings[0].reason
    assert MarketEntity.objects.get().registered_on == date(2015, 3, 2)


def test_a_formula_in_a_name_stays_a_text(bring: Bring) -> None:
    bring(line(name="=1+1"))
    assert MarketEntity.objects.get().name == "=1+1"


@pytest.mark.real_data
def test_every_broken_row_of_the_real_registers_is_refused(bring: Bring, real_data: Path, tmp_path: Path) -> None:
    report = tmp_path / "faults.csv"
    outcome = bring(real_data / "enterprises" / "dirty_rows_dev.csv", report=report)
    assert (outcome.read, outcome.accepted, outcome.refused) == (1500, 0, 1500)
    assert outcome.unused == ("why",)
    with report.open(encoding="utf-8-sig", newline="") as file:
        told = {int(finding["row"]) for finding in csv.DictReader(file) if finding["reason"] and finding["hint"]}
    assert told == set(range(1, 1501))


@pytest.mark.real_data
def test_no_sound_row_of_the_real_register_is_refused_and_none_is_doubled(bring: Bring, real_data: Path) -> None:
    path = real_data / "enterprises" / "enterprises_xianyang.csv"
    first, again = bring(path), bring(path)
    assert (first.read, first.accepted, first.refused, first.taken.new) == (7713, 7713, 0, 7713)
    assert (again.accepted, again.taken) == (7713, Taken(known=7713))
    assert MarketEntity.objects.count() == 7713
    assert journal.verify().breach is None
