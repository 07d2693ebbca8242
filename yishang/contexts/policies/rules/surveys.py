"""Who may answer a survey, once, and with which ticks (handbook 1.8: 复工复产调查)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yishang.kernel.context import Refusal

NOTHING = "00"  # the tick that says: no trouble
TITLE_MAX, INTRO_MAX, DETAIL_MAX = 60, 1000, 500
LONGEST = timedelta(days=366)


class SurveyNotFound(Refusal):
    """There is no such survey for this person; whether it exists is not told."""

    status = 404


class SurveyClosed(Refusal):
    """The survey is not open on this day."""


class SheetOfOthers(Refusal):
    """A person answers only for companies that are theirs to speak for."""

    status = 403


class AlreadyAnswered(Refusal):
    """The subject has answered; the first answer stands (handbook 1: 以首次为准)."""


class CompanyFirst(Refusal):
    """The company may still say itself whether its problem is solved (handbook 1.8: 企业确认优先)."""


@dataclass(frozen=True)
class SurveyEntry:
    """A survey as an office writes it; both days belong to it."""

    title: str
    intro: str
    opens_on: date
    closes_on: date


def survey_faults(entry: SurveyEntry) -> dict[str, str]:
    """Field → fault of a survey to be kept."""
    faults = {}
    if not entry.title.strip() or len(entry.title) > TITLE_MAX:
        faults["title"] = f"请填写标题，最多 {TITLE_MAX} 个字。"
    if len(entry.intro) > INTRO_MAX:
        faults["intro"] = f"说明最多 {INTRO_MAX} 个字。"
    if entry.closes_on < entry.opens_on:
        faults["closes_on"] = "结束日期不能早于开始日期。"
    elif entry.closes_on - entry.opens_on > LONGEST:
        faults["closes_on"] = "一次调查最长一年。"
    return faults


def check_answerable(*, state: str, opens_on: date, closes_on: date, on: date) -> None:
    """Raises SurveyClosed on any day outside the survey's own."""
    if state != "OPEN" or on > closes_on:
        raise SurveyClosed("这次调查已经结束，不能再答。", next_step="有困难请提交诉求，或联系营商办。")
    if on < opens_on:
        raise SurveyClosed(f"这次调查 {opens_on.month} 月 {opens_on.day} 日开始。", next_step="请到时再答。")


def tick_faults(ticks: Sequence[str], *, known: Collection[str], details: Collection[str]) -> dict[str, str]:
    """Field → fault of what was ticked: something, nothing doubled, all in the dictionary, “没有困难” alone."""
    if not ticks:
        return {"ticks": "请至少勾选一项；没有困难请勾选“没有困难”。"}
    if len(set(ticks)) != len(ticks):
        return {"ticks": "同一类问题勾选了两次。"}
    if NOTHING in ticks:
        return {"ticks": "勾选了“没有困难”，就不能再勾选别的。"} if len(ticks) > 1 else {}
    if set(ticks) - set(known):
        return {"ticks": "有一项不在这次调查的问题里，请刷新后再选。"}
    if any(len(text) > DETAIL_MAX for text in details):
        return {"details": f"每项说明最多 {DETAIL_MAX} 个字。"}
    return {}
