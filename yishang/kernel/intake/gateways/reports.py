"""The report of faults, as CSV (with the mark by which spreadsheets know UTF-8) or XLSX."""

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from yishang.kernel.intake.rules import Finding, UnusableTable

HEADER = ("row", "column", "value", "reason", "hint")
SHEET_ROWS = 1_048_575  # what a sheet holds below its header
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Add = Callable[[Finding], None]


@contextmanager
def report_to(path: Path | None) -> Iterator[Add]:
    """A function that adds a finding to the report; without a path it only listens. Raises UnusableTable."""
    if path is None:
        yield _listen
        return
    write = {".csv": _csv_report, ".xlsx": _sheet_report}.get(path.suffix.lower())
    if write is None:
        raise UnusableTable(f"报告不能写成 {path.name}。", next_step="请用 .csv 或 .xlsx 结尾的文件名。")
    part = path.with_name(f"{path.name}.part")
    try:
        with write(part) as add:
            yield add
        part.replace(path)
    except OSError as fault:
        raise UnusableTable(
            f"报告 {path} 写不进去（{fault.strerror or fault}）。", next_step="请换一个位置。"
        ) from None
    finally:
        part.unlink(missing_ok=True)


def _listen(finding: Finding) -> None:
    """Where no report is wanted."""


@contextmanager
def _csv_report(path: Path) -> Iterator[Add]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADER)
        yield lambda finding: lines.writerow([finding.row, *map(_harmless, _texts(finding))])


@contextmanager
def _sheet_report(path: Path) -> Iterator[Add]:
    path.touch()  # a place that cannot be written to is said now, not after an hour
    book = Workbook(write_only=True)
    sheet = book.create_sheet("导入报告")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", (8, 18, 40, 48, 48), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(HEADER)
    written = 0

    def add(finding: Finding) -> None:
        nonlocal written
        written += 1
        if written <= SHEET_ROWS:
            sheet.append([finding.row, *(_as_text(sheet, text) for text in _texts(finding))])

    try:
        yield add
    finally:
        sheet.close()
    book.save(path)


def _texts(finding: Finding) -> list[str]:
    return [UNWRITABLE.sub("\ufffd", text) for text in (finding.column, finding.value, finding.reason, finding.hint)]


def _harmless(text: str) -> str:
    """A stranger's value must not become a formula on the screen of whoever opens the report."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _as_text(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
