"""The frozen list of candidates as lines `id TAB stratum LF`, sorted by the bytes of the whole line.

A pool may hold millions of lines: it is one bytes value, walked line by line. Because TAB sorts before every character
allowed in an id, equal ids are neighbours, so that one look back finds a repetition in whatever stratum.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO

from yishang.kernel.draw.rules.canonical import check_text, sha256_hex
from yishang.kernel.draw.rules.commitment import Commitment
from yishang.kernel.draw.rules.refusals import MalformedDraw

POOL_FILE = "pool.tsv"
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")


def pool_bytes(strata: Mapping[str, Iterable[str]]) -> bytes:
    """The pool file of candidates by stratum. Raises MalformedDraw on an id or a name that no line can carry."""
    lines = []
    for name, identifiers in strata.items():
        check_text(name, "strata")
        lines += [f"{check_text(each, POOL_FILE)}\t{name}\n".encode() for each in identifiers]
    return b"".join(sorted(lines))


def candidates(pool: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each candidate's id and stratum name, as bytes, in the order of a pool that has been checked."""
    for line in BytesIO(pool):
        identifier, _, stratum = line.partition(b"\t")
        yield identifier, stratum[:-1]


def check_pool(pool: bytes, commitment: Commitment) -> None:
    """Is this the pool that was committed to? Raises MalformedDraw at `pool.tsv/<line, from 1>` or at `pool.tsv`."""
    sizes = count_strata(pool, [stratum.name for stratum in commitment.strata])
    if sha256_hex(pool) != commitment["pool_sha256"]:
        raise MalformedDraw(POOL_FILE, "摘要与承诺书的 pool_sha256 不符")
    for index, stratum in enumerate(commitment.strata):
        if sizes[stratum.name] != stratum.size:
            why = f"承诺书写 {stratum.size} 个，名单里有 {sizes[stratum.name]} 个"
            raise MalformedDraw(f"commitment/strata/{index}/size", why)


def count_strata(pool: bytes, names: Iterable[str]) -> dict[str, int]:
    """How many candidates stand in each of the named strata. Raises MalformedDraw at a line that is not sound."""
    if found := _CONTROL.search(pool):
        number = pool.count(b"\n", 0, found.start()) + 1
        raise MalformedDraw(f"{POOL_FILE}/{number}", "含有控制字符")
    counts = {name.encode() + b"\n": 0 for name in names}
    previous = previous_id = b""
    for number, line in enumerate(BytesIO(pool), start=1):
        identifier, _, stratum = line.partition(b"\t")
        sound = stratum in counts and identifier and identifier != previous_id and line > previous
        if not sound or not (line.isascii() or _is_utf8(line)):
            raise MalformedDraw(f"{POOL_FILE}/{number}", _line_fault(line, previous))
        counts[stratum] += 1
        previous, previous_id = line, identifier
    return {name[:-1].decode(): count for name, count in counts.items()}


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _line_fault(line: bytes, previous: bytes) -> str:
    """Why a line that is known not to be sound is not."""
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
