"""A list as a download: CSV while it is read, or a workbook, each with its fact."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from yishang.kernel.intake import services
from yishang.kernel.journal.rules import Signatory

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def send_list(
    *,
    actor: Signatory,
    name: str,
    head: Sequence[str],
    rows: Iterable[Sequence[object]],
    count: int,
    at: datetime,
    form: str = "csv",
    asked: Mapping[str, str] | None = None,
    widths: Sequence[int] = (),
    mark: str = "",
    reason: str = "",
    free_text: Sequence[int] | None = None,
) -> HttpResponseBase:
    """A download called `name`, as `form` (csv, or xlsx up to 200,000 rows); `count` and what was `asked` for become
    a fact first. `widths` in characters and `mark`, the foot of printed pages, are for the workbook. `free_text` are
    the columns that could hold a formula in a CSV (None: any).

    Raises TooManyRows.
    """
    as_workbook = form == "xlsx"
    if as_workbook and count > services.SHEET_MOST:
        raise services.TooManyRows(
            f"有 {count:,} 行，Excel 一次最多导出 {services.SHEET_MOST:,} 行。", next_step="请缩小范围，或导出 CSV。"
        )
    services.note_export(actor=actor, name=name, asked=asked or {}, rows=count, at=at, reason=reason)
    if as_workbook:
        title = name.partition("-")[0]
        book = services.workbook_of(title=title, head=head, rows=rows, widths=widths, mark=mark)
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    response = StreamingHttpResponse(services.csv_chunks(head=head, rows=rows, free_text=free_text), content_type=CSV)
    response["Content-Disposition"] = f"attachment; filename=\"export.csv\"; filename*=UTF-8''{quote(name)}.csv"
    return response
