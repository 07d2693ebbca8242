"""First everything is looked at, then what is sound is taken, in batches; faults go into a report."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from openpyxl import load_workbook

from yishang.kernel.intake import rules, services
from yishang.kernel.intake.tests.conftest import HEADER, Desk, Put

ONE_BAD = f"{HEADER}\nA1,供电,\nA2,,急\nA3,施工许可,\n"


def test_nothing_is_taken_while_a_row_is_refused(desk: Desk, put: Put) -> None:
    outcome = desk.bring_in(put(ONE_BAD))
    assert (outcome.read, outcome.accepted, outcome.refused) == (3, 0, 1)
    assert not desk.rows


def test_the_sound_rows_are_taken_when_somebody_says_so(desk: Desk, put: Put) -> None:
    outcome = desk.bring_in(put(ONE_BAD), accept_good=True)
    assert (outcome.read, outcome.accepted, outcome.refused) == (3, 2, 1)
    assert sorted(desk.rows) == ["A1", "A3"]


@pytest.mark.parametrize(("accept_good", "accepted"), [(False, 0), (True, 2)])
def test_a_dry_run_says_what_would_be_taken_and_takes_nothing(
    desk: Desk, put: Put, accept_good: bool, accepted: int
) -> None:
    outcome = desk.bring_in(put(ONE_BAD), dry_run=True, accept_good=accept_good)
    assert outcome.accepted == accepted
    assert not desk.rows


def test_known_rows_are_accepted_and_not_doubled(desk: Desk, put: Put) -> None:
    path = put(f"{HEADER}\nA1,供电,\nA2,供气,\n")
    desk.bring_in(path)
    again = desk.bring_in(path)
    assert (again.accepted, again.taken.known) == (2, 2)


def test_rows_come_in_batches(desk: Desk, put: Put) -> None:
    desk.bring_in(put(f"{HEADER}\n" + "".join(f"A{n},供电,\n" for n in range(250))))
    assert desk.batches == [100, 100, 50]


def test_a_database_that_gives_up_half_way_is_said_with_what_was_taken(desk: Desk, put: Put) -> None:
    def take(*, rows: list[rules.Values], **_signed: Any) -> rules.Taken:
        if desk.batches:
            raise OperationalError("disk full")
        return desk.take(rows=rows)

    what = rules.Import("suggestions", "建议", desk.kind.fields, desk.faults, take)
    path = put(f"{HEADER}\n" + "".join(f"A{n},供电,\n" for n in range(150)))
    with pytest.raises(services.ImportInterrupted, match="已取入 100 行"):
        services.bring_in(
            actor=None,
            what=what,
            path=path,
            wish=services.Wish({}),
            at=None,
            tell=lambda _stage, _rows: None,  # type: ignore[arg-type]
        )
    assert desk.bring_in(path).taken == rules.Taken(new=50, known=100)


def test_the_report_names_every_fault_in_five_columns(desk: Desk, put: Put, tmp_path: Path) -> None:
    report = tmp_path / "faults.csv"
    desk.bring_in(put(f"{HEADER}\nA1,供电,\n=1+1,,急\n"), report=report)
    assert list(csv.DictReader(report.read_text("utf-8-sig").splitlines())) == [
        {"row": "2", "column": "内容", "value": "", "reason": "没有内容", "hint": "请填写"}
    ]


def test_the_report_as_a_workbook_says_the_same_and_holds_no_formula(desk: Desk, put: Put, tmp_path: Path) -> None:
    report = tmp_path / "faults.xlsx"
    desk.bring_in(put(f"{HEADER}\nA1,=HYPERLINK(1)\0\x07,\n"), report=report)
    rows = list(load_workbook(report).active.iter_rows())
    assert [cell.value for cell in rows[0]] == ["row", "column", "value", "reason", "hint"]
    assert rows[1][2].value == "=HYPERLINK(1)\ufffd\ufffd"
    assert rows[1][2].data_type == "s"


def test_a_stranger_s_formula_is_harmless_in_a_csv_report(desk: Desk, put: Put, tmp_path: Path) -> None:
    report = tmp_path / "faults.csv"
    desk.bring_in(put(f"{HEADER}\nA1,=HYPERLINK(1)\0,\n"), report=report)
    assert "'=HYPERLINK" in report.read_text("utf-8-sig")


def test_a_report_is_written_even_when_there_is_nothing_to_tell(desk: Desk, put: Put, tmp_path: Path) -> None:
    for name in ("faults.csv", "faults.xlsx"):
        desk.bring_in(put(f"{HEADER}\nA1,供电,\n"), report=tmp_path / name)
        assert (tmp_path / name).stat().st_size


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_taken(
    desk: Desk, put: Put, tmp_path: Path
) -> None:
    path = put(f"{HEADER}\nA1,供电,\n")
    for report in (tmp_path / "faults.doc", tmp_path / "none" / "faults.csv", tmp_path / "none" / "faults.xlsx", path):
        with pytest.raises(rules.UnusableTable, match="报告"):
            desk.bring_in(path, report=report)
    assert not desk.rows


def test_a_file_that_breaks_off_leaves_no_half_report(desk: Desk, put: Put, tmp_path: Path) -> None:
    path = put(f"{HEADER}\nA1,,\n" + "x" * 1_000_001)
    for name in ("faults.csv", "faults.xlsx"):
        with pytest.raises(rules.UnusableTable, match="不像表格"):
            desk.bring_in(path, report=tmp_path / name)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
