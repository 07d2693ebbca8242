"""The company's word: rating, call-back, doing it again, striking off (handbook 1.6)."""

from datetime import datetime

from yishang.contexts.outreach.rules.terms import LOW_STAR, RATING_WINDOW, UP_TO_THE_CITY
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Role


class CallBackNotDue(Refusal):
    """A company is called only after it rated, or after the time for rating has passed."""


class NotYetToArchive(Refusal):
    """A matter is struck off only when the company's word is in."""


class ReopeningNotAllowed(Refusal):
    """Only what the company is not content with is done again."""


class SecondReopeningNotYours(Refusal):
    """After one rework that did not help, the city's office decides what becomes of the matter."""

    status = 403


def why_not_struck_off(*, star: int | None, outcome: str | None, reopened_before: int, by_city: bool) -> str:
    """What the company's word still has against striking off, or nothing (handbook 1.6).

    One or two stars are cleared by 满意 or 基本满意 on the phone alone; a refusal to talk (拒访) clears nothing. After
    a rework that did not help either, the city's office decides (二次仍≤2 星→市营商办研判).
    """
    if outcome in ("SATISFIED", "BASICALLY"):
        return ""
    low = star is not None and star <= LOW_STAR
    if outcome is None:
        return f"企业评价 {star} 星，须先回访。" if low else ""
    if not low and outcome != "DISSATISFIED":
        return ""
    if by_city and reopened_before:
        return ""
    if reopened_before:
        return UP_TO_THE_CITY
    return "企业在回访中表示不满意。" if outcome == "DISSATISFIED" else f"企业评价 {star} 星，回访时没有改变。"


def check_reopening(*, star: int | None, outcome: str | None, reopened_before: int, role: str) -> None:
    """Refuse to do again what the company is content with; a second time only the city's office may (handbook 1.6)."""
    low = star is not None and star <= LOW_STAR
    unhappy = outcome == "DISSATISFIED" or (low and outcome not in ("SATISFIED", "BASICALLY"))
    if not unhappy:
        raise ReopeningNotAllowed("企业没有表示不满意，不能重新办理。", next_step="企业另有问题的，请其提交新的诉求。")
    if reopened_before and role not in (Role.MBO, Role.API):
        raise SecondReopeningNotYours("已重新办理过一次，由市营商办研判。", next_step="请报市营商办决定。")


def rating_deadline(closed_at: datetime) -> datetime:
    """评价窗 15 个自然日 (handbook 1.6 [设])."""
    return closed_at + RATING_WINDOW


def check_call_back(*, star: int | None, closed_at: datetime, now: datetime) -> None:
    """Refuse a call while the company may still rate by itself."""
    if star is None and now <= rating_deadline(closed_at):
        raise CallBackNotDue(
            "企业还在评价期内，暂不回访。",
            next_step=f"{rating_deadline(closed_at):%m月%d日}以后仍未评价的，再电话回访。",
        )
