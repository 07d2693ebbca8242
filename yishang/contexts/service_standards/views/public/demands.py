"""Telling that a window asked for more, without an account, and reading the answer with the receipt code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yishang.contexts.service_standards import services
from yishang.contexts.service_standards.forms.demands import DemandForm
from yishang.contexts.service_standards.queries import demands as told
from yishang.contexts.service_standards.queries import lists
from yishang.contexts.service_standards.rules import demands
from yishang.kernel import receipts
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.cases.views import new_key
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.views import client_of, now_of
from yishang.kernel.evidence import rules as evidence_rules


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, key: str) -> HttpResponse:
    """The form for a list (`code` names the item); POST takes it in and shows the receipt code, once. Raises
    ListNotFound.
    """
    wanted = lists.service_list(key)
    held = lists.held(wanted, on=localdate(now_of(request)))
    offered = {"items": [(one.code, one.item.name) for one in held], "regions": told.regions()}
    if request.method != "POST":
        return _form_page(request, wanted, held, DemandForm(initial={"code": request.GET.get("code", "")}, **offered))
    form, refused = DemandForm(request.POST, **offered), None
    try:
        if form.is_valid():
            receipt = services.receive_demand(
                entry=form.entry(key), page_key=request.POST.get("page_key", ""), at=now_of(request),
                client=client_of(request), pictures=_pictures(request),
            )  # fmt: skip
            words = {"receipt": receipts.spaced(receipt), "list": wanted}
            return render(request, "service_standards/public/received.html", words)
    except InvalidInput as refusal:
        add_faults(form, refusal)
    except Refusal as refusal:
        refused = refusal
    return _form_page(request, wanted, held, form, refusal=refused, status=refused.status if refused else 422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """How it stands and what was answered, with the receipt code, which stands in no address."""
    if request.method != "POST":
        return render(request, "service_standards/public/follow.html", {})
    typed = request.POST.get("receipt", "")[:40]
    try:
        directory.count_client(
            what="demand_receipt", client=client_of(request), at=now_of(request), most=demands.RECEIPTS_PER_CLIENT
        )
        found = told.demand_by_receipt(typed)
        if found is None:
            raise demands.DemandNotFound("这个回执码")
    except Refusal as refusal:
        words = {"refusal": refusal, "receipt": typed}
        return render(request, "service_standards/public/follow.html", words, status=refusal.status)
    root = told.root_of(found)
    words = {"found": found, "root": root, "state": demands.DEMAND.state(root.case.state), "is_joined": root != found}
    return render(request, "service_standards/public/followed.html", words)


def _pictures(request: HttpRequest) -> list[bytes]:
    most = evidence_rules.MAX_BYTES + 1
    return [file.read(most) for file in request.FILES.getlist("images")[: demands.PICTURES_MOST + 1]]


def _form_page(
    request: HttpRequest, wanted: Any, held: Any, form: DemandForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    words = {
        "list": wanted,
        "held": held,
        "form": form,
        "refusal": refusal,
        "page_key": request.POST.get("page_key") or new_key(),
    }
    return render(request, "service_standards/public/report.html", words, status=status)
