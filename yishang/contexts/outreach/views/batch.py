"""Dispatching several matters to one unit: what was ticked in the list, the unit, and what became of each."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from yishang.contexts.outreach import forms, queries, rules, services
from yishang.contexts.outreach.views.access import now_of, open_to
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import OFFICES, Actor, Role
from yishang.kernel.intake.rules import whole_number

READ_MOST = 200  # of an address; more than may be dispatched at once is refused by the service, in words


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(frozenset(Role(role) for role in OFFICES))
def batch_dispatch(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """GET with `n` for each ticked matter: the form. POST: dispatches them one by one and tells of each."""
    if request.method != "POST":
        return _form(request, actor, _picked(request.GET.getlist("n")), forms.DispatchForm())
    picked = _picked(request.POST.getlist("n"))
    form = forms.DispatchForm(request.POST)
    try:
        if form.is_valid():
            outcomes = services.dispatch_appeals(
                actor=actor, picked=picked, unit=form.cleaned_data["unit"], note=form.cleaned_data["note"],
                at=now_of(request),
            )  # fmt: skip
            return _told(request, actor, outcomes)
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
    return _form(request, actor, picked, form, status=422)


def _picked(ticked: list[str]) -> list[services.Picked]:
    """`SQ-…~3`: the number and the version that was seen."""
    found = []
    for one in ticked[:READ_MOST]:
        number, _, version = one.partition("~")
        found.append(services.Picked(number[:40], whole_number(version)))
    return found


def _form(
    request: HttpRequest, actor: Actor, picked: list[services.Picked], form: Any, *, status: int = 200
) -> HttpResponse:
    found = _matters(request, actor, [one.number for one in picked])
    ready = [case for case in found if case.state == "TRIAGED"]
    groups: dict[str, list[queries.UnitChoice]] = {}
    for choice in _units_for_all(actor, ready, now=now_of(request)):
        groups.setdefault(choice.group, []).append(choice)
    words = {
        "rows": [queries.row_of(case, now=now_of(request)) for case in ready],
        "left_out": [queries.row_of(case, now=now_of(request)) for case in found if case.state != "TRIAGED"],
        "form": form,
        "move_help": {"groups": list(groups.items())},
    }
    return render(request, "outreach/desk/batch_dispatch.html", words, status=status)


def _told(request: HttpRequest, actor: Actor, outcomes: list[services.BatchOutcome]) -> HttpResponse:
    titles = {case.number: case.title for case in _matters(request, actor, [one.number for one in outcomes])}
    told = [{"outcome": one, "title": titles.get(one.number, "")} for one in outcomes]
    refused = [one for one in told if one["outcome"].refusal]
    words = {"done": [one for one in told if not one["outcome"].refusal], "refused": refused}
    return render(request, "outreach/desk/batch_done.html", words, status=200 if len(refused) < len(told) else 409)


def _matters(request: HttpRequest, actor: Actor, numbers: list[str]) -> list[Any]:
    """The picked matters that this person may see, in the order of filing. Two statements."""
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now_of(request))).filter(number__in=numbers)
    keys = list(rows.values_list("pk", flat=True))
    return list(cases.among(keys, "applicant", "unit", "appeal").order_by("pk"))


def _units_for_all(actor: Actor, ready: list[Any], *, now: datetime) -> list[queries.UnitChoice]:
    """The units that every picked matter can be sent to: of several counties only the city's and the utilities."""
    firsts = {case.region_id: case for case in reversed(ready)}
    offers = [queries.unit_choices(actor, case, now=now) for case in firsts.values()]
    if not offers:
        return []
    everywhere = set.intersection(*({choice.code for choice in offer} for offer in offers))
    return [choice for choice in offers[0] if choice.code in everywhere]
