"""The six lists of the desk, one matter, its moves on the same page, and opening a listing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.credit import forms, queries, rules, services
from yishang.contexts.credit.views.access import PHONE, READERS, WORKERS
from yishang.contexts.credit.views.shown import DONE, FIRST, RISKY, entries_of, pairs_of, thumbnails_of
from yishang.kernel.cases.rules import CaseNotVisible, Workflow
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.cases.views.shown import list_address, moment_text
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list

ROWS = 50
LISTS = {
    "pushes": rules.PUSH, "warnings": rules.WARNING, "listings": rules.LISTING, "serious": rules.SERIOUS_LIST,
    "sanctions": rules.SANCTION, "repairs": rules.CREDIT_REPAIR,
}  # fmt: skip
LIST_OF = {workflow.kind: name for name, workflow in LISTS.items()}
HEAD = ("编号", "事项", "主体", "统一社会信用代码", "县市区", "承办单位", "状态", "期限", "开件时间", "了结时间")
NEW: dict[str, tuple[str, str, Any, Callable[..., Any]]] = {
    "listings": ("登记疑似线索", "suspect", forms.SuspectForm, services.suspect_company),
    "serious": ("提出列入", "propose", forms.ProposeForm, services.propose_serious),
}
EMPTY = {
    "pushes": "导入登记信息后，需要知道的部门会在这里认领。",
    "warnings": "规则每小时看一遍，看到的会推送到这里。",
    "listings": "检查结果、责令逾期会在这里成为疑似线索；也可以自己登记。",
    "serious": "四项要件齐备的，由作出处罚的部门提出。",
    "sanctions": "列入名单时下达的措施在这里回执、解除。",
    "repairs": "当事人在手机上申请，认定单位在这里核实。",
}


@require_safe
@open_to(READERS)
def matters(request: HttpRequest, *, actor: Actor, kind: str) -> HttpResponse:
    """One of the lists, of one heap, the newest first. Raises InvalidInput."""
    now, workflow, wanted = now_of(request), LISTS[kind], _wanted(request)
    items, total, following = queries.page(
        queries.matching(actor, workflow, wanted, now=now), workflow, cursor=request.GET.get("cursor", ""), limit=ROWS
    )
    words = {
        "kind": kind,
        "title": workflow.title,
        "wanted": wanted,
        "heaps": [(code, label, _url(kind, wanted, heap=code)) for code, label in queries.HEAPS.items()],
        "states": [(one.code, one.label) for one in workflow.states],
        "counties": geo.counties_of(actor.city_code, on=localdate(now)) if actor.region_level != "COUNTY" else (),
        "rows": [queries.row(one, workflow, now=now) for one in items],
        "total_text": f"{total} 条",
        "next_url": f"{_url(kind, wanted)}&cursor={following}" if following else "",
        "export_url": f"{reverse('credit:export', args=[kind])}?{_query(wanted)}",
        "clear_url": f"{reverse(f'credit:{kind}')}?heap=all",
        "is_narrowed": bool(wanted.state or wanted.county or wanted.q or wanted.category),
        "new": NEW[kind][0] if kind in NEW and actor.role in WORKERS else "",
        "empty": EMPTY[kind],
    }
    return render(request, "credit/matters.html", words)


@require_safe
@open_to(READERS)
def export(request: HttpRequest, *, actor: Actor, kind: str) -> HttpResponseBase:
    """The same list as a sheet (csv, or xlsx with ?form=xlsx)."""
    if kind not in LISTS:
        raise CaseNotVisible(kind)
    now, workflow, wanted = now_of(request), LISTS[kind], _wanted(request)
    rows = queries.matching(actor, workflow, wanted, now=now).order_by("-id").select_related(*queries.beside(workflow))
    return send_list(
        actor=actor, name=f"{workflow.title}-{queries.HEAPS[wanted.heap]}-{localtime(now):%Y%m%d}", head=HEAD,
        rows=_lines(rows, workflow, now), count=rows.count(), at=now, asked=vars(wanted),
        form="xlsx" if request.GET.get("form") == "xlsx" else "csv",
    )  # fmt: skip


@require_safe
@open_to(READERS)
def matter(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One matter at the desk. Raises CaseNotVisible."""
    return show(request, actor, number)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(READERS)
def move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """The form of a move at the desk, and carrying it out once. Raises CaseNotVisible and what stands against it."""
    return make(request, actor, number, move)


