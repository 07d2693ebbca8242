"""The second factor, by allauth: its codes, its recovery codes, its picture; and how its secrets are kept.

allauth's views and flows are built for people with mail addresses and its own pages; here only its models and the two
classes that know the arithmetic are used, and nowhere else (docs/adr/0010).
"""

import base64
import hashlib
from urllib.parse import quote

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

SECRET_GROUP = 4  # letters of a secret that people read at a time


class Authenticators(DefaultMFAAdapter):
    """allauth's own, with secrets encrypted by a key that a copy of the database does not contain."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def send_notification_mail(self, *_args: object, **_named: object) -> None:
        """Nobody has a mail address here; facts tell what happened."""


def _box() -> MultiFernet:
    """By the installation's secret; after a change of it, what the former ones encrypted can still be read."""
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> bytes:
    salted = b"yishang.directory.authenticators:" + (secret if isinstance(secret, bytes) else secret.encode())
    return base64.urlsafe_b64encode(hashlib.sha256(salted).digest())


def draw_secret() -> str:
    """A fresh secret for an authenticator app, 20 random bytes in base 32."""
    return str(totp.generate_totp_secret())


def picture_of(account: AbstractBaseUser, secret: str) -> str:
    """The QR code that an authenticator app reads, as the address of a picture that needs no further request."""
    adapter = Authenticators()
    svg = adapter.build_totp_svg(adapter.build_totp_url(account, secret))
    return f"data:image/svg+xml,{quote(svg)}"


def readable(secret: str) -> str:
    """The secret in groups of four, to be typed where no camera is."""
    return " ".join(secret[start : start + SECRET_GROUP] for start in range(0, len(secret), SECRET_GROUP))


def is_right(secret: str, code: str) -> bool:
    """Whether the code belongs to the secret now."""
    return bool(totp.validate_totp_code(secret, code))


def enrol(account: AbstractBaseUser, secret: str) -> list[str]:
    """Keep the secret, encrypted; returns the recovery codes. Call it inside a transaction."""
    totp.TOTP.activate(account, secret)
    recovery = RecoveryCodes.activate(account)
    recovery.mark_as_viewed()
    return list(recovery.generate_codes())


def totp_of(account_id: int) -> Authenticator | None:
    """The row of an account's authenticator app, locked until the transaction ends."""
    rows = Authenticator.objects.select_for_update()
    return rows.filter(user_id=account_id, type=Authenticator.Type.TOTP).first()


def opens(row: Authenticator, code: str) -> bool:
    """Whether the code is right for that row now; whether it was used before is for the caller to know."""
    return is_right(Authenticators().decrypt(row.data["secret"]), code)


def use_recovery_code(account_id: int, code: str) -> int | None:
    """Use one up; how many are left, None when it is none of them or was used before."""
    row = Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.RECOVERY_CODES).first()
    if row is None or not (codes := RecoveryCodes(row)).validate_code(code):
        return None
    return len(codes.get_unused_codes())


def forget(account_id: int) -> int:
    """Drop everything that an account has enrolled; returns how many rows."""
    return int(Authenticator.objects.filter(user_id=account_id).delete()[0])
