"""A form that met the end of its session: what was typed rides along through the sign-in and is sent again after it.

It travels signed in the pages themselves; nothing is stored for strangers. Only a form whose CSRF token was right comes
here (Django looks before any view does), so nobody can have another person's browser send something later. After
signing in the person sees what would be sent and presses the button, with the new token in it.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SALT = "yishang.site.kept_form"
READY = "kept_form"  # in the session of whoever has signed in
KEPT_FOR = 60 * 60  # seconds
MOST = 64 * 1024  # characters; a form with more in it waits in the browser's own draft
LEFT_OUT = {"csrfmiddlewaretoken", "seen_as", "kept"}
NEVER = {"password", "current", "new", "repeated", "secret", "code"}  # nothing secret leaves the form it was typed into


def answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Where a view would send a stranger to the sign-in page: 401 for htmx, the page itself for a form."""
    door = _door_in(response)
    if not door:
        return response
    if request.headers.get("HX-Request"):
        return _for_htmx(request, door)
    if request.method == "POST" and request.headers.get("Sec-Fetch-Mode") == "navigate":
        return _for_form(request, door) or response
    return response


def _door_in(response: HttpResponse) -> str:
    """The path of the sign-in page that a response leads to, if it does."""
    path = urlsplit(response.get("Location") or response.get("HX-Redirect") or "").path
    return path if path and path in (reverse("sign_in"), reverse("sign_in_staff")) else ""


def _for_htmx(request: HttpRequest, door: str) -> HttpResponse:
    shown = request.headers.get("HX-Current-URL", "")
    here = f"{request.scheme}://{request.get_host()}"
    page = shown.removeprefix(here) if shown.startswith(f"{here}/") else "/"
    found = HttpResponse(status=401)
    found["HX-Redirect"] = f"{door}?{urlencode({'next': page})}"
    return found


def _for_form(request: HttpRequest, door: str) -> HttpResponse | None:
    kept = _signed(request)
    if not kept:
        return None
    template = "portal/sign_in_staff.html" if door == reverse("sign_in_staff") else "portal/sign_in.html"
    words = {"kept": kept, "faults": {}, "next": "", "is_demo": settings.DEMO, **door_words()}
    return render(request, template, words, status=401)


def door_words() -> dict[str, Any]:
    """What both doors say of themselves."""
    return {"totp": settings.STAFF_TOTP, "identity": settings.OIDC_NAME if settings.OIDC else ""}


def _signed(request: HttpRequest) -> str:
    """The form as text that only we can have written; nothing when it holds files, secrets or too much."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in LEFT_OUT]
    if request.FILES or not fields or NEVER & {name for name, _ in fields}:
        return ""
    packed = signing.dumps({"path": request.get_full_path(), "fields": fields}, salt=SALT, compress=True)
    return packed if len(packed) <= MOST else ""


def lay_ready(request: HttpRequest, kept: str) -> None:
    """Signed in: what was kept waits for one press of a button. Nothing that we did not sign, or an hour ago, waits."""
    try:
        request.session[READY] = signing.loads(kept, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        request.session.pop(READY, None)


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What was typed before the session ended, to be sent with one press, or left."""
    ready = request.session.get(READY)
    if not request.user.is_authenticated or not ready:
        return redirect("home")
    readable = [
        value for name, value in ready["fields"] if value.strip() and name not in ("version", "idempotency_key")
    ]
    return render(request, "portal/kept_form.html", {**ready, "readable": readable})
