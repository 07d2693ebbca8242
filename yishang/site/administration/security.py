"""SEC's pages: weighty posts that wait for a second person, keys of partner systems, and how long sessions last."""

import secrets
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.outreach.views.access import open_to
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import queries, services
from yishang.kernel.directory.rules import Actor, Role, SessionTerms
from yishang.kernel.geo import queries as geo
from yishang.site.administration import forms, listing

SEC = frozenset({Role.SEC})
STATES = [("OPEN", "待确认"), ("GRANTED", "已确认"), ("DECLINED", "未同意")]
KEY_STATES = [("open", "在用"), ("revoked", "已撤销")]
SECRET_BYTES = 24
HEAD = (
    "姓名",
    "登录名",
    "岗位",
    "单位",
    "区划",
    "起",
    "止",
    "理由",
    "申请人",
    "申请时间",
    "状态",
    "决定人",
    "决定时间",
    "说明",
)
KEY_HEAD = ("前缀", "对接系统", "范围", "签发", "撤销")


class GrantNotFound(Refusal):
    """There is no such proposal."""

    status = 404


@require_safe
@open_to(SEC)
def grants(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Weighty posts that SYS has proposed; those that wait unless another state is asked for."""
    return _grants(request, actor)


@require_safe
@open_to(SEC)
def export_grants(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The list as a sheet."""

    def line(row: Any) -> tuple[object, ...]:
        return (
            row.account.name, row.account.login, Role(row.role).label, row.unit.name if row.unit else "",
            geo.name_of(row.region_id) if row.region_id else "", row.valid_from, row.valid_to, row.reason,
            row.proposed_by, listing.moment(row.proposed_at), row.get_state_display(), row.decided_by,
            listing.moment(row.decided_at), row.decision_note,
        )  # fmt: skip

    return listing.send(request, actor, "任职确认", HEAD, _proposals(request), line)


@require_POST
@open_to(SEC)
def grant(request: HttpRequest, *, actor: Actor, proposal_id: int) -> HttpResponse:
    """The second person agrees."""
    try:
        services.grant_posting(actor=actor, proposal_id=proposal_id, at=request.now)  # type: ignore[attr-defined]
    except Refusal as refusal:
        return _grants(request, actor, refusal=refusal)
    return redirect("administration:grants")


@require_POST
@open_to(SEC)
def decline(request: HttpRequest, *, actor: Actor, proposal_id: int) -> HttpResponse:
    """The second person does not agree, and says why."""
    note, at = request.POST.get("note", ""), request.now  # type: ignore[attr-defined]
    try:
        services.decline_posting(actor=actor, proposal_id=proposal_id, note=note, at=at)
    except Refusal as refusal:
        return _grants(request, actor, refusal=refusal)
    return redirect("administration:grants")


def _grants(request: HttpRequest, actor: Actor, *, refusal: Refusal | None = None) -> HttpResponse:
    page = listing.page_of(request, _proposals(request), ("state",))
    words = {"page": page, "states": STATES, "own": actor.id, "refusal": refusal, "state": _state(request)}
    return render(request, "administration/grants.html", words, status=refusal.status if refusal else 200)


def _state(request: HttpRequest) -> str:
    return request.GET.get("state", "OPEN")


def _proposals(request: HttpRequest) -> Any:
    return queries.proposals(state=_state(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(SEC)
def keys(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Keys of partner systems; a new one is shown once."""
    form, fresh = forms.KeyIssue(forms.sent_in(request)), ""
    if request.method == "POST" and form.is_valid():
        partner = queries.partners().get(pk=form.cleaned_data["account"])
        try:
            fresh = services.issue_api_key(
                actor=actor,
                account=partner,
                scopes=form.cleaned_data["scopes"],
                at=request.now,  # type: ignore[attr-defined]
                secret=secrets.token_urlsafe(SECRET_BYTES),
            )
        except InvalidInput as refusal:
            forms.tell_faults(form, refusal)
        else:
            form = forms.KeyIssue()
    page = listing.page_of(request, _keys(request), ("state",))
    words = {"page": page, "form": form, "fresh": fresh, "states": KEY_STATES}
    return render(request, "administration/keys.html", words, status=422 if form.errors else 200)


@require_safe
@open_to(SEC)
def export_keys(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The list as a sheet; of a key nothing but its prefix is known."""

    def line(row: Any) -> tuple[object, ...]:
        issued, revoked = listing.moment(row.issued_at), listing.moment(row.revoked_at)
        return (row.prefix, row.account.name, "、".join(row.scopes), issued, revoked)

    return listing.send(request, actor, "接口密钥", KEY_HEAD, _keys(request), line)


@require_POST
@open_to(SEC)
def revoke_key(request: HttpRequest, *, actor: Actor, prefix: str) -> HttpResponse:
    """The key opens nothing from now on. Raises GrantNotFound."""
    try:
        services.revoke_api_key(actor=actor, prefix=prefix, at=request.now)  # type: ignore[attr-defined]
    except InvalidInput:
        raise GrantNotFound("没有这把密钥。", next_step="请刷新列表。") from None
    return redirect("administration:keys")


def _keys(request: HttpRequest) -> Any:
    return queries.api_keys(state=request.GET.get("state", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(SEC)
def session_terms(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """How long sessions last, within the law."""
    form = forms.SessionTermsForm(forms.sent_in(request), initial=asdict(queries.session_terms()))
    if request.method == "POST" and form.is_valid():
        try:
            terms = SessionTerms(**form.cleaned_data)
            services.set_session_terms(actor=actor, terms=terms, at=request.now)  # type: ignore[attr-defined]
        except InvalidInput as refusal:
            forms.tell_faults(form, refusal)
        else:
            return redirect("/admin-desk/sessions/?done=1")
    words = {"form": form, "done": "done" in request.GET}
    return render(request, "administration/session_terms.html", words, status=422 if form.errors else 200)
