"""The company's pages: what was sent to it, what fits it, one document (reading it is the receipt), its surveys."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.policies import queries, rules, services
from yishang.contexts.policies.models import PushReceipt
from yishang.contexts.policies.views.access import PHONE
from yishang.contexts.policies.views.policies import audience_words, send_file
from yishang.kernel.cases.services import KeyUsedForOtherContent
from yishang.kernel.cases.views import new_key, once
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.intake.rules import whole_number

CARDS = 20
MOST_TO_CONFIRM = 50
MOST_FITTING = 200


@require_safe
@open_to(PHONE, door="sign_in")
def mine(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What was sent to my companies, the newest first; two tabs lead to what fits and to what was sent."""
    page = queries.newest(queries.received_pushes(actor), cursor=request.GET.get("cursor", ""), limit=CARDS)
    words = {
        "cards": page.items,
        "next": page.next,
        "total_text": f"{page.total} 次推送",
        "several": len(queries.own_subjects(actor, on=localdate(now_of(request)))) > 1,
    }
    return render(request, "policies/phone/mine.html", words)


@require_safe
@open_to(PHONE, door="sign_in")
def received(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One push: its documents by aspect, which of them I have read. Raises PolicyNotFound."""
    receipt: PushReceipt = queries.received_push(actor, number)
    documents = list(receipt.push.documents.all())
    read = queries.read_by(actor, [one.pk for one in documents])
    words = {"push": receipt.push, "documents": [(one, one.pk in read) for one in documents], "read": len(read)}
    return render(request, "policies/phone/received.html", words)


@require_safe
@open_to(PHONE, door="sign_in")
def read(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """One document in full; opening it is what counts as reading. Raises PolicyNotFound."""
    found, now = queries.policy(actor, number), now_of(request)
    if _is_read(request):
        services.note_reading(actor=actor, policy=found, at=now)
    fits = [one for one in queries.fitting_policies(actor, on=localdate(now)) if one.policy.pk == found.pk]
    words = {
        "policy": found,
        "audience": audience_words(rules.audience_in(found.audience)),
        "fits": fits,
        "in_force": rules.is_in_force(state=found.state, valid_to=found.valid_to, on=localdate(now)),
    }
    return render(request, "policies/phone/read.html", words)


@require_safe
@open_to(PHONE, door="sign_in")
def own_file(request: HttpRequest, *, actor: Actor, number: str) -> FileResponse:
    """The attachment of a document. Raises PolicyNotFound."""
    found = queries.policy(actor, number)
    if _is_read(request):
        services.note_reading(actor=actor, policy=found, at=now_of(request))
    return send_file(found)


def _is_read(request: HttpRequest) -> bool:
    """Whether a person opens it: not a HEAD, and not a browser that fetches pages ahead of any click."""
    ahead = (
        request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "") + request.headers.get("X-Moz", "")
    )
    return request.method == "GET" and "prefetch" not in ahead


@require_safe
@open_to(PHONE, door="sign_in")
def fitting(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """哪些政策适合我: by master data, with the reason for each and what is missing."""
    found = queries.fitting_policies(actor, on=localdate(now_of(request)))
    words = {
        "sure": [one for one in found if one.match.fits][:MOST_FITTING],
        "open": [one for one in found if not one.match.fits][:MOST_FITTING],
        "missing": list(dict.fromkeys(words for one in found for words in one.match.missing)),
        "several": len({one.subject.pk for one in found}) > 1,
        "is_listed": bool(queries.own_subjects(actor, on=localdate(now_of(request)))),
    }
    return render(request, "policies/phone/fitting.html", words)


@require_safe
@open_to(PHONE, door="sign_in")
def sheets(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The surveys that ask my companies, those to be answered on top; then what I ticked and how far it is."""
    return _sheets_page(request, actor)


@require_POST
@open_to(PHONE, door="sign_in")
def confirm_many(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The company says of all that it ticked that they are solved, all or none; what stands against it is said here."""
    numbers = request.POST.getlist("n")[:MOST_TO_CONFIRM]

    def act() -> dict[str, str]:
        services.confirm_problems(actor=actor, numbers=numbers, at=now_of(request))
        return {}

    try:
        once(request, actor=actor, act=act)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _sheets_page(request, actor, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse('policies:sheets')}?done=confirm_problem")


def _sheets_page(
    request: HttpRequest, actor: Actor, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    now, cursor = now_of(request), request.GET.get("cursor", "")
    every = queries.problems_matching(actor, queries.ProblemsWanted(heap="all"), now=now)
    rows, total, following = queries.problem_page(every, cursor=cursor, limit=CARDS)
    waiting = queries.problems_matching(actor, queries.ProblemsWanted(heap="waiting"), now=now)
    to_confirm, _, _ = queries.problem_page(waiting, cursor="", limit=MOST_TO_CONFIRM)
    words = {
        "asked": queries.surveys_to_answer(actor, on=localdate(now)) if not cursor else (),
        "problems": [queries.problem_row(one, now=now) for one in rows],
        "to_confirm": [queries.problem_row(one, now=now) for one in to_confirm] if not cursor else (),
        "ticked": request.POST.getlist("n"),
        "total_text": f"{total} 个问题",
        "next_url": f"{reverse('policies:sheets')}?cursor={following}" if following else "",
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "done": "谢谢您，已确认解决。" if request.GET.get("done") == "confirm_problem" else "",
    }
    return render(request, "policies/phone/sheets.html", words, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(PHONE, door="sign_in")
def sheet(request: HttpRequest, *, actor: Actor, number: str) -> HttpResponse:
    """A survey: fill it in once; afterwards the first answer. Raises SurveyNotFound, SheetOfOthers."""
    subject_id = whole_number(request.POST.get("subject", "") or request.GET.get("subject", ""))
    asked = queries.survey_for(actor, number, subject_id, on=localdate(now_of(request)))
    if request.method != "POST":
        return _sheet_page(request, asked)
    ticks = request.POST.getlist("ticks")[:50]
    details = {code: request.POST.get(f"detail_{code}", "") for code in ticks}
    kept = {code: text for code, text in details.items() if text.strip()}

    def act() -> dict[str, str]:
        services.answer_survey(
            actor=actor, number=number, subject_id=asked.subject.pk, ticks=ticks, details=kept, at=now_of(request)
        )
        return {"number": number}

    try:
        once(request, actor=actor, act=act)
    except InvalidInput as refusal:
        return _sheet_page(request, asked, ticks=ticks, details=kept, faults=refusal.fields, status=refusal.status)
    except (rules.AlreadyAnswered, rules.SurveyClosed, KeyUsedForOtherContent) as refusal:
        again = queries.survey_for(actor, number, asked.subject.pk, on=localdate(now_of(request)))
        return _sheet_page(request, again, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse('policies:sheet', args=[number])}?subject={asked.subject.pk}&done=1")


def _sheet_page(
    request: HttpRequest,
    asked: queries.ToAnswer,
    *,
    ticks: list[str] | None = None,
    details: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    now, chosen, told = now_of(request), ticks or [], details or {}
    types = queries.problem_types(on=localdate(now))
    answered = asked.sheet.problems.select_related("case", "type").order_by("pk") if asked.sheet else ()
    words: dict[str, Any] = {
        "asked": asked,
        "types": [(one, one.code in chosen, told.get(one.code, "")) for one in types],
        "nothing": rules.NOTHING,
        "nothing_ticked": rules.NOTHING in chosen,
        "answered": [(one, rules.PROBLEM.state(one.case.state)) for one in answered],
        "faults": faults or {},
        "refusal": refusal,
        "key": request.POST.get("idempotency_key", "") or new_key(),
        "done": bool(request.GET.get("done")) and asked.sheet is not None and refusal is None,
    }
    return render(request, "policies/phone/sheet.html", words, status=status)
