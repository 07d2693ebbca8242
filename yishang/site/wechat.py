"""The city's official account: coming in by WeChat, binding it, and what the account tells us.

Made for the in-app browser: plain links and redirects, no window beside the page, nothing remembered but the session.
"""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import UnknownReference
from yishang.kernel.wechat import gateways, queries, rules, services
from yishang.site import sign_in, sign_in_steps

STATE = "wechat_state"  # in the session: {"word", "account", "onward"}; good for one return
BOUND, UNBOUND = "bound", "unbound"
TOLD = {BOUND: "微信已绑定", UNBOUND: "微信绑定已解除"}
NO_ANSWER = "微信现在连不上"
TRY_AGAIN = "请稍后再试，或用手机号登录。"


class OtherReturn(Refusal):
    """A return from WeChat that this browser did not set out for."""

    status = 403


@never_cache
@require_safe
def begin_sign_in(request: HttpRequest) -> HttpResponse:
    """Send the browser to WeChat to be recognised, and remember where the person wanted to go."""
    official = _official()
    if request.user.is_authenticated:
        return HttpResponseRedirect(sign_in.onward(request))
    return _sent_out(request, official, account=None, onward=sign_in.onward(request))


@never_cache
@require_safe
@login_required
def begin_binding(request: HttpRequest) -> HttpResponse:
    """The same way for somebody who is in already, to bind."""
    return _sent_out(request, _official(), account=request.user.pk, onward=reverse("account"))


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Back from WeChat with a code and our state: bind, or let in, or say why not."""
    official = _official()
    way: dict[str, Any] = request.session.pop(STATE, None) or {}
    try:
        if not way or not constant_time_compare(str(way["word"]), request.GET.get("state", "")):
            raise OtherReturn("这次微信授权不是从这里发起的。", next_step="请重新点“用微信登录”。")
        openid = _proven(official, request)
        if way["account"] is not None:
            return _bind(request, openid, way["account"])
        account = services.sign_in_by_wechat(openid=openid, at=_now(request))
    except Refusal as refusal:
        if request.user.is_authenticated:
            raise
        return sign_in.phone_page(request, refusal=refusal)
    return sign_in_steps.begin(request, account, by=sign_in_steps.WECHAT, onward=way["onward"])


@require_POST
@login_required
def unbind(request: HttpRequest) -> HttpResponse:
    """Take one's own binding away; repeatable."""
    _official()
    actor: Actor | None = request.actor or None  # type: ignore[attr-defined]
    if actor is not None:
        services.unbind_wechat(actor=actor, at=_now(request))
    return redirect(f"{reverse('account')}?wechat={UNBOUND}")


@never_cache
@require_safe
def simulator(request: HttpRequest) -> HttpResponse:
    """In the demonstration: which WeChat is yours? Raises Http404 where there is a real official account, or none."""
    back, state = request.GET.get("back", ""), request.GET.get("state", "")
    if settings.WECHAT_GATEWAY != queries.SIMULATOR or not settings.DEMO:
        raise Http404
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        raise Http404
    people = [
        (name, f"{back}?{urlencode({'code': f'{gateways.SIMULATED}{openid}-{secrets.token_hex(6)}', 'state': state})}")
        for name, openid in (("甲的微信", "o-demo-one"), ("乙的微信", "o-demo-two"), ("丙的微信", "o-demo-three"))
    ]
    return render(request, "portal/wechat_simulator.html", {"people": people})


@csrf_exempt
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest) -> HttpResponse:
    """The official account's callback: the echo when it is set up, then receipts and who left. Signed, plain mode."""
    if not queries.is_connected():
        raise Http404
    try:
        rules.check_signature(
            settings.WECHAT_TOKEN,
            timestamp=request.GET.get("timestamp", ""),
            nonce=request.GET.get("nonce", ""),
            signed=request.GET.get("signature", ""),
            now=_now(request),
        )
        if request.method == "GET":
            return HttpResponse(request.GET.get("echostr", "")[:200], content_type="text/plain; charset=utf-8")
        _take(rules.event(_body(request)), _now(request))
    except UnknownReference:
        pass  # WeChat would repeat it three times; it is none of our messages, and stays unknown
    except Refusal as refusal:
        return HttpResponse(refusal.message, status=refusal.status, content_type="text/plain; charset=utf-8")
    return HttpResponse("success", content_type="text/plain; charset=utf-8")


def account_words(request: HttpRequest) -> dict[str, Any]:
    """What the page 我的账号 says about WeChat; nothing where there is no official account."""
    if not queries.is_connected():
        return {}
    bound_at = queries.bound_at(request.user.pk or 0)
    told = TOLD.get(request.GET.get("wechat", ""), "")
    return {"wechat": True, "wechat_bound_at": bound_at, "wechat_told": told}


def _sent_out(request: HttpRequest, official: Any, *, account: int | None, onward: str) -> HttpResponse:
    word = secrets.token_urlsafe(24)
    request.session[STATE] = {"word": word, "account": account, "onward": onward}
    back = request.build_absolute_uri(reverse("wechat_callback"))
    return HttpResponseRedirect(official.door(back=back, state=word))


def _proven(official: Any, request: HttpRequest) -> str:
    """The openid that this code stands for; a code opens once. Raises WechatNotProven."""
    code = request.GET.get("code", "")
    services.claim_code(code=code, at=_now(request))
    try:
        openid: str = official.openid_of(code)
    except gateways.WechatDown:
        raise rules.WechatNotProven(NO_ANSWER, next_step=TRY_AGAIN) from None
    return openid


def _bind(request: HttpRequest, openid: str, account_id: int) -> HttpResponse:
    """Bind for whoever set out, if it is still the same person. Raises OtherReturn, WechatTaken, WechatNotForPost."""
    actor: Actor | None = request.actor or None  # type: ignore[attr-defined]
    if actor is None or actor.id != account_id:
        raise OtherReturn("绑定途中换了登录的人。", next_step="请登录后重新绑定。")
    services.bind_wechat(actor=actor, openid=openid, at=_now(request))
    return redirect(f"{reverse('account')}?wechat={BOUND}")


def _take(told: rules.Event, at: datetime) -> None:
    """Receipts of template messages, and leaving; whatever else people write there has no answer."""
    if told.kind == "templatesendjobfinish":
        arrived = told.status == rules.ARRIVED
        notify.take_wechat_receipt(
            message_id=told.message_id, openid=told.openid, arrived=arrived, reason=told.status, at=at
        )
    elif told.kind == "unsubscribe":
        services.forget_wechat(openid=told.openid, at=at)


def _official() -> gateways.WechatGateway:
    """Raises Http404 where there is no official account."""
    found = gateways.chosen()
    if found is None:
        raise Http404
    return found


def _body(request: HttpRequest) -> bytes:
    """What was sent; nothing when it came as a form, which has been read as one by now."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]
    return now
