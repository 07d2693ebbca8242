"""The strike-off list (销号清单), one problem, and its moves on the same page; for offices, units and the company."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.policies import forms, queries, rules, services
from yishang.contexts.policies.views.access import PHONE, READERS, WORKERS
from yishang.kernel.cases.rules import CaseNotVisible, duties_of
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.cases.views.shown import entry_of, list_address, moment_text
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list

ROWS = 50
HEAD = (
    "编号", "问题", "说明", "主体", "主体类型", "企业", "统一社会信用代码", "县市区", "承办单位", "状态", "期限",
    "办理情况", "企业确认", "调查", "提交时间", "销号时间",
)  # fmt: skip
BATCHES: dict[str, Callable[..., Any]] = {
    "assign_problem": services.assign_problems,
    "start_problem": services.start_problems,
    "apply_clear": services.apply_clear_all,
    "clear_problem": services.clear_problems,
}
BATCH_TAKES = {"assign_problem": "unit", "apply_clear": "result"}  # what the move asks for beside the ticks
BATCHES_OF_HEAP = {
    "open": ("assign_problem",),
    "doing": ("start_problem", "apply_clear"),
    "clearing": ("clear_problem",),
}
WAITING_OF_UNITS, WAITING_OF_OFFICES = ("start_problem", "apply_clear"), ("assign_problem", "clear_problem")
RESULT_LONGEST = 1000
RISKY = frozenset({"return_problem", "recall_problem", "dispute_problem"})
FIRST = ("assign_problem", "start_problem", "apply_clear", "confirm_problem", "clear_problem")
DONE = {
    "assign_problem": "已交办，承办单位会收到消息。",
    "recall_problem": "已收回，请重新交办。",
    "start_problem": "已开始办理。",
    "note_problem": "进展已记录。",
    "apply_clear": "已申请销号，等企业确认。",
    "confirm_problem": "谢谢您，已确认解决。",
    "dispute_problem": "知道了，单位会接着办。",
    "verify_problem": "已核验，可以销号。",
    "return_problem": "已退回再办。",
    "clear_problem": "已销号。",
}


@require_safe
@open_to(READERS)
def problems(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The strike-off list of one heap with the rate of completion. Raises InvalidInput."""
    return _list(request, actor, _wanted(request))


