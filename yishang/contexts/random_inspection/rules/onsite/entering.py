"""扫码入企: which company's code it is, when somebody came and went, and who has to be there.

The code on the company's wall is the company's number with a mark that only this installation can make, so that a
number copied from the register opens nothing. Sources: 国办发〔2024〕54号 (扫码入企); handbook 2.1, anchors §2 (scan
first; in an emergency before leaving; after an outage within ten days, with the reason).
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yishang.kernel.context import InvalidInput

SCANNED, ON_LEAVING, BACKFILLED, ABSENT, REMOTE = "SCANNED", "ON_LEAVING", "BACKFILLED", "ABSENT", "REMOTE"
WAYS = {
    SCANNED: "入企时扫码",
    ON_LEAVING: "情况紧急，离开前补扫",
    BACKFILLED: "故障补录",
    ABSENT: "找不到企业或拒不出示企业码",
    REMOTE: "不见面检查",
}
WITHOUT_CODE = frozenset({ABSENT, REMOTE})
BACKFILL_WITHIN = timedelta(days=10)
AT_ONCE = timedelta(minutes=30)  # between arriving and scanning [设]
SKEW_MOST = timedelta(minutes=5)  # by which a phone's clock may be ahead
OFFICERS_LEAST = 2
CODE_HEAD = "YSQY"
MARK_LENGTH = 8
REASON_LONGEST = 300
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: nobody mistypes them


def code_of(uscc: str, *, secret: bytes) -> str:
    """The company's code as it stands on its wall: YSQY-<uscc>-<8 signs>."""
    return f"{CODE_HEAD}-{uscc}-{mark_of(uscc, secret=secret)}"


def mark_of(uscc: str, *, secret: bytes) -> str:
    """The eight signs that a person types where nothing can be scanned."""
    number = int.from_bytes(hmac.digest(secret, uscc.encode(), "sha256")[:8])
    return "".join(SIGNS[number >> 5 * place & 31] for place in range(MARK_LENGTH))


def opens(text: str, *, uscc: str, secret: bytes) -> bool:
    """Whether what was scanned or typed is this company's code; the eight signs alone will do."""
    typed = text.strip().upper().replace(" ", "")
    mark = mark_of(uscc, secret=secret)
    whole = hmac.compare_digest(typed.encode(), code_of(uscc, secret=secret).encode())
    return whole or hmac.compare_digest(typed.replace("-", "").encode(), mark.encode())


@dataclass(frozen=True)
class Entry:
    """When somebody came, when the code was scanned, and in which way that was."""

    entered_at: datetime
    scanned_at: datetime
    way: str
    reason: str = ""


def check_entry(entry: Entry, *, at: datetime) -> None:
    """Whether an entry can be believed, and has its reason where one is due.

    Raises InvalidInput (way, entered_at, scanned_at, reason). `at` is when it reaches us; a phone without a network may
    bring it later, its own times say when it was.
    """
    faults = _fault_of_times(entry, at) | _fault_of_way(entry, at)
    if len(entry.reason) > REASON_LONGEST:
        faults["reason"] = f"最多 {REASON_LONGEST} 个字。"
    if faults:
        raise InvalidInput(faults)


def _fault_of_times(entry: Entry, at: datetime) -> dict[str, str]:
    faults = {}
    if entry.entered_at > at + SKEW_MOST:
        faults["entered_at"] = "入企时间在将来，请把手机时间设为自动。"
    if entry.scanned_at > at + SKEW_MOST:
        faults["scanned_at"] = "扫码时间在将来，请把手机时间设为自动。"
    elif entry.scanned_at < entry.entered_at - SKEW_MOST:
        faults["scanned_at"] = "扫码不能早于入企。"
    return faults


def _fault_of_way(entry: Entry, at: datetime) -> dict[str, str]:
    if entry.way not in WAYS:
        return {"way": "请选怎样扫的码。"}
    if entry.way == REMOTE:
        return {}
    late = entry.scanned_at - entry.entered_at
    if entry.way == SCANNED and late > AT_ONCE:
        return {"way": "入企半小时以后才扫码的，请选“离开前补扫”或“故障补录”，并说明原因。"}
    if entry.way != SCANNED and not entry.reason.strip():
        return {"reason": "没有在入企时扫码，请说明原因。"}
    if at - entry.entered_at > BACKFILL_WITHIN:
        return {"entered_at": f"超过 {BACKFILL_WITHIN.days} 天的入企不能补录，请向单位说明并另行整改。"}
    return {}


@dataclass(frozen=True)
class Person:
    """Somebody of the team: experts advise and do not count towards the two."""

    id: int
    name: str
    certificate_until: date | None
    is_expert: bool = False


def faults_of_team(present: Iterable[Person], *, on: date) -> dict[str, str]:
    """Field → fault of who came: two officers at least, each with a certificate that is valid that day."""
    officers = [one for one in present if not one.is_expert]
    lapsed = [one.name for one in officers if one.certificate_until is None or one.certificate_until < on]
    if lapsed:
        return {"present": f"{'、'.join(lapsed)}的执法证已过期，不能参加检查。"}
    if len(officers) < OFFICERS_LEAST:
        return {"present": f"执法检查不少于 {OFFICERS_LEAST} 人，现在只有 {len(officers)} 人（专家不计入）。"}
    return {}


def left_faults(*, entered_at: datetime, left_at: datetime, at: datetime) -> dict[str, str]:
    """Field → fault of the time of leaving."""
    if left_at <= entered_at:
        return {"left_at": "离开要晚于入企。"}
    if left_at > at + SKEW_MOST:
        return {"left_at": "离开时间在将来，请把手机时间设为自动。"}
    return {}
