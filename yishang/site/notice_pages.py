"""A person's messages: reading them, choosing how to be told, and for those who run the place what did not arrive."""

import json
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.kernel.clocks.rules import working_days_text
from yishang.kernel.context import InvalidInput, Refusal, page_of_number
from yishang.kernel.directory.rules import ANSWERING, OFFICES, Actor, Role
from yishang.kernel.intake.rules import is_keepable, whole_number
from yishang.kernel.notify import queries, rules, services
from yishang.kernel.parties.rules import mask_phone
from yishang.site import portal
from yishang.site.middleware import as_json
from yishang.site.whose_page import ON_THE_PHONE

ROWS = 50
READERS = frozenset({*OFFICES, Role.SYS})
AT_ONCE, DIGEST = "now", "digest"


class OfficePage(Refusal):
    """The page belongs to posts that this person does not hold."""

    status = 403


# ---- reading ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """My messages, newest first; POST marks all of them read, or takes just that back."""
    actor = _actor(request)
    if request.method == "POST":
        return _mark(request, actor)
    before = whole_number(request.GET.get("before", ""))
    found = queries.told_in_site(actor.id, ROWS + 1, before=before) if actor and actor.id else []
    words = {
        "base": portal.frame_of(actor),
        "notices": found[:ROWS],
        "older_url": f"?before={found[ROWS - 1].pk}" if len(found) > ROWS else "",
        "newest_url": reverse("notices") if before else "",
        "start": portal.start_of(actor),
        "marked_at": request.GET.get("marked", "") if _moment_in(request.GET.get("marked", "")) else "",
    }
    return render(request, "portal/notices.html", words)


def _mark(request: HttpRequest, actor: Actor | None) -> HttpResponse:
    marked_at = _moment_in(request.POST.get("undo", ""))
    if actor is None:
        return redirect("notices")
    if marked_at:
        services.mark_unread(actor=actor, marked_at=marked_at, at=_now(request))
        return redirect("notices")
    query = {"marked": _now(request).isoformat()} if services.mark_read(actor=actor, at=_now(request)) else {}
    return redirect(f"{reverse('notices')}?{urlencode(query)}" if query else "notices")


def _moment_in(text: str) -> datetime | None:
    """The moment that an address of ours names."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.utcoffset() is not None else None


@require_safe
@login_required
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go to the matter that a message of mine speaks of; the message is read then."""
    actor = _actor(request)
    found = queries.notice_of(actor.id, notice_id) if actor and actor.id else None
    if actor is None or found is None:
        raise Http404
    services.mark_read(actor=actor, notice_ids=[found.pk], at=_now(request))
    if not found.subject or portal.start_of(actor) == "account":
        return redirect("notices")
    page = page_of_number(found.subject, on_the_phone=actor.role in ON_THE_PHONE)
    return redirect(page, number=found.subject) if page else redirect("notices")


# ---- choosing -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def notice_preferences(request: HttpRequest) -> HttpResponse:
    """Which kinds of messages I get by text message, at once or once a day, and when before a deadline."""
    if request.method != "POST":
        return _preferences_page(request)
    actor = _actor(request)
    if actor is None:
        return redirect("account")
    given = request.POST
    try:
        services.choose_notices(
            actor=actor,
            choices={
                topic.code: rules.Choice(
                    sms=f"sms_{topic.code}" in given, digest=given.get(f"when_{topic.code}") == DIGEST
                )
                for topic in queries.topics()
            },
            digest_at=_hour(given.get("digest_at", "")),
            lead_half_days=_lead(given.get("lead_half_days", "")),
            at=_now(request),
        )
    except InvalidInput as refusal:
        return _preferences_page(request, refusal)
    return redirect(reverse("notice_preferences") + "?saved=1")


def _hour(text: str) -> time:
    """The hour that was chosen; what is none becomes midnight, which is refused."""
    hour = whole_number(text) or 0
    return time(hour if hour < 24 else 0)


def _lead(text: str) -> int | None:
    """Half working days, None for no further reminder; what is no number becomes one that is refused."""
    return (whole_number(text) or -1) if text else None


def _preferences_page(request: HttpRequest, refusal: InvalidInput | None = None) -> HttpResponse:
    actor = _actor(request)
    on = localdate(_now(request))
    recipient = queries.recipient_of(request.user.pk or 0, on=on)
    preference = queries.preference_of(request.user.pk or 0)
    roles = recipient.roles if recipient else frozenset()
    begin, end = queries.quiet_hours()
    words = {
        "base": portal.frame_of(actor),
        "start": portal.start_of(actor),
        "topics": [_topic_words(topic, recipient) for topic in queries.topics_for(roles)] if recipient else [],
        "phone": mask_phone(recipient.phone) if recipient and recipient.phone else "",
        "digest_at": preference.digest_at if preference else rules.DIGEST_AT,
        "hours": rules.DIGEST_HOURS,
        "has_deadlines": bool(ANSWERING & roles),
        "lead": preference.lead_half_days if preference else None,
        "leads": [(half_days, working_days_text(half_days)) for half_days in rules.LEADS],
        "quiet": f"{begin:%H:%M}–{end:%H:%M}".replace("–0", "–"),
        "saved": bool(request.GET.get("saved")),
        "refusal": refusal,
        "may_read_wordings": bool(actor and actor.role in READERS),
    }
    return render(request, "portal/notice_preferences.html", words, status=refusal.status if refusal else 200)


