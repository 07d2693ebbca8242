"""Lists of this process as sheets that officials open in Excel: CSV or XLSX, each with a fact of who took what.

Contacts are masked. Whoever must have them in full says why, gets no more than a thousand rows, and his or her name
on every one of them (handbook 12.5).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.views import filters
from yishang.contexts.outreach.views.access import DESK, now_of, open_to
from yishang.kernel.directory.rules import OFFICES, Actor, Role
from yishang.kernel.intake.rules import harmless
from yishang.kernel.intake.services import TooManyRows
from yishang.kernel.intake.views import send_list

__all__ = ["export", "export_contacts", "harmless", "sheet"]

CONTACTS_MOST = 1000
MARK_HEAD = "导出水印"


class ContactsForm(forms.Form):
    """Why somebody needs telephone numbers in full."""

    reason = forms.CharField(
        label="用途",
        min_length=5,
        max_length=200,
        widget=forms.Textarea,
        help_text="会和您的姓名、时间、筛选条件、行数一起留痕。",
        error_messages={"required": "请写明用途。", "min_length": "请写具体些，至少 5 个字。"},
    )


def sheet(
    request: HttpRequest, *, actor: Actor, name: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponseBase:
    """A short list as a download: CSV, or with `?form=xlsx` a workbook. The fact keeps the words of the address."""
    found = list(rows)
    asked = {word: str(value) for word, value in request.GET.items() if word != "form"}
    return send_list(
        actor=actor, name=name, head=head, rows=found, count=len(found), at=now_of(request),
        form=request.GET.get("form", "csv"), asked=asked,
    )  # fmt: skip


@require_GET
@open_to(DESK)
def export(request: HttpRequest, *, actor: Actor, form: str) -> HttpResponseBase:
    """Every row of the desk's list, with the columns of the offices' own ledgers. Raises TooManyRows for a workbook."""
    wanted, now = filters.wanted_of(request, actor), now_of(request)
    rows = queries.matching(actor, wanted, now=now)
    return send_list(
        actor=actor, name=_name("诉求清单", wanted, now), head=queries.LEDGER_HEAD, widths=queries.LEDGER_WIDTHS,
        rows=queries.ledger_rows(rows, now=now), count=rows.count(), at=now, form=form, asked=asdict(wanted),
        free_text=queries.LEDGER_FREE_TEXT,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(frozenset(Role(role) for role in OFFICES))
def export_contacts(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The list with contacts in full, for a reason, as a marked workbook of a thousand rows at most.

    Raises TooManyRows.
    """
    wanted, now = filters.wanted_of(request, actor), now_of(request)
    rows = queries.matching(actor, wanted, now=now)
    count = rows.count()
    if request.method != "POST":
        return _reason_page(request, wanted, count, ContactsForm())
    form = ContactsForm(request.POST)
    if not form.is_valid():
        return _reason_page(request, wanted, count, form, status=422)
    if count > CONTACTS_MOST:
        raise TooManyRows(
            f"有 {count:,} 件，含联系方式的一次最多导出 {CONTACTS_MOST:,} 件。", next_step="请先筛选，再导出。"
        )
    login = getattr(request.user, "login", "")
    mark = f"{actor.name} {login} {localtime(now):%Y-%m-%d %H:%M}"
    return send_list(
        actor=actor, name=_name("诉求清单（含联系方式）", wanted, now), head=(*queries.LEDGER_HEAD, MARK_HEAD),
        rows=_marked(queries.ledger_rows(rows, now=now, with_contacts=True), mark), count=count, at=now, form="xlsx",
        asked=asdict(wanted), widths=(*queries.LEDGER_WIDTHS, 40), mark=mark, reason=form.cleaned_data["reason"],
    )  # fmt: skip


def _marked(rows: Iterable[tuple[object, ...]], mark: str) -> Iterator[tuple[object, ...]]:
    return ((*row, mark) for row in rows)


def _reason_page(
    request: HttpRequest, wanted: Any, count: int, form: ContactsForm, *, status: int = 200
) -> HttpResponse:
    words = {
        "form": form,
        "count": count,
        "most": CONTACTS_MOST,
        "is_too_many": count > CONTACTS_MOST,
        "back_url": filters.url_of(wanted),
        "title": queries.QUEUE_LABELS[wanted.queue],
    }
    return render(request, "outreach/desk/export_contacts.html", words, status=status)


def _name(title: str, wanted: Any, now: datetime) -> str:
    return f"{title}-{queries.QUEUE_LABELS[wanted.queue]}-{localtime(now):%Y%m%d}"
