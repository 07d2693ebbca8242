"""Leads at the desk: what the line, 一网通办 and the public ask to be inspected; and the messages behind them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.random_inspection import forms, gateways, queries, rules, services
from yishang.contexts.random_inspection.models import Lead
from yishang.contexts.random_inspection.queries import leads as reading
from yishang.contexts.random_inspection.views.tables import Cell, Choice, Listing, asked, show
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.exchange import queries as exchange
from yishang.kernel.exchange import views as exchange_views
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.journal import queries as journal

HEAPS = tuple((code, label) for code, (label, _) in reading.LEAD_HEAPS.items())
FACTS = {f"{rules.LEADS.kind}.{move.fact}": move.label for move in rules.LEADS.moves}
FACTS |= {f"{rules.LEADS.kind}.received": "收到"}
DONE = {"assign_lead": "已交部门研判。", "decline_lead": "已答复，不予立项。"}


@require_safe
@open_to(rules.READERS)
def leads(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The leads of a heap: first what waits to be judged. Raises InvalidInput."""
    wanted, now = asked(request, "heap", "q"), now_of(request)
    rows = reading.lead_rows(actor, heap=wanted["heap"] or "waiting", q=wanted["q"], now=now)
    listing = Listing(
        title="检查线索",
        head=("线索", "来源", "企业", "部门", "研判期限", "状态"),
        cells=_cells,
        about="12345、一网通办告知承诺和群众点题要求检查的事：立专项任务，或写明不立的理由，都会答复对方。",
        search="线索名称、编号、信用代码",
        choices=(Choice("heap", "待研判", HEAPS),),
        empty=("没有待研判的线索", "对接的平台送来的会出现在这里。"),
        actions=(("系统对接", reverse("random_inspection:exchange"), "plug"),),
    )
    return show(request, actor=actor, listing=listing, rows=rows, wanted=wanted)


def _cells(one: Lead) -> Sequence[Cell]:
    state = rules.LEADS.state(one.case.state)
    due = f"{localdate(one.case.due_at)}" if one.case.due_at else ""
    return (
        Cell(one.case.title, one.case.number, url=reverse("random_inspection:lead", args=[one.case.number])),
        Cell(one.get_source_display(), one.ref),
        Cell(one.entity.name if one.entity else one.uscc),
        Cell(one.case.unit.short_name if one.case.unit else ""),
        Cell(due),
        Cell(state.label, tone=state.tone),
    )


@require_safe
@open_to(rules.READERS)
def lead(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One lead. Raises NothingThere."""
    return _page(request, actor, number)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.READERS)
def lead_move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """The page with a move's form, and carrying it out once. Raises NothingThere, CaseNotVisible (no such move)."""
    if move not in forms.LEAD_MOVES:
        raise CaseNotVisible(f"{number} 的动作 {move}")
    if request.method != "POST":
        return _page(request, actor, number)
    version = whole_number(request.POST.get("version", ""))

    def act() -> dict[str, str]:
        forms.LEAD_MOVES.carry_out(
            actor=actor, number=number, move=move, values=request.POST, at=now_of(request), version=version
        )
        return {"number": number}

    try:
        once(request, actor=actor, act=act)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        form = forms.LEAD_MOVES[move].form(request.POST, auto_id=f"{move}_%s")
        if isinstance(refusal, InvalidInput):
            add_faults(form, refusal)
        return _page(request, actor, number, filled={move: form}, refusal=refusal)
    return redirect(f"{reverse('random_inspection:lead', args=[number])}?done={move}")


def _page(
    request: HttpRequest, actor: Actor, number: str, *, filled: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    found = reading.lead(actor, number, now=now_of(request))
    moves = reading.lead_moves(actor, found.case)
    told = forms.LEAD_MOVES
    words = {
        "one": found,
        "state": rules.LEADS.state(found.case.state),
        "moves": [
            (one, (filled or {}).get(one.name) or told[one.name].form(auto_id=f"{one.name}_%s"))
            for one in moves
            if one.name in told
        ],
        "units": [one.unit for one in queries.departments(on=localdate(now_of(request)))],
        "may_task": any(one.name == "open_lead_task" for one in moves) and actor.role in rules.PLANNERS,
        "told": exchange.about(number),  # not `messages`: those are Django's, shown as they pop up
        "refusal": refusal if refusal and not isinstance(refusal, InvalidInput) else None,
        "key": new_key(),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "entries": [
            {"title": FACTS.get(fact.verb, fact.verb), "at": fact.at, "meta": fact.actor_name,
             "body": str(fact.data.get("note") or fact.data.get("reason", ""))}
            for fact in reversed(journal.timeline(number, include_internal=True))
        ],
    }  # fmt: skip
    return render(request, "random_inspection/lead.html", words, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.READERS)
def exchange_page(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """What passes between inspections and the other platforms, with what waits and why. Raises NotYours."""
    if request.method == "POST":
        services.check_exchange(actor=actor)
    return exchange_views.messages(
        request, actor=actor, channels=gateways.CHANNELS, kinds=gateways.KINDS, connected=gateways.connected(),
        may_settle=actor.role in rules.LEAD_POSTS,
    )  # fmt: skip


@csrf_exempt
@require_POST
def take_lead(request: HttpRequest) -> HttpResponse:
    """The 12345 line hands a ticket over that asks for an inspection, signed with the line's secret."""
    return _taken(request, gateways.hotline.CHANNEL, settings.HOTLINE_SECRET)


@csrf_exempt
@require_POST
def take_licence(request: HttpRequest) -> HttpResponse:
    """一网通办 hands a licence result over by itself, signed; else its list is read."""
    return _taken(request, gateways.onestop.CHANNEL, settings.ONESTOP_SECRET)


def _taken(request: HttpRequest, channel: str, secret: str) -> HttpResponse:
    try:
        said = exchange_views.signed_message(request, secret=secret)
        return exchange_views.answer(services.take_said(channel=channel, said=said, at=now_of(request)))
    except Refusal as refusal:
        return exchange_views.refusal(refusal)
