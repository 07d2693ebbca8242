"""The editor: a new item, the draft of a known one, a next version; two people at one draft see both texts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from yishang.contexts.service_standards import forms, queries, rules
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.catalog import queries as items
from yishang.kernel.catalog import rules as catalog
from yishang.kernel.catalog import services
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.WRITERS)
def new_item(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Write an item that is not in the catalog yet."""
    editor = forms.Editor(None, request.POST if request.method == "POST" else None, with_code=True)
    refusal: Refusal | None = None
    if request.method == "POST" and not editor.is_growing and editor.is_valid():
        try:
            made = once(request, actor=actor, act=lambda: _drafted(request, actor, editor.code, editor, ""))
            return redirect(f"{reverse('service_standards:desk_item', args=[made['item']])}?done=drafted")
        except InvalidInput as fault:
            editor.add_faults(fault)
        except Refusal as fault:
            refusal = fault
    return _page(request, actor, editor, refusal, {"title": "新写一项"})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.WRITERS)
def edit_item(request: HttpRequest, *, actor: Actor, key: int) -> HttpResponse:
    """Change the draft of an item, or begin its next version. Raises ItemNotFound."""
    seen = queries.item_seen(actor, key, on=localdate(now_of(request)))
    base = seen.draft or seen.versions[0]
    editor = forms.Editor(base.elements, request.POST if request.method == "POST" else None)
    why = None if seen.draft else forms.ChangeReasonForm(request.POST if request.method == "POST" else None)
    words: dict[str, Any] = {
        "title": f"修改第 {base.number} 版" if seen.draft else f"起草第 {base.number + 1} 版",
        "seen": seen, "edition": base.edition, "why": why,
    }  # fmt: skip
    refusal: Refusal | None = None
    if request.method == "POST":
        words["edition"] = _edition(request) or base.edition
        sound = editor.is_valid() and (why is None or why.is_valid())
        try:
            if sound and not editor.is_growing:
                _kept(request, actor, seen, editor, why)
                return redirect(
                    f"{reverse('service_standards:desk_item', args=[key])}?version={_number(seen)}&done=edited"
                )
        except InvalidInput as fault:
            editor.add_faults(fault)
            if why is not None:
                add_faults(why, InvalidInput({n: w for n, w in fault.fields.items() if n == "reason"}))
        except catalog.DraftChanged as fault:
            refusal, words["both"] = fault, _both(actor, key, editor, fault)
        except Refusal as fault:
            refusal = fault
    return _page(request, actor, editor, refusal, words)


def _page(
    request: HttpRequest, actor: Actor, editor: forms.Editor, refusal: Refusal | None, words: dict[str, Any]
) -> HttpResponse:
    status = 200
    if request.method == "POST" and not editor.is_growing:
        status = refusal.status if refusal else 422
    told = {
        "editor": editor, "refusal": refusal, "key": new_key(), "actor": actor,
        "faults": editor.count() if status == 422 else 0,
    }  # fmt: skip
    return render(request, "service_standards/edit.html", words | told, status=status)


def _kept(request: HttpRequest, actor: Actor, seen: queries.ItemSeen, editor: forms.Editor, why: Any) -> None:
    if why is not None:
        once(
            request, actor=actor,
            act=lambda: _drafted(request, actor, seen.item.code, editor, why.cleaned_data["reason"]),
        )  # fmt: skip
        return
    services.edit_item(
        actor=actor, code=seen.item.code, elements=editor.elements(), edition=_edition(request) or 0,
        at=now_of(request),
    )  # fmt: skip


def _drafted(request: HttpRequest, actor: Actor, code: str, editor: forms.Editor, reason: str) -> dict[str, Any]:
    made = services.draft_item(actor=actor, code=code, elements=editor.elements(), reason=reason, at=now_of(request))
    return {"item": made.item_id}


def _edition(request: HttpRequest) -> int | None:
    """The edition that the person had before them; after looking at both texts, the one that they were shown."""
    return whole_number(request.POST.get("over", "")) or whole_number(request.POST.get("edition", ""))


def _number(seen: queries.ItemSeen) -> int:
    return int(seen.draft.number) if seen.draft else int(seen.versions[0].number) + 1


def _both(actor: Actor, key: int, editor: forms.Editor, fault: Refusal) -> dict[str, Any]:
    """What stands in the draft now beside what the person wrote."""
    now = items.open_version(actor, key)
    if now is None:
        return {}
    return {
        "differences": catalog.differences(now.elements, editor.elements()),
        "old_title": f"{now.edited_by_name}刚存的",
        "new_title": "您写的",
        "edition": fault.extra.get("edition", now.edition),
    }
