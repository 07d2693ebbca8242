from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone

from benchmarks.bare.models import Row


def insert(request: HttpRequest) -> JsonResponse:
    row = Row.objects.create(text=request.body.decode(), at=timezone.now())
    return JsonResponse({"id": row.pk}, status=201)


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    return JsonResponse({})


urlpatterns = [path("rows", insert), path("healthz", healthz)]
