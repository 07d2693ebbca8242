"""Plans and tasks at the desk: lists, one, writing one down, and every move of either."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.forms import Select
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.random_inspection import forms, queries, rules, services
from yishang.contexts.random_inspection.models import Plan, Task
from yishang.contexts.random_inspection.views.tables import Cell, Choice, Listing, asked, show
from yishang.kernel.cases.forms import add_faults
from yishang.kernel.cases.rules import Workflow
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.draw import queries as draws
from yishang.kernel.draw import views as draw_views
from yishang.kernel.draw.forms import RevealForm, RoundForm
from yishang.kernel.draw.rules import DrandBeacon, DrawRefusal
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.journal import queries as journal

STATES_OF_PLANS = tuple((one.code, one.label) for one in rules.PLAN.states)
STATES_OF_TASKS = tuple((one.code, one.label) for one in rules.TASK.states)
FACT_LABELS = {f"{flow.kind}.{move.fact}": move.label for flow in (rules.PLAN, rules.TASK) for move in flow.moves}
FACT_LABELS |= {f"{flow.kind}.drafted": "建立" for flow in (rules.PLAN, rules.TASK)}


@require_safe
@open_to(rules.READERS)
def plans(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The year's plans that the actor may see."""
    wanted = asked(request, "year", "state", "q")
    rows = queries.plans(actor, queries.Wanted(**wanted), on=localdate(now_of(request)))
    may_write = actor.role in rules.PLANNERS
    listing = Listing(
        title="抽查计划",
        head=("计划", "年度", "类型", "参与部门", "检查时间", "状态"),
        cells=_plan_cells,
        unit="份",
        about="年度计划每年 3 月 31 日前公示；调整的写明理由，原来的内容一并保留。",
        search="计划名称",
        choices=(Choice("state", "状态", STATES_OF_PLANS),),
        actions=(("拟一份计划", reverse("random_inspection:new_plan"), "plus"),) if may_write else (),
        empty=("还没有抽查计划", "从现行清单里选事项，拟一份。"),
    )
    return show(request, actor=actor, listing=listing, rows=rows, wanted=wanted)


def _plan_cells(one: Plan) -> Sequence[Cell]:
    state = rules.PLAN.state(one.case.state)
    demo = " · 演示数据" if one.is_demo else ""
    return (
        Cell(one.case.title, f"{one.case.number}{demo}", url=reverse("random_inspection:plan", args=[one.case.number])),
        Cell(str(one.year)),
        Cell(one.get_kind_display(), one.get_way_display()),
        Cell("、".join(unit.short_name for unit in one.units.all())),
        Cell(f"{one.first_day} 至 {one.last_day}"),
        Cell(state.label, tone=state.tone),
    )


