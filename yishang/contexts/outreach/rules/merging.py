"""Duplicates: how alike two appeals are, and which may be merged into which (handbook 1.4 并单, 1.5 相似提示)."""

import unicodedata
from collections import Counter
from datetime import timedelta

from yishang.kernel.context import InvalidInput

LIKE_WINDOW = timedelta(days=7)  # [设] 同一企业 7 日内
LIKENESS_PERCENT = 85  # [设] 文本相似度 ≥ 0.85
MERGED_INTO_STATES = ("SUBMITTED", "TRIAGED", "ASSIGNED", "ACCEPTED", "HANDLING", "RETURN_REQ", "EXT_REQ", "REOPENED",
                      "ESC_REQ", "ESCALATED", "SHELVE_REQ", "PENDING")  # fmt: skip


def likeness(one: str, other: str) -> int:
    """How much two texts share, in percent 0–100: twice the pairs of neighbouring characters that both have, by all.

    (Dice's coefficient over character pairs; blanks, punctuation, width and case do not count.) Two texts of fewer
    than two characters are alike only when they are the same.
    """
    first, second = _plain(one), _plain(other)
    if first == second:
        return 100
    pairs, others = _pairs(first), _pairs(second)
    everything = pairs.total() + others.total()
    return 200 * (pairs & others).total() // everything if everything else 0


def is_alike(one: str, other: str) -> bool:
    """Whether two texts are alike enough to suggest merging; a person decides."""
    return likeness(one, other) >= LIKENESS_PERCENT


def check_merging(*, number: str, into: str, same_company: bool, state: str, filed_later: bool) -> None:
    """Refuse to merge with itself, with another company's matter, with one that is over, or the older into the newer.

    Raises InvalidInput at the field `into`.
    """
    fault = ""
    if number == into:
        fault = "不能并入它自己。"
    elif not same_company:
        fault = "两件不是同一家企业提交的，不能并单；同类问题请提级为共性问题。"
    elif state not in MERGED_INTO_STATES:
        fault = "那一件已经办结或不再办理，不能并入；请照常分类办理。"
    elif not filed_later:
        fault = "请把后提交的并入先提交的。"
    if fault:
        raise InvalidInput({"into": fault})


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def _pairs(text: str) -> Counter[str]:
    return Counter(text[place : place + 2] for place in range(len(text) - 1))
