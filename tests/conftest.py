"""The small town of the outreach tests, for tests that span the site and its processes, and for other processes."""

from yishang.contexts.outreach.tests.conftest import (
    MONDAY,
    Live,
    Town,
    advance,
    december,
    facts,
    issue_key,
    january,
    live_at,
    now,
    submitted,
    town,
)

__all__ = [
    "MONDAY",
    "Live",
    "Town",
    "advance",
    "december",
    "facts",
    "issue_key",
    "january",
    "live_at",
    "now",
    "submitted",
    "town",
]
