from django.http import HttpRequest, HttpResponse


def queue(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("queue")


def export(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("export")


def matter(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("matter")


def move(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("move")
