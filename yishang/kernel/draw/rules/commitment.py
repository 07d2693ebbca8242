"""What is fixed and published before any randomness exists (specs/draw-record.md, “The commitment”)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from yishang.kernel.draw.rules.canonical import (
    EMPTY_SHA256,
    canonical_json,
    check_ascending,
    check_digest,
    check_integer,
    check_keys,
    check_list,
    check_text,
    sha256_hex,
)
from yishang.kernel.draw.rules.refusals import MalformedDraw, NotInThisVersion

VERSION = 1
ALGORITHM = "hmac-sha256-lowest/1"
PLACE = "commitment"
DIGESTS = ("pool_sha256", "officers_sha256", "recusals_sha256")
COUNTS = ("pool_size", "team_size", "max_load")
KEYS = ("version", "algorithm", "draw_id", "title", "created_at", "strata", "repeats", "beacon", *DIGESTS, *COUNTS)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True)
class Stratum:
    """A part of the pool with its own count to take; `skills` are what a team sent there must hold."""

    name: str
    size: int
    take: int
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Witness:
    """Somebody outside the operator who has promised a random value; `commitment` is its SHA-256."""

    id: str
    role: str
    commitment: str


@dataclass(frozen=True)
class Commitment:
    """A commitment found sound. `document` is the JSON object itself, from which the digest is taken."""

    document: dict[str, Any]
    draw_id: str
    strata: tuple[Stratum, ...]
    witnesses: tuple[Witness, ...]

    @cached_property
    def digest(self) -> bytes:
        """C, the SHA-256 of the canonical JSON: 32 bytes."""
        return hashlib.sha256(canonical_json(self.document)).digest()

    def __getitem__(self, key: str) -> Any:
        return self.document[key]


def read_commitment(document: Any) -> Commitment:
    """A JSON object as a Commitment.

    Raises MalformedDraw naming the key, or NotInThisVersion for teams of officers and for a drand beacon.
    """
    value = check_keys(document, KEYS, PLACE)
    _check_scalars(value)
    _check_repeats(value)
    strata = _read_strata(value)
    witnesses = _read_beacon(value["beacon"])
    _check_officers(value)
    return Commitment(document=value, draw_id=value["draw_id"], strata=strata, witnesses=witnesses)


def compose_commitment(
    *,
    draw_id: str,
    title: str,
    created_at: datetime,
    pool: bytes,
    strata: Sequence[Stratum],
    witnesses: Sequence[Witness],
    repeats: Mapping[str, str] | None = None,
) -> Commitment:
    """The commitment to a draw without officers. `created_at` is aware. Raises as read_commitment."""
    return read_commitment(
        {
            "version": VERSION,
            "draw_id": draw_id,
            "title": title,
            "created_at": created_at.isoformat(timespec="seconds"),
            "pool_sha256": sha256_hex(pool),
            "pool_size": sum(stratum.size for stratum in strata),
            "strata": [
                {"name": each.name, "size": each.size, "take": each.take, "skills": list(each.skills)}
                for each in sorted(strata, key=lambda stratum: stratum.name)
            ],
            "officers_sha256": EMPTY_SHA256,
            "recusals_sha256": EMPTY_SHA256,
            "team_size": 0,
            "max_load": 0,
            "algorithm": ALGORITHM,
            "repeats": dict(repeats) if repeats else None,
            "beacon": {
                "kind": "witnesses",
                "witnesses": [{"id": each.id, "role": each.role, "commitment": each.commitment} for each in witnesses],
            },
        }
    )


def count_for_ratio(size: int, ratio: Decimal | Fraction) -> int:
    """How many of `size` a ratio between 0 and 1 takes, rounded up (handbook 2.5: n_k = ceil(N_k × p_k)).

    A binary float is no ratio: 0.07 × 100 would take eight. Raises MalformedDraw above 1 or below 0.
    """
    if isinstance(ratio, float):
        raise TypeError("a ratio is a Decimal or a Fraction, never a float")
    if not 0 <= ratio <= 1:
        raise MalformedDraw("ratio", "抽取比例应在 0 到 100% 之间")
    exact = Fraction(ratio) * size
    return -(-exact.numerator // exact.denominator)


def pseudonym(nonce: bytes, identifier: str) -> str:
    """A candidate's name in one published draw; the nonce, 16 random bytes of this draw, is told to that candidate."""
    if len(nonce) != 16:
        raise ValueError("a nonce has 16 bytes")
    return sha256_hex(nonce + identifier.encode())


