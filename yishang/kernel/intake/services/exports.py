"""Lists out, as sheets that officials open in Excel: row by row, no cell that becomes a formula, a fact for each."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO

from django.db import transaction

from yishang.kernel.context import Refusal
from yishang.kernel.intake import gateways, rules
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.rules import Signatory

BOM = "\ufeff"
SHEET_MOST = 200_000  # rows of a workbook: about 400 MB of XML before packing, which office programs still open
CHUNK = 1 << 16


class TooManyRows(Refusal):
    """More rows than a workbook should carry, or than may leave the house with full contacts."""

    status = 422


class _Lines:
    """What csv.writer writes to: lines gathered until they are worth sending."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0

    def write(self, line: str) -> None:
        self.parts.append(line)
        self.size += len(line)

    def drained(self) -> str:
        text = "".join(self.parts)
        self.parts, self.size = [], 0
        return text


def csv_chunks(
    *, head: Sequence[str], rows: Iterable[Sequence[object]], free_text: Sequence[int] | None = None
) -> Iterator[str]:
    """The sheet as CSV with the mark by which spreadsheets know UTF-8, in pieces of some 64 KB, while rows are read.

    Every cell is kept from becoming a formula; `free_text` names the columns where that is needed, which is quicker.
    """
    lines = _Lines()
    writer = csv.writer(lines)
    lines.write(BOM)
    writer.writerow(head)
    disarm = rules.harmless_row if free_text is None else rules.disarming(free_text)
    for row in rows:
        writer.writerow(disarm(row))
        if lines.size > CHUNK:
            yield lines.drained()
    yield lines.drained()


def workbook_of(
    *, title: str, head: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int] = (), mark: str = ""
) -> IO[bytes]:
    """The sheet as XLSX in a temporary file at its beginning; `mark` stands at the foot of every printed page."""
    return gateways.in_temporary_file(
        lambda file: gateways.write_workbook(file, title=title, head=head, rows=rows, widths=widths, mark=mark)
    )


@transaction.atomic
def note_export(
    *, actor: Signatory, name: str, asked: Mapping[str, str], rows: int, at: datetime, reason: str = ""
) -> None:
    """Leave a fact before anything leaves the house: who, which list, which filter, how many rows, why."""
    data = {"list": name, "filter": {word: value for word, value in asked.items() if value}, "rows": rows}
    journal.record(
        actor=actor, verb="intake.list.exported", subject=f"export:{actor.id or 0}", at=at, internal=True,
        data=data | ({"reason": reason} if reason else {}),
    )  # fmt: skip
