"""The record of where lists were published, at the desk."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from yishang.contexts.service_standards import rules, services
from yishang.contexts.service_standards.forms.demands import PublicationForm, WithdrawalForm
from yishang.contexts.service_standards.queries import lists
from yishang.contexts.service_standards.queries import publishing as kept
from yishang.contexts.service_standards.rules import publishing
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.cases.views.shown import list_address
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.views import send_list, turned

ROWS = 50
HERE = "service_standards:publications"
HEAD = ("清单", "渠道", "在哪里", "公布日期", "登记单位", "登记人", "撤下日期", "撤下登记人", "原因")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.READERS)
def publications(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The records, page or sheet; POST of a writer adds one. Raises InvalidInput."""
    form = PublicationForm(lists=_offered())
    if request.method == "POST" and actor.role in rules.WRITERS:
        form = PublicationForm(request.POST, lists=_offered())
        try:
            if form.is_valid():
                values = form.cleaned_data
                once(request, actor=actor, act=lambda: _recorded(request, actor, values))
                return redirect(HERE)
        except InvalidInput as refusal:
            add_faults(form, refusal)
        return _page(request, actor, form, status=422)
    return _page(request, actor, form)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.WRITERS)
def withdraw(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """Note that a list was taken down. Raises PublicationNotFound, AlreadyWithdrawn."""
    found, form = kept.publication(actor, key), WithdrawalForm()
    if request.method == "POST":
        form = WithdrawalForm(request.POST)
        try:
            if form.is_valid():
                services.withdraw_publication(actor=actor, key=key, at=now_of(request), **form.cleaned_data)
                return redirect(HERE)
        except InvalidInput as refusal:
            add_faults(form, refusal)
    words = {"found": found, "name": lists.service_list(found.list_key).name, "form": form}
    return render(request, "service_standards/withdraw.html", words, status=422 if request.method == "POST" else 200)


def _page(request: HttpRequest, actor: Actor, form: PublicationForm, *, status: int = 200) -> HttpResponseBase:
    asked = {name: request.GET.get(name, "")[:20] for name in ("list", "channel")}
    rows, now = kept.publications(actor, list_key=asked["list"], channel=asked["channel"]), now_of(request)
    if sheet := request.GET.get("form"):
        return send_list(
            actor=actor, name=f"清单公布记录-{localdate(now):%Y%m%d}", head=HEAD, rows=_lines(rows), count=rows.count(),
            at=now, form="xlsx" if sheet == "xlsx" else "csv", asked=asked,
        )  # fmt: skip
    words = {
        **turned(request, rows, most=ROWS),
        **asked,
        "form": form,
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "channels": publishing.CHANNELS.items(),
        "may_write": actor.role in rules.WRITERS,
        "export_url": list_address(HERE, asked, form="xlsx"),
    }
    words["rows"] = [(one, lists.service_list(one.list_key).name) for one in words["rows"]]
    return render(request, "service_standards/publications.html", words, status=status)


def _recorded(request: HttpRequest, actor: Actor, values: dict[str, Any]) -> dict[str, int]:
    return {"key": services.record_publication(actor=actor, at=now_of(request), **values).pk}


def _offered() -> list[tuple[str, str]]:
    return [(one.key, one.name) for one in lists.all_lists()]


def _lines(rows: Any) -> Iterator[tuple[object, ...]]:
    for one in rows.iterator(chunk_size=500):
        yield (
            lists.service_list(one.list_key).name, one.get_channel_display(), one.place, one.published_on.isoformat(),
            one.unit_name, one.recorded_by_name, one.withdrawn_on.isoformat() if one.withdrawn_on else "",
            one.withdrawn_by_name, one.reason,
        )  # fmt: skip
