"""A list as every page of this process shows it: narrowed, paged, exported; each row a few cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate

from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list

ROWS = 50
LONGEST = 60  # characters of a word that narrows


@dataclass(frozen=True)
class Cell:
    """One cell: its words, smaller ones under them, a badge's colour, a link."""

    text: str
    under: str = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True)
class Choice:
    """A drop-down that narrows the list."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Listing:
    """A page with one list: what it is called, its columns, how a row is told, what may be done."""

    title: str
    head: tuple[str, ...]
    cells: Callable[[Any], Sequence[Cell]]
    unit: str = "条"
    about: str = ""
    choices: tuple[Choice, ...] = ()
    search: str = ""
    actions: tuple[tuple[str, str, str], ...] = ()  # label, address, icon
    empty: tuple[str, str] = ("这里还没有内容", "")
    heaps: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default_factory=tuple)


def asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """The words of the address that narrow a list."""
    return {name: request.GET.get(name, "").strip()[:LONGEST] for name in names}


def show(
    request: HttpRequest, *, actor: Actor, listing: Listing, rows: QuerySet[Any], wanted: dict[str, str], **more: Any
) -> HttpResponseBase:
    """The page of a list, or with `?form=csv` or `xlsx` the whole of it as a sheet."""
    if form := request.GET.get("form", ""):
        return _sheet(request, actor, listing, rows, wanted, "xlsx" if form == "xlsx" else "csv")
    total = rows.count()
    page = max(1, min(whole_number(request.GET.get("page", "1")) or 1, max(1, -(-total // ROWS))))
    here = rows[(page - 1) * ROWS : page * ROWS]
    words = {
        "listing": listing,
        "rows": [_labelled(listing, one) for one in here],
        "wanted": wanted,
        "narrowed": any(wanted.values()),
        "total_text": f"{total} {listing.unit}",
        "previous_url": _url(wanted, page - 1) if page > 1 else "",
        "next_url": _url(wanted, page + 1) if page * ROWS < total else "",
        "export_url": _url(wanted, 0, form="xlsx"),
        "choices": [(choice, wanted.get(choice.name, "")) for choice in listing.choices],
        **more,
    }
    return render(request, "random_inspection/listing.html", words)


def _labelled(listing: Listing, one: Any) -> list[dict[str, str]]:
    """The cells with the words of their columns, which stand beside them on a narrow screen."""
    return [{**vars(cell), "label": label} for label, cell in zip(listing.head, listing.cells(one), strict=True)]


def _url(wanted: dict[str, str], page: int, **more: str) -> str:
    told = {name: word for name, word in wanted.items() if word} | more
    return f"?{urlencode(told | ({'page': str(page)} if page > 1 else {}))}"


def _sheet(
    request: HttpRequest, actor: Actor, listing: Listing, rows: QuerySet[Any], wanted: dict[str, str], form: str
) -> HttpResponseBase:
    now = now_of(request)
    lines = (
        [f"{cell.text}（{cell.under}）" if cell.under else cell.text for cell in listing.cells(one)]
        for one in rows.iterator(chunk_size=500)
    )
    return send_list(
        actor=actor, name=f"{listing.title}-{localdate(now):%Y%m%d}", head=listing.head, rows=lines, count=rows.count(),
        at=now, form=form, asked=wanted,
    )  # fmt: skip


def done(request: HttpRequest, words: dict[str, str]) -> str:
    """What to say after a step that the address tells of."""
    return words.get(request.GET.get("done", ""), "")


def refused(request: HttpRequest, template: str, words: dict[str, Any], status: int) -> HttpResponse:
    """A page again, with what stands against the step."""
    return render(request, template, words, status=status)
