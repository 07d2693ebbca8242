"""The company's word: stars and call-backs (handbook 1.6). Who may rate, and what follows from it, is the process's."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from yishang.kernel.context import InvalidInput, Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
RATING_WINDOW = timedelta(days=15)  # 评价窗 15 个自然日 [设]
STARS = range(1, 6)
LOW_STAR = 2  # so many or fewer need a reason
TEXT_LENGTH = 500
CALL_ATTEMPTS_MAX = 3
UNNAMED_LENGTH = 200
UNNAMED_LEAST = 5  # ratings below which nothing is shown: two companies in a month would know each other [设]


class Standing(StrEnum):
    """How a closed matter stands with its company. Silence is NOT_RATED and never praise."""

    WAITING = "WAITING"
    RATED = "RATED"
    NOT_RATED = "NOT_RATED"

    @property
    def label(self) -> str:
        return {"WAITING": "待评价", "RATED": "已评价", "NOT_RATED": "未评价"}[self.value]


class Outcome(StrEnum):
    """What a call-back brought."""

    SATISFIED = "SATISFIED"
    BASICALLY = "BASICALLY"
    DISSATISFIED = "DISSATISFIED"
    UNREACHABLE = "UNREACHABLE"
    DECLINED = "DECLINED"

    @property
    def label(self) -> str:
        return OUTCOME_LABELS[self]


OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.SATISFIED: "满意",
    Outcome.BASICALLY: "基本满意",
    Outcome.DISSATISFIED: "不满意",
    Outcome.UNREACHABLE: "无法接通",
    Outcome.DECLINED: "拒访",
}
CONTENT_OUTCOMES = (Outcome.SATISFIED, Outcome.BASICALLY)
VALID_OUTCOMES = (*CONTENT_OUTCOMES, Outcome.DISSATISFIED)  # the base of satisfaction: neither unreached nor declined


class NotClosedYet(Refusal):
    """There is no result to judge."""


class AlreadyRated(Refusal):
    """The first rating of a result stands."""


class RatingWindowClosed(Refusal):
    """Too late to rate; the office calls instead."""


class NothingToFollowUp(Refusal):
    """A follow-up adds to a rating, and there is none."""


class AlreadyFollowedUp(Refusal):
    """One follow-up is all."""


class CallerHandledTheCase(Refusal):
    """Who handled a matter does not ask how it was handled."""

    status = 403


class CalledThisHalfDay(Refusal):
    """Three calls in a row are one attempt: they must lie in different half days."""


class AlreadyCalledBack(Refusal):
    """The company has answered, or could not be reached three times."""


def rating_deadline(closed_at: datetime) -> datetime:
    """The last moment for rating a result that came at `closed_at`."""
    return closed_at + RATING_WINDOW


def standing(*, is_rated: bool, closed_at: datetime, now: datetime) -> Standing:
    """Rated, still waiting for it, or never rated: the last is no praise and calls for a call-back."""
    if is_rated:
        return Standing.RATED
    return Standing.WAITING if now <= rating_deadline(closed_at) else Standing.NOT_RATED


def check_rating(*, star: int, reason: str, suggestion: str) -> None:
    """One to five whole stars, a reason with one or two, texts of at most 500 characters. Raises InvalidInput."""
    faults = _faults_of_texts(reason=reason, suggestion=suggestion)
    if type(star) is not int or star not in STARS:
        faults["star"] = "请选 1 到 5 星。"
    elif star <= LOW_STAR and not reason.strip():
        faults["reason"] = "评 1 星或 2 星时，请写明原因，我们好改进。"
    if faults:
        raise InvalidInput(faults)


def check_unnamed(*, star: int, words: str) -> None:
    """One to five whole stars and a short text that anybody may read. Raises InvalidInput (star, words)."""
    faults = _faults_of_texts(words=words)
    if type(star) is not int or star not in STARS:
        faults["star"] = "请选 1 到 5 星。"
    if len(words) > UNNAMED_LENGTH:
        faults["words"] = f"最多 {UNNAMED_LENGTH} 字。"
    if faults:
        raise InvalidInput(faults)


def check_window(*, closed_at: datetime | None, at: datetime) -> datetime:
    """The closing that may be rated at that moment. Raises NotClosedYet, RatingWindowClosed."""
    if closed_at is None:
        raise NotClosedYet("还没有办结，暂不能评价。", next_step="办结后我们会通知您评价。")
    if at > rating_deadline(closed_at):
        raise RatingWindowClosed(
            "评价期（办结后 15 天）已过。", next_step="营商办会打电话回访，您的意见可以在电话里说。"
        )
    return closed_at


def outcome_of(text: str) -> Outcome:
    """The outcome of that code. Raises InvalidInput."""
    try:
        return Outcome(text)
    except ValueError:
        raise InvalidInput({"outcome": "请选择回访结果。"}) from None


def check_note(note: str) -> None:
    """Raises InvalidInput for a note that is too long or cannot be stored."""
    if faults := _faults_of_texts(note=note):
        raise InvalidInput(faults)


def half_day(moment: datetime) -> tuple[int, bool]:
    """The half day of a moment: (day number, whether afternoon), split at noon Asia/Shanghai."""
    local = moment.astimezone(SHANGHAI)
    return local.date().toordinal(), local.hour >= 12


def is_final(outcome: str, *, attempt: int) -> bool:
    """Whether no further call follows: an answer, a refusal to answer, or the third time unreached."""
    return outcome != Outcome.UNREACHABLE or attempt >= CALL_ATTEMPTS_MAX


def check_attempt(earlier: list[tuple[str, datetime]], *, outcome: Outcome, at: datetime) -> int:
    """The number of this call (from 1) after the earlier ones (outcome, moment) about the same result.

    Raises AlreadyCalledBack; CalledThisHalfDay when it was unreached again within one half day.
    """
    attempt = len(earlier) + 1
    if earlier and is_final(earlier[-1][0], attempt=len(earlier)):
        raise AlreadyCalledBack("这件已经回访完了。", next_step="请刷新后查看回访结果。")
    if outcome == Outcome.UNREACHABLE and half_day(at) in {half_day(called_at) for _, called_at in earlier}:
        raise CalledThisHalfDay("这半天已记过一次无法接通。", next_step="请换一个半天再打；三次须在不同的半天。")
    return attempt


def check_caller(*, caller_unit_id: int | None, responsible_unit_id: int | None) -> None:
    """回访人不得为承办单位. Raises CallerHandledTheCase."""
    if caller_unit_id is not None and caller_unit_id == responsible_unit_id:
        raise CallerHandledTheCase(
            "本单位承办的件，不能由本单位回访。", next_step="请由营商办其他人员或上级营商办回访。"
        )


def _faults_of_texts(**texts: str) -> dict[str, str]:
    return {field: fault for field, text in texts.items() if (fault := _fault_of_text(text))}


def _fault_of_text(text: str) -> str:
    if len(text) > TEXT_LENGTH:
        return f"最多 {TEXT_LENGTH} 字，现在 {len(text)} 字。"
    if any(character == "\x00" or "\ud800" <= character <= "\udfff" for character in text):
        return "含有无法保存的字符，请删去后再提交。"
    return ""
