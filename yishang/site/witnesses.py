"""见证人: an operator invites somebody by a link; on the own phone, without an account, they promise and reveal."""

import base64
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import qrcode
import qrcode.image.svg
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.kernel.cases.forms import REQUIRED
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.views import now_of, open_to
from yishang.kernel.draw import queries, services
from yishang.kernel.draw.rules import NotThePromisedValue

OPERATORS = frozenset({Role.MBO, Role.DRL})
SHOWN = 100
TOLD_ONCE = "witness_link"
DAYS = ((1, "一天"), (3, "三天"), (7, "七天"), (30, "三十天"))


class InvitationForm(forms.Form):
    """Whom to invite, in which part, to which draw, and for how long the link takes a promise."""

    name = forms.CharField(label="姓名", max_length=20, error_messages=REQUIRED, help_text="随抽取公布。")
    role = forms.CharField(
        label="身份", max_length=30, error_messages=REQUIRED, help_text="如企业代表、人大代表、公证员、记者。"
    )
    matter = forms.CharField(label="用于哪次抽取", max_length=100, error_messages=REQUIRED)
    days = forms.TypedChoiceField(label="几天内提交", choices=DAYS, coerce=int, initial=3, error_messages=REQUIRED)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to(OPERATORS)
def invitations(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Whom was invited and how far they are; POST invites one more, whose link is shown once. Raises PageNotYours."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request.session[TOLD_ONCE] = _invite(request, actor, form)
            return redirect("witness_invitations")
        except InvalidInput as refusal:
            for field, fault in refusal.fields.items():
                form.add_error(field if field in form.fields else None, fault)
    link = request.session.pop(TOLD_ONCE, "") if request.method == "GET" else ""
    words = {
        "form": form,
        "link": link,
        "picture": _picture_of(link) if link else "",
        "rows": [{"one": one, "state": _state(one, now_of(request))} for one in queries.invitations()[:SHOWN]],
    }
    return render(request, "portal/draws/invitations.html", words, status=422 if form.errors else 200)


@require_safe
@never_cache
def witness(request: HttpRequest, token: str) -> HttpResponse:
    """The witness's own page, for whoever holds the link. Raises InvitationNotFound."""
    return _page(request, token)


@require_POST
@never_cache
def promise(request: HttpRequest, token: str) -> HttpResponse:
    """Take the digest of the value that stays on the phone. Raises InvitationNotFound."""
    try:
        services.promise_value(token=token, commitment=request.POST.get("commitment", "")[:200], at=now_of(request))
    except Refusal as refusal:
        return _page(request, token, refusal=refusal)
    return redirect("witness", token=token)


@require_POST
@never_cache
def reveal(request: HttpRequest, token: str) -> HttpResponse:
    """Take the value itself, once the pool is frozen. Raises InvitationNotFound."""
    try:
        services.reveal_promised(token=token, value_hex=request.POST.get("value", "")[:2000], at=now_of(request))
    except NotThePromisedValue as refusal:
        services.note_wrong_value(token=token)
        return _page(request, token, refusal=refusal)
    except Refusal as refusal:
        return _page(request, token, refusal=refusal)
    return redirect("witness", token=token)


def _invite(request: HttpRequest, actor: Actor, form: InvitationForm) -> str:
    said, at = form.cleaned_data, now_of(request)
    _, token = services.invite_witness(
        actor=actor, name=said["name"], role=said["role"], matter=said["matter"],
        expires_at=at + timedelta(days=said["days"]), at=at,
    )  # fmt: skip
    return request.build_absolute_uri(reverse("witness", args=[token]))


def _page(request: HttpRequest, token: str, *, refusal: Refusal | None = None) -> HttpResponse:
    found = queries.invitation(token)
    words = {
        "invitation": found,
        "token": token,
        "draw": found.draw,
        "state": _state(found, now_of(request)),
        "refusal": refusal,
    }
    return render(request, "portal/draws/witness.html", words, status=refusal.status if refusal else 200)


STATE_WORDS = {
    "INVITED": "还没有提交摘要",
    "OVER": "链接已过期",
    "PROMISED": "已提交摘要，等名单封存",
    "AWAITED": "名单已封存，等公布",
    "LATE": "公布时间已过",
    "REVEALED": "已公布",
    "LOST": "这次抽取没有做成",
}


def _state(found: Any, now: datetime) -> dict[str, str]:
    name = _state_name(found, now)
    return {"name": name, "label": STATE_WORDS[name]}


def _state_name(found: Any, now: datetime) -> str:
    if not found.commitment:
        return "OVER" if now >= found.expires_at else "INVITED"
    if found.draw is None:
        return "PROMISED"
    if queries.has_revealed(found):
        return "REVEALED"
    if found.draw.state != "COMMITTED":
        return "LOST"
    return "LATE" if found.draw.reveal_by and now > found.draw.reveal_by else "AWAITED"


def _picture_of(link: str) -> str:
    file = BytesIO()
    qrcode.make(link, image_factory=qrcode.image.svg.SvgPathImage, border=1).save(file)
    return f"data:image/svg+xml;base64,{base64.b64encode(file.getvalue()).decode()}"
