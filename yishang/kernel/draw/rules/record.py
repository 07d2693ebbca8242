"""The published record: how it is made, and how anyone finds out whether it is true."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yishang.kernel.draw.rules.canonical import canonical_json, check_digest, check_keys, read_json, sha256_hex
from yishang.kernel.draw.rules.commitment import Beacon, Commitment, read_commitment
from yishang.kernel.draw.rules.drand import DrandBeacon, randomness_of_round
from yishang.kernel.draw.rules.events import EVENTS_FILE, check_events
from yishang.kernel.draw.rules.officers import OFFICERS_FILE, RECUSALS_FILE, Officer, read_officers, read_recusals
from yishang.kernel.draw.rules.pool import POOL_FILE, Pool, check_pool, checked_rows
from yishang.kernel.draw.rules.refusals import DrawRefusal, MalformedDraw, RecordMismatch
from yishang.kernel.draw.rules.selection import randomness_of, seed_of, select_rows
from yishang.kernel.draw.rules.teams import assign

RECORD_FILE = "record.json"
FILES = (RECORD_FILE, POOL_FILE, OFFICERS_FILE, RECUSALS_FILE)
KEYS = ("commitment", "commitment_sha256", "seed", "selected", "teams", "unassigned")


@dataclass(frozen=True)
class Verdict:
    """What a true record says, in short. Compare the digest with the one that was published before the draw, and the
    last event's, which no later entry covers, with the published one.
    """

    draw_id: str
    commitment_sha256: str
    pool_size: int
    selected: int
    teams: int
    unassigned: int
    events: int
    last_event_sha256: str


@dataclass(frozen=True)
class _Files:
    """The files beside a record, read and found to be those committed to."""

    officers: dict[str, Officer]
    recused: dict[str, frozenset[str]]


def make_record(
    *, commitment: Commitment, reveals: Any, pool: Pool, officers: bytes = b"", recusals: bytes = b""
) -> dict[str, Any]:
    """The record of a draw as a JSON object; `record_bytes` writes it down.

    `reveals` is what the source of randomness said: the witnesses' values, or the round of drand as an object.
    Raises MalformedDraw when a file is not the one committed to, DrawVoid when a witness broke the promise,
    RecordMismatch when the round is not the one that was named or not signed.
    """
    return _draw(commitment, reveals, pool=pool, officers=officers, recusals=recusals)[0]


def record_bytes(record: Mapping[str, Any]) -> bytes:
    """`record.json`: canonical JSON and one LF."""
    return canonical_json(record) + b"\n"


def record_files(
    record: bytes, pool: bytes, officers: bytes = b"", recusals: bytes = b"", events: bytes = b""
) -> dict[str, bytes]:
    """The files of a draw by name; `events.json` only where something happened later."""
    files = {RECORD_FILE: record, POOL_FILE: pool, OFFICERS_FILE: officers, RECUSALS_FILE: recusals}
    return files | ({EVENTS_FILE: events} if events else {})


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
    check_keys(claimed, (*KEYS, source_key(commitment)), RECORD_FILE)
    if check_digest(claimed["commitment_sha256"], "commitment_sha256") != commitment.digest.hex():
        raise RecordMismatch("commitment_sha256", f"不是承诺书的摘要，重算得 {commitment.digest.hex()}")
    pool = files[POOL_FILE]
    expected, beside = _draw(
        commitment,
        claimed[source_key(commitment)],
        pool=pool,
        officers=files[OFFICERS_FILE],
        recusals=files[RECUSALS_FILE],
    )
    _compare(expected, claimed, "")
    if record_bytes(expected) != files[RECORD_FILE]:
        raise RecordMismatch(RECORD_FILE, "不是规范写法（键排序、无空白、末尾一个换行）")
    events = read_json(files[EVENTS_FILE], EVENTS_FILE) if EVENTS_FILE in files else []
    check_events(
        events, commitment=commitment, record=expected, pool=pool, officers=beside.officers, recused=beside.recused
    )
    return Verdict(
        draw_id=commitment.draw_id,
        commitment_sha256=commitment.digest.hex(),
        pool_size=commitment["pool_size"],
        selected=len(expected["selected"]),
        teams=len(expected["teams"]),
        unassigned=len(expected["unassigned"]),
        events=len(events),
        last_event_sha256=sha256_hex(canonical_json(events[-1])) if events else "",
    )


def source_key(commitment: Commitment) -> str:
    """Under which key a record holds what its source of randomness said."""
    return "beacon" if isinstance(commitment.beacon, DrandBeacon) else "reveals"


def _read_files(commitment: Commitment, *, pool: Pool, officers: bytes, recusals: bytes) -> _Files:
    """The files beside record and pool. Raises MalformedDraw at the line, or at the one that was not committed to."""
    staff = read_officers(officers)
    if sha256_hex(officers) != commitment["officers_sha256"]:
        raise MalformedDraw(OFFICERS_FILE, "摘要与承诺书的 officers_sha256 不符")
    recused = read_recusals(recusals, officers=staff, pool=pool)
    if sha256_hex(recusals) != commitment["recusals_sha256"]:
        raise MalformedDraw(RECUSALS_FILE, "摘要与承诺书的 recusals_sha256 不符")
    return _Files(officers=staff, recused=recused)


def _draw(
    commitment: Commitment, spoken: Any, *, pool: Pool, officers: bytes, recusals: bytes
) -> tuple[dict[str, Any], _Files]:
    """The record, and what stands in the files beside it. What is wrong with a file is told before what is wrong with
    the randomness; nevertheless the pool is walked only once, checked and drawn from in the same breath.
    """
    try:
        seed = seed_of(commitment.digest, _randomness(commitment.beacon, spoken))
    except DrawRefusal:
        check_pool(pool, commitment)
        _read_files(commitment, pool=pool, officers=officers, recusals=recusals)
        raise
    selected = select_rows(seed=seed, blocks=checked_rows(pool, commitment), strata=commitment.strata)
    files = _read_files(commitment, pool=pool, officers=officers, recusals=recusals)
    assigned = assign(
        seed=seed,
        selected=selected,
        strata=commitment.strata,
        officers=files.officers,
        recused=files.recused,
        team_size=commitment["team_size"],
        max_load=commitment["max_load"],
    )
    record = {
        "commitment": commitment.document,
        "commitment_sha256": commitment.digest.hex(),
        source_key(commitment): spoken,
        "seed": seed.hex(),
        "selected": [each.as_row() for each in selected],
        "teams": assigned.teams,
        "unassigned": assigned.unassigned,
    }
    return record, files


def _randomness(beacon: Beacon, spoken: Any) -> bytes:
    if isinstance(beacon, DrandBeacon):
        return randomness_of_round(beacon, spoken)
    return randomness_of(beacon.witnesses, spoken)


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