def _topic_words(topic: rules.Topic, recipient: rules.Recipient) -> dict[str, Any]:
    choice = rules.choice_for(topic, recipient)
    return {
        "code": topic.code,
        "label": topic.label,
        "about": topic.about,
        "sms": choice.sms,
        "digest": choice.digest,
        "is_settled": rules.is_settled(topic, recipient.roles),
        "is_urgent": topic.duty == rules.URGENT,
        "may_wait": not topic.duty,
    }


# ---- for those who run the place ------------------------------------------------------------------------------------


@require_safe
@login_required
def notice_wordings(request: HttpRequest) -> HttpResponse:
    """Every wording in force with sample values, for the offices to read over. Raises OfficePage."""
    actor = _held(request, READERS)
    words = {"base": portal.frame_of(actor), "start": portal.start_of(actor)}
    return render(
        request, "portal/notice_wordings.html", {**words, "wordings": queries.wordings(on=localdate(_now(request)))}
    )


@require_safe
@login_required
def unsent_notices(request: HttpRequest) -> HttpResponse:
    """Text messages that were given up, for the system administrator. Raises OfficePage."""
    return _unsent_page(request)


@require_POST
@login_required
def settle_unsent(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Send one that was given up again, or note that the person was told otherwise. Raises OfficePage."""
    actor = _held(request, frozenset({Role.SYS}))
    try:
        if request.POST.get("again"):
            services.try_again(actor=actor, notice_id=notice_id, at=_now(request))
        else:
            services.give_up(actor=actor, notice_id=notice_id, at=_now(request))
    except rules.NoticeNotFailed as refusal:
        return _unsent_page(request, refusal)
    return redirect("unsent_notices")


def _unsent_page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    actor = _held(request, frozenset({Role.SYS}))
    before = whole_number(request.GET.get("before", ""))
    found = queries.unsent_page(limit=ROWS + 1, before=before)
    words = {
        "base": portal.frame_of(actor),
        "start": portal.start_of(actor),
        "rows": [{"notice": one, "phone": mask_phone(one.phone)} for one in found[:ROWS]],
        "next_url": f"?before={found[ROWS - 1].pk}" if len(found) > ROWS else "",
        "first_url": reverse("unsent_notices") if before else "",
        "refusal": refusal,
    }
    return render(request, "portal/unsent_notices.html", words, status=refusal.status if refusal else 200)


# ---- the gateway's word ---------------------------------------------------------------------------------------------


@csrf_exempt
@require_POST
def sms_receipts(request: HttpRequest) -> JsonResponse:
    """The SMS gateway tells what became of a message: `{"reference", "arrived", "reason"}` with our shared secret."""
    secret = settings.SMS_RECEIPT_SECRET
    if not secret or not constant_time_compare(request.headers.get("X-Receipt-Secret", ""), secret):
        return JsonResponse({"message": "回执口令不对。"}, status=403)
    try:
        reference, receipt = _receipt(request.body)
        notice = services.take_receipt(reference=reference, receipt=receipt, at=_now(request))
    except Refusal as refusal:
        return JsonResponse(as_json(refusal), status=refusal.status)
    return JsonResponse({"state": notice.state})


def _receipt(body: bytes) -> tuple[str, rules.Receipt]:
    """Raises InvalidInput."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidInput({"body": "不是有效的 JSON。"}) from None
    told = told if isinstance(told, dict) and is_keepable(told) else {}
    reference, arrived, reason = told.get("reference"), told.get("arrived"), told.get("reason", "")
    faults = {} if isinstance(reference, str) else {"reference": "缺少这一项，应为文字。"}
    if not isinstance(arrived, bool):
        faults["arrived"] = "应为 true 或 false。"
    if not isinstance(reason, str):
        faults["reason"] = "应为文字。"
    if faults:
        raise InvalidInput(faults)
    return str(reference), rules.Receipt(arrived=bool(arrived), reason=str(reason)[:200])


def _held(request: HttpRequest, roles: frozenset[Role]) -> Actor:
    actor = _actor(request)
    if actor is None or actor.role not in roles:
        raise OfficePage("您的岗位用不到这一页。", next_step="请回到首页。")
    return actor


def _actor(request: HttpRequest) -> Actor | None:
    return request.actor or None  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]
    return now
