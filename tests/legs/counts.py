"""What a leg did, read from the result file that pytest writes for machines."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Counts:
    """How many tests passed, failed (errors included) and were skipped, why, and which for want of real data."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: tuple[tuple[str, str], ...] = ()  # (test, why)
    without_data: tuple[str, ...] = ()


def counts_in(file: Path, *, exit_code: int) -> Counts:
    """The counts of one run. A run that broke off or collected nothing has failed, whatever it counted."""
    cases = list(ElementTree.parse(file).iter("testcase")) if file.exists() else []
    failed = sum(1 for case in cases if _has(case, "failure", "error"))
    skipped = [case for case in cases if _has(case, "skipped") and not _has(case, "failure", "error")]
    return Counts(
        passed=len(cases) - failed - len(skipped),
        failed=failed or int(exit_code != 0),
        skipped=len(skipped),
        reasons=tuple((_name(case), _reason(case)) for case in skipped),
        without_data=tuple(_name(case) for case in skipped if _needs_real_data(case)),
    )


def _has(case: ElementTree.Element, *kinds: str) -> bool:
    return any(case.find(kind) is not None for kind in kinds)


def _name(case: ElementTree.Element) -> str:
    return f"{case.get('classname')}.{case.get('name')}"


def _reason(case: ElementTree.Element) -> str:
    skipped = case.find("skipped")
    return skipped.get("message", "") if skipped is not None else ""


def _needs_real_data(case: ElementTree.Element) -> bool:
    return any(entry.get("name") == "needs" and entry.get("value") == "real_data" for entry in case.iter("property"))
