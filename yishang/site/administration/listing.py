"""Lists of the administrators: filters from the address, pages by key, and the same rows as a sheet."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.timezone import localtime

from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list

ROWS = 50
CHUNK = 500


@dataclass(frozen=True)
class Page:
    """One page of a list, the addresses around it, and what it was filtered by."""

    rows: list[Any]
    next_url: str
    first_url: str
    export_url: str
    asked: dict[str, str]
    is_narrowed: bool


def page_of(request: HttpRequest, rows: QuerySet[Any], names: Iterable[str]) -> Page:
    """The page that the address asks for (`before`: the key it begins under); rows come newest first."""
    asked = asked_of(request, names)
    before = whole_number(request.GET.get("before", ""))
    found = list((rows.filter(pk__lt=before) if before else rows)[: ROWS + 1])
    query = _query(asked)
    is_more = len(found) > ROWS
    return Page(
        rows=found[:ROWS],
        next_url=f"?{_query({**asked, 'before': str(found[ROWS - 1].pk)})}" if is_more else "",
        first_url=f"?{query}" if before else "",
        export_url=f"export.csv?{query}",
        asked=asked,
        is_narrowed=any(asked.values()),
    )


def asked_of(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """The filters of the address by name, trimmed; empty means any."""
    return {name: request.GET.get(name, "").strip()[:100] for name in names}


def send(
    request: HttpRequest,
    actor: Actor,
    name: str,
    head: Sequence[str],
    rows: QuerySet[Any],
    line: Callable[[Any], tuple[object, ...]],
) -> HttpResponseBase:
    """The whole list as a download, with its fact: CSV, or with `form=xlsx` a workbook. Raises TooManyRows."""
    asked = {word: str(value) for word, value in request.GET.items() if word != "form"}
    return send_list(
        actor=actor, name=name, head=head, rows=in_sheet(rows, line), count=rows.count(),
        at=request.now, form=request.GET.get("form", "csv"), asked=asked,  # type: ignore[attr-defined]
    )  # fmt: skip


def in_sheet(rows: QuerySet[Any], line: Callable[[Any], tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """Every row as a line, read while it is written."""
    for row in rows.iterator(chunk_size=CHUNK):
        yield line(row)


def moment(at: Any) -> str:
    """Local time as officials' sheets have it."""
    return f"{localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""


def _query(asked: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update({name: word for name, word in asked.items() if word})
    return query.urlencode()
