"""A small table read whole, for whoever must see all rows before judging one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from yishang.kernel.intake import gateways, rules


@dataclass(frozen=True)
class Whole:
    """The rows that could be read (number below the header, values) and what kept others from it."""

    rows: tuple[tuple[int, rules.Values], ...]
    findings: tuple[rules.Finding, ...]


def read_whole(*, path: Path, fields: Sequence[rules.Field], most: int) -> Whole:
    """Every row of the table in a file. Raises UnusableTable, also for more than `most` rows."""
    table = gateways.table_at(path)
    columns = rules.columns_of(table.header, fields, {})
    rows: list[tuple[int, rules.Values]] = []
    found: list[rules.Finding] = []
    for record in table.records():
        if len(rows) >= most:
            raise rules.UnusableTable(f"表格多于 {most:,} 行。", next_step="请确认选对了文件。")
        found += rules.faults_in(record, columns)
        rows.append((record.row, columns.values(record, fields)))
    return Whole(tuple(rows), tuple(found))