@require_safe
@open_to(PHONE, door="sign_in")
def own_matter(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One matter of the company on its phone. Raises CaseNotVisible."""
    return show(request, actor, number, phone=True)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(PHONE, door="sign_in")
def own_move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """The company speaks, or applies. Raises CaseNotVisible and what stands against it."""
    return make(request, actor, number, move, phone=True)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(WORKERS)
def new(request: HttpRequest, *, actor: Actor, kind: str) -> HttpResponse:
    """Open a suspicion, or propose for the serious list. Raises CaseNotVisible for any other list."""
    if kind not in NEW:
        raise CaseNotVisible(kind)
    title, done, form_class, service = NEW[kind]
    posted = request.POST if request.method == "POST" else None
    form = form_class(posted, initial={"uscc": request.GET.get("uscc", "")[:40]})
    refusal: Refusal | None = None
    if posted is not None and form.is_valid():
        try:
            answer = once(request, actor=actor, act=lambda: _open(request, actor, service, form))
            return redirect(f"{reverse('credit:matter', args=[answer['number']])}?done={done}")
        except InvalidInput as fault:
            forms.add_faults(form, fault)
        except Refusal as found:
            refusal = found
    words = {
        "title": title, "kind": kind, "form": form, "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(), "list_title": LISTS[kind].title,
    }  # fmt: skip
    status = 200 if request.method != "POST" else refusal.status if refusal else 422
    return render(request, "credit/new.html", words, status=status)


def make(request: HttpRequest, actor: Actor, number: str, move: str, *, phone: bool = False) -> HttpResponse:
    """A move's form, or the move itself; refusals that belong to the page stand on it."""
    workflow, now = queries.workflow_of(number), now_of(request)
    if not workflow.has_move(move) or move not in forms.INTENTIONS:
        raise CaseNotVisible(f"{number} 的动作 {move}")
    form_class = forms.INTENTIONS[move].form
    if request.method != "POST":
        found = queries.detail(actor, number, now=now)
        if move not in {one.name for one in found.moves}:
            forms.refuse_move_first(actor=actor, number=number, move=move, at=now, version=None)
        return show(request, actor, number, phone=phone, move=move, form=form_class())
    try:
        once(request, actor=actor, act=lambda: _carry_out(request, actor, number, move))
    except InvalidInput as refusal:
        form = form_class(request.POST)
        forms.add_faults(form, refusal)
        return show(request, actor, number, phone=phone, move=move, form=form, status=refusal.status)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return show(request, actor, number, phone=phone, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse(PAGES[phone][0], args=[number])}?done={move}")


PAGES = {False: ("credit:matter", "credit/matter.html"), True: ("credit:own_matter", "credit/phone/matter.html")}


def show(
    request: HttpRequest,
    actor: Actor,
    number: str,
    *,
    phone: bool = False,
    move: str = "",
    form: Any = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """A matter's page, at the desk or on the phone. Raises CaseNotVisible."""
    now = now_of(request)
    found = queries.detail(actor, number, now=now)
    moves = [one for one in found.moves if one.name in forms.INTENTIONS]
    kind = LIST_OF[found.workflow.kind]
    words = {
        "row": queries.row(found.case, found.workflow, now=now),
        "pairs": [(term, value) for term, value in pairs_of(found) if value],
        "moves": moves,
        "first": next((one for one in moves if one.name in FIRST), None),
        "risky": RISKY,
        "move": found.workflow.move(move) if move else None,
        "form": form,
        "units": _units(found.case.region_id) if form is not None and {"unit", "rightful"} & set(form.fields) else (),
        "entries": entries_of(found),
        "papers": found.papers,
        "pictures": thumbnails_of(found),
        "list_url": reverse(f"credit:{kind}"),
        "list_title": found.workflow.title,
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "done": DONE.get(request.GET.get("done", ""), "") if refusal is None else "",
    }
    return render(request, PAGES[phone][1], words, status=status)


def _carry_out(request: HttpRequest, actor: Actor, number: str, move: str) -> dict[str, str]:
    version = whole_number(request.POST.get("version", ""))
    forms.carry_out(actor=actor, number=number, move=move, values=request.POST, at=now_of(request), version=version)
    return {"number": number}


def _open(request: HttpRequest, actor: Actor, service: Callable[..., Any], form: Any) -> dict[str, str]:
    given = form.entry() if hasattr(form, "entry") else form.cleaned_data
    return {"number": service(actor=actor, at=now_of(request), **given).case.number}


def _units(region_code: str) -> list[tuple[str, str]]:
    return [(one.code, one.short_name) for one in directory.units_for_dispatch(region_code)]


def _lines(rows: Any, workflow: Workflow, now: datetime) -> Iterator[tuple[object, ...]]:
    for case in rows:
        one = queries.row(case, workflow, now=now)
        left = one["lamp_text"] if one["is_running"] else ""
        yield (
            one["number"], one["title"], one["company"], one["uscc"], one["county_name"], one["unit_name"],
            one["state_label"], left, moment_text(one["opened_at"]), moment_text(one["closed_at"]),
        )  # fmt: skip


def _wanted(request: HttpRequest) -> queries.Wanted:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("state", "category", "county", "q")}
    return queries.Wanted(heap=request.GET.get("heap", "waiting"), **asked)


def _query(wanted: queries.Wanted, **changes: str) -> str:
    return urlencode({name: word for name, word in {**vars(wanted), **changes}.items() if word})


def _url(kind: str, wanted: queries.Wanted, **changes: str) -> str:
    return list_address(f"credit:{kind}", vars(wanted), **changes)
