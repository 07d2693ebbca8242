"""What an office may take back, and what not: a slip is undone by a step of its own, never by wiping the first out.

Undone can be what only the office and a unit that has not begun have seen: a classification, by who made it, at once; a
dispatch, before the unit signs. What the company was told (closing, declining, its own rating) stands; it is put right
by the steps that the process has for that (return, reopening, a new appeal).
"""

from datetime import datetime, timedelta

from yishang.kernel.context import Refusal

UNDO_TRIAGE_WITHIN = timedelta(minutes=10)
STANDS = {
    "accepted": "已签收，不能撤销；不归本单位办的，请在签收时限内申请退回。",
    "progressed": "进展已告诉企业，不能撤销；说错了的，请再记录一条更正。",
    "closed": "办结已告诉企业，不能撤销；结果有误的，请联系营商办退回重新办理。",
    "rejected": "不予受理已告诉企业，不能撤销；需要办理的，请企业重新提交。",
    "called_back": "回访记录不能撤销；记错了的，请再回访一次并写明。",
    "archived": "已销号，不能撤销；企业仍不满意的，可以重新提交。",
    "reopened": "已告诉承办单位重新办理，不能撤销。",
    "return_granted": "退回已告诉承办单位，不能撤销；可以重新派给原单位。",
    "return_refused": "驳回已告诉承办单位，不能撤销。",
    "extension_granted": "延期已告诉双方，不能撤销。",
    "extension_refused": "驳回已告诉承办单位，不能撤销。",
}
"""Fact → why the person who left it cannot take it back, and what there is instead."""


class UndoTooLate(Refusal):
    """The slip is older than may be undone."""


class UndoNotYours(Refusal):
    """Somebody else classified the matter; a slip is undone by who made it."""

    status = 403


def may_undo_triage(*, by: int | None, triaged_by: int | None, triaged_at: datetime, now: datetime) -> bool:
    """Whether that account may take back a classification of that account and moment."""
    return by is not None and by == triaged_by and now - triaged_at <= UNDO_TRIAGE_WITHIN


def check_undo_triage(*, by: int | None, triaged_by: int | None, triaged_at: datetime, now: datetime) -> None:
    """Raises UndoNotYours for anybody but who classified the matter, UndoTooLate after ten minutes."""
    minutes = int(UNDO_TRIAGE_WITHIN.total_seconds()) // 60
    if by is None or by != triaged_by:
        raise UndoNotYours("分类由别人做出，不能替他撤销。", next_step="类别或难度不对的，请与经办人商量。")
    if now - triaged_at > UNDO_TRIAGE_WITHIN:
        raise UndoTooLate(f"分类已超过 {minutes} 分钟，不能撤销。", next_step="可以直接派单，在交办意见里写明。")


def time_left_to_dispatch(*, left: int, limit: int) -> int:
    """Half days in which a recalled matter is dispatched anew: what was left, at least one, at most what is given.

    An office's own slip buys it no time; but nobody can act within nothing.
    """
    return min(max(left, 1), max(limit, 1))
