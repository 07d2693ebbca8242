"""Reports about windows at the desk: the list, one, its moves, the reporter's contact."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.service_standards import services
from yishang.contexts.service_standards.forms.demands import DONE, INTENTIONS
from yishang.contexts.service_standards.queries import demands as told
from yishang.contexts.service_standards.queries import lists
from yishang.contexts.service_standards.rules import demands
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.cases.views.shown import entry_of, list_address, moment_text
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list, turned
from yishang.kernel.journal import queries as journal

ROWS = 50
HANDLERS = frozenset({Role.DEP, Role.CBO, Role.MBO})
READERS = HANDLERS | {Role.MON}
PAGE = "service_standards:demand"
HEAD = (
    "编号",
    "清单",
    "事项",
    "县区",
    "窗口",
    "多要了什么",
    "状态",
    "收到",
    "期限",
    "承办单位",
    "答复",
    "改正",
    "并入",
)
RISKY = frozenset({"dismiss_demand", "confirm_dismissal", "refuse_demand", "join_demand"})
FACTS = {
    "received": "收到反映",
    "contact_opened": "查看了反映人的联系方式",
    **{move.fact: move.label for move in demands.DEMAND.moves},
}


@require_safe
@open_to(READERS)
def demands_list(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The reports that the post sees, page or sheet; neither holds who told them. Raises InvalidInput."""
    now, heap, q = now_of(request), request.GET.get("heap", "waiting"), request.GET.get("q", "").strip()[:40]
    rows = told.demands_seen(actor, heap=heap, q=q, now=now)
    asked = {"heap": heap, "q": q}
    if form := request.GET.get("form"):
        return send_list(
            actor=actor, name=f"窗口多要材料-{localtime(now):%Y%m%d}", head=HEAD, rows=_lines(rows), count=rows.count(),
            at=now, form="xlsx" if form == "xlsx" else "csv", asked=asked,
        )  # fmt: skip
    words = {
        **turned(request, rows, most=ROWS, counted="件"),
        **asked,
        "heaps": [
            (code, label, list_address("service_standards:demands", asked, heap=code))
            for code, (label, _) in told.HEAPS.items()
        ],
        "export_url": list_address("service_standards:demands", asked, form="xlsx"),
    }
    words["rows"] = [_row(case, now) for case in words["rows"]]
    return render(request, "service_standards/demands.html", words)


