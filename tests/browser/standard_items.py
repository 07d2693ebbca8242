"""The catalog's desk and its lists as the browser walk opens them: who, which address."""

from collections.abc import Iterator

from django.urls import reverse


def pages_of_standards() -> Iterator[tuple[str, str]]:
    """Person (a field of Town) and address."""
    for who in ("wang_gong", "chen_jing", "yang_ping", "du_cha"):
        yield who, reverse("service_standards:items")
    yield "yang_ping", reverse("service_standards:items") + "?q=没有这项"
