"""A small draw that the tests share: seven enterprises in two strata, two witnesses, three to take."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest

from yishang.kernel.draw import rules
from yishang.kernel.journal.tests.parallel import parallel_database as parallel_database

MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=8)))
VALUES = (bytes(range(16)), b"\xff" * 20)
STRATA = {"S1": ["甲厂", "乙厂", "丙厂", "丁厂"], "S2": ["east", "west", "north"]}
TAKES = {"S1": 2, "S2": 1}


@dataclass(frozen=True)
class Example:
    """Everything that goes into one draw, and the record that comes out."""

    commitment: rules.Commitment
    reveals: list[str]
    pool: bytes

    @property
    def record(self) -> dict:
        return rules.make_record(commitment=self.commitment, reveals=self.reveals, pool=self.pool)

    @property
    def files(self) -> dict[str, bytes]:
        return rules.record_files(rules.record_bytes(self.record), self.pool)


def promised(*values: bytes) -> list[rules.Witness]:
    """Witnesses w1, w2 … who have committed to these values."""
    roles = ("企业代表", "公证员", "市民代表")
    return [
        rules.Witness(id=f"w{index + 1}", role=roles[index], commitment=hashlib.sha256(value).hexdigest())
        for index, value in enumerate(values)
    ]


@pytest.fixture
def example() -> Example:
    pool = rules.pool_bytes(STRATA)
    commitment = rules.compose_commitment(
        draw_id="CJ-2026-1",
        title="回访抽样",
        created_at=MORNING,
        pool_sha256=rules.sha256_hex(pool),
        strata=[rules.Stratum(name, len(ids), TAKES[name], ()) for name, ids in STRATA.items()],
        beacon=rules.WitnessBeacon(tuple(promised(*VALUES))),
    )
    return Example(commitment=commitment, reveals=[value.hex() for value in VALUES], pool=pool)
