"""What follows for the whole when a part moves; who may ask again, and what must be there. Plain decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from yishang.contexts.bundles.rules.table import NEVER, PASSED
from yishang.kernel.context import InvalidInput, Refusal

REASON_LONGEST, LINE_LONGEST = 500, 100
UNANSWERED = frozenset({"RECEIVED"})
WAYS = {"WINDOW": "窗口领取", "POST": "邮寄"}


class IntakeNotYours(Refusal):
    """Neither the company itself nor the window of its place hands this in."""

    status = 403


class NoWindow(Refusal):
    """No unit of the place can take a bundle in."""


class AlreadyUnderWay(Refusal):
    """The same company's same bundle at the same address is not finished (handbook 10: 重复下单→合并)."""


class AskedBefore(Refusal):
    """一次性告知: a department asks again only about papers that were changed since it asked."""


class NotInThisPart(Refusal):
    """A department asks for a paper that its items do not want (handbook 11.9 J09: 索要清单外材料)."""

    status = 422


@dataclass(frozen=True)
class PartNow:
    """How a part stands: its key, what it waits for, its state."""

    key: int
    after: tuple[int, ...]
    state: str


def to_start(parts: Collection[PartNow]) -> list[int]:
    """Accepted parts for which everything before them is granted."""
    state = {part.key: part.state for part in parts}
    return [one.key for one in parts if one.state == "WAITING" and all(state[key] in PASSED for key in one.after)]


def to_drop(parts: Collection[PartNow]) -> list[int]:
    """Parts, not yet being handled, that wait for something that will never be granted; directly or along the way."""
    lost = {part.key for part in parts if part.state in NEVER}
    dropped: list[int] = []
    while found := [
        one.key for one in parts if one.state in BEFORE_HANDLING and one.key not in lost and lost & {*one.after}
    ]:
        lost |= set(found)
        dropped += found
    return dropped


BEFORE_HANDLING = frozenset({"RECEIVED", "NOTED", "ASKED", "WAITING"})
ENDED = PASSED | NEVER


def outcome(parts: Collection[PartNow]) -> str:
    """The move that ends the whole, "" while a part is open (总状态=全部子件终态才办结)."""
    states = [part.state for part in parts]
    if not all(state in ENDED for state in states):
        return ""
    if all(state in PASSED for state in states):
        return "finish_package"
    if any(state in PASSED for state in states):
        return "finish_partly"
    return "close_withdrawn" if set(states) <= {"WITHDRAWN", "DROPPED"} and "WITHDRAWN" in states else "fail_package"


def is_gathered(parts: Collection[PartNow]) -> bool:
    """Whether every department has said what it thinks of the papers."""
    return not any(part.state in UNANSWERED for part in parts)


def bottleneck(due: Mapping[int, datetime], parts: Sequence[PartNow]) -> list[int]:
    """The open parts that hold the whole up: those being examined or handled, the earliest deadline first."""
    running = [(due[one.key], one.key) for one in parts if one.state in ("RECEIVED", "HANDLING") and due.get(one.key)]
    return [key for _, key in sorted(running)]


def check_handed(papers: Mapping[str, tuple[str, bool]], handed: Collection[str]) -> None:
    """Raises InvalidInput when a necessary paper is missing, or one is ticked that is not asked for.

    `papers` are key → (name, must be there now).
    """
    if strange := sorted(set(handed) - set(papers)):
        raise InvalidInput({"papers": f"清单上没有“{strange[0][:40]}”这份材料。"})
    if lacking := [name for key, (name, needed) in papers.items() if needed and key not in handed]:
        raise InvalidInput({"papers": f"还缺 {len(lacking)} 份必要材料：{'、'.join(lacking)}。"})


def check_correction(
    wanted: Collection[str], *, own: Mapping[str, datetime | None], asked_at: datetime | None, reason: str
) -> None:
    """Raises InvalidInput, NotInThisPart, AskedBefore. `own` are this part's papers: key → when last changed."""
    if not wanted:
        raise InvalidInput({"papers": "请勾选要补正的材料。"})
    check_reason(reason)
    if set(wanted) - set(own):
        raise NotInThisPart("不能索要清单以外的材料。", next_step="请只选本部门事项清单上的材料。")
    if asked_at is not None and any((own[key] or asked_at) <= asked_at for key in wanted):
        raise AskedBefore(
            "本部门已经一次告知过，没有改动的材料不能再提。", next_step="请按现有材料受理，或依法作出决定。"
        )


def check_reason(reason: str, *, field: str = "reason") -> str:
    """The text without blanks around it. Raises InvalidInput (field)."""
    if not 0 < len(reason.strip()) <= REASON_LONGEST:
        raise InvalidInput({field: f"请写明理由，最多 {REASON_LONGEST} 个字。"})
    return reason.strip()
