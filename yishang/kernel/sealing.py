"""Encryption of what is too close to a person to lie open in the database: tracks, places (handbook 12.5).

The key is derived from the installation's secret, so a copy of the database alone opens nothing; after a change of the
secret, what the former ones sealed can still be read. Each purpose has a key of its own.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(RuntimeError):
    """Sealed under a secret that this installation no longer knows, or changed since."""


def seal(content: bytes, *, purpose: str) -> bytes:
    """The content encrypted and authenticated; `purpose` must be named again to open it."""
    return _box(purpose).encrypt(content)


def unseal(sealed: bytes | memoryview, *, purpose: str) -> bytes:
    """What `seal` was given. Raises Unreadable."""
    try:
        return _box(purpose).decrypt(bytes(sealed))
    except InvalidToken:
        raise Unreadable(purpose) from None


def _box(purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(_key(one, purpose)) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes, purpose: str) -> bytes:
    salted = f"yishang.{purpose}:".encode() + (secret if isinstance(secret, bytes) else secret.encode())
    return base64.urlsafe_b64encode(hashlib.sha256(salted).digest())
