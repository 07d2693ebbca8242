"""Tasks that meetings gave out: the list, one task, and its moves on the same page."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.outreach import forms, queries, rules
from yishang.contexts.outreach.views import panel
from yishang.contexts.outreach.views.access import DESK, MEETING_READERS, now_of, open_to
from yishang.contexts.outreach.views.move_forms import with_faults
from yishang.contexts.outreach.views.sheet import sheet
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import OFFICES, Actor
from yishang.kernel.intake.rules import whole_number

ROWS = 50
HEAD = (
    "任务编号", "任务", "承担单位", "县市区", "状态", "完成期限", "灯", "剩余时限", "完成情况", "会议", "会议编号",
    "诉求编号", "诉求标题", "交办时间", "销号时间",
)  # fmt: skip
LAMPS = {"green": "正常", "yellow": "临期", "red": "超期", "blue": "挂起"}
FIRST = ("report_task", "clear_task")
RISKY = frozenset({"return_task", "cancel_task"})
EMPTY = {
    "waiting": ("checklist", "没有等您办的会议任务", "会议议定、交给您办或等您核验的任务会出现在这里。"),
    "open": ("progress", "没有办理中的会议任务", "会议议定的任务交办以后会出现在这里。"),
    "reported": ("circle-check", "没有待核验的会议任务", "单位报告完成以后会出现在这里。"),
    "overdue": ("circle-check", "没有超期的会议任务", "都在期限之内。"),
    "all": ("checklist", "还没有会议任务", "登记会议、写明议定任务以后会出现在这里。"),
}
DONE = {
    "note_task": "进展已记录。",
    "report_task": "已报告完成，等营商办核验。",
    "clear_task": "已核验销号。",
    "return_task": "已退回再办，2 个工作日内重新报告。",
    "cancel_task": "任务已取消。",
}


@require_safe
@open_to(DESK)
def tasks(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The tasks of one heap, what ends first on top. Raises InvalidInput."""
    request.queue = "tasks"  # type: ignore[attr-defined]  # for the navigation
    now, heap, q = now_of(request), request.GET.get("heap", "waiting"), request.GET.get("q", "").strip()[:60]
    rows = queries.tasks_matching(actor, heap=heap, now=now, q=q)
    by_due = heap in ("open", "overdue") or (heap == "waiting" and actor.role not in OFFICES)
    page = queries.page_of(
        rows, by_due=by_due, cursor=request.GET.get("cursor", ""), limit=ROWS, beside=queries.TASK_BESIDE
    )
    words = {
        "heap": heap,
        "heaps": [(code, label, _url(code, q)) for code, label in queries.TASK_HEAPS.items()],
        "q": q,
        "rows": [queries.task_row(case, now=now) for case in page.items],
        "page": page,
        "previous_url": f"{_url(heap, q)}&cursor={page.previous}" if page.previous else "",
        "next_url": f"{_url(heap, q)}&cursor={page.next}" if page.next else "",
        "export_url": _url(heap, q, page="outreach:export_tasks"),
        "clear_url": _url(heap, ""),
        "across_counties": actor.region_level != "COUNTY",
        "empty": EMPTY[heap],
    }
    return render(request, "outreach/tasks/tasks.html", words)


@require_safe
@open_to(DESK)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The rows of a heap as a sheet."""
    now, heap, q = now_of(request), request.GET.get("heap", "all"), request.GET.get("q", "").strip()[:60]
    rows = queries.tasks_matching(actor, heap=heap, now=now, q=q).order_by("-id").select_related(*queries.TASK_BESIDE)
    name = f"会议任务-{queries.TASK_HEAPS[heap]}-{localtime(now):%Y%m%d}"
    return sheet(request, actor=actor, name=name, head=HEAD, rows=[_line(case, now=now) for case in rows])


@require_safe
@open_to(DESK)
def task(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One task with the appeal that it serves. Raises CaseNotVisible."""
    return _page(request, actor, number)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(DESK)
def move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """The form of a move of a task, and carrying it out once. Raises CaseNotVisible and what stands against it."""
    if not rules.TASK.has_move(move):
        raise CaseNotVisible(f"{number} 的动作 {move}")
    form_class = forms.INTENTIONS[move].form
    if request.method != "POST":
        found = queries.task(actor, number, now=now_of(request))
        if move not in {one.name for one in found.moves}:
            forms.refuse_move_first(actor=actor, number=number, move=move, at=now_of(request), version=None)
        return _page(request, actor, number, move=move, form=form_class())
    try:
        forms.carry_out(
            actor=actor, number=number, move=move, values=request.POST, at=now_of(request), version=_version(request)
        )
    except InvalidInput as refusal:
        form = with_faults(form_class(request.POST), refusal)
        return _page(request, actor, number, move=move, form=form, status=refusal.status)
    except CaseNotVisible:
        raise
    except Refusal as refusal:
        return _page(request, actor, number, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse('outreach:task', args=[number])}?done={move}")


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
    now = now_of(request)
    request.queue = "tasks"  # type: ignore[attr-defined]
    found = queries.task(actor, number, now=now)
    row = queries.task_row(found.case, now=now)
    words = {
        "found": found,
        "row": row,
        "case": found.case,
        "first": next((one for one in found.moves if one.name in FIRST), None),
        "others": [one for one in found.moves if one.name not in FIRST],
        "risky": RISKY,
        "move": rules.TASK.move(move) if move else None,
        "form": form,
        "refusal": refusal,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "entries": [_entry(fact) for fact in reversed(found.facts)],
        "reads_meetings": actor.role in MEETING_READERS,
        "parent_state": rules.APPEAL.state(found.parent.state),
    }
    return render(request, "outreach/tasks/task.html", words, status=status)


def _entry(fact: Any) -> dict[str, Any]:
    name = fact.verb.rpartition(".")[2]
    return {
        "title": queries.TASK_FACTS.get(name, name),
        "at": fact.at,
        "meta": panel.APART.join(filter(None, (f"{fact.unit_name} {fact.actor_name}".strip(), _limit(fact.data)))),
        "body": str(fact.data.get("note", "")),
    }


def _limit(data: dict[str, Any]) -> str:
    return f"限 {data['limit'] / 2:g} 个工作日" if data.get("limit") else ""


def _line(case: Any, *, now: datetime) -> tuple[object, ...]:
    row = queries.task_row(case, now=now)
    running = row["is_running"]
    return (
        row["number"], row["task"], row["unit_name"], row["county_name"], row["state_label"],
        row["due_on"].isoformat(), LAMPS.get(row["lamp"], "") if running else "", row["lamp_text"] if running else "",
        row["result"], row["meeting_name"], row["meeting"], row["appeal"], row["appeal_title"],
        _moment(row["opened_at"]), _moment(row["closed_at"]),
    )  # fmt: skip


def _moment(moment: datetime | None) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _url(heap: str, q: str, *, page: str = "outreach:tasks") -> str:
    return f"{reverse(page)}?{urlencode({'queue': 'tasks', 'heap': heap, **({'q': q} if q else {})})}"


def _version(request: HttpRequest) -> int:
    """What the person saw. Raises InvalidInput when the page did not say."""
    version = whole_number(request.POST.get("version", ""))
    if version is None:
        raise InvalidInput({"version": "页面不完整，请刷新后再提交。"})
    return version
