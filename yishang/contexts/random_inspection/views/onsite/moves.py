"""A move of an inspection from a page: its form, carrying it out once, and what stands against it."""

from collections.abc import Callable

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yishang.contexts.random_inspection.forms import onsite as forms
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views import once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of
from yishang.kernel.intake.rules import whole_number

Show = Callable[..., HttpResponse]
RENAMED = {"picture_ids": "images"}
PEOPLE = frozenset({"object_officer", "decide_recusal"})


def taken(
    request: HttpRequest, actor: Actor, number: str, move: str, *, offered: frozenset[str], show: Show, page: str
) -> HttpResponse:
    """Show the form of a move, or carry it out and go back. Raises CaseNotVisible for moves that are not offered."""
    if move not in offered:
        raise CaseNotVisible(f"{number} 的动作 {move}")
    found = queries.detail(actor, number, now=now_of(request))
    if request.method != "POST":
        if move not in {one.name for one in found.moves}:
            forms.refuse_move_first(actor=actor, number=number, move=move, at=now_of(request))
        return show(request, actor, number, move=move, form=_form(move, found))
    try:
        once(request, actor=actor, act=lambda: _carry_out(request, actor, number, move))
    except InvalidInput as refusal:
        form = _form(move, found, request)
        form.is_valid()
        add_faults(form, refusal, RENAMED)
        return show(request, actor, number, move=move, form=form, status=refusal.status)
    except CaseNotVisible:
        raise
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return show(request, actor, number, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse(page, args=[number])}?done={move}")


def _form(move: str, found: queries.Detail, request: HttpRequest | None = None) -> django_forms.Form:
    """The form of a move, with what is known filled in; whom it may concern is chosen by name."""
    initial = {
        "planned_on": found.inspection.planned_on,
        "results": found.inspection.results,
        "problem": found.inspection.problem,
    }
    form = forms.INTENTIONS[move].form(request.POST if request else None, initial=initial)
    if move in PEOPLE:
        asked = [one for one in found.team if move == "object_officer" or (one.objected_by and not one.decided)]
        choices = [(one.pk, f"{one.name}（{one.unit.short_name}）") for one in asked]
        form.fields["member"].widget = django_forms.Select(choices=choices)
    return form


def _carry_out(request: HttpRequest, actor: Actor, number: str, move: str) -> dict[str, str]:
    version = request.POST.get("version", "")
    forms.carry_out(
        actor=actor, number=number, move=move, values=request.POST, at=now_of(request),
        version=whole_number(version) if version else None,
    )  # fmt: skip
    return {"number": number}
