"""What stands between the first factor and the session: the second factor, and a new password when it is due.

Until the last step is done nobody is signed in: the anonymous session only remembers who is on the way in.
"""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any

from django.conf import settings
from django.contrib.auth import login as open_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import gateways as authenticators
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import rules
from yishang.kernel.directory import services as directory_services
from yishang.site import kept_form, session_limits

ON_THE_WAY = "on_the_way_in"
TAKES = int(rules.SIGN_IN_TAKES.total_seconds())
PASSWORD, CODE, IDENTITY, IDENTITY_TWICE = "password", "code", "identity", "identity with two factors"
WECHAT = "wechat"  # only for whoever comes by phone anyway
PROVEN_TWICE = frozenset({CODE, IDENTITY_TWICE, WECHAT})  # amr "mfa" (RFC 8176); a company's phone is the factor it has
Step = Callable[..., HttpResponse]


def begin(request: HttpRequest, account: Any, *, by: str, onward: str, kept: str = "") -> HttpResponse:
    """The first factor was right: go to the next step, or straight in when there is none.

    `by` is one of the five words above; `kept` a form that met the end of a session.
    """
    request.session.cycle_key()  # nobody who knew the session before knows it now
    request.session[ON_THE_WAY] = {
        "account": account.pk,
        "mark": account.get_session_auth_hash(),
        "until": int(time()) + TAKES,
        "by": by,
        "is_proven": by in PROVEN_TWICE or not settings.STAFF_TOTP,
        "onward": onward,
        "kept": kept,
    }
    return _next(request, account)


def _next(request: HttpRequest, account: Any) -> HttpResponse:
    """The step that is missing, or in."""
    way = request.session[ON_THE_WAY]
    if not way["is_proven"]:
        return redirect("second_factor" if directory.is_enrolled(account.pk) else "enrol_second_factor")
    if way["by"] == PASSWORD and _password_is_due(request, account):
        return redirect("choose_password")
    return _let_in(request, account, way)


def _let_in(request: HttpRequest, account: Any, way: dict[str, Any]) -> HttpResponse:
    del request.session[ON_THE_WAY]
    open_session(request, account)
    session_limits.begin(request.session)
    if way["kept"]:
        kept_form.lay_ready(request, way["kept"])
        return redirect("kept_form")
    return HttpResponseRedirect(way["onward"])


def _password_is_due(request: HttpRequest, account: Any) -> bool:
    at = request.now  # type: ignore[attr-defined]
    return rules.password_is_due(must_change=account.must_change_password, set_at=account.password_set_at, at=at)


def on_the_way(step: Step) -> Step:
    """The step gets the `account` that is on its way in; whoever is not, or was too slow, starts at the door."""

    @wraps(step)
    def entered(request: HttpRequest, **path: Any) -> HttpResponse:
        way: dict[str, Any] = request.session.get(ON_THE_WAY) or {"until": 0}
        account = directory.account(way["account"]) if way["until"] >= time() else None
        if account is None or not account.is_active or way["mark"] != account.get_session_auth_hash():
            request.session.pop(ON_THE_WAY, None)
            return redirect("sign_in_staff")
        return step(request, account=account, way=way, **path)

    return entered


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_the_way
def second_factor(request: HttpRequest, *, account: Any, way: dict[str, Any]) -> HttpResponse:
    """The six digits of the authenticator, or a recovery code."""
    if way["is_proven"] or not directory.is_enrolled(account.pk):
        return _next(request, account)
    if request.method != "POST":
        return render(request, "portal/second_factor.html", {"account": account})
    code, at = request.POST.get("code", ""), request.now  # type: ignore[attr-defined]
    try:
        directory_services.sign_in_by_second_factor(account=account, code=code, by=way["by"], at=at)
    except Refusal as refusal:
        words = {"account": account, "refusal": refusal}
        return render(request, "portal/second_factor.html", words, status=refusal.status)
    return _proven(request, account)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_the_way
def enrol_second_factor(request: HttpRequest, *, account: Any, way: dict[str, Any]) -> HttpResponse:
    """Once per person: scan the picture, type what the app shows, keep the recovery codes that are shown this once."""
    if way["is_proven"] or directory.is_enrolled(account.pk):
        return _next(request, account)
    secret = way.setdefault("secret", authenticators.draw_secret())
    request.session[ON_THE_WAY] = way
    words = {"account": account, "secret": authenticators.readable(secret), "faults": {}}
    if request.method == "POST":
        code, at = request.POST.get("code", ""), request.now  # type: ignore[attr-defined]
        try:
            codes = directory_services.enrol_second_factor(
                account=account, secret=secret, code=code, by=way["by"], at=at
            )
        except InvalidInput as refusal:
            words["faults"] = refusal.fields
        else:
            _note_proven(request)
            return render(request, "portal/recovery_codes.html", {"account": account, "codes": codes})
    words["picture"] = authenticators.picture_of(account, secret)
    return render(request, "portal/enrol_second_factor.html", words, status=422 if words["faults"] else 200)


@require_POST
@on_the_way
def after_recovery_codes(request: HttpRequest, *, account: Any, **_way: Any) -> HttpResponse:
    """The recovery codes are put away: on to what is left."""
    return _next(request, account)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@on_the_way
def choose_password(request: HttpRequest, *, account: Any, way: dict[str, Any]) -> HttpResponse:
    """An initial password, or one of ninety days, is changed before anything else."""
    if not way["is_proven"] or way["by"] != PASSWORD or not _password_is_due(request, account):
        return _next(request, account)
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            directory_services.change_password(
                account=account,
                new=request.POST.get("new", ""),
                repeated=request.POST.get("repeated", ""),
                at=request.now,  # type: ignore[attr-defined]
            )
        except InvalidInput as refusal:
            faults = refusal.fields
        else:
            request.session[ON_THE_WAY] = {**way, "mark": account.get_session_auth_hash()}
            return _next(request, account)
    words = {"account": account, "faults": faults, "is_initial": account.must_change_password}
    return render(request, "portal/choose_password.html", words, status=422 if faults else 200)


def _proven(request: HttpRequest, account: Any) -> HttpResponse:
    _note_proven(request)
    return _next(request, account)


def _note_proven(request: HttpRequest) -> None:
    way = {**request.session[ON_THE_WAY], "is_proven": True}
    way.pop("secret", None)
    request.session[ON_THE_WAY] = way
