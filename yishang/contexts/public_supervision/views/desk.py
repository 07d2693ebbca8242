"""Topics at the desk: the list, one with its moves, a department's own, the figures."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from yishang.contexts.public_supervision import forms, queries, rules, services
from yishang.contexts.public_supervision.views.access import ANSWERERS, READERS
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list
from yishang.kernel.journal import queries as journal

ROWS = 50
HEAD = (
    "编号",
    "题目",
    "说明",
    "领域",
    "来源",
    "单位",
    "状态",
    "票",
    "并入的票",
    "征集结束",
    "答复",
    "答复内容",
    "检查任务",
    "结果",
)
RISKY = frozenset({"return_topic", "reject_topic", "merge_topic", "decline_topic", "return_answer", "return_result"})
FIRST = (
    "review_topic", "release_topic", "draft_answer", "adopt_topic", "draft_result", "publish_result",
    "take_report", "accept_complaint", "decide_report", "confirm_decision", "tell_reporter", "settle_complaint",
)  # fmt: skip
FACTS = {"proposed": "提出", **{move.fact: move.label for move in rules.TOPIC.moves}}


@require_safe
@open_to(READERS)
def desk(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The topics of one heap, as page or sheet (`?form=xlsx|csv`). Raises InvalidInput."""
    now, heap, q = now_of(request), request.GET.get("heap", "waiting"), request.GET.get("q", "").strip()[:40]
    rows = queries.desk_topics(actor, heap=heap, q=q, now=now)
    if form := request.GET.get("form"):
        name = f"群众点题-{queries.DESK_HEAPS[heap][0]}-{localtime(now):%Y%m%d}"
        return send_list(
            actor=actor, name=name, head=HEAD, rows=_lines(rows), count=rows.count(), at=now, form=form,
            asked={"heap": heap, "q": q},
        )  # fmt: skip
    found = Paginator(rows, ROWS)
    page = found.get_page(whole_number(request.GET.get("page", "1")) or 1)
    here = reverse("public_supervision:desk")

    def url(**changes: str) -> str:
        words = {"heap": heap, "q": q, **changes}
        return f"{here}?{urlencode({name: word for name, word in words.items() if word})}"

    words = {
        "heap": heap,
        "q": q,
        "heaps": [(code, label, url(heap=code)) for code, (label, _) in queries.DESK_HEAPS.items()],
        "rows": [desk_row(case, rules.TOPIC, now=now) for case in page],
        "figures": queries.topic_figures(now=now, rows_url=f"{here}?heap=all"),
        "total_text": f"{found.count} 个题",
        "previous_url": url(page=str(page.previous_page_number())) if page.has_previous() else "",
        "next_url": url(page=str(page.next_page_number())) if page.has_next() else "",
        "export_url": url(form="xlsx"),
        "may_write": actor.role in ANSWERERS,
    }
    return render(request, "public_supervision/desk.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(ANSWERERS)
def publish_topic(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """A department's own topic; POST sends it to a colleague, who lets it out."""
    if request.method != "POST":
        words = {"form": forms.DepartmentTopicForm(), "key": new_key()}
        return render(request, "public_supervision/topic_form.html", words)
    form, refused = forms.DepartmentTopicForm(request.POST), None
    try:
        if form.is_valid():
            made = once(request, actor=actor, act=lambda: _published(request, actor, form.cleaned_data))
            return redirect(f"{reverse('public_supervision:desk_topic', args=[made['number']])}?done=published")
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
    except Refusal as refusal:
        refused = refusal
    words = {"form": form, "refusal": refused, "key": request.POST.get("idempotency_key") or new_key()}
    return render(request, "public_supervision/topic_form.html", words, status=refused.status if refused else 422)


def _published(request: HttpRequest, actor: Actor, values: dict[str, Any]) -> dict[str, str]:
    return {"number": services.publish_topic(actor=actor, at=now_of(request), **values).case.number}


@require_safe
@open_to(READERS)
def desk_topic(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One topic at the desk. Raises CaseNotVisible."""
    return _page(request, actor, number)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(READERS)
def topic_move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """The form of a move, and carrying it out once. Raises CaseNotVisible and what stands against it."""
    if not rules.TOPIC.has_move(move) or move not in forms.INTENTIONS:
        raise CaseNotVisible(f"{number} 的动作 {move}")
    return answer_move(request, actor, number, move, show=_page, back="public_supervision:desk_topic")


def answer_move(request: HttpRequest, actor: Actor, number: str, move: str, *, show: Any, back: str) -> HttpResponse:
    """What every move's page does; `show` draws the matter with the move's form, `back` is its page."""
    form_class = forms.INTENTIONS[move].form
    if request.method != "POST":
        forms.refuse_move_first(actor=actor, number=number, move=move, at=now_of(request), version=None)
        shown: HttpResponse = show(request, actor, number, move=move, form=form_class())
        return shown
    try:
        once(request, actor=actor, act=lambda: _carried_out(request, actor, number, move))
    except InvalidInput as refusal:
        form = form_class(request.POST)
        forms.add_faults(form, refusal)
        faulty: HttpResponse = show(request, actor, number, move=move, form=form, status=refusal.status)
        return faulty
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        refused: HttpResponse = show(request, actor, number, refusal=refusal, status=refusal.status)
        return refused
    return redirect(f"{reverse(back, args=[number])}?done={move}")


def _carried_out(request: HttpRequest, actor: Actor, number: str, move: str) -> dict[str, str]:
    version = whole_number(request.POST.get("version", ""))
    forms.carry_out(actor=actor, number=number, move=move, values=request.POST, at=now_of(request), version=version)
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
) -> HttpResponse:
    now = now_of(request)
    case, moves = queries.desk_topic(actor, number, now=now)
    words = {
        "row": desk_row(case, rules.TOPIC, now=now),
        "topic": case.public_topic,
        "votes": queries.votes_of(case.public_topic),
        "merged": queries.merged_into(case.public_topic),
        "entries": entries_of(number, FACTS),
        "waits_for_other": case.state in ("REVIEWED", "ANSWERING", "RESULTING")
        and case.public_topic.drafted_by_id == actor.id,
        "done": "已送同事复核，通过后公开征集。" if request.GET.get("done") == "published" else None,
        **move_words(request, moves, move, form, refusal, rules.TOPIC),
    }
    words["done"] = words["done"] or done_of(request, refusal)
    return render(request, "public_supervision/desk_topic.html", words, status=status)


def move_words(
    request: HttpRequest, moves: list[Any], move: str, form: Any, refusal: Refusal | None, workflow: Any
) -> dict[str, Any]:
    """What the moves of a page need: which there are, which is open, its form."""
    return {
        "moves": moves,
        "first": next((one for one in moves if one.name in FIRST), None),
        "risky": RISKY,
        "move": workflow.move(move) if move else None,
        "form": form,
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
    }


def done_of(request: HttpRequest, refusal: Refusal | None) -> str:
    return forms.DONE.get(request.GET.get("done", ""), "") if refusal is None else ""


def entries_of(number: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    """The course of a matter, newest first, in the words of the table."""
    return [
        {
            "title": labels.get(fact.verb.rpartition(".")[2], "记录"),
            **_moment(fact),
            "body": str(fact.data.get("note", "")),
        }
        for fact in reversed(journal.timeline(number, include_internal=True))
    ]


def _moment(fact: Any) -> dict[str, Any]:
    """When and by whom; of somebody without an account only the day is known."""
    who = f"{fact.unit_name} {fact.actor_name}".strip()
    day = localtime(fact.at)
    return {"at": fact.at, "meta": who} if fact.actor_id else {"at": None, "meta": f"{day.month}月{day.day}日 · {who}"}


def desk_row(case: Any, workflow: Any, *, now: datetime) -> dict[str, Any]:
    """A matter as lists show it."""
    state = workflow.state(case.state)
    colour, left = _lamp(case, state.label, now)
    return {
        "number": case.number, "title": case.title, "field": rules.FIELDS.get(case.category, "其他"),
        "state": state.label, "tone": state.tone, "unit": case.unit.short_name if case.unit else "—",
        "opened_at": case.opened_at, "due_at": case.due_at, "version": case.version,
        "is_running": case.due_at is not None, "lamp": colour, "lamp_text": left,
    }  # fmt: skip


def _lamp(case: Any, label: str, now: datetime) -> tuple[str, str]:
    """Colour and words of the current clock."""
    if case.due_at is None or case.warn_at is None:
        return "done", label
    colour = clock_rules.lamp(now=now, warn_at=case.warn_at, due_at=case.due_at, paused=case.is_paused)
    due = localtime(case.due_at)
    return colour, f"{'已过' if case.due_at < now else '到'} {due.month}月{due.day}日"


def _lines(rows: Any) -> Iterator[tuple[object, ...]]:
    kinds = {rules.ADOPT: "采纳", rules.DECLINE: "不采纳"}
    for case in rows.iterator(chunk_size=500):
        topic = case.public_topic
        field, unit = rules.FIELDS.get(case.category, ""), case.unit.short_name if case.unit else ""
        answer = (kinds.get(topic.answer_kind, ""), topic.answer) if topic.answered_at else ("", "")
        until = f"{localtime(topic.collects_until):%Y-%m-%d}" if topic.collects_until else ""
        yield (
            case.number, case.title, topic.content, field, topic.get_origin_display(), unit,
            rules.TOPIC.state(case.state).label, queries.votes_of(topic), topic.merged_votes, until, *answer,
            topic.task_number, topic.result if topic.result_at else "",
        )  # fmt: skip
