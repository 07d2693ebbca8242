"""Trade bodies (行业协会): pledges in versions, and what members say of themselves (handbook 2.7 行业自律)."""

from collections.abc import Mapping, Sequence
from datetime import date

ITEMS_MOST, ITEM_MOST = 30, 60
YES, NO, NOT_HERE = "yes", "no", "na"
ANSWERS = {YES: "符合", NO: "不符合", NOT_HERE: "不适用"}
SUBMITTED, PUBLISHED, RETURNED = "SUBMITTED", "PUBLISHED", "RETURNED"
PAPER_STATES = {SUBMITTED: "待审核", PUBLISHED: "已公布", RETURNED: "已退回"}


def items_in(text: str) -> list[str]:
    """The lines of a list, each once, without blanks."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def items_fault(items: Sequence[str]) -> str:
    """Why a list will not do."""
    if not 1 <= len(items) <= ITEMS_MOST:
        return f"请逐行写自查项目，1 到 {ITEMS_MOST} 项。"
    return f"每项最多 {ITEM_MOST} 个字。" if any(len(item) > ITEM_MOST for item in items) else ""


def check_faults(answers: Mapping[int, str], *, items: int, checked_on: date | None, today: date) -> dict[str, str]:
    """Field → fault of a self-check: every item answered, on a day that has been."""
    faults: dict[str, str] = {}
    missing = [place + 1 for place in range(items) if answers.get(place) not in ANSWERS]
    if missing:
        faults["answers"] = f"第 {'、'.join(map(str, missing))} 项还没有选。"
    if checked_on is None or checked_on > today:
        faults["checked_on"] = "请填写自查日期，不能晚于今天。"
    return faults


def tally(answers: Sequence[str]) -> str:
    """`12 项：符合 11，不符合 1`; items that do not apply are told only where there are any."""
    words = [f"{ANSWERS[code]} {answers.count(code)}" for code in ANSWERS if answers.count(code) or code == YES]
    return f"{len(answers)} 项：{'，'.join(words)}"
