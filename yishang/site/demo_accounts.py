"""Who can be tried out in the demonstration: the sign-in pages list them, and nowhere else are they known."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from yishang.kernel.directory.rules import ROLE_LABELS


@dataclass(frozen=True)
class DemoAccount:
    """One invented person to sign in as: by phone, or by login and password."""

    role: str
    name: str
    place: str
    login: str
    password: str
    phone: str


def demo_accounts() -> list[DemoAccount]:
    """The accounts of `demo.json` in its order; none outside the demonstration or where the file is lost or damaged."""
    if not settings.DEMO:
        return []
    try:
        return [
            _account(row) for row in json.loads((settings.HOME / "demo.json").read_text(encoding="utf-8"))["accounts"]
        ]
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return []  # lost or damaged; the next start writes it anew


def _account(row: dict[str, Any]) -> DemoAccount:
    role = str(row.get("role", ""))
    return DemoAccount(
        role=str(ROLE_LABELS.get(role, role)),  # type: ignore[call-overload]
        name=str(row.get("name", "")),
        place=str(row.get("place") or row.get("unit") or ""),
        login=str(row.get("login") or ""),
        password=str(row.get("password") or ""),
        phone=str(row.get("phone") or ""),
    )
