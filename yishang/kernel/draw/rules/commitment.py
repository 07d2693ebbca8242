"""What is fixed and published before any randomness exists (specs/draw-record.md, “The commitment”)."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from yishang.kernel.draw.rules.canonical import (
    EMPTY_SHA256,
    canonical_json,
    check_ascending,
    check_digest,
    check_hex,
    check_integer,
    check_keys,
    check_list,
    check_text,
    sha256_hex,
)
from yishang.kernel.draw.rules.drand import SCHEMES, DrandBeacon
from yishang.kernel.draw.rules.refusals import MalformedDraw

VERSION = 1
ALGORITHM = "hmac-sha256-lowest/1"
PLACE = "commitment"
DIGESTS = ("pool_sha256", "officers_sha256", "recusals_sha256")
COUNTS = ("pool_size", "team_size", "max_load")
LARGEST_ROUND = 2**64 - 1  # a round is signed as eight bytes
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
class WitnessBeacon:
    """The witnesses whose values, in this order, are the randomness."""

    witnesses: tuple[Witness, ...]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]]) -> "WitnessBeacon":
        """Of rows with `id`, `role` and `commitment`."""
        return cls(tuple(Witness(**row) for row in rows))

    def as_row(self) -> dict[str, Any]:
        return {"kind": "witnesses", "witnesses": [vars(each).copy() for each in self.witnesses]}


Beacon = WitnessBeacon | DrandBeacon


@dataclass(frozen=True)
class Commitment:
    """A commitment found sound. `document` is the JSON object itself, from which the digest is taken."""

    document: dict[str, Any]
    draw_id: str
    strata: tuple[Stratum, ...]
    beacon: Beacon

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """Whose values are awaited: nobody's, when a round of drand decides."""
        return self.beacon.witnesses if isinstance(self.beacon, WitnessBeacon) else ()

    @cached_property
    def digest(self) -> bytes:
        """C, the SHA-256 of the canonical JSON: 32 bytes."""
        return hashlib.sha256(canonical_json(self.document)).digest()

    def __getitem__(self, key: str) -> Any:
        return self.document[key]


def read_commitment(document: Any) -> Commitment:
    """A JSON object as a Commitment. Raises MalformedDraw naming the key."""
    value = check_keys(document, KEYS, PLACE)
    _check_scalars(value)
    _check_repeats(value)
    strata = _read_strata(value)
    beacon = _read_beacon(value["beacon"], created_at=datetime.fromisoformat(value["created_at"]))
    _check_officers(value)
    return Commitment(document=value, draw_id=value["draw_id"], strata=strata, beacon=beacon)


def compose_commitment(
    *,
    draw_id: str,
    title: str,
    created_at: datetime,
    pool_sha256: str,
    strata: Sequence[Stratum],
    beacon: Beacon,
    officers: bytes = b"",
    recusals: bytes = b"",
    team_size: int = 0,
    max_load: int = 0,
    repeats: Mapping[str, str] | None = None,
) -> Commitment:
    """The commitment to a draw; officers and recusals are the files' bytes. `created_at` is aware.

    Raises as read_commitment.
    """
    return read_commitment(
        {
            "version": VERSION,
            "draw_id": draw_id,
            "title": title,
            "created_at": created_at.isoformat(timespec="seconds"),
            "pool_sha256": pool_sha256,
            "pool_size": sum(stratum.size for stratum in strata),
            "strata": [
                {"name": each.name, "size": each.size, "take": each.take, "skills": sorted(each.skills)}
                for each in sorted(strata, key=lambda stratum: stratum.name)
            ],
            "officers_sha256": sha256_hex(officers),
            "recusals_sha256": sha256_hex(recusals),
            "team_size": team_size,
            "max_load": max_load,
            "algorithm": ALGORITHM,
            "repeats": dict(repeats) if repeats else None,
            "beacon": beacon.as_row(),
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


def _read_beacon(beacon: Any, *, created_at: datetime) -> Beacon:
    place = f"{PLACE}/beacon"
    if not isinstance(beacon, dict):
        raise MalformedDraw(place, "应为对象")
    if beacon.get("kind") == "drand":
        return _read_drand(beacon, place, created_at=created_at)
    if "kind" in beacon and beacon["kind"] != "witnesses":
        raise MalformedDraw(f"{place}/kind", "应为 witnesses 或 drand")
    check_keys(beacon, ("kind", "witnesses"), place)
    rows = check_list(beacon["witnesses"], f"{place}/witnesses")
    if len(rows) < 2:
        raise MalformedDraw(f"{place}/witnesses", "见证人至少两名")
    witnesses = tuple(_read_witness(row, f"{place}/witnesses/{index}") for index, row in enumerate(rows))
    if len({witness.id for witness in witnesses}) < len(witnesses):
        raise MalformedDraw(f"{place}/witnesses", "见证人重复")
    return WitnessBeacon(witnesses)


def _read_drand(beacon: dict[str, Any], place: str, *, created_at: datetime) -> DrandBeacon:
    """A round of drand; one that has been spoken, or may have been, when the commitment is made is refused."""
    check_keys(beacon, ("kind", "chain_hash", "public_key", "scheme", "genesis_time", "period", "round"), place)
    check_hex(beacon["chain_hash"], f"{place}/chain_hash")
    if not isinstance(beacon["scheme"], str) or beacon["scheme"] not in SCHEMES:
        raise MalformedDraw(f"{place}/scheme", f"应为 {'、'.join(SCHEMES)} 之一")
    key_bytes = SCHEMES[beacon["scheme"]].key_bytes
    if len(check_hex(beacon["public_key"], f"{place}/public_key")) != key_bytes:
        raise MalformedDraw(f"{place}/public_key", f"此方案的公钥是 {key_bytes} 字节")
    check_integer(beacon["genesis_time"], f"{place}/genesis_time")
    check_integer(beacon["period"], f"{place}/period", least=1)
    if check_integer(beacon["round"], f"{place}/round", least=1) > LARGEST_ROUND:
        raise MalformedDraw(f"{place}/round", "轮次过大")
    read = DrandBeacon(**{key: value for key, value in beacon.items() if key != "kind"})
    microsecond = timedelta(microseconds=1)
    if read.spoken_at * 10**6 <= (created_at - EPOCH) // microsecond:
        raise MalformedDraw(f"{place}/round", "这一轮不在承诺之后")
    return read


def _read_witness(row: Any, place: str) -> Witness:
    check_keys(row, ("id", "role", "commitment"), place)
    return Witness(
        id=check_text(row["id"], f"{place}/id"),
        role=check_text(row["role"], f"{place}/role", may_be_empty=True),
        commitment=check_digest(row["commitment"], f"{place}/commitment"),
    )


def _check_officers(value: dict[str, Any]) -> None:
    if value["team_size"] > 0:
        return
    for key in ("officers_sha256", "recusals_sha256"):
        if value[key] != EMPTY_SHA256:
            raise MalformedDraw(f"{PLACE}/{key}", "不派人员时应为空文件的摘要")
