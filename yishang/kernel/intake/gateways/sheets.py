"""The first sheet of an XLSX workbook that people see, a row at a time."""

import re
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from yishang.kernel.intake.rules import Mark, Record, UnusableTable

TEXTS = "xl/sharedStrings.xml"
TEXTS_MAX = 128 << 20  # bytes; the texts of a workbook are all read before the first row, unlike a CSV's
ROWS_OF_A_SHEET = (
    1 << 20
)  # as many as spreadsheets have; a row may call itself the billionth, and all before it be blank
EXACT_TO = 10**15  # a spreadsheet keeps fifteen digits of a number
# SyntaxError is of XML, from whichever of the two parsers openpyxl takes; RuntimeError: encrypted, packed in a way of
# their own, nested without end.
BROKEN = (
    BadZipFile, InvalidFileException, SyntaxError, KeyError, IndexError, ValueError, TypeError, AttributeError,
    EOFError, OverflowError, ZlibError, RuntimeError,
)  # fmt: skip


MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
CHUNK = 1 << 20  # bytes of a sheet looked at together


class SheetTable:
    """A workbook's first sheet; hidden ones are nobody's table, for whoever handed the file in did not see them."""

    def __init__(self, path: Path, *, bytes_max: int | None = None) -> None:
        self.path = path
        with _refuse_broken(path):
            _refuse_huge(path, bytes_max)
            _refuse_merged(path)
        first = next(self._rows(), None)
        if first is None:
            raise UnusableTable("工作簿的第一张表是空的。", next_step="请把数据放在第一张工作表，第一行是表头。")
        self.header = tuple(_text(cell.value) for cell in first)

    def records(self) -> Iterator[Record]:
        """Data records, blank ones left out; formulas and error values are marked, since their text is not a value."""
        rows = self._rows()
        next(rows, None)
        for number, cells in enumerate(rows, start=1):
            marks = (_mark(place, cell) for place, cell in enumerate(cells))
            texts = [_text(cell.value) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            yield Record(number, tuple(texts), tuple(mark for mark in marks if mark))

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        with _refuse_broken(self.path), self.path.open("rb") as file, closing(_loaded(file)) as book:
            sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
            if sheet is None:
                return
            sheet.reset_dimensions()  # some programs write wrong ones
            rows = sheet.iter_rows()
            place = 0
            while (cells := _quietly_next(rows)) is not None:
                place += 1
                if place > ROWS_OF_A_SHEET:
                    raise UnusableTable(f"{self.path.name} 的行号超出了工作表。", next_step="请另存为 CSV 后导入。")
                if any(_text(cell.value).strip() for cell in cells):
                    yield cells


def _loaded(file: IO[bytes]) -> Any:
    """An open file, since of a path openpyxl would look at the ending."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(file, read_only=True, data_only=False)


def _quietly_next(rows: Iterator[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a date out of range becomes an error value, which we tell ourselves
        return next(rows, None)


def _refuse_huge(path: Path, bytes_max: int | None) -> None:
    with ZipFile(path) as book:
        sizes = {part.filename: part.file_size for part in book.infolist()}
    if bytes_max is not None and sum(sizes.values()) > bytes_max:
        raise UnusableTable(f"工作簿展开后超过 {bytes_max >> 20} MB。", next_step="请分成几个文件。")
    if sizes.get(TEXTS, 0) > TEXTS_MAX:
        raise UnusableTable(f"工作簿的文字超过 {TEXTS_MAX >> 20} MB。", next_step="请另存为 CSV 后导入，大小不限。")


def _refuse_merged(path: Path) -> None:
    """Cells merged over several rows: only the first of them holds the value, the others would lack it."""
    with path.open("rb") as file, closing(_loaded(file)) as book, ZipFile(path) as parts:
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            return
        with parts.open(sheet._worksheet_path) as xml:
            before = b""
            while block := xml.read(CHUNK):
                for first, top, last, bottom in MERGED.findall(before + block):
                    if top != bottom:
                        cells = f"{first.decode()}{top.decode()}:{last.decode()}{bottom.decode()}"
                        raise UnusableTable(
                            f"表里有跨行合并的单元格（{cells}），只有第一行有值。",
                            next_step="请取消合并，把内容填到每一行，再上传。",
                        )
                before = block[-80:]


@contextmanager
def _refuse_broken(path: Path) -> Iterator[None]:
    try:
        yield
    except BROKEN:
        raise UnusableTable(
            f"{path.name} 不是完好的 XLSX 工作簿。", next_step="请用表格软件打开并另存为 .xlsx。"
        ) from None
    except OSError as fault:
        raise UnusableTable(
            f"{path.name} 读不出来（{fault.strerror or fault}）。", next_step="请检查文件和权限。"
        ) from None


def _mark(place: int, cell: Any) -> Mark | None:
    if cell.data_type == "f":
        return Mark(place, "这一格是公式，不是值", "复制这一列，选择性粘贴为“值”后再导入")
    if cell.data_type == "e":
        return Mark(place, "这一格是表格软件的错误值", "请改正这一格")
    if isinstance(cell.value, float) and abs(cell.value) >= EXACT_TO:
        return Mark(place, "这一格存成了数字，表格软件只留 15 位，末几位已丢失", "请把这一列设为文本，重新填写")
    return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_TO:
        return str(int(value))
    return str(value)
