"""Bring a table in: look at every row first, then take the sound ones batch by batch."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Judged:
    """One record, and what is to be said about it; `is_repeat` where an earlier row of the file said the same."""

    row: int
    values: rules.Values
    findings: tuple[rules.Finding, ...] = ()
    is_repeat: bool = False


@dataclass(frozen=True)
class Reading:
    """A table of one kind, judged by the moment `at`; it can be read again, and is then judged the same."""

    what: rules.Import
    table: gateways.Table
    columns: rules.Columns
    seen: gateways.Seen
    at: datetime

    def judged(self, *, after: int = 0) -> Iterator[Judged]:
        """Every record below row `after`; values are judged only where all could be read."""
        return (self._judge(record) for record in self.table.records() if record.row > after)

    def _judge(self, record: rules.Record) -> Judged:
        if found := rules.faults_in(record, self.columns):
            return Judged(record.row, {}, tuple(found))
        values = self.columns.values(record, self.what.fields)
        faults, is_repeat = self.what.faults(values, self.at), False
        if self.what.twins and not faults:
            twins = self.what.twins(values)
            row, words = self.seen.first(twins.key, record.row, twins.words)
            is_repeat = row != record.row and words == twins.words
            faults = [rules.contradiction(twins, row, words)] if words != twins.words else []
        return Judged(record.row, values, tuple(self.columns.findings(record, faults)), is_repeat)


@dataclass
class Tally:
    """Rows counted while a table is looked through."""

    read: int = 0
    refused: int = 0
    first: list[rules.Finding] = field(default_factory=list)

    def note(self, judged: Judged, *, keep: int) -> None:
        """Count a row; the first `keep` findings are remembered."""
        self.read, self.refused = self.read + 1, self.refused + bool(judged.findings)
        self.first += judged.findings[: max(keep - len(self.first), 0)]


def bring_in(*, actor: Signatory, what: rules.Import, path: Path, wish: Wish, at: datetime, tell: Progress) -> Outcome:
    """Check every row of a file, report the faults, then take the sound rows unless told otherwise.

    With faults nothing is taken, except with `accept_good`. `tell(stage, rows)` hears of progress.
    Raises UnusableTable (nothing was taken) and ImportInterrupted.
    """
    if wish.report is not None and wish.report.resolve() == path.resolve():
        raise rules.UnusableTable("报告会覆盖要导入的文件。", next_step="请给报告换一个文件名。")
    table = gateways.table_at(path)
    columns = rules.columns_of(table.header, what.fields, wish.columns)
    with gateways.seen_at(None) as seen:
        reading = Reading(what, table, columns, seen, at)
        tally = look_through(reading=reading, report=wish.report, keep=FIRST_FINDINGS, tell=tell)
        accepted = tally.read - tally.refused if wish.accept_good or not tally.refused else 0
        taken = rules.Taken()
        if accepted and not wish.dry_run:
            taken = _take(actor, reading, tell)
            accepted = taken.new + taken.known
    return Outcome(tally.read, accepted, tally.refused, taken, columns.unused, tuple(tally.first))


def look_through(*, reading: Reading, report: Path | None, keep: int, tell: Progress) -> Tally:
    """Judge every row, write the faults into a report (none without a path), remember the first `keep` of them."""
    tally = Tally()
    with gateways.report_to(report) as add:
        for judged in reading.judged():
            for finding in judged.findings:
                add(finding)
            tally.note(judged, keep=keep)
            tell("检查", tally.read)
    return tally


def _take(actor: Signatory, reading: Reading, tell: Progress) -> rules.Taken:
    """Read the file once more: keeping the sound rows of the first reading would grow with the file."""
    taken = rules.Taken()
    sound = (judged for judged in reading.judged() if not judged.findings)
    while batch := list(islice(sound, BATCH)):
        try:
            taken += take_batch(actor=actor, what=reading.what, batch=batch, at=reading.at)
        except DatabaseError as fault:
            raise ImportInterrupted(
                f"数据库中断了导入（{fault}），已取入 {taken.new + taken.known} 行。",
                next_step="排除故障后重复同一命令，会接着导入，已取入的不会重复。",
            ) from fault
        tell("取入", taken.new + taken.known)
    return taken


def take_batch(*, actor: Signatory, what: rules.Import, batch: list[Judged], at: datetime) -> rules.Taken:
    """Take sound rows in one transaction; those that only repeat an earlier one count as known.

    Raises what the kind's own `take` raises.
    """
    rows = [judged.values for judged in batch if not judged.is_repeat]
    repeats = rules.Taken(known=len(batch) - len(rows))
    return repeats + what.take(actor=actor, rows=rows, at=at) if rows else repeats
