"""Reports at the desk of the unit that answers for them: list, one, its moves, who reported."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.public_supervision import forms, queries, rules, services
from yishang.contexts.public_supervision.views.access import HANDLERS
from yishang.contexts.public_supervision.views.desk import answer_move, desk_row, done_of, entries_of, move_words
from yishang.kernel.cases.rules import CaseNotVisible
from yishang.kernel.context import Refusal
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.intake.views import send_list

ROWS = 50
HEAD = ("编号", "性质", "领域", "状态", "收到日期", "期限", "承办人", "决定", "实名", "要奖励")
FACTS = {
    "received": "收到",
    "supplemented": "举报人补充",
    "identity_asked": "申请查看举报人",
    "identity_granted": "同意查看举报人",
    "identity_opened": "查看了举报人",
    **{move.fact: move.label for move in rules.REPORT.moves},
}


@require_safe
@open_to(HANDLERS)
def reports(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The reports of the own unit, page or sheet; neither holds what was reported or by whom. Raises InvalidInput."""
    now, heap = now_of(request), request.GET.get("heap", "waiting")
    rows = queries.reports_of_unit(actor, heap=heap, now=now)
    if form := request.GET.get("form"):
        name = f"投诉举报-{queries.REPORT_HEAPS[heap][0]}-{localtime(now):%Y%m%d}"
        return send_list(
            actor=actor, name=name, head=HEAD, rows=_lines(rows), count=rows.count(), at=now, form=form,
            asked={"heap": heap},
        )  # fmt: skip
    found = Paginator(rows, ROWS)
    page = found.get_page(whole_number(request.GET.get("page", "1")) or 1)
    here = reverse("public_supervision:reports")

    def url(**changes: str) -> str:
        return f"{here}?{urlencode({'heap': heap, **changes})}"

    words = {
        "heap": heap,
        "heaps": [(code, label, url(heap=code)) for code, (label, _) in queries.REPORT_HEAPS.items()],
        "rows": [_row(case, now) for case in page],
        "total_text": f"{found.count} 件",
        "previous_url": url(page=str(page.previous_page_number())) if page.has_previous() else "",
        "next_url": url(page=str(page.next_page_number())) if page.has_next() else "",
        "export_url": url(form="xlsx"),
    }
    return render(request, "public_supervision/reports.html", words)


@never_cache
@require_safe
@open_to(HANDLERS)
def desk_report(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One report of the own unit. Raises NotFound."""
    return _page(request, actor, number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(HANDLERS)
def report_move(request: HttpRequest, *, actor: Actor, number: str, move: str) -> HttpResponse:
    """The form of a move, and carrying it out once. Raises NotFound and what stands against it."""
    if not rules.REPORT.has_move(move) or move not in forms.INTENTIONS:
        raise CaseNotVisible(f"{number} 的动作 {move}")
    queries.report_for(actor, number)
    back = "public_supervision:reports_after" if move == "transfer_report" else "public_supervision:desk_report"
    return answer_move(request, actor, number, move, show=_page, back=back)


@require_safe
@open_to(HANDLERS)
def reports_after(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:  # noqa: ARG001
    """Back to the list from a matter that is no longer the unit's."""
    return redirect(f"{reverse('public_supervision:reports')}?done=transfer_report")


@never_cache
@require_POST
@open_to(HANDLERS)
def identity(request: HttpRequest, *, actor: Actor, number: str, step: str) -> HttpResponse:
    """Ask, allow or look who reported. What is seen stands in this answer alone. Raises NotFound."""
    at, shown = now_of(request), None
    try:
        if step == "ask":
            services.ask_identity(actor=actor, number=number, reason=request.POST.get("reason", ""), at=at)
        elif step == "grant":
            services.grant_identity(actor=actor, number=number, at=at)
        elif step == "open":
            shown = services.open_identity(actor=actor, number=number, at=at)
        else:
            raise rules.NotFound("这个步骤")
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, actor, number, refusal=refusal, status=refusal.status)
    if step != "open":
        return redirect("public_supervision:desk_report", number=number)
    return _page(request, actor, number, identity=shown)


@never_cache
@require_safe
@open_to(HANDLERS)
def evidence_picture(_request: HttpRequest, *, actor: Actor, number: str, picture_id: int) -> FileResponse:
    """A picture of a report of the own unit. Raises NotFound."""
    found = next(
        (one for one in queries.pictures_of(queries.report_for(actor, number).case.number) if one.pk == picture_id),
        None,
    )
    if found is None:
        raise rules.NotFound("这张照片")
    stored, content_type = evidence.open_picture(found)
    response = FileResponse(stored, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page(
    request: HttpRequest,
    actor: Actor,
    number: str,
    *,
    move: str = "",
    form: Any = None,
    refusal: Refusal | None = None,
    status: int = 200,
    identity: dict[str, Any] | None = None,
) -> HttpResponse:
    now = now_of(request)
    report = queries.report_for(actor, number)
    words = {
        "row": _row(report.case, now),
        "report": report,
        "told": queries.told_in(report),
        "messages": queries.messages_of(report),
        "pictures": [(one.pk, place) for place, one in enumerate(queries.pictures_of(number), start=1)],
        "entries": entries_of(number, FACTS),
        "grants": queries.open_grants(report, actor, at=now),
        "identity": identity,
        "units": directory.units_for_dispatch(report.case.region_id) if move == "transfer_report" else (),
        "done": done_of(request, refusal),
        **move_words(request, queries.moves_of(actor, report), move, form, refusal, rules.REPORT),
    }
    return render(request, "public_supervision/desk_report.html", words, status=status)


def _row(case: Any, now: Any) -> dict[str, Any]:
    report = case.public_report
    own = {"nature": report.get_nature_display(), "handler": report.handler_name, "is_demo": report.is_demo}
    return {**desk_row(case, rules.REPORT, now=now), **own}


def _lines(rows: Any) -> Iterator[tuple[object, ...]]:
    for case in rows.iterator(chunk_size=500):
        report = case.public_report
        due = f"{localtime(case.due_at):%Y-%m-%d}" if case.due_at else ""
        yield (
            case.number, report.get_nature_display(), rules.FIELDS.get(case.category, "其他"),
            rules.REPORT.state(case.state).label, f"{localtime(case.opened_at):%Y-%m-%d}", due, report.handler_name,
            report.get_decision_display() if report.decided_at else "", "是" if report.is_named else "否",
            "是" if report.wants_reward else "否",
        )  # fmt: skip
