"""A move of a visit from a page: its form, carrying it out once, and what stands against it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yishang.contexts.visits import forms, queries
from yishang.contexts.visits.views.access import now_of
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views import once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake.rules import whole_number

Show = Callable[..., HttpResponse]


def taken(
    request: HttpRequest, actor: Actor, number: str, move: str, *, offered: frozenset[str], show: Show, page: str
) -> HttpResponse:
    """Show the form of a move, or carry it out and go back to the visit. Raises CaseNotVisible for other moves."""
    if move not in offered:
        raise CaseNotVisible(f"{number} 的动作 {move}")
    form_class = forms.INTENTIONS[move].form
    if request.method != "POST":
        _refuse_closed(request, actor, number, move)
        return show(request, actor, number, move=move, form=form_class(initial=request.GET.dict()))
    try:
        once(request, actor=actor, act=lambda: _carry_out(request, actor, number, move))
    except InvalidInput as refusal:
        form = form_class(request.POST)
        for field, fault in refusal.fields.items():
            if field not in form.errors:
                form.add_error(field if field in form.fields else None, fault)
        return show(request, actor, number, move=move, form=form, status=refusal.status)
    except CaseNotVisible:
        raise
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return show(request, actor, number, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse(page, args=[number])}?done={move}")


def _carry_out(request: HttpRequest, actor: Actor, number: str, move: str) -> dict[str, str]:
    version = request.POST.get("version", "")
    forms.carry_out(
        actor=actor, number=number, move=move, values=request.POST, at=now_of(request),
        version=whole_number(version) if version else None,
    )  # fmt: skip
    return {"number": number}


def _refuse_closed(request: HttpRequest, actor: Actor, number: str, move: str) -> None:
    """Whoever may not make the move hears that, instead of a form that would be refused."""
    found = queries.detail(actor, number, now=now_of(request))
    if move not in {one.name for one in found.moves}:
        forms.refuse_move_first(actor=actor, number=number, move=move, at=now_of(request))
