"""The verifiable draw, plain Python: whoever holds a record can recompute it with this package and no database.

Read in this order: canonical, commitment, pool, selection, record, events. The format is specs/draw-record.md.
"""

from yishang.kernel.draw.rules.canonical import (
    EMPTY_SHA256,
    DrawRefusal,
    DrawVoid,
    MalformedDraw,
    NotInThisVersion,
    RecordMismatch,
    canonical_json,
    read_json,
    sha256_hex,
)
from yishang.kernel.draw.rules.commitment import (
    Commitment,
    Stratum,
    Witness,
    compose_commitment,
    count_for_ratio,
    pseudonym,
    read_commitment,
)
from yishang.kernel.draw.rules.events import check_events
from yishang.kernel.draw.rules.pool import POOL_FILE, candidates, check_pool, pool_bytes
from yishang.kernel.draw.rules.record import (
    EVENTS_FILE,
    FILES,
    OFFICERS_FILE,
    RECORD_FILE,
    RECUSALS_FILE,
    Verdict,
    make_record,
    record_bytes,
    record_files,
    verify_record,
)
from yishang.kernel.draw.rules.selection import (
    LEAST_VALUE_BYTES,
    Selected,
    is_value_of,
    order_of,
    randomness_of,
    scorer,
    seed_of,
    select,
)

__all__ = [
    "EMPTY_SHA256",
    "EVENTS_FILE",
    "FILES",
    "LEAST_VALUE_BYTES",
    "OFFICERS_FILE",
    "POOL_FILE",
    "RECORD_FILE",
    "RECUSALS_FILE",
    "Commitment",
    "DrawRefusal",
    "DrawVoid",
    "MalformedDraw",
    "NotInThisVersion",
    "RecordMismatch",
    "Selected",
    "Stratum",
    "Verdict",
    "Witness",
    "candidates",
    "canonical_json",
    "check_events",
    "check_pool",
    "compose_commitment",
    "count_for_ratio",
    "is_value_of",
    "make_record",
    "order_of",
    "pool_bytes",
    "pseudonym",
    "randomness_of",
    "read_commitment",
    "read_json",
    "record_bytes",
    "record_files",
    "scorer",
    "seed_of",
    "select",
    "sha256_hex",
    "verify_record",
]