def _list(
    request: HttpRequest,
    actor: Actor,
    wanted: queries.ProblemsWanted,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    now = now_of(request)
    rows, total, following = queries.problem_page(
        queries.problems_matching(actor, wanted, now=now), cursor=request.GET.get("cursor", ""), limit=ROWS
    )
    batches = [rules.PROBLEM.move(name) for name in _batches_of(actor, wanted.heap)]
    words = {
        "batches": batches,
        "batch_states": {state for move in batches for state in move.sources},
        "ticked": request.POST.getlist("n"),
        "result": request.POST.get("result", ""),
        "chosen_unit": request.POST.get("unit", ""),
        "units": forms.unit_choices(actor.region_code) if "assign_problem" in {move.name for move in batches} else (),
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "wanted": wanted,
        "heaps": [(code, label, _url(wanted, heap=code)) for code, label in queries.HEAPS.items()],
        "types": queries.problem_types(on=localdate(now)),
        "counties": geo.counties_of(actor.city_code, on=localdate(now)) if actor.region_level != "COUNTY" else (),
        "rows": [queries.problem_row(one, now=now) for one in rows],
        "figure": queries.completion(actor, wanted, now=now, url=_url(wanted, heap="cleared")),
        "total_text": f"{total} 条",
        "next_url": f"{_url(wanted)}&cursor={following}" if following else "",
        "export_url": _url(wanted, page="policies:export_problems"),
        "clear_url": reverse("policies:problems"),
        "is_narrowed": bool(wanted.type or wanted.county or wanted.survey or wanted.q),
    }
    return render(request, "policies/problems.html", words, status=status)


@require_safe
@open_to(READERS)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The strike-off list as a sheet (csv, or xlsx with ?form=xlsx)."""
    now, wanted = now_of(request), _wanted(request)
    rows = queries.problems_matching(actor, wanted, now=now).order_by("-id").select_related(*queries.BESIDE)
    return send_list(
        actor=actor, name=f"销号清单-{queries.HEAPS[wanted.heap]}-{localtime(now):%Y%m%d}", head=HEAD,
        rows=_lines(rows, now), count=rows.count(), at=now, asked=vars(wanted),
        form="xlsx" if request.GET.get("form") == "xlsx" else "csv",
    )  # fmt: skip


@require_POST
@open_to(WORKERS)
def batch(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """One move with every problem that was ticked in the list, all or nothing; what stands against it is said there."""
    move, numbers = request.POST.get("move", ""), request.POST.getlist("n")[:ROWS]
    if move not in BATCHES:
        raise InvalidInput({"move": "没有这个批量办理的动作。"})
    heap = request.POST.get("heap", "")
    heap = heap if heap in queries.HEAPS else "waiting"

    def act() -> dict[str, str]:
        asked = BATCH_TAKES.get(move, "")
        extra = {asked: request.POST.get(asked, "").strip()[:RESULT_LONGEST]} if asked else {}
        BATCHES[move](actor=actor, numbers=numbers, at=now_of(request), **extra)
        return {"done": move}

    try:
        once(request, actor=actor, act=act)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _list(request, actor, queries.ProblemsWanted(heap=heap), refusal=refusal, status=refusal.status)
    return redirect(f"{reverse('policies:problems')}?heap={heap}&done={move}")


@require_safe
@open_to(READERS)
def problem(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One problem at the desk. Raises CaseNotVisible."""
    return _page(request, actor, number)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(READERS)
def move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """The form of a move at the desk, and carrying it out once. Raises CaseNotVisible and what stands against it."""
    return _move(request, actor, number, move)


@require_safe
@open_to(PHONE, door="sign_in")
def own_problem(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One problem of the company on its phone. Raises CaseNotVisible."""
    return _page(request, actor, number, phone=True)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(PHONE, door="sign_in")
def own_move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """The company says whether it is solved. Raises CaseNotVisible and what stands against it."""
    return _move(request, actor, number, move, phone=True)


def _move(request: HttpRequest, actor: Actor, number: str, move: str, *, phone: bool = False) -> HttpResponse:
    if not rules.PROBLEM.has_move(move):
        raise CaseNotVisible(f"{number} 的动作 {move}")
    form_class, now = forms.INTENTIONS[move].form, now_of(request)
    if request.method != "POST":
        found = queries.problem(actor, number, now=now)
        if move not in {one.name for one in found.moves}:
            forms.refuse_move_first(actor=actor, number=number, move=move, at=now, version=None)
        return _page(request, actor, number, phone=phone, move=move, form=form_class())
    try:
        once(request, actor=actor, act=lambda: _carry_out(request, actor, number, move))
    except InvalidInput as refusal:
        form = form_class(request.POST)
        forms.add_faults(form, refusal)
        return _page(request, actor, number, phone=phone, move=move, form=form, status=refusal.status)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, actor, number, phone=phone, refusal=refusal, status=refusal.status)
    page = "policies:own_problem" if phone else "policies:problem"
    return redirect(f"{reverse(page, args=[number])}?done={move}")


def _carry_out(request: HttpRequest, actor: Actor, number: str, move: str) -> dict[str, str]:
    version = whole_number(request.POST.get("version", ""))
    forms.carry_out(actor=actor, number=number, move=move, values=request.POST, at=now_of(request), version=version)
    return {"number": number}


def _page(
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
    now = now_of(request)
    found = queries.problem(actor, number, now=now)
    words = {
        "row": queries.problem_row(found.case, now=now),
        "case": found.case,
        "moves": found.moves,
        "first": next((one for one in found.moves if one.name in FIRST), None),
        "risky": RISKY,
        "move": rules.PROBLEM.move(move) if move else None,
        "form": form,
        "units": forms.unit_choices(found.case.region_id) if move == "assign_problem" else (),
        "entries": [entry_of(fact, queries.FACTS) for fact in reversed(found.facts)],
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "done": DONE.get(request.GET.get("done", ""), "") if refusal is None else "",
    }
    template = "policies/phone/problem.html" if phone else "policies/problem.html"
    return render(request, template, words, status=status)


def _batches_of(actor: Actor, heap: str) -> list[str]:
    """The moves that this person can make with many rows of a heap."""
    waiting = WAITING_OF_UNITS if actor.role == Role.DEP else WAITING_OF_OFFICES
    offered = {**BATCHES_OF_HEAP, "waiting": waiting}.get(heap, ())
    duties = duties_of(actor, unit_id=actor.unit_id)
    return [name for name in offered if rules.PROBLEM.move(name).by & duties]


def _lines(rows: Any, now: datetime) -> Iterator[tuple[object, ...]]:
    for case in rows:
        row = queries.problem_row(case, now=now)
        left = row["lamp_text"] if row["is_running"] else ""
        yield (
            row["number"], row["title"], row["detail"], row["subject"], row["subject_type"], row["company"],
            row["uscc"], row["county_name"], row["unit_name"], row["state_label"], left, row["result"],
            "是" if row["is_confirmed"] else "否", row["survey_title"], moment_text(row["opened_at"]),
            moment_text(row["closed_at"]),
        )  # fmt: skip


def _wanted(request: HttpRequest) -> queries.ProblemsWanted:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("type", "county", "survey", "q")}
    return queries.ProblemsWanted(heap=request.GET.get("heap", "waiting"), **asked)


def _url(wanted: queries.ProblemsWanted, *, page: str = "policies:problems", **changes: str) -> str:
    return list_address(page, vars(wanted), **changes)
