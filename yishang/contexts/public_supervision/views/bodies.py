"""Trade bodies: registered and read over at the department's desk, at work on their own phone pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yishang.contexts.public_supervision import forms, queries, rules, services
from yishang.contexts.public_supervision.views.access import BODY, HANDLERS
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to

DONE = {
    "registered": "已登记。", "released": "已公布。", "returned": "已退回，协会会看到理由。",
    "submitted": "已提交，登记部门审核后公布。",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(HANDLERS)
def associations(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Trade bodies and what waits to be read; POST registers one."""
    form, status = forms.AssociationForm(request.POST or None), 200
    if request.method == "POST":
        try:
            if form.is_valid():
                once(request, actor=actor, act=lambda: _registered(request, actor, form.cleaned_data))
                return redirect(f"{request.path}?done=registered")
        except InvalidInput as refusal:
            forms.add_faults(form, refusal)
        status = 422
    words = {
        "form": form,
        "rows": queries.associations(),
        "papers": [(kind, one) for kind, found in queries.papers_of(actor).items() for one in found],
        "done": DONE.get(request.GET.get("done", ""), ""),
        "key": request.POST.get("idempotency_key") or new_key(),
    }
    return render(request, "public_supervision/associations.html", words, status=status)


def _registered(request: HttpRequest, actor: Actor, values: dict[str, Any]) -> dict[str, int]:
    return {"key": services.register_association(actor=actor, at=now_of(request), **values).pk}


@require_POST
@open_to(HANDLERS)
def paper(request: HttpRequest, *, actor: Actor, kind: str, key: int) -> HttpResponse:
    """Let a pledge or self-check out, or give it back with a reason. Raises NotFound, InvalidInput."""
    at, is_return = now_of(request), request.POST.get("step") == "return"
    if is_return:
        services.return_paper(actor=actor, kind=kind, key=key, reason=request.POST.get("reason", ""), at=at)
    else:
        services.release_paper(actor=actor, kind=kind, key=key, at=at)
    return redirect(f"{reverse('public_supervision:associations')}?done={'returned' if is_return else 'released'}")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(BODY, door="sign_in")
def own_body(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The trade body's own page; POST hands in a pledge or a member's self-check. Raises NotFound."""
    body = queries.own_association(actor)
    is_check = request.POST.get("what") == "check"
    pledge = forms.PledgeForm(None if is_check else request.POST or None)
    check = forms.SelfCheckForm(request.POST if is_check else None, items=body.items)
    status, refused = 200, None
    if request.method == "POST":
        form: Any = check if is_check else pledge
        try:
            if form.is_valid():
                once(request, actor=actor, act=lambda: _submitted(request, actor, form, is_check))
                return redirect(f"{request.path}?done=submitted")
        except InvalidInput as refusal:
            forms.add_faults(form, refusal)
        except Refusal as refusal:
            refused = refusal
        status = refused.status if refused else 422
    words = {
        "body": body,
        "pledge": pledge,
        "check": check,
        "is_check": is_check,
        "pledges": body.pledges.all()[:20],
        "checks": body.checks.select_related("entity")[:50],
        "refusal": refused,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "key": request.POST.get("idempotency_key") or new_key(),
        "states": rules.PAPER_STATES,
    }
    return render(request, "public_supervision/public/own_body.html", words, status=status)


def _submitted(request: HttpRequest, actor: Actor, form: Any, is_check: bool) -> dict[str, int]:
    at, told = now_of(request), form.cleaned_data
    if is_check:
        made: Any = services.submit_check(
            actor=actor, uscc=told["uscc"], answers=form.answers(), checked_on=told["checked_on"], note=told["note"],
            at=at,
        )  # fmt: skip
    else:
        made = services.submit_pledge(actor=actor, title=told["title"], text=told["text"], at=at)
    return {"key": made.pk}
