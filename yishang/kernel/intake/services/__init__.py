"""Tables in: at the console in one go, in the browser first kept, then looked at, then taken. And lists out."""

from yishang.kernel.intake.services.bringing import ImportInterrupted, Outcome, Wish, bring_in
from yishang.kernel.intake.services.exports import (
    SHEET_MOST,
    TooManyRows,
    csv_chunks,
    note_export,
    workbook_of,
)
from yishang.kernel.intake.services.reading import Whole, read_whole
from yishang.kernel.intake.services.uploads import (
    FILE_MOST,
    KEPT,
    NothingToAccept,
    UploadTooLarge,
    accept_upload,
    check_upload,
    drop_upload,
    expire_uploads,
    give_up,
    keep_upload,
    note_rows_seen,
    report_of,
    resume_uploads,
    take_part,
    template_of,
)

__all__ = [
    "FILE_MOST",
    "KEPT",
    "SHEET_MOST",
    "ImportInterrupted",
    "NothingToAccept",
    "Outcome",
    "TooManyRows",
    "UploadTooLarge",
    "Whole",
    "Wish",
    "accept_upload",
    "bring_in",
    "check_upload",
    "csv_chunks",
    "drop_upload",
    "expire_uploads",
    "give_up",
    "keep_upload",
    "note_export",
    "note_rows_seen",
    "read_whole",
    "report_of",
    "resume_uploads",
    "take_part",
    "template_of",
    "workbook_of",
]
