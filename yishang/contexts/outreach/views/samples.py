from django.http import HttpRequest, HttpResponse


def samples(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("samples")


def sample(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("sample")


def reveal(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("reveal")


def record_file(request: HttpRequest, **_path: str) -> HttpResponse:
    return HttpResponse("record_file")
