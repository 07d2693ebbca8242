"""The published record: how it is made, and how anyone finds out whether it is true."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yishang.kernel.draw.rules.canonical import canonical_json, check_digest, check_keys, read_json, sha256_hex
from yishang.kernel.draw.rules.commitment import Commitment, read_commitment
from yishang.kernel.draw.rules.events import check_events
from yishang.kernel.draw.rules.pool import POOL_FILE, check_pool
from yishang.kernel.draw.rules.refusals import MalformedDraw, RecordMismatch
from yishang.kernel.draw.rules.selection import randomness_of, seed_of, select

RECORD_FILE = "record.json"
OFFICERS_FILE = "officers.tsv"
RECUSALS_FILE = "recusals.tsv"
EVENTS_FILE = "events.json"
FILES = (RECORD_FILE, POOL_FILE, OFFICERS_FILE, RECUSALS_FILE)
KEYS = ("commitment", "commitment_sha256", "reveals", "seed", "selected", "teams", "unassigned")


@dataclass(frozen=True)
class Verdict:
    """What a true record says, in short. Compare the digest with the one that was published before the draw."""

    draw_id: str
    commitment_sha256: str
    pool_size: int
    selected: int


def make_record(
    *, commitment: Commitment, reveals: Any, pool: bytes, officers: bytes = b"", recusals: bytes = b""
) -> dict[str, Any]:
    """The record of a draw as a JSON object; `record_bytes` writes it down.

    Raises MalformedDraw when a file is not the one committed to, DrawVoid when a witness broke the promise.
    """
    check_pool(pool, commitment)
    for name, key, data in ((OFFICERS_FILE, "officers_sha256", officers), (RECUSALS_FILE, "recusals_sha256", recusals)):
        if sha256_hex(data) != commitment[key]:
            raise MalformedDraw(name, f"摘要与承诺书的 {key} 不符")
    seed = seed_of(commitment.digest, randomness_of(commitment.witnesses, reveals))
    selected = select(seed=seed, pool=pool, strata=commitment.strata)
    return {
        "commitment": commitment.document,
        "commitment_sha256": commitment.digest.hex(),
        "reveals": reveals,
        "seed": seed.hex(),
        "selected": [each.as_row() for each in selected],
        "teams": [],
        "unassigned": [],
    }


def record_bytes(record: Mapping[str, Any]) -> bytes:
    """`record.json`: canonical JSON and one LF."""
    return canonical_json(record) + b"\n"


def record_files(record: bytes, pool: bytes) -> dict[str, bytes]:
    """The files of a draw without officers, by name."""
    return {RECORD_FILE: record, POOL_FILE: pool, OFFICERS_FILE: b"", RECUSALS_FILE: b""}


def verify_record(files: Mapping[str, bytes]) -> Verdict:
    """Recompute everything from the files alone (by name; `events.json` only where something happened later).

    Raises a DrawRefusal whose `place` names the first thing that is not as it must be.
    """
    for name in FILES:
        if name not in files:
            raise MalformedDraw(name, "没有这个文件")
    claimed = read_json(files[RECORD_FILE], RECORD_FILE)
    if not isinstance(claimed, dict) or "commitment" not in claimed:
        raise MalformedDraw(RECORD_FILE, "没有承诺书 commitment")
    commitment = read_commitment(claimed["commitment"])
    check_keys(claimed, KEYS, RECORD_FILE)
    _check_claimed_digest(claimed, commitment)
    expected = make_record(
        commitment=commitment,
        reveals=claimed["reveals"],
        pool=files[POOL_FILE],
        officers=files[OFFICERS_FILE],
        recusals=files[RECUSALS_FILE],
    )
    _compare(expected, claimed, "")
    if record_bytes(expected) != files[RECORD_FILE]:
        raise RecordMismatch(RECORD_FILE, "不是规范写法（键排序、无空白、末尾一个换行）")
    if EVENTS_FILE in files:
        check_events(read_json(files[EVENTS_FILE], EVENTS_FILE), record=expected, pool=files[POOL_FILE])
    return Verdict(
        draw_id=commitment.draw_id,
        commitment_sha256=commitment.digest.hex(),
        pool_size=commitment["pool_size"],
        selected=len(expected["selected"]),
    )


def _check_claimed_digest(claimed: dict[str, Any], commitment: Commitment) -> None:
    if check_digest(claimed["commitment_sha256"], "commitment_sha256") != commitment.digest.hex():
        raise RecordMismatch("commitment_sha256", f"不是承诺书的摘要，重算得 {commitment.digest.hex()}")


def _compare(expected: Any, claimed: Any, place: str) -> None:
    """Raises RecordMismatch at the first place where the record says something else than the recomputation."""
    if type(expected) is not type(claimed):
        raise RecordMismatch(place, "与重算结果的类型不同")
    if isinstance(expected, dict):
        check_keys(claimed, expected, place)
        for key, value in expected.items():
            _compare(value, claimed[key], f"{place}/{key}".lstrip("/"))
    elif isinstance(expected, list):
        for index, (value, other) in enumerate(zip(expected, claimed, strict=False)):
            _compare(value, other, f"{place}/{index}")
        if len(expected) != len(claimed):
            raise RecordMismatch(f"{place}", f"应有 {len(expected)} 项，记录里有 {len(claimed)} 项")
    elif expected != claimed:
        raise RecordMismatch(place, f"重算得 {expected}，记录里是 {str(claimed)[:80]}")
