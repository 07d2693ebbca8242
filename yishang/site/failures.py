"""What a person sees when something failed: in words, with a next step, and without asking the database."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template

FRAME = {"site_name": "宜商", "city_name": "", "demo": settings.DEMO, "demo_clock_text": ""}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return _page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form without a valid token: nearly always a page that stood open for too long."""
    words = {
        "message": "这个页面放得太久，已经失效",
        "next_step": "返回上一页，刷新后再提交一次；填过的内容还在本机草稿里。",
    }
    return _page(request, 403, words)


def _page(request: HttpRequest, status: int, words: dict[str, Any] | None = None) -> HttpResponse:
    """Rendered without the request, so that no context processor runs: the database may be what failed."""
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"message": "没有这个接口。" if status == 404 else "请求没有办成。", **(words or {})}, status=status
        )
    return HttpResponse(get_template(f"errors/{status}.html").render({"frame": FRAME, **(words or {})}), status=status)
