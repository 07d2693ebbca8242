"""The two doors: companies and their liaisons by a code on the phone, staff by login and password."""

import re
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import logout as close_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import rules as directory_rules
from yishang.kernel.directory import services as directory
from yishang.kernel.directory.views import client_of
from yishang.kernel.notify import gateways
from yishang.kernel.notify import queries as messages
from yishang.kernel.notify import services as notify
from yishang.kernel.parties.rules import normalise_phone
from yishang.kernel.wechat import queries as wechat
from yishang.site import kept_form, sign_in_steps
from yishang.site.demo_accounts import DemoAccount, demo_accounts

CODE = re.compile(r"\d{6}")
CODE_MINUTES = int(directory_rules.CODE_LIFE.total_seconds()) // 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Phone and code: `action=request_code` sends one, anything else signs in with it."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward(request))
    if request.method != "POST":
        return phone_page(request)
    phone = normalise_phone(request.POST.get("phone", ""))
    at: datetime = request.now  # type: ignore[attr-defined]
    try:
        if request.POST.get("action") == "request_code":
            _send_code(phone, at, client=client_of(request))
            return phone_page(request, phone=phone, code_sent=True)
        account = directory.sign_in_by_code(phone=phone, code=request.POST.get("code", ""), at=at)
    except Refusal as refusal:
        is_open = "code" in request.POST or isinstance(refusal, directory.TooManyCodes)  # an earlier code still holds
        return phone_page(request, phone=phone, code_sent=is_open, refusal=refusal)
    return sign_in_steps.begin(
        request, account, by=sign_in_steps.CODE, onward=onward(request), kept=request.POST.get("kept", "")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_staff(request: HttpRequest) -> HttpResponse:
    """Login and password, then the steps after them. In the demonstration `?as=login` fills both in."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward(request))
    if request.method != "POST":
        return staff_page(request, chosen=_chosen_account(request.GET.get("as", "")))
    login, password = request.POST.get("login", ""), request.POST.get("password", "")
    at: datetime = request.now  # type: ignore[attr-defined]
    try:
        account = directory.sign_in_by_password(
            login=login, password=password, at=at, is_first_step=settings.STAFF_TOTP
        )
    except Refusal as refusal:
        return staff_page(request, login=login, refusal=refusal)
    kept = request.POST.get("kept", "")
    return sign_in_steps.begin(request, account, by=sign_in_steps.PASSWORD, onward=onward(request), kept=kept)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; the next person at this machine finds nothing of it."""
    close_session(request)
    return redirect("home")


def onward(request: HttpRequest) -> str:
    """Where the person wanted to go (only inside this site), else home, which knows the way by role."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


def _send_code(phone: str, at: datetime, *, client: str) -> None:
    """Draw a code and send it; a stranger's phone gets nothing and is told the same."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    asked = directory.request_code(phone=phone, at=at, code=code, client=client)
    if asked.account_id is None:
        return
    words = {"code": code, "minutes": CODE_MINUTES}
    notify.tell(phone=phone, template="sign_in_code", context=words, at=at)
    notify.send_code(phone=phone, gateway=gateways.chosen(), at=at)


def phone_page(
    request: HttpRequest, *, phone: str = "", code_sent: bool = False, refusal: Refusal | None = None
) -> HttpResponse:
    """The door of whoever comes by phone, with what was typed and why it did not open."""
    text = messages.last_simulated_text(phone) if code_sent and phone else ""
    found = CODE.search(text)
    return _page(
        request,
        "portal/sign_in.html",
        refusal,
        phone=phone,
        code_sent=code_sent,
        simulated_text=text,
        simulated_code=found[0] if found else "",
        minutes=CODE_MINUTES,
        wechat=wechat.is_connected(),
        accounts=[account for account in demo_accounts() if account.phone and not account.password],
    )


def staff_page(
    request: HttpRequest, *, login: str = "", refusal: Refusal | None = None, chosen: DemoAccount | None = None
) -> HttpResponse:
    """The staff's door, with what was typed and why it did not open."""
    return _page(
        request,
        "portal/sign_in_staff.html",
        refusal,
        login=chosen.login if chosen else login,
        password=chosen.password if chosen else "",
        accounts=[account for account in demo_accounts() if account.password],
    )


def _page(request: HttpRequest, template: str, refusal: Refusal | None, **words: Any) -> HttpResponse:
    fields = refusal.fields if isinstance(refusal, InvalidInput) else {}
    shown = {
        "next": request.POST.get("next") or request.GET.get("next") or "",
        "refusal": None if fields else refusal,
        "faults": fields,
        "is_demo": settings.DEMO,
        "kept": request.POST.get("kept", ""),
        **kept_form.door_words(),
        **words,
    }
    return render(request, template, shown, status=refusal.status if refusal else 200)


def _chosen_account(login: str) -> DemoAccount | None:
    return next((one for one in demo_accounts() if login and one.login == login and one.password), None)
