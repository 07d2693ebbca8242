"""Who may see how to ring a company's person in full, for what, and how often (handbook 12.5: 脱敏展示+查询留因)."""

from datetime import timedelta

from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import OFFICES, Role

REVEAL_REASONS = {
    "VERIFY": "向企业核实情况",
    "VISIT": "约时间上门、现场办理",
    "ANSWER": "答复办理结果",
    "CALL_BACK": "电话回访",
}
REVEALS_PER_HOUR = 30  # by one person; who needs more copies a list, and that has a way of its own
REVEAL_WINDOW = timedelta(hours=1)


class ContactNotYours(Refusal):
    """The person neither runs the office of this matter nor works on it."""

    status = 403


class TooManyReveals(Refusal):
    """The person has opened very many contacts within the hour."""

    status = 429


def may_reveal(*, role: str, unit_id: int | None, responsible_id: int | None) -> bool:
    """Whether somebody who sees the matter may open its contact: its office, and whoever answers for it now."""
    return role in OFFICES or (role == Role.DEP and unit_id is not None and unit_id == responsible_id)
