"""The one form: by the company itself, or at the window for it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from yishang.contexts.bundles import forms, queries, services
from yishang.contexts.bundles.views.access import FILERS
from yishang.contexts.bundles.views.public import result_words
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.parties import queries as parties


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(FILERS, door="sign_in")
def apply(request: HttpRequest, *, actor: Actor, code: str) -> HttpResponse:
    """Hand a bundle in by the answers in the address; what is wrong is said at its place. Raises as views.result."""
    answers = request.GET.dict()
    queries.check_offered(queries.bundle(code), queries.elements_on(localdate(now_of(request))))
    companies = list(parties.entities(actor.entity_ids)) if actor.role == Role.ENT else []
    first = {"uscc": companies[0].uscc if len(companies) == 1 else ""}
    form = forms.IntakeForm(request.POST if request.method == "POST" else None, initial=first)
    refusal: Refusal | None = None
    faults: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            answer = once(request, actor=actor, act=lambda: _open(request, actor, code, answers, form))
            page = "bundles:own" if actor.role == Role.ENT else "bundles:matter"
            return redirect(f"{reverse(page, args=[answer['number']])}?done=open")
        except InvalidInput as fault:
            faults = fault.fields
            forms.add_faults(form, fault)
        except Refusal as found:
            if found.status == 404:
                raise
            refusal = found
    words = result_words(request, code, answers) | {
        "form": form,
        "companies": companies,
        "is_company": actor.role == Role.ENT,
        "refusal": refusal,
        "papers_fault": faults.get("papers", ""),
        "ticked": request.POST.getlist("papers"),
        "key": request.POST.get("idempotency_key", "") or new_key(),
    }
    status = 200 if request.method != "POST" else refusal.status if refusal else 422
    return render(request, "bundles/apply.html", words, status=status)


def _open(
    request: HttpRequest, actor: Actor, code: str, answers: dict[str, str], form: forms.IntakeForm
) -> dict[str, Any]:
    given = form.cleaned_data
    entry = services.IntakeEntry(
        bundle=code, uscc=given["uscc"], answers=answers, shop_name=given["shop_name"], address=given["address"],
        papers=given["papers"], picture_ids=given["images"],
    )  # fmt: skip
    return {"number": services.open_package(actor=actor, entry=entry, at=now_of(request)).case.number}
