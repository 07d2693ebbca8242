"""The company's own page: what stands of it, what it can do, its certificates; in plain words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.credit import forms, queries, services
from yishang.contexts.credit.views.access import PHONE
from yishang.contexts.credit.views.shown import DONE
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to


@require_safe
@open_to(PHONE, door="sign_in")
def mine(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """我的信用: for each of my companies what stands, and what is under way."""
    now = now_of(request)
    words = {
        "companies": [_company(actor, one, now) for one in actor.entity_ids],
        "matters": [queries.row(case, workflow, now=now) for case, workflow in queries.own_matters(actor, now=now)],
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "credit/phone/mine.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(PHONE, door="sign_in")
def repair(request: HttpRequest, *, actor: Actor, record_id: int) -> HttpResponse:
    """Ask that a record be repaired. Raises NoSuchPaper; what stands against it is said on the page."""
    record = queries.record_for(actor, record_id)
    form, refusal = forms.RepairForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            answer = once(request, actor=actor, act=lambda: _apply(request, actor, record_id, form))
            return redirect(f"{reverse('credit:own_matter', args=[answer['number']])}?done=apply_repair")
        except InvalidInput as fault:
            forms.add_faults(form, fault)
        except Refusal as found:
            refusal = found
    words = {"record": record, "form": form, "refusal": refusal,
             "key": request.POST.get("idempotency_key", "") or new_key()}  # fmt: skip
    status = 200 if request.method != "POST" else refusal.status if refusal else 422
    return render(request, "credit/phone/repair.html", words, status=status)


def _apply(request: HttpRequest, actor: Actor, record_id: int, form: forms.RepairForm) -> dict[str, str]:
    values = form.cleaned_data
    made = services.apply_repair(
        actor=actor,
        record_id=record_id,
        ground=values["ground"],
        picture_ids=values["images"],
        at=now_of(request),
    )
    return {"number": made.case.number}


def _company(actor: Actor, entity_id: int, now: Any) -> dict[str, Any]:
    entity = queries.entity(entity_id)
    return {
        "entity": entity,
        "answer": queries.restrictions(entity.uscc, at=now),
        "found": queries.dossier(actor, entity.uscc, on=localdate(now)),
        "certificates": queries.certificates_of(entity_id)[:5],
    }
