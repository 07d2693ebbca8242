"""The two bank ledgers side by side and never in one: 银税互动, and 银企对接 with its events."""

from collections.abc import Iterator
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.policies import forms, queries, rules, services
from yishang.contexts.policies.models import BankEvent
from yishang.contexts.policies.views.access import OVERVIEW, WRITERS
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.views import send_list, turned

TAX_HEAD = ("银行", "开展日期", "产品", "备注", "登记人")
DEAL_HEAD = (
    "活动编号", "活动", "举办日期", "企业", "统一社会信用代码", "银行", "签约日期", "意向金额（万元）",
    "合同金额（万元）", "已放款（万元）", "节约资金成本（万元）", "登记人",
)  # fmt: skip
ROWS = 50


@require_safe
@open_to(OVERVIEW)
def banks(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Both ledgers with their sums, each apart."""
    words = {
        "totals": queries.bank_totals(actor),
        "lenders": turned(request, queries.tax_loan_banks(actor), most=ROWS, counted="家", word="lenders"),
        "events": turned(request, queries.bank_events(actor), most=ROWS, counted="次"),
        "may_write": actor.role in WRITERS,
        "as_of": now_of(request),
    }
    return render(request, "policies/banks.html", words)


@require_safe
@open_to(OVERVIEW)
def export(request: HttpRequest, *, actor: Actor, ledger: str) -> HttpResponseBase:
    """One of the two ledgers as a sheet; never both in one."""
    now, q = now_of(request), request.GET.get("q", "").strip()[:60]
    is_tax = ledger == "tax"
    rows: Any = queries.tax_loan_banks(actor, q=q) if is_tax else queries.deals_of(actor, q=q)
    lines = _tax_lines(rows) if is_tax else _deal_lines(rows)
    return send_list(
        actor=actor, name=f"{'银税互动' if is_tax else '银企对接'}-{localtime(now):%Y%m%d}",
        head=TAX_HEAD if is_tax else DEAL_HEAD, rows=lines, count=rows.count(), at=now, asked={"q": q},
        form="xlsx" if request.GET.get("form") == "xlsx" else "csv",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WRITERS)
def new_lender(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Enter a bank of 银税互动."""
    if request.method != "POST":
        return _form_page(request, forms.TaxLoanForm(), "登记银税互动银行")
    form = forms.TaxLoanForm(request.POST)

    def act() -> dict[str, str]:
        services.enter_tax_loan_bank(actor=actor, at=now_of(request), **form.cleaned_data)
        return {"url": reverse("policies:banks")}

    return _enter(request, actor, form, "登记银税互动银行", act)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WRITERS)
def new_event(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Enter an event of 银企对接."""
    if request.method != "POST":
        return _form_page(request, forms.BankEventForm(), "登记银企对接活动")
    form = forms.BankEventForm(request.POST)

    def act() -> dict[str, str]:
        made = services.enter_bank_event(actor=actor, at=now_of(request), **form.cleaned_data)
        return {"url": reverse("policies:bank_event", args=[made.number])}

    return _enter(request, actor, form, "登记银企对接活动", act)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(OVERVIEW)
def event(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One event, what was signed at it, and entering more. Raises LedgerNotYours."""
    found = queries.bank_event(actor, number)
    if request.method != "POST":
        return _event_page(request, actor, found, forms.DealForm())
    form = forms.DealForm(request.POST)
    if not form.is_valid():
        if actor.role in WRITERS:
            return _event_page(request, actor, found, form, status=422)
        services.refuse_ledger(actor=actor, region_code=found.region_id)

    def act() -> dict[str, str]:
        services.enter_bank_deal(actor=actor, event_number=number, entry=form.entry(), at=now_of(request))
        return {"number": number}

    try:
        once(request, actor=actor, act=act)
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
        return _event_page(request, actor, found, form, status=refusal.status)
    return redirect(f"{reverse('policies:bank_event', args=[number])}?done=1")


def _enter(request: HttpRequest, actor: Actor, form: django_forms.Form, title: str, act: Any) -> HttpResponse:
    if not form.is_valid():
        return _form_page(request, form, title, status=422)
    try:
        answer = once(request, actor=actor, act=act)
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
        return _form_page(request, form, title, status=refusal.status)
    return redirect(answer["url"])


def _form_page(request: HttpRequest, form: django_forms.Form, title: str, *, status: int = 200) -> HttpResponse:
    words = {"form": form, "title": title, "key": request.POST.get("idempotency_key", "") or new_key()}
    return render(request, "policies/bank_form.html", words, status=status)


def _event_page(
    request: HttpRequest, actor: Actor, found: BankEvent, form: django_forms.Form, *, status: int = 200
) -> HttpResponse:
    words = {
        "event": found,
        "deals": turned(request, queries.deals_of(actor, event=found), most=ROWS, counted="笔"),
        "form": form if rules.writes_for(actor, region_code=found.region_id, city_code=found.city_id) else None,
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "done": "已登记。" if request.GET.get("done") else "",
    }
    return render(request, "policies/bank_event.html", words, status=status)


def _tax_lines(rows: Any) -> Iterator[tuple[object, ...]]:
    for one in rows:
        yield one.bank, one.began_on.isoformat(), one.product, one.note, one.entered_by_name


def _deal_lines(rows: Any) -> Iterator[tuple[object, ...]]:
    for one in rows:
        amounts = [getattr(one, name) for name in ("intent", "contract", "paid_out", "saved")]
        yield (
            one.event.number, one.event.title, one.event.held_on.isoformat(), one.company,
            one.entity.uscc if one.entity else "", one.bank, one.signed_on.isoformat(),
            *("" if amount is None else str(amount) for amount in amounts), one.entered_by_name,
        )  # fmt: skip
