"""What every request carries: the moment, the actor, and refusals answered in words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def present_and_actor(get_response: Answer) -> Answer:
    return get_response


def refusals(get_response: Answer) -> Answer:
    return get_response


def page_frame(request: HttpRequest) -> dict[str, object]:
    return {}
