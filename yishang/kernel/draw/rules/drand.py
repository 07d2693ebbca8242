"""A round of drand, the public randomness beacon (https://drand.love): is this what the network signed for that round?

The three schemes and their messages are drand's own (`crypto/schemes.go`): BLS signatures over BLS12-381, in the two
oldest with the key on G1 and the signature on G2, in the newest the other way round and hashed as RFC 9380 says.
"""

import hashlib
import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from yishang.kernel.draw.rules.canonical import check_hex, check_integer, check_keys
from yishang.kernel.draw.rules.refusals import MalformedDraw, RecordMismatch

PLACE = "beacon"
ROUND_BYTES = 8


@dataclass(frozen=True)
class Scheme:
    """How a chain of drand signs: whether a round names its predecessor, and on which curve the key lies."""

    is_chained: bool
    key_bytes: int
    signature_bytes: int
    domain: bytes


_ON_G2 = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
_ON_G1 = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
SCHEMES = {
    "pedersen-bls-chained": Scheme(is_chained=True, key_bytes=48, signature_bytes=96, domain=_ON_G2),
    "pedersen-bls-unchained": Scheme(is_chained=False, key_bytes=48, signature_bytes=96, domain=_ON_G2),
    "bls-unchained-g1-rfc9380": Scheme(is_chained=False, key_bytes=96, signature_bytes=48, domain=_ON_G1),
}


@dataclass(frozen=True)
class DrandBeacon:
    """The round that will decide, named in the commitment before it is spoken. `chain_hash` is information."""

    chain_hash: str
    public_key: str
    scheme: str
    genesis_time: int
    period: int
    round: int

    @property
    def spoken_at(self) -> int:
        """When the round is due, in seconds since 1970."""
        return self.genesis_time + (self.round - 1) * self.period

    def as_row(self) -> dict[str, Any]:
        return {"kind": "drand", **vars(self)}


def randomness_of_round(beacon: DrandBeacon, spoken: Any) -> bytes:
    """R, 32 bytes, of `{"round", "previous_signature", "signature"}`, checked against the key in the commitment.

    Raises MalformedDraw when it is no such object, RecordMismatch at the part that is not the one promised.
    """
    scheme = SCHEMES[beacon.scheme]
    check_keys(spoken, ("round", "previous_signature", "signature"), PLACE)
    if check_integer(spoken["round"], f"{PLACE}/round", least=1) != beacon.round:
        raise RecordMismatch(f"{PLACE}/round", f"承诺书写的是第 {beacon.round} 轮")
    previous = check_hex(spoken["previous_signature"], f"{PLACE}/previous_signature")
    signature = check_hex(spoken["signature"], f"{PLACE}/signature")
    if bool(previous) != scheme.is_chained:
        why = "此方案须有上一轮的签名" if scheme.is_chained else "此方案没有上一轮，应为空"
        raise RecordMismatch(f"{PLACE}/previous_signature", why)
    if len(signature) != scheme.signature_bytes:
        raise RecordMismatch(f"{PLACE}/signature", f"此方案的签名是 {scheme.signature_bytes} 字节")
    if not is_signed(beacon, previous=previous, signature=signature):
        raise RecordMismatch(f"{PLACE}/signature", f"不是公钥所有者对第 {beacon.round} 轮的签名")
    return hashlib.sha256(signature).digest()


def message_of(beacon: DrandBeacon, previous: bytes) -> bytes:
    """What the network signs for the round: the digest of the signature before it (if chained) and the number."""
    return hashlib.sha256(previous + beacon.round.to_bytes(ROUND_BYTES, "big")).digest()


def is_signed(beacon: DrandBeacon, *, previous: bytes, signature: bytes) -> bool:
    """Whether the signature verifies under the beacon's key. Raises MalformedDraw when the key is none."""
    curve, domain = _curve(), SCHEMES[beacon.scheme].domain
    key = public_key_of(beacon)
    try:
        signed = _point(signature)
    except ValueError:
        return False
    message = message_of(beacon, previous)
    if domain == _ON_G2:
        hashed = curve.hashing.hash_to_G2(message, domain, hashlib.sha256)
        pairs = ((signed, curve.field.neg(curve.field.G1)), (hashed, key))
    else:
        hashed = curve.hashing.hash_to_G1(message, domain, hashlib.sha256)
        pairs = ((curve.field.neg(curve.field.G2), signed), (key, hashed))
    product = curve.field.FQ12.one()
    for on_g2, on_g1 in pairs:
        product *= curve.field.pairing(on_g2, on_g1, final_exponentiate=False)
    return bool(curve.field.final_exponentiate(product) == curve.field.FQ12.one())


def public_key_of(beacon: DrandBeacon) -> Any:
    """The key as a point of its curve. Raises MalformedDraw at `commitment/beacon/public_key`."""
    try:
        return _point(bytes.fromhex(beacon.public_key))
    except ValueError:
        raise MalformedDraw("commitment/beacon/public_key", "不是 BLS12-381 上的公钥") from None


def _point(data: bytes) -> Any:
    """The point behind its compressed form: 48 bytes lie on G1, 96 on G2.

    Raises ValueError on whatever is not the one spelling of a point of the right order, for R is a digest of the bytes.
    """
    if len(data) not in (48, 96):
        raise ValueError("no point has so many bytes")
    curve = _curve()
    whole = int.from_bytes(data, "big")
    high, low = divmod(whole, 1 << 384)
    if len(data) == 48:
        point, spelled = curve.compression.decompress_G1(low), curve.compression.compress_G1
    else:
        point, spelled = curve.compression.decompress_G2((high, low)), curve.compression.compress_G2
    again = spelled(point)
    number = again if len(data) == 48 else (again[0] << 384) + again[1]
    if number != whole or curve.field.is_inf(point) or not curve.primitives.subgroup_check(point):
        raise ValueError("not a point of the group")
    return point


@dataclass(frozen=True)
class _Curve:
    field: Any
    hashing: Any
    compression: Any
    primitives: Any


@cache
def _curve() -> _Curve:
    """The arithmetic, fetched when the first signature is checked: it takes half a second, and few draws need it.

    The library raises Python's limit of recursion for the whole process, with which hostile JSON, nested a hundred
    thousand times, would end it: the limit is put back (none of the arithmetic used here recurses).
    """
    limit = sys.getrecursionlimit()
    try:
        return _Curve(
            field=import_module("py_ecc.optimized_bls12_381"),
            hashing=import_module("py_ecc.bls.hash_to_curve"),
            compression=import_module("py_ecc.bls.point_compression"),
            primitives=import_module("py_ecc.bls.g2_primitives"),
        )
    finally:
        sys.setrecursionlimit(limit)
