"""Whose page a request comes from, and how long that person's session lasts: so that no page outlives its reader."""

from time import time

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import reverse

from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import SPONSORS, Actor, Role

RENEW_AFTER = 60  # seconds: one write a minute keeps a session that is used, and lets an idle one end
ON_THE_PHONE = frozenset({Role.ENT, *SPONSORS})


class PageOfAnother(Refusal):
    """The page was opened by one person and sent by another, who has signed in on this machine since."""

    status = 409


def refusal_of(request: HttpRequest) -> PageOfAnother | None:
    """What stands against a form whose page says that somebody else opened it; pages without the word pass."""
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    seen_as = request.headers.get("X-Seen-As") or request.POST.get("seen_as", "")
    if not seen_as or seen_as == str(request.user.pk):
        return None
    return PageOfAnother(
        f"这一页是另一位打开的，现在登录的是{request.user.name}，没有提交。",
        next_step="请重新打开页面，以自己的身份办理。",
    )


def is_due(session: SessionBase) -> bool:
    """Whether this use of the session is to be noted down, which lets it last its whole time again."""
    return SESSION_KEY in session and time() - session.get("seen", 0) > RENEW_AFTER


def seconds_left(session: SessionBase, *, after_use: bool = False) -> int:
    """How long the session lasts if nothing more is done in it; 0 when nobody is signed in.

    A page asks while this use of the session is still to be noted down; `after_use` asks when that has been done, or
    not, since what runs by itself in a page does not keep a session open.
    """
    if SESSION_KEY not in session:
        return 0
    used = 0 if is_due(session) and not after_use else int(time()) - session.get("seen", int(time()))
    return max(session.get_expiry_age() - used, 0)


def door_of(actor: Actor | None) -> str:
    """The sign-in page through which this person came."""
    return reverse("sign_in_staff" if actor and actor.role not in ON_THE_PHONE else "sign_in")
