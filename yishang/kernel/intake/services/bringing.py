"""Bring a table in: look at every row first, then take the sound ones batch by batch."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import DatabaseError

from yishang.kernel.context import Refusal
from yishang.kernel.intake import gateways, rules
from yishang.kernel.journal.rules import Signatory

BATCH = 100  # rows in one transaction: short enough that people at their desks do not wait for an import
FIRST_FINDINGS = 10
Progress = Callable[[str, int], None]


class ImportInterrupted(Refusal):
    """The database gave up half-way; what was taken stays, and the same command goes on where it stopped."""

    status = 409


@dataclass(frozen=True)
class Wish:
    """How a table is to be brought in. `columns` is column → field, where the header alone does not say."""

    columns: dict[str, str]
    dry_run: bool = False
    accept_good: bool = False
    report: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of it, in rows; `taken` is empty where nothing was written."""

    read: int
    accepted: int
    refused: int
    taken: rules.Taken
    unused: tuple[str, ...]
    first_findings: tuple[rules.Finding, ...]


def bring_in(*, actor: Signatory, what: rules.Import, path: Path, wish: Wish, at: datetime, tell: Progress) -> Outcome:
    """Check every row of a file, report the faults, then take the sound rows unless told otherwise.

    With faults nothing is taken, except with `accept_good`. `tell(stage, rows)` hears of progress.
    Raises UnusableTable (nothing was taken) and ImportInterrupted.
    """
    if wish.report is not None and wish.report.resolve() == path.resolve():
        raise rules.UnusableTable("报告会覆盖要导入的文件。", next_step="请给报告换一个文件名。")
    table = gateways.table_at(path)
    columns = rules.columns_of(table.header, what.fields, wish.columns)
    first: list[rules.Finding] = []
    read = refused = 0
    with gateways.report_to(wish.report) as add:
        for record in table.records():
            found = _findings(what, columns, record, at)
            for finding in found:
                add(finding)
            first += found[: FIRST_FINDINGS - len(first)]
            read, refused = read + 1, refused + bool(found)
            tell("检查", read)
    accepted = read - refused if wish.accept_good or not refused else 0
    taken = rules.Taken()
    if accepted and not wish.dry_run:
        sound = _sound_rows(what, columns, table, at)
        taken = _take(actor=actor, what=what, sound=sound, at=at, tell=tell)
        accepted = taken.new + taken.known
    return Outcome(read, accepted, refused, taken, columns.unused, tuple(first))


def _findings(what: rules.Import, columns: rules.Columns, record: rules.Record, at: datetime) -> list[rules.Finding]:
    """What is wrong with a record; values are judged only where all could be read."""
    if found := rules.faults_in(record, columns):
        return found
    faults = what.faults(columns.values(record, what.fields), at)
    return list(columns.findings(record, faults))


def _sound_rows(
    what: rules.Import, columns: rules.Columns, table: gateways.Table, at: datetime
) -> Iterator[rules.Values]:
    """Read the file once more: keeping the sound rows of the first reading would grow with the file."""
    for record in table.records():
        if not _findings(what, columns, record, at):
            yield columns.values(record, what.fields)


def _take(
    *, actor: Signatory, what: rules.Import, sound: Iterator[rules.Values], at: datetime, tell: Progress
) -> rules.Taken:
    taken = rules.Taken()
    while batch := list(islice(sound, BATCH)):
        try:
            taken += what.take(actor=actor, rows=batch, at=at)
        except DatabaseError as fault:
            raise ImportInterrupted(
                f"数据库中断了导入（{fault}），已取入 {taken.new + taken.known} 行。",
                next_step="排除故障后重复同一命令，会接着导入，已取入的不会重复。",
            ) from fault
        tell("取入", taken.new + taken.known)
    return taken
