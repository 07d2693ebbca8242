"""The frozen list of officers, lines `id TAB unit TAB skill,skill,… LF`, and of whom each may not be sent to,
lines `officer_id TAB candidate_id LF`; both sorted by bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

from yishang.kernel.draw.rules.canonical import check_text
from yishang.kernel.draw.rules.pool import Pool, not_in_pool
from yishang.kernel.draw.rules.refusals import MalformedDraw

OFFICERS_FILE = "officers.tsv"
RECUSALS_FILE = "recusals.tsv"


@dataclass(frozen=True)
class Officer:
    """Somebody who may be sent; that the unit sends somebody is the skill `unit:<code>`."""

    id: str
    unit: str
    skills: tuple[str, ...] = ()


def officers_bytes(officers: Iterable[Officer]) -> bytes:
    """The officers' file. Raises MalformedDraw on what no line can carry, or when an officer is there twice."""
    data = b"".join(sorted(_line(one) for one in officers))
    read_officers(data)
    return data


def _line(officer: Officer) -> bytes:
    check_text(officer.id, OFFICERS_FILE)
    check_text(officer.unit, OFFICERS_FILE, may_be_empty=True)
    for skill in officer.skills:
        if "," in check_text(skill, OFFICERS_FILE):
            raise MalformedDraw(OFFICERS_FILE, f"技能“{skill}”中不得有逗号")
    return f"{officer.id}\t{officer.unit}\t{','.join(sorted(set(officer.skills)))}\n".encode()


def recusals_bytes(pairs: Iterable[tuple[str, str]]) -> bytes:
    """The recusals' file of pairs (officer, candidate); the same pair twice is one."""
    return b"".join(sorted({f"{officer}\t{candidate}\n".encode() for officer, candidate in pairs}))


def read_officers(data: bytes) -> dict[str, Officer]:
    """The officers by id. Raises MalformedDraw at `officers.tsv/<line, from 1>`."""
    officers: dict[str, Officer] = {}
    for place, (identifier, unit, skills) in _rows(data, OFFICERS_FILE, fields=3):
        if identifier in officers:
            raise MalformedDraw(place, "人员重复")
        held = skills.split(",") if skills else []
        for skill in held:
            check_text(skill, place)
        if held != sorted(set(held)):
            raise MalformedDraw(place, "技能重复或未排序")
        officers[identifier] = Officer(id=identifier, unit=unit, skills=tuple(held))
    return officers


def recused_officers(data: bytes, *, officers: Mapping[str, Officer]) -> dict[str, frozenset[str]]:
    """Candidate → the officers who may not go there. Raises MalformedDraw at `recusals.tsv/<line, from 1>`."""
    pairs: dict[str, set[str]] = {}
    for place, (officer, candidate) in _rows(data, RECUSALS_FILE, fields=2):
        if officer not in officers:
            raise MalformedDraw(place, "名单里没有这名人员")
        pairs.setdefault(candidate, set()).add(officer)
    return {candidate: frozenset(barred) for candidate, barred in pairs.items()}


def read_recusals(data: bytes, *, officers: Mapping[str, Officer], pool: Pool) -> dict[str, frozenset[str]]:
    """The same, of candidates who are all in the pool. Raises MalformedDraw at `recusals.tsv/<line, from 1>`."""
    recused = recused_officers(data, officers=officers)
    if unknown := not_in_pool(recused, pool):
        for place, (_, candidate) in _rows(data, RECUSALS_FILE, fields=2):
            if candidate in unknown:
                raise MalformedDraw(place, "名单里没有这个对象")
    return recused


def _rows(data: bytes, file: str, *, fields: int) -> Iterable[tuple[str, list[str]]]:
    """Each line's place and fields, once the line is sound in itself and in its order."""
    previous = b""
    for number, line in enumerate(BytesIO(data), start=1):
        place = f"{file}/{number}"
        if not line.endswith(b"\n"):
            raise MalformedDraw(place, "末行没有换行")
        try:
            row = line[:-1].decode().split("\t")
        except UnicodeDecodeError:
            raise MalformedDraw(place, "不是 UTF-8 编码") from None
        for index, field in enumerate(row):
            check_text(field, place, may_be_empty=bool(index) and fields == 3)
        if len(row) != fields:
            raise MalformedDraw(place, f"应为以 TAB 分隔的 {fields} 项")
        if line == previous:
            raise MalformedDraw(place, "重复")
        if line < previous:
            raise MalformedDraw(place, "未按字节排序")
        yield place, row
        previous = line
