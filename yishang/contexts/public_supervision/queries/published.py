"""What other processes have published about a business. Only kernel publish knows it; before it is there, nothing."""

from datetime import datetime
from typing import Any


def published_about(uscc: str, *, on: datetime) -> list[Any]:  # noqa: ARG001 until the kernel publishes
    """Published rows about a business, by dataset."""
    return []
