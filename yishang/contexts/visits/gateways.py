"""Signatures of devices: ECDSA over P-256 and SHA-256, as every browser's own WebCrypto makes them."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

HALF = 32  # bytes of each of the two numbers that make a signature


def is_public_key(text: str) -> bool:
    """Whether the text is a public key as browsers export it (raw point, base64)."""
    return _point(text) is not None


def signed_by(public_key: str, *, text: str, signature: str) -> bool:
    """Whether the signature (base64 of r and s) over the text was made by that key."""
    point = _point(public_key)
    try:
        told = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    if point is None or len(told) != 2 * HALF:
        return False
    numbers = (int.from_bytes(told[:HALF]), int.from_bytes(told[HALF:]))
    try:
        point.verify(encode_dss_signature(*numbers), text.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _point(text: str) -> ec.EllipticCurvePublicKey | None:
    try:
        content = base64.b64decode(text, validate=True)
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), content)
    except (binascii.Error, ValueError):
        return None
