"""CSV as it really comes: UTF-8 or GB18030, plain or packed with xz, with broken bytes and quotes."""

import codecs
import csv
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, cast

from yishang.kernel.intake.rules import UNREADABLE, Mark, Record, UnusableTable

CHUNK = 1 << 16
LINE_MAX = 1_000_000  # characters; more without a line break is no table, and must not fill the memory
WIDE_ENOUGH = 10  # Chinese characters that read as UTF-8 before the first broken byte: by chance that does not happen
KEEP_READING = "intake.keep_reading"


def _keep_reading(error: UnicodeError) -> tuple[str, int]:
    """A broken byte must cost its own row only: mark the place and read on."""
    return UNREADABLE, cast(UnicodeDecodeError, error).end


codecs.register_error(KEEP_READING, _keep_reading)


class TextTable:
    """A CSV file. Its encoding is found by reading it once, so that nothing is guessed from a few lines."""

    def __init__(self, path: Path, *, is_packed: bool, bytes_max: int | None = None) -> None:
        self.path, self.is_packed, self.bytes_max = path, is_packed, bytes_max
        self.encoding = self._encoding()
        with self._lines() as lines:
            header = next((cells for cells in _parsed(lines) if _has_words(cells)), None)
        if isinstance(header, Mark):
            raise UnusableTable(f"表头读不出来：{header.reason}。", next_step=f"{header.hint}。")
        if header is None:
            raise UnusableTable("文件是空的。", next_step="第一行须是表头，下面每行一条。")
        self.header = tuple(header)

    def records(self) -> Iterator[Record]:
        """Data records, blank ones left out; a record with broken quotes is marked and reading goes on after it."""
        with refuse_unreadable(self.path), self._lines() as lines:
            row = -1  # the header is the first record that is not blank
            for cells in _parsed(lines):
                if not _has_words(cells):
                    continue
                row += 1
                if row:
                    yield Record(row, (), (cells,)) if isinstance(cells, Mark) else Record(row, tuple(cells))

    def _open(self) -> IO[bytes]:
        return cast(IO[bytes], lzma.open(self.path)) if self.is_packed else self.path.open("rb")

    @contextmanager
    def _lines(self) -> Iterator[Iterator[str]]:
        with self._open() as file:
            text = TextIOWrapper(file, encoding=self.encoding, errors=KEEP_READING, newline="")
            yield _short_lines(text)

    def _encoding(self) -> str:
        """Reads all of it, so that a packed file that unfolds without end is noticed here. Raises UnusableTable."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        wide, has_bom = 0, False
        with self._open() as file:
            while True:
                chunk = file.read(CHUNK)
                if self.bytes_max is not None and file.tell() > self.bytes_max:
                    raise UnusableTable(f"文件展开后超过 {self.bytes_max >> 20} MB。", next_step="请分成几个文件。")
                has_bom = has_bom or chunk.startswith(codecs.BOM_UTF8)
                try:
                    text = decoder.decode(chunk, final=not chunk)
                except UnicodeDecodeError as fault:
                    wide += _wide_characters(fault.object[: fault.start].decode())
                    return "utf-8-sig" if has_bom or wide >= WIDE_ENOUGH else "gb18030"
                if not chunk:
                    return "utf-8-sig"
                wide += _wide_characters(text) if wide < WIDE_ENOUGH else 0


def head_of(path: Path) -> bytes:
    """The first bytes of a file. Raises UnusableTable when there is none to read."""
    with refuse_unreadable(path):
        if not path.is_file():
            raise UnusableTable(f"没有 {path} 这个文件。", next_step="请核对路径；要导入的须是一个文件。")
        with path.open("rb") as file:
            return file.read(8)


@contextmanager
def refuse_unreadable(path: Path) -> Iterator[None]:
    """Whatever keeps a file from being read to its end, as UnusableTable."""
    try:
        yield
    except (lzma.LZMAError, EOFError):
        raise UnusableTable(f"{path.name} 不完整或已损坏，解不开。", next_step="请重新取得这个文件。") from None
    except OSError as fault:
        raise UnusableTable(
            f"{path.name} 读不出来（{fault.strerror or fault}）。", next_step="请检查文件和权限。"
        ) from None


def _short_lines(text: TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LINE_MAX):
        number += 1
        if len(line) == LINE_MAX and not line.endswith(("\n", "\r")):
            raise UnusableTable(f"第 {number} 行超过 {LINE_MAX} 个字符，不像表格。", next_step="请确认这是 CSV 文件。")
        yield line


def _parsed(lines: Iterator[str]) -> Iterator[list[str] | Mark]:
    reader = csv.reader(lines, strict=True)
    while True:
        began = reader.line_num + 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            span = f"第 {began} 行" if reader.line_num <= began else f"第 {began} 至 {reader.line_num} 行"
            hint = "内容中的英文双引号须写成两个，整格再用双引号括起"
            yield Mark(None, f"文件{span}的双引号不成对，或一格超过 {csv.field_size_limit()} 个字符", hint)


def _has_words(cells: list[str] | Mark) -> bool:
    return isinstance(cells, Mark) or any(cell.strip() for cell in cells)


def _wide_characters(text: str) -> int:
    """How many characters take three bytes or more in UTF-8; two-byte ones occur in GB18030 by chance (联通)."""
    return sum(character >= "\u0800" for character in text)
