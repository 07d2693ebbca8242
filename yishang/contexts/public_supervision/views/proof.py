"""A telephone proven by a code: the number is kept for half an hour, sealed in the visitor's own browser only."""

import json
import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yishang.contexts.public_supervision import rules
from yishang.kernel import sealing
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import rules as directory_rules
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.views import client_of, now_of
from yishang.kernel.notify import gateways
from yishang.kernel.notify import services as notify

COOKIE = "proven_phone"
PURPOSE = "public_supervision.proof"
LASTS = timedelta(minutes=rules.PROOF_LASTS_MINUTES)
CODE_MINUTES = int(directory_rules.CODE_LIFE.total_seconds()) // 60
SIX_DIGITS = re.compile(r"\d{6}")


def proven_phone(request: HttpRequest) -> str:
    """The telephone that this browser has proven within half an hour; "" when none."""
    sealed = request.COOKIES.get(COOKIE, "")
    if not sealed:
        return ""
    try:
        phone, until = json.loads(sealing.unseal(sealed.encode(), purpose=PURPOSE))
    except (sealing.Unreadable, ValueError):
        return ""
    return str(phone) if now_of(request) <= datetime.fromisoformat(until) else ""


def to_proof(onward: str) -> HttpResponse:
    """To the page that proves a telephone, and back."""
    return redirect(f"{reverse('public_supervision:prove')}?next={onward}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Telephone and code: `action=request_code` sends one, anything else proves with it and goes on to `next`."""
    if request.method != "POST":
        return _page(request)
    phone, at = request.POST.get("phone", "")[:40], now_of(request)
    try:
        if request.POST.get("action") == "request_code":
            return _page(request, phone=phone, sent=True, text=_send(phone, at, client_of(request)))
        proven = directory.prove(phone=phone, code=request.POST.get("code", ""), at=at)
    except Refusal as refusal:
        return _page(request, phone=phone, sent="code" in request.POST, refusal=refusal)
    response = redirect(_onward(request))
    sealed = sealing.seal(json.dumps([proven, (at + LASTS).isoformat()]).encode(), purpose=PURPOSE)
    response.set_cookie(
        COOKIE, sealed.decode(), max_age=LASTS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
        path=reverse("public_supervision:home"),
    )  # fmt: skip
    return response


def _send(phone: str, at: datetime, client: str) -> str:
    code = f"{secrets.randbelow(1_000_000):06d}"
    number = directory.request_proof(phone=phone, at=at, code=code, client=client)
    words = {"code": code, "minutes": CODE_MINUTES}
    return notify.send_unkept(phone=number, template="proof_code", context=words, gateway=gateways.chosen(), at=at)


def _onward(request: HttpRequest) -> str:
    """Only to another page of this process."""
    home = reverse("public_supervision:home")
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_safe and wanted.startswith(home) else home


def _page(
    request: HttpRequest, *, phone: str = "", sent: bool = False, text: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    found = SIX_DIGITS.search(text)
    words = {
        "phone": phone,
        "sent": sent,
        "simulated_text": text,
        "simulated_code": found[0] if found else "",
        "minutes": CODE_MINUTES,
        "lasts": rules.PROOF_LASTS_MINUTES,
        "faults": refusal.fields if isinstance(refusal, InvalidInput) else {},
        "refusal": None if isinstance(refusal, InvalidInput) else refusal,
        "next": _onward(request),
    }
    status = refusal.status if refusal else 200
    return render(request, "public_supervision/public/prove.html", words, status=status)
