"""The phone's pages of visits for the company, the liaison, and the visitor looking back."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.visits import forms, queries, rules
from yishang.contexts.visits.views import moves, shown
from yishang.contexts.visits.views.access import PHONE, now_of, open_to
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views import new_key
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import services as party_services

CARDS = 20
OFFERED = frozenset({"confirm_visit", "vouch_visit", "dispute_visit", "report_visit", "reschedule_visit"})
ENTERPRISE = frozenset({Role.ENT})
AHEAD = timedelta(days=180)
HEAPS = {"waiting": "等我", "planned": "将要来", "all": "全部"}
COMPANY_WAITS = ("VERIFIED", "ABNORMAL")
LIAISON_WAITS = ("CHECKED_OUT", "SUBMITTED", *COMPANY_WAITS, "CONFIRMED")


@require_safe
@open_to(PHONE, door="sign_in")
def mine(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Visits that wait for me, that are coming, and all; a company's quiet days below."""
    return _list(request, actor)


@require_safe
@open_to(PHONE, door="sign_in")
def visit(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One visit. Raises CaseNotVisible."""
    return _page(request, actor, number)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(PHONE, door="sign_in")
def move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """Confirm, vouch, dispute, report or reschedule: the form, and carrying it out once."""
    return moves.taken(request, actor, number, move, offered=OFFERED, show=_page, page="visits:visit")


@require_POST
@open_to(ENTERPRISE, door="sign_in")
def mark_quiet(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """A company asks not to be visited in some days. Raises CaseNotVisible for a company that is not the person's."""
    form, now = forms.QuietForm(request.POST), now_of(request)
    if form.is_valid():
        given = form.cleaned_data
        entity_id = given.pop("company") or actor.entity_ids[0]
        if entity_id not in actor.entity_ids:
            raise CaseNotVisible("这家企业")
        try:
            party_services.mark_quiet(actor=actor, entity_id=entity_id, at=now, today=localdate(now), **given)
            return redirect(f"{reverse('visits:mine')}?done=quiet")
        except InvalidInput as refusal:
            for field, fault in refusal.fields.items():
                form.add_error(field, fault)
    return _list(request, actor, form=form, status=422)


@require_POST
@open_to(ENTERPRISE, door="sign_in")
def end_quiet(request: HttpRequest, *, actor: Actor, window_id: int) -> HttpResponse:
    """Take a window back. Raises CaseNotVisible when it is none of the person's companies'."""
    now = now_of(request)
    ended = any(
        party_services.end_quiet(actor=actor, entity_id=entity_id, window_id=window_id, at=now)
        for entity_id in actor.entity_ids
    )
    if not ended:
        raise CaseNotVisible("这个勿扰时段")
    return redirect(f"{reverse('visits:mine')}?done=quiet_ended")


def _list(request: HttpRequest, actor: Actor, *, form: Any = None, status: int = 200) -> HttpResponse:
    now = now_of(request)
    heap = request.GET.get("heap", "waiting" if actor.role in (Role.ENT, Role.LIA) else "all")
    heap = heap if heap in HEAPS else "all"
    rows = _in_heap(queries.matching(actor, queries.Wanted(), now=now), actor, heap)
    page = queries.page_of(rows, cursor=request.GET.get("cursor", ""), limit=CARDS)
    is_company = actor.role == Role.ENT
    words = {
        "heap": heap,
        "heaps": HEAPS.items(),
        "cards": [queries.row_of(case, now=now) for case in page.items],
        "page": page,
        "is_company": is_company,
        "is_liaison": actor.role == Role.LIA,
        "quiet": list(_windows(actor, now)) if is_company else [],
        "form": form or forms.QuietForm(),
        "done": {"quiet": "勿扰时段已记下，排计划时会避开。", "quiet_ended": "勿扰时段已取消。"}.get(
            request.GET.get("done", ""), ""
        ),
    }
    return render(request, "visits/phone/mine.html", words, status=status)


def _windows(actor: Actor, now: Any) -> Any:
    today = localdate(now)
    return parties.quiet_windows(actor.entity_ids, first_day=today, last_day=today + AHEAD)


def _in_heap(rows: Any, actor: Actor, heap: str) -> Any:
    if heap == "planned":
        return rows.filter(state="PLANNED")
    if heap == "all":
        return rows.exclude(state="PLANNED")
    if actor.role == Role.LIA:
        return rows.filter(state__in=LIAISON_WAITS, visit__report__isnull=True)
    if actor.role == Role.ENT:
        return rows.filter(state__in=COMPANY_WAITS, visit__company_word="")
    return rows.filter(visit__visitor_id=actor.id, state__in=("PLANNED", *rules.GOING_STATES))


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
    names = {one.name for one in words["found"].moves}
    extra = {
        "move": rules.VISIT.move(move) if move else None,
        "form": form,
        "refusal": refusal,
        "key": request.POST.get("idempotency_key") or new_key(),
        "done": shown.DONE.get(request.GET.get("done", ""), ""),
        "names": names,
        "may_report": actor.role == Role.LIA and words["found"].report is None and words["case"].state in LIAISON_WAITS,
        "is_company": actor.role == Role.ENT,
        "is_visitor": actor.id == words["visit"].visitor_id,
    }
    return render(request, "visits/phone/visit.html", {**words, **extra}, status=status)
