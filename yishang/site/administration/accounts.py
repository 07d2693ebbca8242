"""People and their accounts: SYS opens, corrects and posts them, SEC unlocks them and resets what secures them."""

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yishang.contexts.outreach.views.access import open_to
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import queries, rules, services
from yishang.kernel.directory.rules import AccountEntry, Actor, PostingEntry, Role
from yishang.kernel.parties.rules import mask_phone
from yishang.site.administration import forms, listing

KEEPERS = frozenset({Role.SYS, Role.SEC})
FILTERS = ("q", "role", "unit", "state")
STATES = [("on", "启用"), ("off", "已停用"), ("locked", "已锁定"), ("password", "待改口令"), ("app", "未启用动态口令")]
HEAD = ("登录名", "姓名", "手机", "职务", "种类", "状态", "动态口令", "当前岗位")
GROUPS, GROUP = 3, 4  # of a drawn password: Kd7w-Rm4x-Tq9z
EASY_TO_READ = "".join(one for one in string.ascii_letters + string.digits if one not in "0O1lI")


class AccountNotFound(Refusal):
    """There is no such account."""

    status = 404


@require_safe
@open_to(KEEPERS)
def accounts(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Everybody who can sign in, and partner systems."""
    page = listing.page_of(request, _found(request), FILTERS)
    posts = queries.postings_of([row.pk for row in page.rows])
    words = {
        "page": page,
        "rows": [_row(row, posts[row.pk], request) for row in page.rows],
        "roles": rules.ROLE_LABELS.items(),
        "states": STATES,
        "may_open": actor.role == Role.SYS,
    }
    return render(request, "administration/accounts.html", words)


@require_safe
@open_to(KEEPERS)
def export(request: HttpRequest, *, actor: Actor) -> HttpResponseBase:
    """The whole list as a sheet, phones masked."""
    on = localdate(request.now)  # type: ignore[attr-defined]

    def line(row: Any) -> tuple[object, ...]:
        held = [post for post in queries.postings_of([row.pk])[row.pk] if _is_held(post, on)]
        return (
            row.login, row.name, mask_phone(row.phone) if row.phone else "", row.title, row.get_kind_display(),
            _state(row), "已启用" if row.has_app else "未启用", "；".join(_post_words(post) for post in held),
        )  # fmt: skip

    return listing.send(request, actor, "账号清单", HEAD, _found(request), line)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(frozenset({Role.SYS}))
def open_account(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """A new account. An initial password is drawn, shown once, and must be changed at the first sign-in."""
    form = forms.AccountOpening(forms.sent_in(request))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        password = draw_password() if told["enters_by"] == forms.BY_PASSWORD else ""
        try:
            account = services.open_account(
                actor=actor,
                entry=AccountEntry(
                    login=told["login"],
                    name=told["name"],
                    kind="PARTNER" if told["enters_by"] == forms.PARTNER else "STAFF",
                    phone=told["phone"],
                    title=told["title"],
                    password=password,
                ),
                at=request.now,  # type: ignore[attr-defined]
                is_demo=settings.DEMO,  # so that the demo city can still be told anew
            )
        except InvalidInput as refusal:
            forms.tell_faults(form, refusal)
        except Refusal as refusal:
            form.add_error("login", f"{refusal.message}。{refusal.next_step}")
        else:
            return _detail(request, actor, _account(account.pk), shown_once=password, done="账号已开通，请登记任职。")
    status = 422 if form.errors else 200
    return render(request, "administration/open_account.html", {"form": form}, status=status)


@never_cache
@require_safe
@open_to(KEEPERS)
def account(request: HttpRequest, *, actor: Actor, account_id: int) -> HttpResponse:
    """One account: its posts, its state, and what this administrator may do. Raises AccountNotFound."""
    return _detail(request, actor, _account(account_id), done=DONE.get(request.GET.get("done", ""), ""))


@never_cache
@require_POST
@open_to(KEEPERS)
def act(request: HttpRequest, *, actor: Actor, account_id: int, action: str) -> HttpResponse:
    """Carry out one action on an account. Raises AccountNotFound, and what the service raises."""
    found, step = _account(account_id), ACTIONS.get(action)
    if step is None:
        raise AccountNotFound("没有这项操作。", next_step="请从账号页面操作。")
    form = step.form(request.POST)
    if form.is_valid():
        try:
            shown = step.carry_out(request, actor, found, form.cleaned_data)
        except InvalidInput as refusal:
            forms.tell_faults(form, refusal)
        else:
            if shown:
                return _detail(request, actor, found, shown_once=shown, done=step.done)
            return redirect(f"{reverse('administration:account', args=[account_id])}?done={action}")
    return _detail(request, actor, found, faulty=(action, form), status=422)


@dataclass(frozen=True)
class Action:
    """Something to do with an account: what is asked for, what is done, and the word afterwards."""

    label: str
    form: type[django_forms.Form]
    carry_out: Callable[[HttpRequest, Actor, Any, dict[str, Any]], str]
    done: str
    icon: str = "point"


def _correct(request: HttpRequest, actor: Actor, account: Any, told: dict[str, Any]) -> str:
    services.correct_account(actor=actor, account=account, **told, at=_now(request))
    return ""


def _switch_off(request: HttpRequest, actor: Actor, account: Any, told: dict[str, Any]) -> str:
    services.switch_account(actor=actor, account=account, on=False, reason=told["reason"], at=_now(request))
    return ""


def _switch_on(request: HttpRequest, actor: Actor, account: Any, told: dict[str, Any]) -> str:
    services.switch_account(actor=actor, account=account, on=True, reason=told["reason"], at=_now(request))
    return ""


def _reset_password(request: HttpRequest, actor: Actor, account: Any, told: dict[str, Any]) -> str:
    fresh = draw_password()
    services.reset_password(actor=actor, account=account, password=fresh, reason=told["reason"], at=_now(request))
    return fresh


def _unlock(request: HttpRequest, actor: Actor, account: Any, told: dict[str, Any]) -> str:
    services.unlock_account(actor=actor, account=account, reason=told["reason"], at=_now(request))
    return ""


def _reset_second_factor(request: HttpRequest, actor: Actor, account: Any, told: dict[str, Any]) -> str:
    services.reset_second_factor(actor=actor, account=account, reason=told["reason"], at=_now(request))
    return ""


def _post(request: HttpRequest, actor: Actor, account: Any, told: dict[str, Any]) -> str:
    entry = PostingEntry(
        login=account.login,
        role=told["role"],
        valid_from=told["valid_from"],
        unit_code=told["unit"],
        uscc=told["uscc"],
        title=told["title"],
        valid_to=told["valid_to"],
    )
    if told["role"] in rules.WEIGHTY:
        services.propose_posting(actor=actor, entry=entry, reason=told["reason"], at=_now(request))
    else:
        services.post_person(actor=actor, entry=entry, at=_now(request))
    return ""


class PostingEnd(forms.Reason):
    """Which post ends, and why."""

    posting = django_forms.IntegerField(widget=django_forms.HiddenInput)


def _end_posting(request: HttpRequest, actor: Actor, account: Any, told: dict[str, Any]) -> str:  # noqa: ARG001
    services.end_posting(actor=actor, posting_id=told["posting"], reason=told["reason"], at=_now(request))
    return ""


ACTIONS = {
    "correct": Action("改姓名、手机、职务", forms.Correction, _correct, "已改好。", "pencil"),
    "post": Action("登记任职", forms.PostingForm, _post, "已登记；重要岗位等安全保密管理员确认后生效。", "id-badge-2"),
    "end_posting": Action("终止任职", PostingEnd, _end_posting, "任职已终止，这个人的登录已全部结束。", "user-minus"),
    "reset_password": Action("重置口令", forms.Reason, _reset_password, "口令已重置，这个人的登录已全部结束。", "key"),
    "switch_off": Action("停用账号", forms.Reason, _switch_off, "账号已停用，登录和密钥都已失效。", "user-off"),
    "switch_on": Action("启用账号", forms.Reason, _switch_on, "账号已启用。", "user-check"),
    "unlock": Action("解除锁定", forms.Reason, _unlock, "已解锁。", "lock-open"),
    "reset_second_factor": Action(
        "重置动态口令", forms.Reason, _reset_second_factor, "动态口令已重置，下次登录重新启用。", "device-mobile-off"
    ),
}  # fmt: skip
DONE = {name: action.done for name, action in ACTIONS.items()}


def draw_password() -> str:
    """A password for the first sign-in that can be read aloud, with every kind of character."""
    while True:
        text = "-".join("".join(secrets.choice(EASY_TO_READ) for _ in range(GROUP)) for _ in range(GROUPS))
        if rules.password_fault(text) is None:
            return text


def _detail(
    request: HttpRequest,
    actor: Actor,
    account: Any,
    *,
    done: str = "",
    shown_once: str = "",
    faulty: tuple[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    on = localdate(_now(request))
    posts = queries.postings_of([account.pk])[account.pk]
    is_locked = rules.is_locked(account.locked_until, at=_now(request))
    words = {
        "person": account,
        "phone": account.phone if actor.role == Role.SYS else mask_phone(account.phone) if account.phone else "",
        "is_locked": is_locked,
        "has_app": queries.is_enrolled(account.pk),
        "totp": settings.STAFF_TOTP,
        "posts": [(post, _post_words(post), _is_held(post, on)) for post in posts],
        "waiting": queries.proposals(state="OPEN").filter(account_id=account.pk),
        "steps": _steps(actor, account, posts, faulty, is_locked=is_locked),
        "may_end": actor.role == Role.SYS and actor.id != account.pk,
        "ending": faulty[1] if faulty and faulty[0] == "end_posting" else PostingEnd(),
        "done": done,
        "shown_once": shown_once,
    }
    return render(request, "administration/account.html", words, status=status)


def _steps(
    actor: Actor, account: Any, posts: list[Any], faulty: tuple[str, Any] | None, *, is_locked: bool
) -> list[dict[str, Any]]:
    """What this administrator may do with this account now, each with its form."""
    is_other = actor.id != account.pk
    is_keeper = actor.role in rules.keepers_of({post.role for post in posts}) and is_other
    open_now = {
        "correct": actor.role == Role.SYS,
        "post": actor.role == Role.SYS and account.is_active and is_other,
        "reset_password": is_keeper and account.has_usable_password(),
        "unlock": actor.role == Role.SEC and is_locked and is_other,
        "reset_second_factor": actor.role == Role.SEC and is_other and queries.is_enrolled(account.pk),
        "switch_off": is_keeper and account.is_active,
        "switch_on": is_keeper and not account.is_active,
    }
    return [
        {
            "name": name,
            "action": ACTIONS[name],
            "form": faulty[1] if faulty and faulty[0] == name else _blank(name, account),
            "is_open": bool(faulty and faulty[0] == name),
        }
        for name, is_open in open_now.items()
        if is_open
    ]


def _blank(name: str, account: Any) -> django_forms.Form:
    initial = {"name": account.name, "phone": account.phone, "title": account.title} if name == "correct" else {}
    return ACTIONS[name].form(initial=initial, prefix=None, auto_id=f"{name}_%s")


def _found(request: HttpRequest) -> Any:
    on = localdate(_now(request))
    return queries.accounts_found(on=on, **listing.asked_of(request, FILTERS))


def _row(row: Any, posts: list[Any], request: HttpRequest) -> dict[str, Any]:
    on = localdate(_now(request))
    return {
        "account": row,
        "phone": mask_phone(row.phone) if row.phone else "—",
        "state": _state(row),
        "posts": [_post_words(post) for post in posts if _is_held(post, on)],
    }


def _state(row: Any) -> str:
    if not row.is_active:
        return "已停用"
    return "已锁定" if row.is_locked else "待改口令" if row.must_change_password else "启用"


def _is_held(post: Any, on: Any) -> bool:
    return rules.periods_overlap((post.valid_from, post.valid_to), (on, on))


def _post_words(post: Any) -> str:
    place = post.unit.short_name if post.unit else post.entity.name if post.entity else ""
    return f"{Role(post.role).label} · {place}" if place else Role(post.role).label


def _account(account_id: int) -> Any:
    found = queries.account(account_id)
    if found is None:
        raise AccountNotFound("没有找到这个账号。", next_step="请回到账号列表查找。")
    return found


def _now(request: HttpRequest) -> Any:
    return request.now  # type: ignore[attr-defined]
