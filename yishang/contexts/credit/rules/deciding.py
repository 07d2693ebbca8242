"""What must be so before somebody is listed, removed, repaired or restrained. Plain functions, sources beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yishang.contexts.credit.rules.refusals import (
    DefenceStillOpen,
    LettersMissing,
    ListWithoutBasis,
    NotRepairable,
    RemovalTooEarly,
    RequirementsMissing,
    ReturnedOnce,
    SamePersonApproves,
)

REQUIREMENTS = {
    "domain": "违法行为属于规定领域",
    "penalty": "受到较重行政处罚",
    "circumstances": "性质恶劣、情节严重",
    "harm": "社会危害较大",
}
EARLY_CONDITIONS = {
    "duty": "已自觉履行行政处罚决定中规定的义务",
    "harm_undone": "已主动消除危害后果和不良影响",
    "no_new": "未再受到市场监督管理部门较重行政处罚",
}
LETTER_OUTCOMES = {"NOBODY": "无人签收退回", "SIGNED": "已签收", "WAITING": "在途"}
MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class Letter:
    """A letter to the registered address: when it was sent, and what became of it (LETTER_OUTCOMES)."""

    sent_on: date
    outcome: str


@dataclass(frozen=True)
class Window:
    """How long dishonest information of a grade is shown, in months: at least and at most (信用修复管理办法)."""

    least: int
    most: int


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * MONTHS_OF_YEAR + day.month - 1 + months, MONTHS_OF_YEAR)
    first_after = date(year + (month + 1) // MONTHS_OF_YEAR, (month + 1) % MONTHS_OF_YEAR + 1, 1)
    last = (first_after - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def check_other_person(*, drafted_by: int | None, actor_id: int | None) -> None:
    """Raise SamePersonApproves when a decision would be approved by whoever drafted it (handbook 0A.6)."""
    if drafted_by is not None and drafted_by == actor_id:
        raise SamePersonApproves(
            "这件由您拟办，须由本单位另一位同志审核决定。", next_step="请本单位负责人或其他同志办理。"
        )


def check_return(returned_count: int) -> None:
    """Raise ReturnedOnce for a push that came back once before (handbook 2.7)."""
    if returned_count:
        raise ReturnedOnce(
            "这件已经退回过一次，归属已裁定，不能再退。", next_step="请认领；仍有异议的，请联系裁定的部门。"
        )


def check_letters(letters: Sequence[Letter], *, least: int, most: int) -> None:
    """Raise LettersMissing unless two letters that nobody signed for lie `least` to `most` days apart (E4)."""
    days = sorted(one.sent_on for one in letters if one.outcome == "NOBODY")
    gaps = [(later - earlier).days for place, earlier in enumerate(days) for later in days[place + 1 :]]
    if any(one.outcome == "SIGNED" for one in letters):
        raise LettersMissing("有一封专用信函已被签收，不能认定无法联系。", next_step="请按签收人提供的情况核实。")
    if not any(least <= gap <= most for gap in gaps):
        raise LettersMissing(
            f"认定无法联系须有两封无人签收的专用信函，间隔 {least} 至 {most} 日；现有 {len(days)} 封。",
            next_step="请按登记的住所再寄一封，退回后登记。",
        )


def check_defence(*, until: datetime | None, spoke: bool, at: datetime) -> None:
    """Raise DefenceStillOpen while the party may still speak and has not."""
    if not spoke and until is not None and at <= until:
        raise DefenceStillOpen(
            f"当事人在 {until.month} 月 {until.day} 日前可以陈述申辩，现在不能决定。",
            next_step="请在期满或收到申辩后办理。",
        )


def check_requirements(ticked: Mapping[str, str]) -> None:
    """Raise RequirementsMissing unless each requirement is there with its evidence (总局令44号)."""
    missing = [label for code, label in REQUIREMENTS.items() if not ticked.get(code, "").strip()]
    if missing:
        raise RequirementsMissing(
            f"缺少：{'；'.join(missing)}。四项要件缺一不可，每项写明证据。", next_step="要件不齐的不得列入。"
        )


def check_early(*, listed_on: date, months: int, conditions: Mapping[str, bool], on: date) -> None:
    """Raise RemovalTooEarly before so many months, or while one of the three conditions is not met."""
    since = months_after(listed_on, months)
    if months <= 0:
        raise RemovalTooEarly("当时的规定没有提前移出。", next_step="期满自动移出。")
    if on < since:
        raise RemovalTooEarly(
            f"列入满 {months} 个月（{since:%Y-%m-%d}）后才能申请提前移出。", next_step="请届时再申请。"
        )
    missing = [label for code, label in EARLY_CONDITIONS.items() if not conditions.get(code)]
    if missing:
        raise RemovalTooEarly(f"还不符合：{'；'.join(missing)}。", next_step="三个条件都符合后再申请。")


def check_repair(*, grade: str, shown_since: date | None, repaired: bool, window: Window, on: date) -> None:
    """Raise NotRepairable or RemovalTooEarly unless information of that grade may be repaired on that day."""
    if repaired:
        raise NotRepairable("这条信息已经修复。", next_step="不需要再申请。")
    if not grade or shown_since is None:
        raise NotRepairable("这条信息不属于失信信息，不需要修复。", next_step="如内容有误，请联系认定单位更正。")
    since = months_after(shown_since, window.least)
    if on < since:
        raise RemovalTooEarly(f"公示满 {window.least} 个月（{since:%Y-%m-%d}）后才能修复。", next_step="请届时再申请。")


def check_basis(*, list_name: str, basis: str) -> None:
    """Raise ListWithoutBasis for a list that no law or central document sets up (国办发〔2020〕49号)."""
    if not basis.strip():
        raise ListWithoutBasis(
            f"“{list_name}”没有法律、法规或中央文件依据，只能作内部提示，不能据以限制任何主体。",
            next_step="确有依据的，请先在名单目录中补录依据。",
        )


def document_number(*, mark: str, word: str, year: int, sequence: int) -> str:
    """`秦市监异入〔2019〕3号` (handbook 12.7: 六角括号, the whole year, no 第, no zeros before)."""
    return f"{mark}{word}〔{year}〕{sequence}号"