@never_cache
@require_safe
@open_to(READERS)
def demand(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One report. Raises DemandNotFound."""
    return _page(request, actor, number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(HANDLERS)
def demand_move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """The form of a move, and carrying it out once. Raises DemandNotFound and what stands against it."""
    if move not in INTENTIONS:
        raise demands.DemandNotFound(f"{number} 的动作 {move}")
    form_class, now = INTENTIONS[move].form, now_of(request)
    told.demand_for(actor, number, now=now)
    if request.method != "POST":
        INTENTIONS.refuse_move_first(actor=actor, number=number, move=move, at=now)
        return _page(request, actor, number, move=move, form=form_class())
    try:
        once(request, actor=actor, act=lambda: _carried_out(request, actor, number, move))
    except InvalidInput as refusal:
        form = form_class(request.POST)
        add_faults(form, refusal)
        return _page(request, actor, number, move=move, form=form, status=refusal.status)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, actor, number, refusal=refusal, status=refusal.status)
    if move == "transfer_demand" and actor.role == Role.DEP:
        return redirect("service_standards:demands")
    return redirect(f"{reverse(PAGE, args=[number])}?done={move}")


@never_cache
@require_POST
@open_to(HANDLERS)
def contact(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """Who told it, in this answer alone. Raises DemandNotFound."""
    try:
        shown = services.open_contact(
            actor=actor, number=number, reason=request.POST.get("reason", ""), at=now_of(request)
        )
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, actor, number, refusal=refusal, status=refusal.status)
    return _page(request, actor, number, contact=shown)


@never_cache
@require_safe
@open_to(READERS)
def demand_picture(request: HttpRequest, *, actor: Actor, number: str, picture_id: int) -> FileResponse:
    """A picture of a report that the post sees. Raises DemandNotFound."""
    case = told.demand_for(actor, number, now=now_of(request))
    found = next((one for one in told.pictures_of(case.number) if one.pk == picture_id), None)
    if found is None:
        raise demands.DemandNotFound("这张照片")
    stored, content_type = evidence.open_picture(found)
    response = FileResponse(stored, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _carried_out(request: HttpRequest, actor: Actor, number: str, move: str) -> dict[str, str]:
    INTENTIONS.carry_out(
        actor=actor, number=number, move=move, values=request.POST, at=now_of(request),
        version=whole_number(request.POST.get("version", "")),
    )  # fmt: skip
    return {"number": number}


def _page(
    request: HttpRequest,
    actor: Actor,
    number: str,
    *,
    move: str = "",
    form: Any = None,
    refusal: Refusal | None = None,
    status: int = 200,
    contact: dict[str, str] | None = None,
) -> HttpResponse:
    now = now_of(request)
    case = told.demand_for(actor, number, now=now)
    found = case.extra_demand
    words = {
        "row": _row(case, now),
        "found": found,
        "list": lists.service_list(found.list_key),
        "papers": [one.name for one in found.version.elements.materials],
        "parent": case.parent,
        "joined": told.joined_to(case),
        "joinable": told.joinable(case) if move == "join_demand" else (),
        "units": directory.units_for_dispatch(case.region_id) if move == "transfer_demand" else (),
        "pictures": [(one.pk, place) for place, one in enumerate(told.pictures_of(number), start=1)],
        "entries": [
            entry_of(fact, FACTS)
            for fact in reversed(journal.timeline(number, include_internal=actor.role != Role.DEP))
        ],
        "moves": told.moves_of(actor, case) if actor.role in HANDLERS else [],
        "risky": RISKY,
        "move": demands.DEMAND.move(move) if move else None,
        "form": form,
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "done": DONE.get(request.GET.get("done", ""), "") if refusal is None else "",
        "contact": contact,
        "may_open": told.may_open_contact(actor, case),
        "waits_for_other": case.state == "DISMISSING" and found.drafted_by_id == actor.id,
    }
    return render(request, "service_standards/demand.html", words, status=status)


def _row(case: Any, now: datetime) -> dict[str, Any]:
    state, colour, left = demands.DEMAND.state(case.state), "done", ""
    if case.due_at and case.warn_at:
        colour = clock_rules.lamp(now=now, warn_at=case.warn_at, due_at=case.due_at, paused=case.is_paused)
        due = localtime(case.due_at)
        left = f"{'已过' if case.due_at < now else '到'} {due.month}月{due.day}日"
    return {
        "number": case.number, "title": case.title, "window": case.extra_demand.window,
        "asked": case.extra_demand.asked,
        "region": case.region.name, "state": state.label, "tone": state.tone, "opened_at": case.opened_at,
        "unit": case.unit.short_name if case.unit else "—", "version": case.version, "lamp": colour,
        "lamp_text": left or state.label, "is_running": bool(left), "is_demo": case.extra_demand.is_demo,
    }  # fmt: skip


def _lines(rows: Any) -> Iterator[tuple[object, ...]]:
    for case in rows.select_related("parent").iterator(chunk_size=500):
        found = case.extra_demand
        yield (
            case.number, lists.service_list(found.list_key).name, case.title, case.region.name, found.window,
            found.asked, demands.DEMAND.state(case.state).label, moment_text(case.opened_at), moment_text(case.due_at),
            case.unit.short_name if case.unit else "", found.answer if found.answered_at else "", found.correction,
            case.parent.number if case.parent else "",
        )  # fmt: skip
