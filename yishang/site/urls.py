"""All addresses: the site's own, then one folder for each context, found by discovery."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe

from yishang.kernel.context import contexts, doors
from yishang.site.api import api


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 when the web process answers; it asks nothing of the database, so that it says only what it knows."""
    return HttpResponse("ok\n", content_type="text/plain")


handler400 = "yishang.site.failures.bad_request"
handler403 = "yishang.site.failures.not_allowed"
handler404 = "yishang.site.failures.not_found"
handler500 = "yishang.site.failures.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", api.urls),
    path("", include("yishang.site.portal_urls")),
    path("admin-desk/", include("yishang.site.administration.urls")),
    *(path(door.prefix, include((door.urls, door.prefix.partition("/")[0]))) for _, door in doors()),
    *(path(f"{context.label}/", include((f"{context.name}.urls", context.label))) for context in contexts()),
]
