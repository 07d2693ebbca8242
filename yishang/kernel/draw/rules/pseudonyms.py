"""Names for one published draw only, from which nobody learns who stands behind them (“What the public sees”).

Every nonce follows from one secret of the draw, so that millions of them need not be kept: whoever holds the secret can
tell each candidate theirs, and nobody else can derive one nonce from another.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable

from yishang.kernel.draw.rules.canonical import sha256_hex

NONCE_BYTES = 16
SECRET_BYTES = 32


def pseudonym(nonce: bytes, identifier: str) -> str:
    """A candidate's or officer's name in one published draw; the nonce is told to whom it names."""
    if len(nonce) != NONCE_BYTES:
        raise ValueError("a nonce has 16 bytes")
    return sha256_hex(nonce + identifier.encode())


def candidate_nonce(secret: bytes, identifier: str) -> bytes:
    """The 16 bytes that prove to a candidate which line of the pool is theirs."""
    return hmac.digest(secret, b"candidate:" + identifier.encode(), "sha256")[:NONCE_BYTES]


def officer_nonce(secret: bytes, identifier: str) -> bytes:
    """The same for an officer."""
    return hmac.digest(secret, b"officer:" + identifier.encode(), "sha256")[:NONCE_BYTES]


def opaque_strata(secret: bytes, names: Iterable[str]) -> dict[str, str]:
    """Each stratum's public name S1, S2 …, in an order that says nothing about the names (risk classes) behind them."""

    def shuffled(name: str) -> bytes:
        return hmac.digest(secret, b"stratum:" + name.encode(), "sha256")

    return {name: f"S{number}" for number, name in enumerate(sorted(names, key=shuffled), start=1)}


def renamer(secret: bytes) -> Callable[[str], bytes]:
    """From a candidate's id to its pseudonym as bytes, quick enough for millions: HMAC with its key taken in once."""
    block = secret.ljust(hashlib.sha256().block_size, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + b"candidate:").copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block)).copy

    def rename(identifier: str) -> bytes:
        within, around, plain = inner(), outer(), identifier.encode()
        within.update(plain)
        around.update(within.digest())
        return hashlib.sha256(around.digest()[:NONCE_BYTES] + plain).hexdigest().encode()

    return rename
