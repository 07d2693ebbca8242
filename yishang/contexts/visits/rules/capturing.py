"""What was captured on a phone, perhaps without a network: which of its times can be believed at all."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yishang.contexts.visits.rules.terms import OFFLINE_LONGEST, SKEW_MOST
from yishang.kernel.context import InvalidInput

STATEMENT_LONGEST = 2000
TOLERANCE = timedelta(seconds=1)


def moment_of(captured_at: datetime | None, *, at: datetime, field: str = "captured_at") -> datetime:
    """When a step was really taken: as the phone says, else now.

    Raises InvalidInput for a time that lies in the future, or longer back than a phone keeps a visit.
    """
    if captured_at is None:
        return at
    if captured_at.utcoffset() is None:
        raise InvalidInput({field: "时间要带时区。"})
    if captured_at > at + timedelta(seconds=SKEW_MOST):
        raise InvalidInput({field: "手机上的时间在将来，请把手机时间设为自动。"})
    if captured_at < at - OFFLINE_LONGEST:
        raise InvalidInput({field: f"超过 {OFFLINE_LONGEST.days} 天的走访不能再补传。"})
    return captured_at


@dataclass(frozen=True)
class Statement:
    """What a device signed when the visit was submitted on it: the text itself is what the signature covers."""

    visit: str
    checkin_at: datetime
    checkout_at: datetime
    submitted_at: datetime
    elapsed: float | None

    def tells_of(self, *, key: str, checkin_at: datetime, checkout_at: datetime, submitted_at: datetime) -> bool:
        """Whether it speaks of this visit and of these times."""
        told, ours = (self.checkin_at, self.checkout_at, self.submitted_at), (checkin_at, checkout_at, submitted_at)
        return self.visit == key and all(abs(one - other) <= TOLERANCE for one, other in zip(told, ours, strict=True))


def statement_of(text: str) -> Statement | None:
    """A signed text as a statement; None for one that says nothing of the kind."""
    try:
        told: Any = json.loads(text[:STATEMENT_LONGEST])
        times = [datetime.fromisoformat(told[name]) for name in ("checkin_at", "checkout_at", "submitted_at")]
        if any(one.utcoffset() is None for one in times):
            return None
        elapsed = None if told.get("elapsed") is None else float(told["elapsed"])
        if elapsed is not None and not 0 <= elapsed <= OFFLINE_LONGEST.total_seconds():  # nor what is no number
            return None
        return Statement(str(told["visit"]), times[0], times[1], times[2], elapsed)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
