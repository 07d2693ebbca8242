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
    """The accounts of `demo.json` in its order; none outside the demonstration or before the file is written."""
    file = settings.HOME / "demo.json"
    if not settings.DEMO or not file.exists():
        return []
    return [_account(row) for row in json.loads(file.read_text(encoding="utf-8")).get("accounts", [])]


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
