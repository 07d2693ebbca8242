"""A list as a download (CSV while it is read, or a workbook, each with its fact), and as pages to turn."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

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


def turned(request: HttpRequest, rows: Any, *, most: int, counted: str = "条", word: str = "page") -> dict[str, Any]:
    """The page of a list that the address asks for as `word`, as components/pager.html wants it: `rows` of it,
    `total_text`, `previous_url` and `next_url`, which keep everything else that the address asks for.

    For short lists in an order of their own; what may grow long turns by its keys. What is no page is the nearest one.
    """
    page = Paginator(rows, most).get_page(request.GET.get(word, "1"))

    def address(number: int) -> str:
        asked = request.GET.copy()
        asked[word] = str(number)
        return f"?{asked.urlencode()}"

    return {
        "rows": list(page),
        "total_text": f"{page.paginator.count} {counted}",
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
        "is_paged": page.paginator.num_pages > 1,
    }
