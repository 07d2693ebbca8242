"""The frozen list of candidates as lines `id TAB stratum LF`, sorted by the bytes of the whole line.

A pool may hold millions of lines, so it is walked in blocks of whole lines and never taken apart at once: `Blocks` cuts
one bytes value, a database hands over what it keeps. Because TAB sorts before every character allowed in an id, equal
ids are neighbours, so that one look back finds a repetition in whatever stratum.
"""

import hashlib
import heapq
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from operator import itemgetter, lt, ne
from tempfile import TemporaryFile
from typing import IO

from yishang.kernel.draw.rules.canonical import check_text
from yishang.kernel.draw.rules.commitment import Commitment
from yishang.kernel.draw.rules.refusals import MalformedDraw

POOL_FILE = "pool.tsv"
BLOCK_BYTES = 1 << 14
LINES_IN_MEMORY = 250_000  # of a pool being sorted, some 30 MB
_ALLOWED = bytes([0x09, 0x0A, *range(0x20, 0x7F), *range(0x80, 0x100)])
_HIGH_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")


@dataclass(frozen=True)
class StratumPool:
    """One stratum to be frozen: its candidates (walked once, so a query's iterator will do), how many to take, and the
    skills that a team sent there must hold.
    """

    ids: Iterable[str]
    take: int
    skills: tuple[str, ...] = ()


class Blocks:
    """A whole pool in memory, walked as often as need be in blocks of whole lines."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __iter__(self) -> Iterator[bytes]:
        start = 0
        while start < len(self._data):
            end = self._data.find(b"\n", start + BLOCK_BYTES) + 1 or len(self._data)
            yield self._data[start:end]
            start = end


Rows = list[tuple[bytes, bytes, bytes]]  # id, TAB, stratum and LF
Pool = bytes | Iterable[bytes]  # all of it, or blocks of whole lines that can be walked more than once


def blocks_of(pool: Pool) -> Iterable[bytes]:
    """Any pool as blocks of whole lines."""
    return Blocks(pool) if isinstance(pool, bytes) else pool


def pool_bytes(strata: Mapping[str, Iterable[str]]) -> bytes:
    """The pool file of candidates by stratum. Raises MalformedDraw on an id or a name that no line can carry."""
    lines = []
    for name, identifiers in strata.items():
        check_text(name, "strata")
        lines += [f"{check_text(each, POOL_FILE)}\t{name}\n".encode() for each in identifiers]
    return b"".join(sorted(lines))


def sorted_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines (each with its LF) sorted by their bytes, with no more than LINES_IN_MEMORY held at any time."""
    source = iter(lines)
    runs: list[IO[bytes]] = []
    try:
        while run := sorted(islice(source, LINES_IN_MEMORY)):
            if len(run) < LINES_IN_MEMORY and not runs:
                yield from run
                return
            file = TemporaryFile()  # noqa: SIM115 (closed below, when the last line is out)
            runs.append(file)
            file.writelines(run)
            file.seek(0)
            del run
        yield from heapq.merge(*runs)
    finally:
        for run_file in runs:
            run_file.close()


def candidates(pool: Pool) -> Iterator[tuple[bytes, bytes]]:
    """Each candidate's id and stratum name, as bytes, in the order of a pool that has been checked."""
    for block in blocks_of(pool):
        for line in BytesIO(block):
            identifier, _, stratum = line.partition(b"\t")
            yield identifier, stratum[:-1]


def not_in_pool(identifiers: Iterable[str], pool: Pool) -> set[str]:
    """Those of the ids that a pool, which has been checked, does not hold; it is searched, not walked line by line."""
    left = sorted((each.encode() + b"\t" for each in identifiers), reverse=True)
    unknown = []
    for block in blocks_of(pool) if left else ():
        lines = BytesIO(block).readlines()
        while left and left[-1] <= lines[-1]:
            start = left.pop()
            if not lines[bisect_left(lines, start)].startswith(start):
                unknown.append(start)
    return {start[:-1].decode() for start in (*unknown, *left)}


def check_pool(pool: Pool, commitment: Commitment) -> None:
    """Is this the pool that was committed to? Raises MalformedDraw at `pool.tsv/<line, from 1>` or at `pool.tsv`."""
    for _ in checked_rows(pool, commitment):
        pass


def checked_rows(pool: Pool, commitment: Commitment) -> Iterator[Rows]:
    """The rows of each block once they are found sound; what they lead to stands only when the last has been walked,
    for then digest and sizes are compared. Raises as check_pool.
    """
    known = {stratum.name.encode() + b"\n" for stratum in commitment.strata}
    sizes: Counter[bytes] = Counter()
    digest, last, walked = hashlib.sha256(), b"", 0
    for block in blocks_of(pool):
        lines = BytesIO(block).readlines()
        rows = [line.partition(b"\t") for line in lines]
        found = Counter(map(itemgetter(2), rows))
        if not (known.issuperset(found) and _is_in_order(lines, rows, last) and _is_text(block)):
            raise _fault(lines, last, walked, known)
        yield rows
        sizes.update(found)
        digest.update(block)
        last, walked = lines[-1], walked + len(lines)
    if digest.hexdigest() != commitment["pool_sha256"]:
        raise MalformedDraw(POOL_FILE, "摘要与承诺书的 pool_sha256 不符")
    for index, stratum in enumerate(commitment.strata):
        if (size := sizes[stratum.name.encode() + b"\n"]) != stratum.size:
            why = f"承诺书写 {stratum.size} 个，名单里有 {size} 个"
            raise MalformedDraw(f"commitment/strata/{index}/size", why)


def rows_of(pool: Pool) -> Iterator[Rows]:
    """The rows of each block of a pool that has been checked."""
    for block in blocks_of(pool):
        yield [line.partition(b"\t") for line in BytesIO(block)]


def _is_in_order(lines: list[bytes], rows: Rows, last: bytes) -> bool:
    """Ascending from the line before, no id empty or repeated; a thousand times quicker than line by line."""
    ids = [row[0] for row in rows]
    return all(ids) and all(map(lt, [last, *lines], lines)) and all(map(ne, [last.partition(b"\t")[0], *ids], ids))


def _is_text(block: bytes) -> bool:
    if block.translate(None, _ALLOWED):
        return False
    return block.isascii() or (_is_utf8(block) and not _HIGH_CONTROL.search(block))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _fault(lines: list[bytes], last: bytes, walked: int, known: set[bytes]) -> MalformedDraw:
    """The first line that is not sound, in a block that is known to hold one."""
    number = walked
    for number, line in enumerate(lines, start=walked + 1):
        row = line.partition(b"\t")
        if not (row[2] in known and _is_in_order([line], [row], last) and _is_text(line)):
            return MalformedDraw(f"{POOL_FILE}/{number}", _line_fault(line, last))
        last = line
    return MalformedDraw(f"{POOL_FILE}/{number}", "无法识别")


def _line_fault(line: bytes, previous: bytes) -> str:
    """Why a line that is known not to be sound is not."""
    if line.translate(None, _ALLOWED) or (_is_utf8(line) and _HIGH_CONTROL.search(line)):
        return "含有控制字符"
    if not line.endswith(b"\n"):
        return "末行没有换行"
    if not _is_utf8(line):
        return "不是 UTF-8 编码"
    fields = line[:-1].split(b"\t")
    if len(fields) != 2 or not all(fields):
        return "应为“编号 TAB 层名”，两者都不得为空"
    if fields[0] == previous.partition(b"\t")[0]:
        return "编号重复"
    return "未按字节排序" if line <= previous else f"承诺书中没有层 {fields[1].decode()}"
