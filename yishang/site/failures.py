"""What a person sees when something failed: in words, with a next step, and without asking the database."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.utils.module_loading import import_string

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.clocks.rules import DemoClockDamaged
from yishang.kernel.context import Door, Refusal, doors

IN_JSON = {404: "没有这个接口。", 500: "我们这边出了问题。"}


def is_for_machines(request: HttpRequest) -> bool:
    """Whether the answer is read by a program: JSON, or as the door's standard wants it; never a page."""
    return request.path.startswith("/api/") or door_of(request) is not None


def door_of(request: HttpRequest) -> Door | None:
    """The standard's door that this address lies behind."""
    return next((door for _, door in doors() if request.path.startswith(f"/{door.prefix}")), None)


def refused(request: HttpRequest, refusal: Refusal, words: dict[str, Any]) -> HttpResponse:
    """A refusal as a program reads it: `words` in JSON, or as the door's standard wants it."""
    if door := door_of(request):
        return _behind(door, request, refusal.status, refusal.message)
    return JsonResponse(words, status=refusal.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What cannot be read at all; more fields than any of our forms has is told as such."""
    if isinstance(exception, TooManyFieldsSent):
        message = f"一次最多 {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} 项"
        return _page(request, 400, {"message": message, "next_step": "请分几次提交。"})
    return _page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


def too_large(request: HttpRequest, *, most: int) -> HttpResponse:
    """More bytes in one request than the site takes in there."""
    message = f"一次最多提交 {most // 1024**2} MB"
    return _page(request, 413, {"message": message, "next_step": "请压缩照片或把表格分开，分几次提交。"})


def no_length(request: HttpRequest) -> HttpResponse:
    """A body in pieces (Transfer-Encoding: chunked) whose length nobody said."""
    return _page(
        request, 411, {"message": "请求没有写明长度。", "next_step": "请在请求头里带上 Content-Length 再发一次。"}
    )


def other_method(request: HttpRequest, allowed: Iterable[str]) -> HttpResponse:
    """An address of the API was called in a way that it does not know."""
    known = sorted({*allowed, "HEAD"} if "GET" in allowed else set(allowed))
    words = {"message": f"这个地址不接受 {request.method}。", "next_step": f"请用 {'、'.join(known)}。"}
    response = _page(request, 405, words)
    response["Allow"] = ", ".join(known)
    return response


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form without a valid token: nearly always a page that stood open for too long.

    Under /api/ every operation looks after its own token; only the description itself comes here, and takes no form.
    """
    if is_for_machines(request):
        return other_method(request, ["GET"])
    words = {
        "message": "这个页面放得太久，已经失效",
        "next_step": "返回上一页，刷新后再提交一次；填过的内容还在本机草稿里。",
    }
    return _page(request, 403, words)


def _page(request: HttpRequest, status: int, words: dict[str, Any] | None = None) -> HttpResponse:
    """Rendered without the request, so that no context processor runs: the database may be what failed."""
    if door := door_of(request):
        said = (words or {}).get("message") or IN_JSON.get(status, "请求没有办成。")
        return _behind(door, request, status, said)
    if is_for_machines(request):
        return JsonResponse({"message": IN_JSON.get(status, "请求没有办成。"), **(words or {})}, status=status)
    return HttpResponse(
        get_template(f"errors/{status}.html").render({"frame": _frame(), **(words or {})}), status=status
    )


def _behind(door: Door, request: HttpRequest, status: int, message: str) -> HttpResponse:
    worded: HttpResponse = import_string(door.fault)(request, status, message)
    return worded


def _frame() -> dict[str, Any]:
    """The demonstration's banner with its clock, which is a file; everything else around a page asks the database."""
    return {"site_name": "宜商", "city_name": "", "demo": settings.DEMO, "demo_clock_text": _demo_clock()}


def _demo_clock() -> str:
    try:
        return demo_text(clocks.present()) if settings.DEMO else ""
    except (DemoClockDamaged, OSError):  # the clock may be what failed; the banner has words without it
        return ""


def demo_text(now: datetime) -> str:
    """What the banner says at that moment of the demonstration."""
    return f"演示城市，数据均为虚构 · {now:%Y年%m月%d日 %H:%M}"
