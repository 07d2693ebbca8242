"""What people do for the safety of their own account: another password, and every session ended."""

from typing import Any

from django.contrib.auth import logout as close_session
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import services as directory
from yishang.site.demo_accounts import demo_accounts
from yishang.site.portal import frame_of


class ShownToEverybody(Refusal):
    """The password of a demonstration account stands on the sign-in page; others want to use it."""


class NoPasswordHere(Refusal):
    """The person signs in by phone, or through the city's identity provider, and has no password with us."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """Another password for oneself; this session stays, all others end."""
    account: Any = request.user
    if not account.has_usable_password():
        raise NoPasswordHere("您没有口令，用手机验证码登录", next_step="不需要修改。")
    faults: dict[str, str] = {}
    if request.method == "POST":
        _refuse_shown(account.login)
        sent = {name: request.POST.get(name, "") for name in ("current", "new", "repeated")}
        try:
            directory.change_password(account=account, **sent, at=request.now)  # type: ignore[attr-defined]
        except InvalidInput as refusal:
            faults = refusal.fields
        else:
            update_session_auth_hash(request, account)
            return redirect("/account/?done=password")
    base = frame_of(request.actor or None)  # type: ignore[attr-defined]
    words = {"base": base, "account": account, "faults": faults}
    return render(request, "portal/change_password.html", words, status=422 if faults else 200)


@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Every session of mine ends, on every machine, this one too."""
    directory.sign_out_everywhere(account=request.user, at=request.now)  # type: ignore[attr-defined, arg-type]
    close_session(request)
    return redirect("sign_in_staff")


def _refuse_shown(login: str) -> None:
    if any(one.login == login and one.password for one in demo_accounts()):
        raise ShownToEverybody(
            "演示账号的口令大家都在用，不能修改", next_step="要试这一步，请由系统管理员新建一个账号。"
        )
