"""A draw with officers, recusals, skills and everything that may happen afterwards, on files alone."""

import hashlib
from typing import Any

from yishang.kernel.draw import rules
from yishang.kernel.draw.rules import Officer
from yishang.kernel.draw.tests.conftest import MORNING, VALUES, promised

STRATA = {"S1": [f"a{number:02d}" for number in range(14)], "S2": [f"厂{number}" for number in range(5)]}
OFFICERS = [
    Officer("o1", "市市场监管局", ("unit:SJ", "食品")),
    Officer("o2", "市市场监管局", ("unit:SJ",)),
    Officer("o3", "市住建局", ("unit:ZJ",)),
    Officer("o4", "市住建局", ("unit:ZJ", "特种设备")),
    Officer("o5", "市住建局", ("unit:ZJ",)),
]
RECUSALS = [("o3", "a00"), ("o3", "a01"), ("o3", "a02"), ("o3", "a03"), ("o4", "厂1"), ("o1", "a05"), ("o1", "a06")]
POOL = rules.pool_bytes(STRATA)
STAFF, RECUSED = rules.officers_bytes(OFFICERS), rules.recusals_bytes(RECUSALS)
COMMITMENT = rules.compose_commitment(
    draw_id="SC-2026-1",
    title="联合抽查",
    created_at=MORNING,
    pool_sha256=rules.sha256_hex(POOL),
    strata=[rules.Stratum("S1", 14, 5, ("unit:SJ", "unit:ZJ")), rules.Stratum("S2", 5, 2, ("特种设备",))],
    beacon=rules.WitnessBeacon(tuple(promised(*VALUES))),
    officers=STAFF,
    recusals=RECUSED,
    team_size=2,
    max_load=4,
)
RECORD = rules.make_record(
    commitment=COMMITMENT, reveals=[value.hex() for value in VALUES], pool=POOL, officers=STAFF, recusals=RECUSED
)


def standing() -> rules.Standing:
    staff = rules.read_officers(STAFF)
    return rules.Standing(
        commitment=COMMITMENT,
        record=RECORD,
        officers=staff,
        recused=rules.recused_officers(RECUSED, officers=staff),
    )


def _chained(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    previous: Any = RECORD
    chain = []
    for number, entry in enumerate(entries):
        digest = rules.sha256_hex(rules.canonical_json(previous))
        at = f"2026-12-0{number + 1}T10:00:00+08:00"
        previous = {"at": at, "reason": "已迁出本市", "previous": digest, **entry}
        chain.append(previous)
    return chain


def _happened() -> list[dict[str, Any]]:
    """Three replacements, a reassignment and a withdrawal, as the rules have them."""
    now, seed = standing(), bytes.fromhex(RECORD["seed"])
    turns = rules.reserves(seed=seed, pool=POOL, strata=COMMITMENT.strata, ahead=3, wanted=["S1", "S2"])
    entries = []
    for gone in [row["id"] for row in RECORD["teams"]][:3]:
        entries.append({"kind": "replacement", **now.replace(gone, turns[now.stratum_of[gone]].pop(0))})
    for place, team in sorted(now.teams.items()):
        if (moved := now.reassign(place, team[0])) is not None:
            entries.append({"kind": "reassignment", **moved})
            break
        now = standing()
        for entry in entries:
            now.replace(entry["out"], entry["in"])
    return [*entries, {"kind": "withdrawn"}]


EVENTS = _chained(_happened())
FILES = rules.record_files(rules.record_bytes(RECORD), POOL, STAFF, RECUSED, rules.canonical_json(EVENTS))
DIGEST = hashlib.sha256(FILES["record.json"]).hexdigest()
