"""When alike appeals are worth a common answer, and when the city's own decisions are enough to learn from."""

from datetime import timedelta

from yishang.kernel.context import Refusal

PROPOSED_FROM = 3  # [设] alike matters that stand open …
PROPOSED_COMPANIES = 2  # [设] … of at least so many companies
TOPIC_WINDOW = timedelta(days=180)  # [设] what is older and closed is no hot topic
TOPIC_MOST = 5000  # newest matters that are grouped
LEARNED_LEAST = 200  # [设] triage decisions before anything is suggested
LEARNED_MOST = 20_000  # newest
SUGGESTED = 3  # categories shown
SURE_FROM = 0.6  # [设] below that a suggestion says that it is unsure


class TooFewAlike(Refusal):
    """Fewer alike matters stand open than make a common problem."""


class AlreadyCommon(Refusal):
    """One of the alike matters is on its way to a meeting already."""


def may_be_common(*, open_matters: int, companies: int) -> bool:
    """Whether so many alike open matters are proposed as a 共性问题 (handbook 1.5 ★5)."""
    return open_matters >= PROPOSED_FROM and companies >= PROPOSED_COMPANIES


def check_common(*, open_matters: int, companies: int, raised: str) -> None:
    """Refuse what is too few, and what was raised already (its number). Raises TooFewAlike, AlreadyCommon."""
    if raised:
        raise AlreadyCommon(f"{raised} 已作为共性问题提级。", next_step="请到那一件看会议安排。")
    if not may_be_common(open_matters=open_matters, companies=companies):
        raise TooFewAlike(
            f"在办的同类诉求 {open_matters} 件、{companies} 家企业，不足以列为共性问题。",
            next_step=f"满 {PROPOSED_FROM} 件、{PROPOSED_COMPANIES} 家再提；眼下请照常逐件办理。",
        )
