"""The record: one line for each figure, and what to say when a figure grew."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

FILE = Path(__file__).with_name("record.csv")
STATEMENTS, WEIGHT = "statements", "kilobytes"
HEAD = ("measured", "of", "figure")
SLACK = 1.02  # of a weight: what a page says of today is a little longer tomorrow
LIMITS = {(WEIGHT, "phone: submit"): 200, (STATEMENTS, "submit"): 12}  # issue 3; these hold, whatever is recorded
AGAIN = "有意如此的，运行 python -m tests.checks.budgets --record，并在提交里说明为什么。"

Key = tuple[str, str]  # what is measured, and of what
Figures = Mapping[Key, int]


def read() -> dict[Key, int]:
    """The figures on record."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row["measured"], row["of"]): int(row["figure"]) for row in csv.DictReader(file)}


def write(found: Figures) -> None:
    """Replace the record."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(HEAD)
        lines.writerows((measured, of, figure) for (measured, of), figure in found.items())


def faults(found: Figures, recorded: Figures) -> Iterator[str]:
    """A sentence for each figure above its record or its limit, and for each that stands on one side only."""
    for key, figure in found.items():
        if key in LIMITS and figure > LIMITS[key]:
            yield f"{_said(key, figure)}，最多只能 {LIMITS[key]}。"
        if key not in recorded:
            yield f"{_said(key, figure)}，还没有记录。{AGAIN}"
        elif figure > recorded[key] * (SLACK if key[0] == WEIGHT else 1):
            yield f"{_said(key, figure)}，记录是 {recorded[key]}，变大了。{AGAIN}"
    for key in recorded.keys() - found.keys():
        yield f"{key[1]}（{key[0]}）有记录，但没有量到。{AGAIN}"


def _said(key: Key, figure: int) -> str:
    measured, of = key
    return f"{of}：{figure} 条 SQL 语句" if measured == STATEMENTS else f"{of}：压缩后 {figure} KB"
