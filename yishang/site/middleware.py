"""What every request carries: the moment, the actor, refusals in words, and the headers that keep a page safe."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import select_template
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import is_keepable
from yishang.kernel.intake.services import FILE_MOST
from yishang.kernel.notify import queries as notify
from yishang.site import failures, kept_form, navigation, session_limits, whose_page

Answer = Callable[[HttpRequest], HttpResponse]

POST_CHOSEN = "post_id"  # in the session: which of several posts the person works in
UNKEEPABLE = "含有无法保存的字符，请删去后再提交。"
LENGTH_DIGITS = 18
TABLES_PATH = "/import/"
BESIDES = 64 * 1024  # what a form carries beside its file
CHUNK = 64 * 1024
TAKEN_IN = 4  # times the largest body
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
WITH_TILES = (
    "default-src 'self'; img-src 'self' data: blob: {hosts}; connect-src 'self' {hosts}; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS_POLICY = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"


def readable_request(get_response: Answer) -> Answer:
    """A null character in an address is nobody's honest mistake, and PostgreSQL will not even look for it.

    The same in a cookie or another header. A body too large is refused before anything reads it, and one that comes in
    pieces without a length too: Django would take it for empty, and the form's faults would be told instead.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        headers = [value for name, value in request.META.items() if name.startswith("HTTP_")]
        if any("\x00" in text for text in (request.path, *headers, *request.COOKIES.values())):
            raise BadRequest("null character in the address or a header")
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("null character in the address")
        if _length(request) > (most := _most(request)):
            _take_in(request)
            return failures.too_large(request, most=most)
        if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
            return failures.no_length(request)
        return get_response(request)

    return respond


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdecimal() and len(said) < LENGTH_DIGITS else 0


def _most(request: HttpRequest) -> int:
    """How large a body may be: a table handed in by somebody who seems to be signed in may be larger."""
    is_table = request.path == TABLES_PATH and settings.SESSION_COOKIE_NAME in request.COOKIES
    return FILE_MOST + BESIDES if is_table else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _take_in(request: HttpRequest) -> None:
    """Read and drop a body, up to some times the limit: who is cut off while sending never reads the answer."""
    left = settings.DATA_UPLOAD_MAX_MEMORY_SIZE * TAKEN_IN
    try:
        while left > 0 and (part := request.read(CHUNK)):
            left -= len(part)
    except OSError:  # gone already
        return


def machine_manners(get_response: Answer) -> Answer:
    """Under /api/, HEAD is a GET without its body, and a method that an address does not take is told in JSON."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not failures.is_for_machines(request):
            return get_response(request)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = failures.other_method(request, response.get("Allow", "GET").split(", "))
        if is_head:
            request.method, length = "HEAD", str(len(response.content))
            response.content = b""
            response["Content-Length"] = length
        return response

    return respond


def safe_headers(get_response: Answer) -> Answer:
    """Only our own scripts and styles, none inline; and pages of a signed-in person are kept in no cache.

    A page with a map over foreign tiles (`request.tile_hosts`, set by the map itself) may ask those hosts for pictures.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        hosts = getattr(request, "tile_hosts", "")
        policy = WITH_TILES.format(hosts=hosts) if hosts else CONTENT_SECURITY_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        if hosts:
            response.headers.setdefault("Referrer-Policy", "strict-origin")  # a key for browsers is tied to the site
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store")  # 退出以后，“后退”也看不到
        return response

    return respond


def renewed_session(get_response: Answer) -> Answer:
    """A session ends some time after its last use, and some longer time after its beginning (handbook 12.5).

    Whoever meets that end is led to the sign-in page with what was being sent.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        session_limits.end_if_over(request)
        response = kept_form.answer(request, get_response(request))
        session = request.session
        if session.accessed and whose_page.is_due(session):
            session_limits.renew(request)
        if request.headers.get("HX-Request") and SESSION_KEY in session:
            left = whose_page.seconds_left(session, after_use=True)
            response["X-Session-Left"] = str(left)  # for session.js, which warns in time
        return response

    return respond


def present_and_actor(get_response: Answer) -> Answer:
    """`request.now` is the one moment of the request; `request.actor` the signed-in person's post, or None."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.now = clocks.present()  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return get_response(request)

    return respond


def _actor(request: HttpRequest) -> Actor | None:
    if not request.user.is_authenticated:
        return None
    on = localdate(request.now)  # type: ignore[attr-defined]
    return directory.actor_of(request.user, on=on, post_id=request.session.get(POST_CHOSEN))


class refusals:
    """A Refusal becomes a page (or a fragment for htmx, or JSON) with its message and next step."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """What no database keeps never reaches a page; the API looks for itself, where it reads JSON."""
        sent = [request.GET] if failures.is_for_machines(request) else [request.GET, request.POST]
        words = [(name, values) for given in sent for name, values in given.lists()]
        faults = {name: UNKEEPABLE for name, values in words if not is_keepable([name, *values])}
        if faults:
            return self.process_exception(request, InvalidInput(faults))
        other = None if failures.is_for_machines(request) else whose_page.refusal_of(request)
        return self.process_exception(request, other) if other else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        asks_for_json = request.headers.get("Accept", "").startswith("application/json")
        if asks_for_json or "Authorization" in request.headers or failures.is_for_machines(request):
            return failures.refused(request, exception, as_json(exception))
        fragment = bool(request.headers.get("HX-Request"))
        page = [f"errors/{exception.status}.html", "errors/400.html"]
        template = select_template(["components/refusal.html"] if fragment else page)
        words = {"message": exception.message, "next_step": exception.next_step}
        return HttpResponse(template.render(words, request), status=exception.status)


def as_json(refusal: Refusal) -> dict[str, Any]:
    """A refusal as machines read it; `fields` is there when single values are at fault."""
    words: dict[str, Any] = {"message": refusal.message, "next_step": refusal.next_step}
    if isinstance(refusal, InvalidInput):
        words["fields"] = refusal.fields
    return words | getattr(refusal, "extra", {})


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """What every page shows around its content."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    user: Any = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    look: dict[str, str] = person.look if person else {}
    now = getattr(request, "now", None) or clocks.present()
    city = geo.name_of(settings.CITY_CODE)
    return {
        "site_name": "宜商",
        "city_name": city,
        "office": actor.unit_name if actor else "",
        "actor": {"name": actor.name, "role": actor.role, "role_label": Role(actor.role).label} if actor else None,
        "nav": navigation.entries(request, actor, now=now) if actor else [],
        "sections": navigation.phone_entries(request, actor) if actor else [],
        "public_nav": SimpleLazyObject(lambda: navigation.public_entries(request)),  # of the public front only
        "unread": notify.unread_count(actor.id) if actor and actor.id else 0,
        "look": look,
        "look_told": " ".join(sorted(look)),
        "keys_off": look.get("keys") == "0",  # `look.keys` would be the dictionary's own method where nobody chose
        "person": person.pk if person else "",
        "door": whose_page.door_of(actor) if person else "",
        "session_left": whose_page.seconds_left(request.session) if person else 0,
        "demo": settings.DEMO,
        "demo_clock_text": failures.demo_text(now) if settings.DEMO else "",
        "now": now,
    }
