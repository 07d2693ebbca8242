from django.http import HttpRequest, HttpResponse


def mine(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("mine")


def submit_appeal(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("submit_appeal")


def matter(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("matter")


def move(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("move")
