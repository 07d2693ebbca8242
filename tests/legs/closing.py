"""What a person reads at the end: one row for each leg, what did not run and why, and the closing line."""

from collections.abc import Sequence
from unicodedata import east_asian_width

from tests.legs.leg import SQLITE, Outcome

COLUMNS = ("", "通过", "失败", "跳过", "秒")
NAMED_AT_MOST = 20


def table(outcomes: Sequence[Outcome]) -> str:
    """One row for each leg that ran."""
    rows = [COLUMNS, *(_row(outcome) for outcome in outcomes if not outcome.missing)]
    return "\n".join("".join(_cell(text, 12 if place == 0 else 8) for place, text in enumerate(row)) for row in rows)


def not_run(outcomes: Sequence[Outcome]) -> list[str]:
    """What could not run on this machine and why, one line each."""
    lines = [f"没有运行：{outcome.leg.title}——{outcome.missing}" for outcome in outcomes if outcome.missing]
    lines += [
        f"{one.leg.title}：不问数据库的 {one.elsewhere} 项只在 {SQLITE.title} 一路运行"
        for one in outcomes
        if one.elsewhere
    ]
    reasons = dict(reason for outcome in outcomes for reason in outcome.counts.reasons)
    lines += [f"没有运行：{test}——{why}" for test, why in list(reasons.items())[:NAMED_AT_MOST]]
    if len(reasons) > NAMED_AT_MOST:
        lines.append(f"没有运行：另有 {len(reasons) - NAMED_AT_MOST} 项，原因同上")
    return lines


def closing_line(outcomes: Sequence[Outcome], *, strict: bool) -> tuple[str, bool]:
    """The sum of all legs, and whether the run may be called green.

    `strict` (CI): each leg that is missing and each test without its real data counts as failed.
    """
    passed = sum(outcome.counts.passed for outcome in outcomes)
    failed = sum(outcome.counts.failed + (strict and _gaps(outcome)) for outcome in outcomes)
    return f"{passed} passed, {failed} failed", failed == 0


def _gaps(outcome: Outcome) -> int:
    return int(bool(outcome.missing)) + len(outcome.counts.without_data)


def _row(outcome: Outcome) -> tuple[str, ...]:
    counts = outcome.counts
    return (outcome.leg.title, str(counts.passed), str(counts.failed), str(counts.skipped), f"{outcome.seconds:.0f}")


def _cell(text: str, width: int) -> str:
    shown = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * (width - shown) if width > 8 else " " * (width - shown) + text