def _check_scalars(value: dict[str, Any]) -> None:
    if check_integer(value["version"], f"{PLACE}/version") != VERSION:
        raise MalformedDraw(f"{PLACE}/version", f"只认第 {VERSION} 版格式")
    if value["algorithm"] != ALGORITHM:
        raise MalformedDraw(f"{PLACE}/algorithm", f"只认算法 {ALGORITHM}")
    check_text(value["draw_id"], f"{PLACE}/draw_id")
    check_text(value["title"], f"{PLACE}/title", may_be_empty=True)
    _check_moment(value["created_at"], f"{PLACE}/created_at")
    for key in DIGESTS:
        check_digest(value[key], f"{PLACE}/{key}")
    for key in COUNTS:
        check_integer(value[key], f"{PLACE}/{key}")


def _check_moment(value: Any, place: str) -> None:
    """ISO 8601 to the second, with an offset, and a day that exists."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise MalformedDraw(place, "应为带时区的时间，如 2026-11-22T09:00:00+08:00")
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise MalformedDraw(place, "没有这个时间") from None


def _check_repeats(value: dict[str, Any]) -> None:
    place = f"{PLACE}/repeats"
    if value["repeats"] is None:
        return
    repeats = check_keys(value["repeats"], ("draw_id", "reason"), place)
    if check_text(repeats["draw_id"], f"{place}/draw_id") == value["draw_id"]:
        raise MalformedDraw(f"{place}/draw_id", "不能是本次抽取自己")
    check_text(repeats["reason"], f"{place}/reason")


def _read_strata(value: dict[str, Any]) -> tuple[Stratum, ...]:
    place = f"{PLACE}/strata"
    rows = check_list(value["strata"], place)
    strata = tuple(_read_stratum(row, f"{place}/{index}") for index, row in enumerate(rows))
    check_ascending([stratum.name for stratum in strata], place, "层名")
    if sum(stratum.size for stratum in strata) != value["pool_size"]:
        raise MalformedDraw(f"{PLACE}/pool_size", "与各层数量之和不符")
    return strata


def _read_stratum(row: Any, place: str) -> Stratum:
    check_keys(row, ("name", "size", "take", "skills"), place)
    name = check_text(row["name"], f"{place}/name")
    size = check_integer(row["size"], f"{place}/size")
    take = check_integer(row["take"], f"{place}/take")
    if take > size:
        raise MalformedDraw(f"{place}/take", f"应抽 {take} 个，多于层内的 {size} 个")
    skills = check_list(row["skills"], f"{place}/skills")
    for index, skill in enumerate(skills):
        if "," in check_text(skill, f"{place}/skills/{index}"):
            raise MalformedDraw(f"{place}/skills/{index}", "技能中不得有逗号")
    check_ascending(skills, f"{place}/skills", "技能")
    return Stratum(name=name, size=size, take=take, skills=tuple(skills))


def _read_beacon(beacon: Any) -> tuple[Witness, ...]:
    place = f"{PLACE}/beacon"
    if isinstance(beacon, dict) and beacon.get("kind") == "drand":
        raise NotInThisVersion(place, "本版本只以见证人产生随机数，尚不支持 drand", next_step="请改用两名以上见证人。")
    check_keys(beacon, ("kind", "witnesses"), place)
    if beacon["kind"] != "witnesses":
        raise MalformedDraw(f"{place}/kind", "应为 witnesses 或 drand")
    rows = check_list(beacon["witnesses"], f"{place}/witnesses")
    if len(rows) < 2:
        raise MalformedDraw(f"{place}/witnesses", "见证人至少两名")
    witnesses = tuple(_read_witness(row, f"{place}/witnesses/{index}") for index, row in enumerate(rows))
    if len({witness.id for witness in witnesses}) < len(witnesses):
        raise MalformedDraw(f"{place}/witnesses", "见证人重复")
    return witnesses


def _read_witness(row: Any, place: str) -> Witness:
    check_keys(row, ("id", "role", "commitment"), place)
    return Witness(
        id=check_text(row["id"], f"{place}/id"),
        role=check_text(row["role"], f"{place}/role", may_be_empty=True),
        commitment=check_digest(row["commitment"], f"{place}/commitment"),
    )


def _check_officers(value: dict[str, Any]) -> None:
    if value["team_size"] > 0:
        raise NotInThisVersion(
            f"{PLACE}/team_size", "本版本只抽对象，尚不派人员", next_step="请把 team_size 定为 0，另行派员。"
        )
    for key in ("officers_sha256", "recusals_sha256"):
        if value[key] != EMPTY_SHA256:
            raise MalformedDraw(f"{PLACE}/{key}", "不派人员时应为空文件的摘要")
