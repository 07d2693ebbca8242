"""The world of files: tables in, a report of faults out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from yishang.kernel.intake.gateways.reports import report_to
from yishang.kernel.intake.gateways.sheets import SheetTable
from yishang.kernel.intake.gateways.text_tables import TextTable, head_of, refuse_unreadable
from yishang.kernel.intake.rules import Record, UnusableTable

__all__ = ["Table", "report_to", "table_at"]

XZ, ZIP = b"\xfd7zXZ\x00", b"PK\x03\x04"
NOT_TABLES = {
    b"\xd0\xcf\x11\xe0": ("这是旧版 .xls，或加了密码的工作簿。", "请在表格软件中另存为不加密码的 .xlsx 或 CSV。"),
    b"\x1f\x8b": ("这是 gzip 压缩文件。", "请先解压；压缩的只认 .csv.xz。"),
    b"\xff\xfe": ("这是 UTF-16 文本。", "请另存为“CSV UTF-8”。"),
    b"\xfe\xff": ("这是 UTF-16 文本。", "请另存为“CSV UTF-8”。"),
    b"%PDF": ("这是 PDF 文件。", "请从原系统导出 CSV 或 XLSX。"),
}


class Table(Protocol):
    """A header and records below it; `records()` begins anew at every call and keeps one record at a time."""

    header: tuple[str, ...]

    def records(self) -> Iterator[Record]: ...


def table_at(path: Path) -> Table:
    """The table in a file, judged by its content and not by its name. Raises UnusableTable."""
    head = head_of(path)
    for signature, (message, next_step) in NOT_TABLES.items():
        if head.startswith(signature):
            raise UnusableTable(message, next_step=next_step)
    if head.startswith(ZIP):
        return SheetTable(path)
    is_packed = head.startswith(XZ)
    with refuse_unreadable(path):
        return TextTable(path, is_packed=is_packed)
