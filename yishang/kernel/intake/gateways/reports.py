"""The report of faults, as CSV (with the mark by which spreadsheets know UTF-8) or XLSX."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from yishang.kernel.intake.gateways.workbooks import UNWRITABLE, write_workbook
from yishang.kernel.intake.rules import Finding, UnusableTable, harmless

HEADER = ("row", "column", "value", "reason", "hint")
WIDTHS = (8, 18, 40, 48, 48)
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
        yield lambda finding: lines.writerow([finding.row, *map(harmless, _texts(finding))])


@contextmanager
def _sheet_report(path: Path) -> Iterator[Add]:
    """By way of a CSV beside it: findings come one by one, a workbook is written in one go."""
    path.touch()  # a place that cannot be written to is said now, not after an hour
    beside = path.with_name(f"{path.name}.csv")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            yield lambda finding: lines.writerow([finding.row, *_texts(finding)])
        with beside.open(encoding="utf-8", newline="") as file, path.open("wb") as book:
            write_report(book, csv.reader(file))
    finally:
        beside.unlink(missing_ok=True)


def write_report(book: IO[bytes], lines: Iterable[Sequence[str]]) -> None:
    """A report's lines, without their header, as a workbook."""
    rows = ([int(line[0]), *line[1:]] for line in lines)
    write_workbook(book, title="导入报告", head=HEADER, rows=rows, widths=WIDTHS)


def _texts(finding: Finding) -> list[str]:
    return [UNWRITABLE.sub("\ufffd", text) for text in (finding.column, finding.value, finding.reason, finding.hint)]
