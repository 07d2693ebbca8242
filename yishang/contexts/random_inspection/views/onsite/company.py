"""The company's phone: what is coming, when and who; the result and its word; evidence; a rating without a name."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.random_inspection.forms import onsite as forms
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules import onsite as rules
from yishang.contexts.random_inspection.services import onsite as services
from yishang.contexts.random_inspection.views.onsite import moves, shown
from yishang.kernel.cases.forms import faults_of
from yishang.kernel.cases.views import new_key
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.parties import queries as parties

COMPANY = frozenset({Role.ENT})
CARDS = 20
OFFERED = frozenset({"pick_day", "object_officer", "confirm_result", "dispute_result", "hand_in_correction"})


@require_safe
@open_to(COMPANY, door="sign_in")
def mine(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Inspections of the person's companies, and one calendar of everybody who comes to their door."""
    now = now_of(request)
    rows = queries.matching(actor, queries.Wanted(), now=now).exclude(state="MERGED")
    page = queries.page_of(rows, cursor=request.GET.get("cursor", ""), limit=CARDS)
    words = {
        "cards": [queries.row_of(case, now=now) for case in page.items],
        "page": page,
        "days": queries.days_of_company(actor, now=localdate(now)),
    }
    return render(request, "random_inspection/onsite/company_list.html", words)


@require_safe
@open_to(COMPANY, door="sign_in")
def code(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The company's code to print and hang up, or to show on the phone when inspectors come."""
    found = [
        {"name": one.name, "code": text, "mark": text[-8:], "squares": rules.squares(text), "side": rules.SIDE}
        for one in parties.entities(actor.entity_ids)
        for text in [queries.code_of(one.uscc)]
    ]
    return render(request, "random_inspection/onsite/code.html", {"codes": found})


@require_safe
@open_to(COMPANY, door="sign_in")
def inspection(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One inspection. Raises CaseNotVisible."""
    return _page(request, actor, number)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(COMPANY, door="sign_in")
def move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """A step of the company: the form, and carrying it out once."""
    page = "random_inspection:company_inspection"
    return moves.taken(request, actor, number, move, offered=OFFERED, show=_page, page=page)


@require_POST
@open_to(COMPANY, door="sign_in")
def rate(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """Stars without a name. No key is kept of the sending: a key would remember what was sent, and by whom."""
    form = forms.RateForm(request.POST)
    try:
        if not form.is_valid():
            raise InvalidInput(faults_of(form))
        services.rate_inspection(actor=actor, number=number, at=now_of(request), **form.cleaned_data)
    except InvalidInput as refusal:
        return _page(request, actor, number, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse('random_inspection:company_inspection', args=[number])}?done=rate")


def _page(
    request: HttpRequest,
    actor: Actor,
    number: str,
    *,
    move: str = "",
    form: Any = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    words = shown.words_of(actor, number, now=now_of(request))
    extra = {
        "move": rules.INSPECTION.move(move) if move else None,
        "form": form,
        "refusal": refusal,
        "key": request.POST.get("idempotency_key") or new_key(),
        "done": shown.DONE.get(request.GET.get("done", ""), ""),
        "may_rate": words["case"].state in rules.RESULT_KNOWN and not words["inspection"].is_rated,
        "order": next((one for one in reversed(words["found"].orders) if one.state != "WITHDRAWN"), None),
    }
    return render(request, "random_inspection/onsite/company.html", {**words, **extra}, status=status)
