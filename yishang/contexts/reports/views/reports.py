"""月报和通报: months that are frozen, documents about them, each read on the page, moved on, and taken as files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from yishang.contexts.reports import forms, queries, rules, services
from yishang.contexts.reports.models import Report
from yishang.kernel.analysis.rules import month_before, month_of
from yishang.kernel.cases.rules import MoveNotOpen, MoveNotYours
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import turned

MAKERS = frozenset({Role.MBO})
DRAFT_READERS = frozenset({Role.MBO, Role.VML, Role.MON})
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LABELS = {"docx": "Word 文档", "pdf": "PDF", "xlsx": "附表（Excel）"}
ROWS = 50
UPLOAD_MOST = 10 * 1024 * 1024


@require_safe
@open_to(rules.READERS)
def reports(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """Frozen months and the documents about them, newest first."""
    now = now_of(request)
    return _list(request, actor, {"asked": request.GET.get("asked") == "1", "before": month_before(month_of(now))})


def _list(request: HttpRequest, actor: Actor, words: dict[str, Any], *, status: int = 200) -> HttpResponse:
    pages = turned(request, queries.reports(actor), most=ROWS, counted="份")
    found = {
        **pages,
        "reports": [_row(one) for one in pages["rows"]],
        "months": queries.months(actor.city_code),
        "may_make": actor.role in MAKERS,
        "kinds": rules.KINDS,
        "key": new_key(),
        **words,
    }
    return render(request, "reports/documents/list.html", found, status=status)


def _row(report: Report) -> dict[str, Any]:
    state = rules.REPORT.state(report.case.state)
    return {"report": report, "state": state.label, "tone": state.tone, "kind": rules.KINDS[report.kind]}


@require_POST
@open_to(MAKERS)
def freeze(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """Freeze a month by hand; faults come back to the list."""
    period, now = request.POST.get("month", ""), now_of(request)

    def act() -> dict[str, str]:
        made = services.ask_to_freeze(actor=actor, city=actor.city_code, period=period, at=now)
        return {"asked": "" if made else "1"}

    try:
        answer = once(request, actor=actor, act=act)
    except InvalidInput as refusal:
        return _list(request, actor, {"faults": refusal.fields, "before": period}, status=refusal.status)
    return redirect(f"{reverse('reports:reports')}{'?asked=1' if answer['asked'] else ''}")


@require_POST
@open_to(MAKERS)
def draft(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """Draft a document about a frozen month, and go to it."""
    period, kind, now = request.POST.get("month", ""), request.POST.get("kind", ""), now_of(request)

    def act() -> dict[str, str]:
        made = services.draft_report(actor=actor, city=actor.city_code, kind=kind, period=period, at=now)
        return {"number": made.case.number}

    try:
        answer = once(request, actor=actor, act=act)
    except InvalidInput as refusal:
        return _list(request, actor, {"faults": refusal.fields, "before": period}, status=refusal.status)
    return redirect("reports:report", number=answer["number"])


@require_safe
@open_to(rules.READERS)
def report(request: HttpRequest, number: str, *, actor: Actor) -> HttpResponseBase:
    """One document as it stands, with what can be done. Raises ReportNotFound."""
    return render(request, "reports/documents/report.html", _words(actor, queries.report(actor, number)))


def _words(actor: Actor, found: Report) -> dict[str, Any]:
    state = rules.REPORT.state(found.case.state)
    facts = [fact for fact in queries.story(found) if fact.verb.startswith(f"{rules.KIND}.")]
    return {
        "report": found,
        "blocks": [rules.Block.of(kept) for kept in found.blocks],
        "state": state,
        "kind": rules.KINDS[found.kind],
        "moves": queries.moves_open(actor, found),
        "files": [(form, LABELS[form]) for form in _forms(found)],
        "entries": [_entry(fact) for fact in facts] if actor.role in DRAFT_READERS else [],
        "is_draft": found.issued_at is None,
        "may_check": actor.role in DRAFT_READERS,
        "day": found.issued_at,
    }


def _forms(found: Report) -> list[str]:
    if found.issued_at is None:
        return list(LABELS)
    return [form for form in LABELS if queries.file_of(found, form)]


def _entry(fact: Any) -> dict[str, Any]:
    label = queries.FACTS.get(fact.verb.rpartition(".")[2], fact.verb)
    return {"title": label, "at": fact.at, "meta": fact.actor_name, "body": fact.data.get("note", "")}


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(frozenset({Role.MBO, Role.VML}))
def move(request: HttpRequest, number: str, move: str, *, actor: Actor) -> HttpResponseBase:
    """The form of a move, or the move itself. Raises ReportNotFound, MoveNotYours, MoveNotOpen, and the service's."""
    found = queries.report(actor, number)
    if not rules.REPORT.has_move(move):
        raise Http404(move)
    wanted = rules.REPORT.move(move)
    if request.method == "POST":
        return _carry_out(request, actor, found, move)
    if wanted not in queries.moves_open(actor, found):
        _refuse(actor, found, move)
    return _form_page(request, found, move, forms.form_of(move, found))


