"""The world of files: tables in, a report of faults out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from yishang.kernel.intake.gateways.reports import HEADER, report_to, write_report
from yishang.kernel.intake.gateways.seen import Seen, seen_at
from yishang.kernel.intake.gateways.sheets import SheetTable
from yishang.kernel.intake.gateways.text_tables import TextTable, head_of, refuse_unreadable
from yishang.kernel.intake.gateways.workbooks import in_temporary_file, write_workbook
from yishang.kernel.intake.rules import Record, UnusableTable

__all__ = [
    "HEADER",
    "Seen",
    "Table",
    "in_temporary_file",
    "refuse_other_kinds",
    "report_to",
    "seen_at",
    "table_at",
    "write_report",
    "write_workbook",
]

XZ, ZIP = b"\xfd7zXZ\x00", b"PK\x03\x04"
NOT_TABLES = {
    b"\xd0\xcf\x11\xe0": ("这是旧版 .xls，或加了密码的工作簿。", "请在表格软件中另存为不加密码的 .xlsx 或 CSV。"),
    b"\x1f\x8b": ("这是 gzip 压缩文件。", "请先解压；压缩的只认 .csv.xz。"),
    b"\xff\xfe": ("这是 UTF-16 文本。", "请另存为“CSV UTF-8”。"),
    b"\xfe\xff": ("这是 UTF-16 文本。", "请另存为“CSV UTF-8”。"),
    b"\x89PNG": ("这是图片。", "请把表格存成 CSV 或 XLSX。"),
    b"\xff\xd8\xff": ("这是图片。", "请把表格存成 CSV 或 XLSX。"),
    b"7z\xbc\xaf": ("这是 7z 压缩文件。", "请先解压；压缩的只认 .csv.xz。"),
    b"Rar!": ("这是 RAR 压缩文件。", "请先解压；压缩的只认 .csv.xz。"),
    b"%PDF": ("这是 PDF 文件。", "请从原系统导出 CSV 或 XLSX。"),
}


class Table(Protocol):
    """A header and records below it; `records()` begins anew at every call and keeps one record at a time."""

    header: tuple[str, ...]

    def records(self) -> Iterator[Record]: ...


def table_at(path: Path, *, bytes_max: int | None = None) -> Table:
    """The table in a file, judged by its content and not by its name; `bytes_max` is what it may unfold to.

    Raises UnusableTable.
    """
    head = refuse_other_kinds(path)
    if head.startswith(ZIP):
        return SheetTable(path, bytes_max=bytes_max)
    is_packed = head.startswith(XZ)
    with refuse_unreadable(path):
        return TextTable(path, is_packed=is_packed, bytes_max=bytes_max)


def refuse_other_kinds(path: Path) -> bytes:
    """Raise UnusableTable for a file that is plainly something else, by its first bytes, which are returned."""
    head = head_of(path)
    if not head:
        raise UnusableTable("文件是空的。", next_step="第一行须是表头，下面每行一条。")
    for signature, (message, next_step) in NOT_TABLES.items():
        if head.startswith(signature):
            raise UnusableTable(message, next_step=next_step)
    return head