@require_safe
@open_to(rules.READERS)
def tasks(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """Tasks of every kind on one list: drawn, special, without anybody coming."""
    wanted = asked(request, "year", "state", "kind", "unit", "figure", "q")
    rows = queries.tasks(actor, queries.Wanted(**wanted), on=localdate(now_of(request)))
    may_write = actor.role in rules.PLANNERS
    listing = Listing(
        title="抽查任务",
        head=("任务", "种类", "检查部门", "抽取日期", "完成时限", "状态"),
        cells=_task_cells,
        unit="个",
        about="部门联合、双随机抽查、专项检查和不见面监管在同一张表、同一户日历上。",
        search="任务名称",
        choices=(Choice("kind", "种类", tuple(rules.TASK_TYPES.items())), Choice("state", "状态", STATES_OF_TASKS)),
        actions=(("建一个任务", reverse("random_inspection:new_task"), "plus"),) if may_write else (),
        empty=("还没有抽查任务", "计划公示以后按批次建立；投诉举报、群众点题可以建专项任务。"),
    )
    return show(request, actor=actor, listing=listing, rows=rows, wanted=wanted)


def _task_cells(one: Task) -> Sequence[Cell]:
    state = rules.TASK.state(one.case.state)
    demo = " · 演示数据" if one.is_demo else ""
    return (
        Cell(one.case.title, f"{one.case.number}{demo}", url=reverse("random_inspection:task", args=[one.case.number])),
        Cell(one.get_kind_display(), f"{one.get_joint_display()} · {one.get_way_display()}"),
        Cell("、".join(unit.short_name for unit in one.units.all())),
        Cell(str(one.drawn_on or "")),
        Cell(str(one.due_on)),
        Cell(state.label, tone=state.tone),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.READERS)
def plan(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One plan with its course and what may be done with it. Raises NothingThere and what the moves raise."""
    found = queries.plan(actor, number, now=now_of(request))
    return _page(request, actor, found, rules.PLAN, forms.PLAN_MOVES, "plan.html", _plan_words(found))


def _plan_words(found: Plan) -> dict[str, Any]:
    return {
        "facts": [
            ("类型", f"{found.get_kind_display()}，{found.get_way_display()}"),
            ("参与部门", "、".join(one.short_name for one in found.units.all())),
            ("事项", "、".join(one.name for one in found.items.all())),
            ("对象范围", found.scope),
            ("比例或户数", found.amount),
            ("检查时间", f"{found.first_day} 至 {found.last_day}"),
            ("拟稿", found.drafted_by_name),
            ("报备号", found.filing_no or "—"),
        ],
        "tasks": found.tasks.select_related("case").order_by("batch"),
        "may_edit": found.case.state == "DRAFT",
        "is_late": found.case.state in ("DRAFT", "REVIEW", "FILED"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(rules.READERS)
def task(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One task: the pool before it is frozen, the ceremony, whom the lot fell on and who goes. A GET never draws.

    Raises NothingThere and what the moves raise.
    """
    found = queries.task(actor, number, now=now_of(request))
    if request.method == "POST" and request.POST.get("move") == "reveal":
        return _reveal(request, actor, found)
    if request.method == "POST" and request.POST.get("move") == "round":
        return _speak(request, actor, found)
    return _page(request, actor, found, rules.TASK, forms.TASK_MOVES, "task.html", _task_words(request, actor, found))


def _task_words(request: HttpRequest, actor: Actor, found: Task) -> dict[str, Any]:
    state = found.case.state
    words: dict[str, Any] = {
        "facts": [
            ("种类", f"{found.get_kind_display()}，{found.get_joint_display()}，{found.get_way_display()}"),
            ("检查部门", "、".join(one.short_name for one in found.units.all())),
            ("事项", "、".join(one.name for one in found.items.all())),
            ("完成时限", str(found.due_on)),
            ("每组", f"{found.team_size} 人"),
            ("缘由", found.reason or "计划内"),
        ],
        "is_lead": actor.role in rules.LEAD_POSTS,
        "reveal": RevealForm(),
        "labels": rules.EXCLUSIONS,
    }
    if state == "CREATED" and words["is_lead"]:
        words |= _preview_words(request, found)
    if found.draw_id and state != "CREATED":
        words |= _draw_words(found)
    if state not in ("CREATED", "FROZEN"):
        words["chosen"] = queries.selected_of(found)
    return words


def _preview_words(request: HttpRequest, found: Task) -> dict[str, Any]:
    try:
        seen = queries.preview(found, on=localdate(now_of(request)))
    except Refusal as refusal:
        return {"preview_refusal": refusal}
    excluded = [(rules.EXCLUSIONS[why], many) for why, many in sorted(seen.excluded.items())]
    return {"preview": seen, "excluded": excluded, "left_out": sorted(seen.left_out.items())}


def _draw_words(found: Task) -> dict[str, Any]:
    draw = draws.draw(found.draw_id)
    awaited = {one.id for one in draws.awaited_witnesses(draw)}
    commitment = draws.commitment_of(draw)
    beacon = commitment.beacon
    is_drand = isinstance(beacon, DrandBeacon)
    strata = [{"name": name, **told} for name, told in sorted(found.strata.items())]
    return {
        "draw": draw,
        "round": beacon if is_drand else None,
        "round_due": datetime.fromtimestamp(beacon.spoken_at, UTC) if isinstance(beacon, DrandBeacon) else None,
        "round_form": RoundForm(initial={"round": beacon.round}) if isinstance(beacon, DrandBeacon) else None,
        "witnesses": [(one.id, one.role, one.commitment, one.id in awaited) for one in commitment.witnesses],
        "strata": strata,
        "files": [
            (name, reverse("random_inspection:draw_file", args=[found.case.number, name]))
            for name in draws.file_names(draw)
        ],
    }


def _reveal(request: HttpRequest, actor: Actor, found: Task) -> HttpResponse:
    """A witness's value, handed to the operator or typed by the witness at this desk."""
    form, refusal = RevealForm(request.POST), None
    try:
        if form.is_valid():
            services.reveal_witness(
                actor=actor, number=found.case.number, witness_id=request.POST.get("witness", "")[:40],
                value_hex=form.cleaned_data["value"], at=now_of(request),
            )  # fmt: skip
            return redirect("random_inspection:task", number=found.case.number)
    except Refusal as fault:
        refusal = fault
    words = _task_words(request, actor, found) | {"reveal": form}
    return _shown(request, actor, found, rules.TASK, forms.TASK_MOVES, "task.html", words, {}, refusal, 422)


def _speak(request: HttpRequest, actor: Actor, found: Task) -> HttpResponse:
    """What drand said in its round, typed in by hand; what is wrong with it is said at its field. Raises NotYours."""
    rules.check_keeps(actor, "抽取")
    form, refusal = RoundForm(request.POST), None
    try:
        if form.is_valid():
            services.speak_round(actor=actor, number=found.case.number, at=now_of(request), **form.spoken())
            return redirect("random_inspection:task", number=found.case.number)
    except DrawRefusal as fault:
        form.add_fault(fault)
    except Refusal as fault:
        refusal = fault
    words = _task_words(request, actor, found) | {"round_form": form}
    return _shown(request, actor, found, rules.TASK, forms.TASK_MOVES, "task.html", words, {}, refusal, 422)


@require_safe
@open_to(rules.READERS)
def draw_file(request: HttpRequest, *, actor: Actor, number: str, file: str) -> HttpResponseBase:
    """A file of the draw as it was published. Raises NothingThere, DrawNotFound, DrawNotMade."""
    found = queries.task(actor, number, now=now_of(request))
    return draw_views.send_file(found.draw_id, file)


def _page(
    request: HttpRequest, actor: Actor, found: Plan | Task, workflow: Workflow, moves: Mapping[str, forms.Intention],
    template: str, words: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """The page; a POST makes the move that it names, and what stands against it is said at its place."""
    if request.method != "POST":
        return _shown(request, actor, found, workflow, moves, template, words, {}, None, 200)
    move = request.POST.get("move", "")
    if move not in moves:
        fault = InvalidInput({"move": "请从页面上的按钮提交。"})
        return _shown(request, actor, found, workflow, moves, template, words, {}, fault, 422)
    form = moves[move].form(request.POST, auto_id=f"{move}_%s")
    version = whole_number(request.POST.get("version", ""))
    try:
        once(request, actor=actor, act=lambda: _carried(request, actor, found, move, form, version))
    except InvalidInput as fault:
        add_faults(form, fault)
        refusal: Refusal | None = fault if form.non_field_errors() else None
        return _shown(request, actor, found, workflow, moves, template, words, {move: form}, refusal, 422)
    except Refusal as fault:
        if fault.status == 404:
            raise
        return _shown(request, actor, found, workflow, moves, template, words, {move: form}, fault, fault.status)
    return redirect(request.path)


def _carried(
    request: HttpRequest, actor: Actor, found: Plan | Task, move: str, form: Any, version: int | None
) -> dict[str, Any]:
    forms.carry_out_of_desk(
        actor=actor, number=found.case.number, move=move, form=form, at=now_of(request), version=version
    )
    return {"number": found.case.number}


def _shown(
    request: HttpRequest, actor: Actor, found: Plan | Task, workflow: Workflow, moves: Mapping[str, forms.Intention],
    template: str, words: dict[str, Any], filled: Mapping[str, Any], refusal: Refusal | None, status: int,
) -> HttpResponse:  # fmt: skip
    open_moves = [
        (move, _with_people(found, move.name, filled.get(move.name) or _blank_move(moves, move.name, found)))
        for move in queries.moves_open(actor, workflow, found)
        if move.name in moves
    ]
    facts = journal.timeline(found.case.number, include_internal=True)
    words |= {
        "one": found,
        "state": workflow.state(found.case.state),
        "moves": open_moves,
        "may_write": actor.role in rules.PLANNERS,
        "refusal": refusal,
        "key": new_key(),
        "entries": [
            {
                "title": FACT_LABELS.get(fact.verb, fact.verb),
                "at": fact.at,
                "meta": fact.actor_name,
                "body": str(fact.data.get("reason", "")),
            }
            for fact in reversed(facts)
        ],
    }
    return render(request, f"random_inspection/{template}", words, status=status)


def _blank_move(moves: Mapping[str, forms.Intention], name: str, found: Plan | Task) -> Any:
    return moves[name].form(auto_id=f"{name}_%s", initial=_initial(found))


def _with_people(found: Plan | Task, name: str, form: Any) -> Any:
    """Who is sent is chosen by name, with how many companies."""
    if name == "replace_inspector" and isinstance(found, Task):
        sent = Counter(
            each.inspector
            for row in queries.selected_of(found).filter(void_reason="")
            for each in row.assignments.all()
        )
        told = [(one.number, f"{one.name}（{one.unit.short_name}，{many} 户）") for one, many in sent.items()]
        form.fields["leaving"].widget = Select(choices=[("", "请选择"), *sorted(told)])
    return form


def _initial(found: Plan | Task) -> dict[str, Any]:
    if isinstance(found, Plan):
        return {"scope": found.scope, "amount": found.amount, "last_day": found.last_day}
    return {"source": "witnesses"}
