from django.http import HttpRequest, HttpResponse


def overview(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("overview")
