"""The public's pages: everything on one, topics, voting, proposing, looking a business up, trade bodies."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.public_supervision import forms, queries, rules, services
from yishang.contexts.public_supervision.views.proof import proven_phone, to_proof
from yishang.kernel.cases.views import new_key
from yishang.kernel.cases.views.shown import list_address
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.views import client_of, now_of
from yishang.kernel.intake.rules import whole_number

ROWS = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Look up, read, propose, vote, report, follow: the whole of taking part on one page."""
    wanted = queries.public_topics(heap="collecting")[:3]
    words = {
        "topics": [_row(one) for one in wanted],
        "figures": queries.topic_figures(now=now_of(request), rows_url=reverse("public_supervision:topics")),
        "counts": queries.topic_counts(),
        "reports": queries.reports_by_field(),
    }
    return render(request, "public_supervision/public/home.html", words)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Topics of one heap, narrowed by field and words. Raises InvalidInput."""
    heap, field = request.GET.get("heap", "collecting"), request.GET.get("field", "")
    q = request.GET.get("q", "").strip()[:40]
    found = Paginator(queries.public_topics(heap=heap, field=field, q=q), ROWS)
    page = found.get_page(whole_number(request.GET.get("page", "1")) or 1)
    asked = {"heap": heap, "field": field, "q": q}
    words = {
        **asked,
        "rows": [_row(one) for one in page],
        "heaps": [(code, label, _url(asked, heap=code)) for code, (label, _) in queries.HEAPS.items()],
        "fields": rules.FIELDS.items(),
        "total_text": f"{found.count} 个题",
        "previous_url": _url(asked, page=str(page.previous_page_number())) if page.has_previous() else "",
        "next_url": _url(asked, page=str(page.next_page_number())) if page.has_next() else "",
    }
    return render(request, "public_supervision/public/topics.html", words)


@require_safe
def topic(request: HttpRequest, number: str) -> HttpResponse:
    """One topic with its votes, answer and result; before it is out, only how it stands. Raises NotFound."""
    return _topic_page(request, number)


@require_POST
def vote(request: HttpRequest, number: str) -> HttpResponse:
    """Vote with the proven telephone, or go and prove one first. Raises NotFound, TooOften."""
    queries.topic_for_all(number)
    phone, here = proven_phone(request), reverse("public_supervision:topic", args=[number])
    if not phone:
        return to_proof(here)
    try:
        directory.count_client(what="vote", client=client_of(request), at=now_of(request), most=rules.VOTES_PER_CLIENT)
        services.vote_topic(phone=phone, number=number, at=now_of(request))
    except Refusal as refusal:
        return _topic_page(request, number, refusal=refusal)
    return redirect(f"{here}?done=voted")


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a topic from a proven telephone; one that names a company is offered the way of a report."""
    if request.method != "POST":
        if not proven_phone(request):
            return to_proof(request.path)
        return render(request, "public_supervision/public/propose.html", {"form": forms.TopicForm()})
    form, refused = forms.TopicForm(request.POST), None
    phone = proven_phone(request)
    if not phone:
        return to_proof(request.path)
    try:
        if form.is_valid():
            made = services.propose_topic(
                phone=phone, at=now_of(request), client=client_of(request), **form.cleaned_data
            )
            return redirect(f"{reverse('public_supervision:topic', args=[made.case.number])}?done=proposed")
    except InvalidInput as refusal:
        forms.add_faults(form, refusal)
    except Refusal as refusal:
        refused = refusal
    words = {"form": form, "refusal": refused, "is_named": isinstance(refused, rules.NamesOneCompany)}
    return render(request, "public_supervision/public/propose.html", words, status=refused.status if refused else 422)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Businesses by name or code. Raises TooOften."""
    q = request.GET.get("q", "").strip()[:60]
    if q:
        directory.count_client(
            what="find", client=client_of(request), at=now_of(request), most=rules.LOOKUPS_PER_CLIENT
        )
    words = {"q": q, "rows": queries.businesses(q), "too_short": len(q) == 1}
    return render(request, "public_supervision/public/find.html", words)


@require_safe
def business(request: HttpRequest, uscc: str) -> HttpResponse:
    """What is published about one business, and nothing else. Raises NotFound."""
    found = queries.business(uscc)
    words = {
        "business": found,
        "checks": [_check(one) for one in queries.published_checks(entity=found)],
        "published": queries.published_about(found.uscc, on=now_of(request)),
    }
    return render(request, "public_supervision/public/business.html", words)


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """The trade bodies and their pledges in force."""
    rows = [(one, queries.pledge_in_force(one)) for one in queries.associations()]
    return render(request, "public_supervision/public/bodies.html", {"rows": rows})


@require_safe
def body(request: HttpRequest, key: int) -> HttpResponse:
    """One trade body: its pledge in all versions, its members' self-checks. Raises NotFound."""
    found = queries.association(key)
    words = {
        "body": found,
        "pledges": queries.published_pledges(found),
        "checks": [_check(one) for one in queries.published_checks(association=found)],
    }
    return render(request, "public_supervision/public/body.html", words)


def _check(one: Any) -> dict[str, Any]:
    """A self-check with its items side by side with the answers."""
    lines = [(item, rules.ANSWERS.get(code, code)) for item, code in zip(one.items, one.answers, strict=True)]
    return {"check": one, "tally": rules.tally(one.answers), "lines": lines}


def _row(one: Any) -> dict[str, Any]:
    state = rules.TOPIC.state(rules.state_for_all(one.case.state))
    return {
        "number": one.case.number, "title": one.case.title, "field": rules.FIELDS.get(one.case.category, "其他"),
        "state": state.label, "tone": state.tone, "votes": getattr(one, "own_votes", 0), "until": one.collects_until,
        "merged_votes": one.merged_votes, "is_demo": one.is_demo,
        "is_open": one.case.state == "COLLECTING",
    }  # fmt: skip


def _topic_page(request: HttpRequest, number: str, *, refusal: Refusal | None = None) -> HttpResponse:
    found, now = queries.topic_for_all(number), now_of(request)
    is_open = found.case.state == "COLLECTING" and bool(found.collects_until and now <= found.collects_until)
    words = {
        "topic": found,
        "row": {**_row(found), "votes": queries.votes_of(found)},
        "is_out": queries.is_out(found),
        "is_open": is_open,
        "is_late": _is_late(found, now),
        "is_proven": bool(proven_phone(request)),
        "is_answered": found.answered_at is not None,
        "merged": queries.merged_into(found),
        "into": found.case.parent.number if found.case.state == "MERGED" and found.case.parent else "",
        "refusal": refusal,
        "done": {"voted": "投票成功，谢谢您。", "proposed": "收到了。审核通过后公开征集，请记下编号。"}.get(
            request.GET.get("done", ""), ""
        ),
        "key": new_key(),
    }
    return render(request, "public_supervision/public/topic.html", words, status=refusal.status if refusal else 200)


def _is_late(found: Any, now: Any) -> bool:
    """Whether the department owes an answer or a result that is overdue: everybody may see that."""
    owes = found.case.state in ("COUNTED", "ANSWERING", "ADOPTED", "RESULTING")
    return bool(owes and found.case.due_at and found.case.due_at < now)


def _url(asked: dict[str, str], **changes: str) -> str:
    return list_address("public_supervision:topics", asked, **changes)
