"""The pages around the processes: the public front, a person's own account, seals, and pictures."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from yishang.contexts.outreach import queries as outreach
from yishang.contexts.outreach import rules as outreach_rules
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import Refusal, page_of_start
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.rules import LOOKS, WITHOUT_BUSINESS, Actor, Role
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import whole_number
from yishang.kernel.journal import queries as journal
from yishang.kernel.measures.rules import Figure
from yishang.kernel.notify import queries as messages
from yishang.site import styleguide, wechat, whose_page
from yishang.site.api import KeyAuth
from yishang.site.middleware import POST_CHOSEN
from yishang.site.whose_page import ON_THE_PHONE

PUBLIC = Actor(id=None, name="公众", role=Role.MON, city_code=settings.CITY_CODE)
PUBLIC_FIGURES = ("total", "in_time", "five_stars", "satisfaction")
FIGURES_KEPT = 60  # seconds; each figure says its own moment
SEALS_SHOWN = 50


class PictureNotFound(Refusal):
    """There is no such picture for this person; whether it exists is not told."""

    status = 404


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page for everybody; whoever is signed in goes straight to work."""
    if request.user.is_authenticated:
        return redirect(start_of(request.actor))  # type: ignore[attr-defined]
    figures = public_figures(now=request.now)  # type: ignore[attr-defined]
    return render(request, "portal/home.html", {"figures": figures})


def start_of(actor: Actor | None) -> str:
    """The name of the page where a post begins its day; accounts without a business post begin at their own account."""
    if not actor or actor.role in WITHOUT_BUSINESS or actor.role == Role.API:
        return "account"
    return page_of_start(actor.role) or ("outreach:mine" if actor.role in ON_THE_PHONE else "outreach:desk")


def public_figures(*, now: datetime) -> list[Figure]:
    """The city's figures without the way to the rows behind them, read at most once a minute."""
    figures: list[Figure] | None = cache.get("portal.figures")
    if figures is None:
        found = outreach.headline(PUBLIC, now=now, kept=outreach.tallied(PUBLIC))
        figures = [replace(found[key], rows_url="") for key in PUBLIC_FIGURES]
        cache.set("portal.figures", figures, FIGURES_KEPT)
    return figures


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search box of the desk's frame, from pages that have no list of their own."""
    page = redirect("outreach:desk" if start_of(request.actor) == "outreach:desk" else "home")  # type: ignore[attr-defined]
    page["Location"] += f"?{request.GET.urlencode()}"
    return page


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who am I, which posts do I hold, how does it look; for administrators also what their post is for."""
    actor: Actor | None = request.actor or None  # type: ignore[attr-defined]
    role = actor.role if actor else ""
    words: dict[str, Any] = {
        "base": frame_of(actor),
        "posts": list(_posts(request)),
        "post_id": actor.post_id if actor else None,
        "region": geo.name_of(actor.region_code) if actor and geo.is_known(actor.region_code) else "",
        "start": start_of(actor),
        "without_business": role in WITHOUT_BUSINESS,
        "password_changed": request.GET.get("done") == "password",
        "session_words": _session_words(getattr(request.user, "kind", "")),
    }
    words |= wechat.account_words(request) if role in ON_THE_PHONE else {}
    if role == Role.SYS:
        words |= {"failed": journal.failed_deliveries(limit=50), "unsent": messages.unsent(limit=51)}
    if role == Role.AUD:
        words |= {"seals": journal.seals(limit=10)}
    return render(request, "portal/account.html", words)


def _session_words(kind: str) -> str:
    """How long this person stays signed in, as SEC has set it."""
    terms = directory.session_terms()
    if kind == "ENTERPRISE":
        return f"{terms.company_idle_days} 天不用会自动退出，最长 {terms.company_days} 天。"
    return f"{terms.staff_idle_minutes} 分钟不操作会自动退出，最长 {terms.staff_hours} 小时。口令 90 天换一次。"


@require_POST
@login_required
def choose_post(request: HttpRequest) -> HttpResponse:
    """Work in another of one's posts from now on. An unknown post changes nothing."""
    chosen = whole_number(request.POST.get("post", ""))
    if chosen and _posts(request).filter(pk=chosen).exists():
        request.session[POST_CHOSEN] = chosen
    return redirect("home")


@require_POST
@login_required
def choose_look(request: HttpRequest) -> HttpResponse:
    """Remember how the person wants the pages to look, on whatever machine. Raises InvalidInput."""
    chosen = {name: request.POST[name] for name in LOOKS if name in request.POST}
    directory_services.choose_look(account_id=request.user.pk or 0, chosen=chosen)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
def keep_session(request: HttpRequest) -> HttpResponse:
    """“继续”: the session lasts its whole time again, and how long that is; 401 when it has ended already."""
    if not request.user.is_authenticated:
        return JsonResponse({"left": 0}, status=HTTPStatus.UNAUTHORIZED)
    return JsonResponse({"left": whose_page.seconds_left(request.session)})


def _posts(request: HttpRequest) -> Any:
    """The postings that the signed-in person holds today."""
    on = localdate(request.now)  # type: ignore[attr-defined]
    return directory.postings_on(on).filter(account_id=request.user.pk or 0)


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """The latest seals of the journal, for anybody to keep a copy of."""
    return render(request, "portal/seals.html", {"seals": journal.seals(limit=SEALS_SHOWN)})


@require_safe
def picture(request: HttpRequest, picture_id: int, *, thumbnail: bool = False) -> FileResponse:
    """A picture for its uploader and for whoever may see the matter it belongs to, by session or by API key.

    Raises PictureNotFound.
    """
    found = evidence.picture_for(picture_id)
    if found is None or not _may_see(request, found):
        raise PictureNotFound("没有找到这张照片。", next_step="请从办件页面打开照片。")
    try:
        stored, content_type = evidence.open_picture(found, thumbnail=thumbnail)
    except FileNotFoundError:
        raise PictureNotFound("这张照片的文件不在了。", next_step="请联系系统管理员。") from None
    response = FileResponse(stored, content_type=content_type)
    response["Cache-Control"] = "private, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _may_see(request: HttpRequest, found: Any) -> bool:
    actor = _looks_on(request)
    if actor is None:
        return False
    try:
        outreach_rules.check_business(actor.role, actor.scopes)
        if found.uploaded_by_id == actor.id:
            return True
        if not found.subject:
            return False
    except outreach_rules.NoBusinessHere:
        return False
    return cases.visible_number(actor, found.subject, on=localdate(request.now)) is not None  # type: ignore[attr-defined]


def _looks_on(request: HttpRequest) -> Actor | None:
    """The account of the key that the request carries, else whoever is signed in."""
    if "Authorization" in request.headers:
        return KeyAuth()(request)
    return request.actor or None  # type: ignore[attr-defined]


@require_safe
def pieces(request: HttpRequest, page: str = "pieces") -> HttpResponse:
    """The style guide, in development and in the demonstration only."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return styleguide.show_styleguide(request, page)


def frame_of(actor: Actor | None) -> str:
    """Pages that everybody has stand in the frame of the person's own work."""
    return "base_desk.html" if actor and actor.role not in ON_THE_PHONE else "base_phone.html"
