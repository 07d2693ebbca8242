"""One item: all its elements, its versions and their differences, its history, on paper; and the steps of a version."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.service_standards import forms, queries, rules
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.catalog import queries as items
from yishang.kernel.catalog import rules as catalog
from yishang.kernel.catalog import services
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number

STEPS: dict[str, tuple[str, type[django_forms.Form] | None]] = {
    "submit": ("送审", None),
    "review": ("审核通过", None),
    "return": ("退回修改", forms.ReasonForm),
    "publish": ("发布", forms.PublishForm),
}  # what stands on the item's own page; editing and retiring have pages of their own
OFFERED = {catalog.DRAFT: ("submit",), catalog.IN_REVIEW: ("review", "return"), catalog.REVIEWED: ("publish",)}
DONE = {
    "drafted": "草稿已存。",
    "edited": "草稿已存。",
    "submit": "已送审，由另一位同事审核。",
    "review": "审核通过，可以发布了。",
    "return": "已退回编制人修改。",
    "publish": "已发布。",
    "retire": "已停用。在办的件按受理时的版本办完。",
}


@require_safe
@open_to(rules.READERS)
def item(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """The item with the version asked for (`?version=`), else what holds. Raises ItemNotFound."""
    return shown(request, actor, _seen(request, actor, key))


@require_safe
@open_to(rules.READERS)
def print_item(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """The same on paper, every element. Raises ItemNotFound."""
    seen = _seen(request, actor, key)
    words = {"seen": seen, "groups": catalog.described(seen.item.code, seen.shown.elements), "actor": actor}
    return render(request, "service_standards/print.html", words)


@require_safe
@open_to(rules.READERS)
def compare(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """What differs between two versions (`?old=&new=`, else the shown one and the one before). Raises ItemNotFound."""
    asked = whole_number(request.GET.get("new", ""))
    seen = queries.item_seen(actor, key, on=localdate(now_of(request)), number=asked)
    earlier = [one for one in seen.versions if one.number < seen.shown.number]
    old = whole_number(request.GET.get("old", ""))
    before = next((one for one in seen.versions if one.number == old), earlier[0] if earlier else None)
    found = catalog.differences(before.elements, seen.shown.elements) if before else []
    words = {
        "seen": seen, "before": before, "differences": found,
        "old_title": f"第 {before.number} 版" if before else "", "new_title": f"第 {seen.shown.number} 版",
    }  # fmt: skip
    return render(request, "service_standards/compare.html", words)


@require_POST
@open_to(rules.WRITERS)
def step(request: HttpRequest, *, actor: Actor, key: int, step: str) -> HttpResponse:
    """Take a step with the draft of an item. Raises ItemNotFound."""
    seen = _seen(request, actor, key)
    if step not in STEPS:
        raise items.not_found()
    form = STEPS[step][1]
    filled = form(request.POST, auto_id=f"{step}_%s") if form else None
    try:
        if filled is None or filled.is_valid():
            _take(step, request, actor, seen.item.code, filled.cleaned_data if filled else {})
            return redirect(f"{reverse('service_standards:desk_item', args=[key])}?done={step}")
        return shown(request, actor, seen, filled={step: filled}, status=422)
    except InvalidInput as fault:
        if filled is not None and set(fault.fields) <= set(filled.fields):
            add_faults(filled, fault)
            return shown(request, actor, seen, filled={step: filled}, status=fault.status)
        return shown(request, actor, seen, refusal=fault)
    except Refusal as fault:
        if fault.status == 404:
            raise
        return shown(request, actor, seen, refusal=fault)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.WRITERS)
def retire(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """What hangs on an item, and the day from which it is offered no longer. Raises ItemNotFound, ItemNotYours."""
    seen = _seen(request, actor, key)
    catalog.check_office(actor)
    catalog.check_county(actor, item_county=seen.item.county_id or "")
    form, refusal = forms.RetireForm(), None
    if request.method == "POST":
        form = forms.RetireForm(request.POST)
        try:
            if form.is_valid():
                services.retire_item(actor=actor, code=seen.item.code, at=now_of(request), **form.cleaned_data)
                return redirect(f"{reverse('service_standards:desk_item', args=[key])}?done=retire")
        except InvalidInput as fault:
            add_faults(form, fault)
        except Refusal as fault:
            refusal = fault
    uses = items.uses_of(seen.item.code, on=seen.on)
    words = {"seen": seen, "form": form, "refusal": refusal, "uses": uses}
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "service_standards/retire.html", words, status=status)


def shown(
    request: HttpRequest,
    actor: Actor,
    seen: queries.ItemSeen,
    *,
    filled: dict[str, django_forms.Form] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an item, after a refusal with its words."""
    may_write = actor.role in rules.WRITERS
    words = {
        "seen": seen,
        "version": seen.shown,
        "elements": seen.shown.elements,
        "groups": catalog.described(seen.item.code, seen.shown.elements),
        "findings": [(name, catalog.LABELS.get(name, name), why) for name, why in seen.shown.findings.items()]
        if seen.shown.state in catalog.OPEN
        else [],
        "steps": _steps(seen, filled or {}) if may_write and seen.draft == seen.shown else [],
        "may_edit": may_write and (seen.draft is None or seen.draft.state == catalog.DRAFT),
        "may_retire": actor.holds(Role.MBO, Role.CBO) and seen.versions[0].state == catalog.PUBLISHED,
        "place": geo.name_of(seen.item.county_id or seen.item.city_id or ""),
        "entries": [rules.told(fact) for fact in queries.course_of(actor, seen.item)],
        "refusal": refusal,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "service_standards/item.html", words, status=refusal.status if refusal else status)


def _seen(request: HttpRequest, actor: Actor, key: int) -> queries.ItemSeen:
    number = whole_number(request.GET.get("version", ""))
    found = queries.item_seen(actor, key, on=localdate(now_of(request)), number=number)
    return found if request.method in ("GET", "HEAD") or found.draft is None else _at_the_draft(found)


def _at_the_draft(seen: queries.ItemSeen) -> queries.ItemSeen:
    return queries.ItemSeen(seen.versions, seen.draft, seen.draft, seen.on)


def _steps(seen: queries.ItemSeen, filled: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps that go on from the draft's state, each with its form."""
    return [
        {
            "name": name,
            "label": STEPS[name][0],
            "form": filled.get(name) or _blank(name),
            "opened": name in filled,
        }
        for name in OFFERED[seen.shown.state]
    ]


def _blank(name: str) -> django_forms.Form | None:
    form = STEPS[name][1]
    return form(auto_id=f"{name}_%s") if form else None


def _take(name: str, request: HttpRequest, actor: Actor, code: str, said: dict[str, Any]) -> None:
    taken: dict[str, Callable[..., Any]] = {
        "submit": services.submit_item,
        "review": services.review_item,
        "return": services.return_item,
        "publish": services.publish_item,
    }
    edition = {"edition": whole_number(request.POST.get("edition", ""))} if name == "submit" else {}
    taken[name](actor=actor, code=code, at=now_of(request), **edition, **said)
