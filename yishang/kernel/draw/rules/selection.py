"""The draw itself: who is selected is a pure function of commitment, randomness and pool.

Nothing here but SHA-256: HMAC scores, the lowest win (specs/draw-record.md, “The randomness” and “The draw”).
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from yishang.kernel.draw.rules.canonical import check_hex, check_list
from yishang.kernel.draw.rules.commitment import Stratum, Witness
from yishang.kernel.draw.rules.pool import Pool, Rows, candidates, rows_of
from yishang.kernel.draw.rules.refusals import DrawVoid, MalformedDraw

LEAST_VALUE_BYTES = 16
_ABOVE_EVERY_SCORE = b"\xff" * 33


@dataclass(frozen=True, slots=True)
class Selected:
    """A selected candidate. In the record they stand by score, then id, across strata."""

    score: str
    id: str
    stratum: str

    def as_row(self) -> dict[str, str]:
        return {"id": self.id, "stratum": self.stratum, "score": self.score}


def is_value_of(witness: Witness, value: bytes) -> bool:
    """Whether this is what the witness committed to: long enough, and of that digest."""
    digest = hashlib.sha256(value).hexdigest()
    return len(value) >= LEAST_VALUE_BYTES and hmac.compare_digest(digest, witness.commitment)


def randomness_of(witnesses: Sequence[Witness], reveals: Any) -> bytes:
    """R, 32 bytes, of the values (hex) in the order of the witnesses; None or nothing stands for “did not reveal”.

    Raises MalformedDraw when it is no such list, DrawVoid naming the first witness who did not keep the promise.
    """
    rows = check_list(reveals, "reveals")
    if len(rows) > len(witnesses):
        raise MalformedDraw("reveals", f"有 {len(rows)} 个值，见证人只有 {len(witnesses)} 名")
    values = [check_hex("" if row is None else row, f"reveals/{index}") for index, row in enumerate(rows)]
    values += [b""] * (len(witnesses) - len(values))
    for index, (witness, value) in enumerate(zip(witnesses, values, strict=True)):
        if not is_value_of(witness, value):
            why = _void_reason(witness, value)
            raise DrawVoid(f"reveals/{index}", why, next_step="本次抽取作废，须另行抽取并说明。")
    return hashlib.sha256(b"".join(values)).digest()


def seed_of(commitment_digest: bytes, randomness: bytes) -> bytes:
    """S = SHA-256(C || R), 32 bytes."""
    return hashlib.sha256(commitment_digest + randomness).digest()


def scorer(seed: bytes) -> Callable[[bytes], bytes]:
    """The function from an id (bytes) to its score: HMAC-SHA256 under the seed of `select:` and the id.

    HMAC is written out (RFC 2104) so that the key is taken in once and not for each of millions of ids: half the time.
    """
    inner, outer = _keyed(seed)

    def score(identifier: bytes) -> bytes:
        within, around = inner(), outer()
        within.update(identifier)
        around.update(within.digest())
        return around.digest()

    return score


def _keyed(seed: bytes) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Makers of the inner and the outer hash of HMAC, key and `select:` taken in already."""
    block = seed.ljust(hashlib.sha256().block_size, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + b"select:")
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))
    return inner.copy, outer.copy


def select(*, seed: bytes, pool: Pool, strata: Iterable[Stratum]) -> list[Selected]:
    """The `take` lowest scores of each stratum, in the order of the record. The pool has been checked."""
    return select_rows(seed=seed, blocks=rows_of(pool), strata=strata)


def select_rows(*, seed: bytes, blocks: Iterable[Rows], strata: Iterable[Stratum]) -> list[Selected]:
    """The same from rows, so that checking and drawing may share one walk through a large pool.

    Only about twice as many candidates as are taken are held at any time, however large the pool. `scorer` is written
    out in the loop: a call for each of millions of candidates is a quarter of the time.
    """
    lowest = {stratum.name.encode() + b"\n": _Lowest(stratum.take) for stratum in strata}
    bars = {name: mine.bar for name, mine in lowest.items()}
    inner, outer = _keyed(seed)
    for rows in blocks:
        for identifier, _, stratum in rows:
            within, around = inner(), outer()
            within.update(identifier)
            around.update(within.digest())
            if (score := around.digest()) <= bars[stratum]:
                bars[stratum] = lowest[stratum].offer(score, identifier)
    taken = sorted((*each, name) for name, mine in lowest.items() for each in mine.taken())
    return [Selected(score.hex(), identifier.decode(), name[:-1].decode()) for score, identifier, name in taken]


def order_of(*, seed: bytes, pool: Pool, stratum: Stratum) -> list[str]:
    """All ids of one stratum in drawn order: the first `take` are selected, the others are its reserve list."""
    score_of, name = scorer(seed), stratum.name.encode()
    scored = [(score_of(identifier), identifier) for identifier, where in candidates(pool) if where == name]
    return [identifier.decode() for _, identifier in sorted(scored)]


class _Lowest:
    """Keeps the `take` lowest of a stream. What scores above `bar` need not be offered."""

    def __init__(self, take: int) -> None:
        self.take = take
        self.bar = _ABOVE_EVERY_SCORE if take else b""
        self._kept: list[tuple[bytes, bytes]] = []

    def offer(self, score: bytes, identifier: bytes) -> bytes:
        """Take one in; the bar from now on."""
        self._kept.append((score, identifier))
        if len(self._kept) >= 2 * self.take + 1000:
            self._kept = self.taken()
            self.bar = self._kept[-1][0]
        return self.bar

    def taken(self) -> list[tuple[bytes, bytes]]:
        return sorted(self._kept)[: self.take]


def _void_reason(witness: Witness, value: bytes) -> str:
    if not value:
        return f"见证人 {witness.id} 没有公布"
    if len(value) < LEAST_VALUE_BYTES:
        return f"见证人 {witness.id} 公布的值不足 {LEAST_VALUE_BYTES} 字节"
    return f"见证人 {witness.id} 公布的值与其承诺不符"
