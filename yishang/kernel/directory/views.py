"""Who may open a page: posts by role, strangers by way of the sign-in page and back. For the pages of every process."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import ROLE_LABELS, Actor, Role

View = Callable[..., HttpResponseBase]


class PageNotYours(Refusal):
    """The page belongs to posts that this person does not hold."""

    status = 403


def open_to(roles: frozenset[Role], *, door: str = "sign_in_staff") -> Callable[[View], View]:
    """The view gets `actor`, a person in one of these posts; strangers go to the named sign-in page and come back.

    Raises PageNotYours for anybody else signed in.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, **path: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request, resolve_url(door))
            actor: Actor | None = request.actor or None  # type: ignore[attr-defined]
            if actor is None or actor.role not in roles:
                who = "、".join(ROLE_LABELS[role] for role in Role if role in roles)
                raise PageNotYours(f"这是{who}的页面。", next_step="请回到首页；确需使用的，请本单位调整岗位。")
            return view(request, actor=actor, **path)

        return entered

    return guard


def now_of(request: HttpRequest) -> datetime:
    """The one moment of this request, as the middleware set it."""
    now: datetime = request.now  # type: ignore[attr-defined]
    return now


def client_of(request: HttpRequest) -> str:
    """The network address that asks. Anybody can write X-Forwarded-For; only what our own proxy added last counts."""
    passed_on = request.headers.get("X-Forwarded-For", "") if settings.TRUSTED_PROXY else ""
    return passed_on.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page that is already there."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")


def _to_sign_in(request: HttpRequest, door: str) -> HttpResponse:
    """A part of a page cannot hold the sign-in page: there the whole window goes, and comes back to the list."""
    if not is_fragment(request):
        return redirect_to_login(request.get_full_path(), login_url=door)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = redirect_to_login(_page_of(request), login_url=door).url
    return response


def _page_of(request: HttpRequest) -> str:
    """The page that the part was asked from, as a path on this site."""
    shown = request.headers.get("HX-Current-URL", "")
    here = f"{request.scheme}://{request.get_host()}"
    return shown.removeprefix(here) if shown.startswith(f"{here}/") else request.path
