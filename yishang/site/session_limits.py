"""When a session is over: idle too long, or open too long. What runs by itself in a page does not keep it open."""

from time import time

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from yishang.kernel.directory import queries as directory

OPENED, SEEN = "opened", "seen"  # in the session: moments in seconds of the machine's clock, not of a demo city's
BACKGROUND = (
    "X-Background"  # a request that no person made: a page refreshing itself (hx-headers='{"X-Background": "1"}')
)


def end_if_over(request: HttpRequest) -> None:
    """Show out whoever has been idle or signed in for too long. Asks nothing where no session is sent."""
    if not _is_signed_in(request):
        return
    idle, longest = _limits(request)
    now, opened, seen = time(), request.session.get(OPENED), request.session.get(SEEN)
    if (seen and now - seen >= idle) or (opened and now - opened >= longest):
        request.session.flush()
        request.user = AnonymousUser()


def renew(request: HttpRequest) -> None:
    """Note that the person is there; the session lasts its idle time from now, but never beyond the longest."""
    if BACKGROUND in request.headers:
        return
    session, now = request.session, int(time())
    idle, longest = _limits(request)
    session.setdefault(OPENED, now)
    session[SEEN] = now
    session.set_expiry(max(min(idle, session[OPENED] + longest - now), 1))


def begin(session: SessionBase) -> None:
    """Just signed in."""
    session[OPENED] = int(time())


def _is_signed_in(request: HttpRequest) -> bool:
    return bool(request.COOKIES) and SESSION_KEY in request.session


def _limits(request: HttpRequest) -> tuple[int, int]:
    """Idle and longest, in seconds, for the person of this session."""
    staff = getattr(request.user, "kind", "STAFF") != "ENTERPRISE"
    terms = directory.session_terms()
    return int(terms.idle(staff=staff).total_seconds()), int(terms.longest(staff=staff).total_seconds())