def _refuse(actor: Actor, found: Report, move: str) -> None:
    """Why a form is not shown: the wrong state, somebody's own draft, or somebody else's work."""
    wanted = rules.REPORT.move(move)
    if found.case.state not in wanted.sources:
        label = rules.REPORT.state(found.case.state).label
        raise MoveNotOpen(f"现在是“{label}”，不能{wanted.label}。", next_step="请刷新后按最新状态办理。")
    if move == "sign_report" and actor.id in queries.handled_by(found.case.number):
        raise rules.OwnDraft(
            "您拟稿、改稿或送签过这份稿子，不能自己签发。", next_step="请另一位负责人签发（经办≠审核）。"
        )
    raise MoveNotYours(wanted)


def _carry_out(request: HttpRequest, actor: Actor, found: Report, move: str) -> HttpResponseBase:
    def act() -> dict[str, str]:
        version = whole_number(request.POST.get("version", ""))
        now = now_of(request)
        forms.carry_out(actor=actor, report=found, move=move, given=request.POST, at=now, version=version)
        return {}

    try:
        once(request, actor=actor, act=act)
    except InvalidInput as refusal:
        form = forms.form_of(move, found, request.POST)
        form.is_valid()
        for name, fault in refusal.fields.items():
            if fault not in form.errors.get(name, []):
                form.add_error(name if name in form.fields else None, fault)
        return _form_page(request, found, move, form, status=refusal.status)
    return redirect("reports:report", number=found.case.number)


def _form_page(request: HttpRequest, found: Report, move: str, form: Any, *, status: int = 200) -> HttpResponse:
    words = {
        "report": found, "move": rules.REPORT.move(move), "form": form, "key": new_key(),
        "blocks": [rules.Block.of(kept) for kept in found.blocks],
        "pieces": _pieces(found, form) if move == "edit_report" else [],
    }  # fmt: skip
    return render(request, "reports/documents/move.html", words, status=status)


def _pieces(found: Report, form: Any) -> list[tuple[rules.Block, Any]]:
    """Each piece of the text with its field, where it has one."""
    blocks = [rules.Block.of(kept) for kept in found.blocks]
    return [(block, form[block.key] if block.key in form.fields else None) for block in blocks]


@require_GET
@open_to(rules.READERS)
def report_file(request: HttpRequest, number: str, form: str, *, actor: Actor) -> HttpResponseBase:
    """A file: as it was issued, or of a draft as it stands now, marked 草稿. Raises ReportNotFound, FontMissing."""
    found = queries.report(actor, number)
    if form not in TYPES:
        raise Http404(form)
    kept = queries.file_of(found, form)
    if kept is not None:
        content = bytes(kept.content)
    elif found.issued_at is not None:
        raise rules.ReportNotFound("印发时没有生成这个格式的文件。", next_step="请下载 Word 文档。")
    else:
        content = services.render(report=found, form=form, is_draft=True, day=localdate(now_of(request)))
    name = f"{'附表' if form == 'xlsx' else found.case.title}-{found.month.period}.{form}"
    answer = HttpResponse(content, content_type=TYPES[form])
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(DRAFT_READERS)
def check(request: HttpRequest, number: str, *, actor: Actor) -> HttpResponseBase:
    """核对: hold a Word document that was changed outside against the annex; without one, our own draft."""
    found = queries.report(actor, number)
    words: dict[str, Any] = {"report": found}
    if request.method == "POST":
        sent = request.FILES.get("document")
        words |= _checked(found, sent)
    return render(request, "reports/documents/check.html", words, status=422 if words.get("fault") else 200)


def _checked(found: Report, sent: Any) -> dict[str, Any]:
    if sent is None:
        return {"fault": "请选择要核对的 Word 文档。"}
    if sent.size > UPLOAD_MOST:
        return {"fault": "文档超过 10 MB，不像是这份稿子。"}
    try:
        annex = services.annex_workbook(month=found.month)
        return {"checked": True, "found": services.check_paper(report=found, document=sent.read(), annex=annex)}
    except services.UnreadableDocument as refusal:
        return {"fault": refusal.message}
