"""Reporting without an account, and following a report with nothing but its receipt code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yishang.contexts.public_supervision import forms, queries, rules, services
from yishang.kernel.cases.views import new_key
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.views import client_of, now_of
from yishang.kernel.evidence import rules as evidence_rules


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form; POST takes it in and shows the receipt code, once: it stands in no address and no cache.

    `action=prefill` brings the words of a topic that named one company.
    """
    if request.method != "POST":
        return _form_page(request, forms.ReportForm(initial={"nature": "REPORT"}))
    if request.POST.get("action") == "prefill":
        said = "。".join(filter(None, (request.POST.get("title", ""), request.POST.get("content", ""))))[:1000]
        told = {"nature": "REPORT", "field": request.POST.get("field", ""), "conduct": said}
        return _form_page(request, forms.ReportForm(initial=told))
    form, refused = forms.ReportForm(request.POST), None
    try:
        if form.is_valid():
            receipt = services.receive_report(
                entry=form.entry(), page_key=request.POST.get("page_key", ""), at=now_of(request),
                client=client_of(request), pictures=_pictures(request),
            )  # fmt: skip
            words = {"receipt": rules.spaced(receipt), "is_complaint": form.cleaned_data["nature"] == "COMPLAINT"}
            return render(request, "public_supervision/public/received.html", words)
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
    except Refusal as refusal:
        refused = refusal
    return _form_page(request, form, refusal=refused, status=refused.status if refused else 422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Read answers and add evidence with the receipt code, which is sent along each time and kept nowhere."""
    if request.method != "POST":
        return render(request, "public_supervision/public/follow.html", {})
    receipt, refused, form = request.POST.get("receipt", "")[:40], None, forms.SupplementForm()
    try:
        directory.count_client(
            what="receipt", client=client_of(request), at=now_of(request), most=rules.RECEIPTS_PER_CLIENT
        )
        found = queries.report_by_receipt(receipt)
        if found is None:
            raise rules.ReceiptUnknown
    except Refusal as refusal:
        words = {"refusal": refusal, "receipt": receipt}
        return render(request, "public_supervision/public/follow.html", words, status=refusal.status)
    if request.POST.get("action") == "supplement":
        form, refused = _supplemented(request, receipt)
    return _followed(request, found, receipt, form, refused)


def _supplemented(request: HttpRequest, receipt: str) -> tuple[Any, Refusal | None]:
    """An empty form when it was taken in, else the form with its faults and why."""
    form = forms.SupplementForm(request.POST)
    try:
        if form.is_valid():
            services.supplement_report(
                receipt=receipt, text=form.cleaned_data["text"], at=now_of(request), client=client_of(request),
                pictures=_pictures(request),
            )  # fmt: skip
            return forms.SupplementForm(), None
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
        return form, refusal
    except Refusal as refusal:
        return form, refusal
    return form, InvalidInput({"text": "请改正后再提交。"})


def _followed(request: HttpRequest, found: Any, receipt: str, form: Any, refused: Refusal | None) -> HttpResponse:
    found.case.refresh_from_db()
    state = rules.REPORT.state(found.case.state)
    words = {
        "report": found,
        "state": state,
        "receipt": receipt,
        "messages": queries.messages_of(found),
        "pictures": len(queries.pictures_of(found.case.number)),
        "form": None if state.ended else form,
        "refusal": refused if refused is not None and not isinstance(refused, InvalidInput) else None,
        "supplemented": request.POST.get("action") == "supplement" and refused is None,
    }
    status = refused.status if refused else 200
    return render(request, "public_supervision/public/followed.html", words, status=status)


def _pictures(request: HttpRequest) -> list[bytes]:
    """The pixels' files as sent, one byte more than allowed at most; names are not looked at."""
    most = evidence_rules.MAX_BYTES + 1
    return [file.read(most) for file in request.FILES.getlist("images")[: rules.PICTURES_MOST + 1]]


def _form_page(
    request: HttpRequest, form: forms.ReportForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    words = {"form": form, "refusal": refusal, "page_key": request.POST.get("page_key") or new_key()}
    return render(request, "public_supervision/public/report.html", words, status=status)
