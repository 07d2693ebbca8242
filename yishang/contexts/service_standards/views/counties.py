"""The counties' texts: who follows, who words what otherwise, which change is on its way and who objects to it."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.service_standards import forms, queries, rules
from yishang.contexts.service_standards.forms.steps import YES
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.catalog import queries as items
from yishang.kernel.catalog import rules as catalog
from yishang.kernel.catalog import services
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.views import turned

ROWS = 30
DONE = {"asked": "已报市营商办审定。", "decided": "已审定。", "followed": "已恢复跟随市级文本。",
        "objected": "异议已提出，答复前本县按原文本。", "answered": "已答复。"}  # fmt: skip


@require_safe
@open_to(rules.READERS)
def counties(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Changes on their way, objections, and what counties word otherwise, as far as the post sees."""
    return _overview(request, actor)


@require_safe
@open_to(rules.READERS)
def item_counties(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """One item in every county: which version, what is worded otherwise. Raises ItemNotFound."""
    on = localdate(now_of(request))
    seen = queries.item_seen(actor, key, on=on)
    texts = items.texts_by_county(key, city=actor.city_code, on=on)
    rows = [
        {
            "code": code,
            "name": geo.short_name_of(code),
            "text": text,
            "words": [(catalog.DEVIABLE[one.element], one) for one in text.deviations] if text else [],
            "aside": (text.aside or {}).values() if text else [],
            "differences": catalog.differences(text.version.elements, text.elements) if text else [],
        }
        for code, text in texts.items()
    ]
    rows.sort(key=lambda row: (row["code"] != actor.region_code, row["code"]))
    words = {
        "seen": seen, "rows": rows, "followers": [row for row in rows if _follows(row)],
        "others": [row for row in rows if not _follows(row)], "done": DONE.get(request.GET.get("done", ""), ""),
        "may_ask": actor.role == Role.CBO and seen.is_reference, "elements": catalog.DEVIABLE.items(),
    }  # fmt: skip
    return render(request, "service_standards/item_counties.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(frozenset({Role.CBO}))
def ask_deviation(request: HttpRequest, *, actor: Actor, key: int, element: str) -> HttpResponse:
    """Word one element otherwise in the own county. Raises ItemNotFound."""
    on = localdate(now_of(request))
    seen = queries.item_seen(actor, key, on=on)
    if element not in catalog.DEVIABLE or not seen.is_reference:
        raise items.not_found()
    text = items.text_in_force(seen.item.code, county=actor.region_code, on=on)
    sent = request.POST if request.method == "POST" else None
    editor, why = forms.Editor(text.elements, sent, only=element), forms.DeviationForm(sent)
    refusal: Refusal | None = None
    if sent is not None and not editor.is_growing and editor.is_valid() & why.is_valid():
        try:
            services.ask_deviation(
                actor=actor, code=seen.item.code, element=element, elements=editor.elements(), at=now_of(request),
                **why.cleaned_data,
            )  # fmt: skip
            return redirect(f"{reverse('service_standards:item_counties', args=[key])}?done=asked")
        except InvalidInput as fault:
            editor.add_faults(InvalidInput({n: w for n, w in fault.fields.items() if n not in why.fields}))
            add_faults(why, InvalidInput({n: w for n, w in fault.fields.items() if n in why.fields}))
        except Refusal as fault:
            refusal = fault
    status = refusal.status if refusal else 422 if sent is not None and not editor.is_growing else 200
    words = {
        "seen": seen, "editor": editor, "why": why, "refusal": refusal, "label": catalog.DEVIABLE[element],
        "county": geo.short_name_of(actor.region_code),
    }  # fmt: skip
    return render(request, "service_standards/ask_deviation.html", words, status=status)


@require_POST
@open_to(frozenset({Role.MBO}))
def decide_deviation(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """Agree to what a county asked, or not."""

    def act(said: dict[str, Any]) -> None:
        services.decide_deviation(
            actor=actor, key=key, agree=said["agree"] == YES, effective_from=said["effective_from"],
            answer=said["answer"], at=now_of(request),
        )  # fmt: skip

    return _decided(request, actor, forms.DecisionForm, ("deviation", key), act, "decided")


@require_POST
@open_to(rules.OFFICES)
def follow_again(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """From today the county follows the city's text in that element again."""

    def act(_said: dict[str, Any]) -> None:
        services.follow_again(actor=actor, key=key, at=now_of(request))

    return _decided(request, actor, django_forms.Form, ("follow", key), act, "followed")


@require_POST
@open_to(frozenset({Role.CBO}))
def object_to(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """Object to a change on its way."""

    def act(said: dict[str, Any]) -> None:
        services.object_to(actor=actor, key=key, reason=said["reason"], at=now_of(request))

    return _decided(request, actor, forms.ReasonForm, ("change", key), act, "objected")


@require_POST
@open_to(frozenset({Role.MBO}))
def decide_objection(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """Uphold an objection or overrule it."""

    def act(said: dict[str, Any]) -> None:
        services.decide_objection(
            actor=actor, key=key, uphold=said["agree"] == YES, answer=said["answer"], at=now_of(request)
        )

    return _decided(request, actor, forms.AnswerForm, ("objection", key), act, "answered")


def _follows(row: dict[str, Any]) -> bool:
    return row["text"] is not None and row["text"].follows and not row["aside"]


def _decided(
    request: HttpRequest,
    actor: Actor,
    kind: type[django_forms.Form],
    place: tuple[str, int],
    act: Callable[[dict[str, Any]], None],
    done: str,
) -> HttpResponse:
    """Carry a small form out and go back to the overview; what cannot be taken is told at its place there."""
    form = kind(request.POST, auto_id=f"{place[0]}_{place[1]}_%s")
    try:
        if form.is_valid():
            act(form.cleaned_data)
            return redirect(f"{reverse('service_standards:counties')}?done={done}")
    except InvalidInput as fault:
        if not set(fault.fields) <= set(form.fields):
            return _overview(request, actor, refusal=fault)
        add_faults(form, fault)
    except Refusal as fault:
        if fault.status == 404:
            raise
        return _overview(request, actor, refusal=fault)
    return _overview(request, actor, filled={place: form}, status=422)


def _overview(
    request: HttpRequest,
    actor: Actor,
    *,
    filled: dict[tuple[str, int], django_forms.Form] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    on = localdate(now_of(request))
    given = filled or {}
    objections = list(items.objections(actor)[:100])
    objected = {one.version_id for one in objections if one.county_id == actor.region_code}
    waiting = list(items.deviations(actor).filter(state=catalog.ASKED)[:100])
    is_city, is_county = actor.role == Role.MBO, actor.role == Role.CBO
    changes = items.pending_changes(actor, on=on)
    may_object = {one.pk for one, _ in changes if is_county and one.pk not in objected}
    to_answer = {one.pk for one in objections if is_city and one.state == catalog.RAISED}

    def form(what: str, key: int, kind: type[django_forms.Form], *, offered: bool) -> django_forms.Form | None:
        return (given.get((what, key)) or kind(auto_id=f"{what}_{key}_%s")) if offered else None

    words = {
        "changes": [
            (one, day, form("change", one.pk, forms.ReasonForm, offered=one.pk in may_object)) for one, day in changes
        ],
        "objections": [
            (one, form("objection", one.pk, forms.AnswerForm, offered=one.pk in to_answer)) for one in objections
        ],
        "asked": [(_told(one), form("deviation", one.pk, forms.DecisionForm, offered=is_city)) for one in waiting],
        "may_follow": is_city or is_county,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "refusal": refusal,
        "warned_days": catalog.WARNED.days,
        **turned(request, items.deviations(actor).exclude(state=catalog.ASKED), most=ROWS),
    }  # fmt: skip
    words["rows"] = [_told(one) | {"holds": _holds(one, on)} for one in words["rows"]]
    return render(request, "service_standards/counties.html", words, status=refusal.status if refusal else status)


def _holds(one: Any, on: Any) -> bool:
    return (
        one.state == catalog.HOLDS and one.effective_from <= on and (one.effective_to is None or one.effective_to > on)
    )


def _told(one: Any) -> dict[str, Any]:
    """A deviation in words: which element, how the county words it."""
    blank = catalog.Elements(name="", kind="", department="")
    worded, _ = catalog.composed(blank, {one.element: one.content})
    lines = [line for found in catalog.differences(blank, worded) for line in found.new]
    return {"row": one, "label": catalog.DEVIABLE.get(one.element, one.element), "lines": [one.text for one in lines]}
