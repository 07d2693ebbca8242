"""What every request carries: the moment, the actor, and refusals answered in words."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ROLE_LABELS, Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.notify import queries as notify
from yishang.site import navigation

Answer = Callable[[HttpRequest], HttpResponse]


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
    return directory.actor_of(request.user, on=request.now.date())  # type: ignore[attr-defined]


class refusals:  # noqa: N801 - a middleware that needs the exception hook; named like its siblings
    """A Refusal becomes a page (or a fragment for htmx, or JSON) with its message and next step."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse(as_json(exception), status=exception.status)
        fragment = bool(request.headers.get("HX-Request"))
        template = "components/refusal.html" if fragment else f"errors/{exception.status}.html"
        words = {"message": exception.message, "next_step": exception.next_step}
        return render(request, template, words, status=exception.status)


def as_json(refusal: Refusal) -> dict[str, Any]:
    """A refusal as machines read it; `fields` is there when single values are at fault."""
    words: dict[str, Any] = {"message": refusal.message, "next_step": refusal.next_step}
    if isinstance(refusal, InvalidInput):
        words["fields"] = refusal.fields
    return words


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """What every page shows around its content."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    now = getattr(request, "now", None) or clocks.present()
    city = geo.name_of(settings.CITY_CODE)
    return {
        "site_name": "宜商",
        "city_name": city,
        "office": actor.unit_name if actor else "",
        "actor": {"name": actor.name, "role": actor.role, "role_label": ROLE_LABELS.get(actor.role, actor.role)}
        if actor
        else None,
        "nav": navigation.entries(request, actor, now=now) if actor else [],
        "unread": notify.unread_count(actor.id) if actor and actor.id else 0,
        "demo": settings.DEMO,
        "demo_clock_text": f"演示城市，数据均为虚构；演示时钟 {now:%Y年%m月%d日 %H:%M}" if settings.DEMO else "",
        "now": now,
    }
