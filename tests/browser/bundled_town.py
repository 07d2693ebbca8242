"""The small town's bundles, and who opens their pages."""

from collections.abc import Iterator

from django.urls import reverse

from yishang.contexts.bundles import services

Page = tuple[str, str]  # who, address
NOBODY = ""
USUAL = "?subject=have&bank=yes&staff=yes&size=large&room=yes&drain=yes&sign=yes"


def settle_bundles() -> None:
    """Publish the items that only bundles have; the trees have brought the others."""
    services.load_catalogs()


def pages_of_bundles() -> Iterator[Page]:
    """The shelf, one bundle, a question, the sheet of papers."""
    yield NOBODY, reverse("bundles:home")
    yield NOBODY, reverse("bundles:home") + "?q=没有这一项"
    yield NOBODY, reverse("bundles:bundle", args=["T02"])
    yield NOBODY, reverse("bundles:ask", args=["T02"])
    yield NOBODY, reverse("bundles:ask", args=["T02"]) + "?subject=have"
    yield NOBODY, reverse("bundles:result", args=["T02"]) + USUAL
    yield "li_min", reverse("bundles:result", args=["T02"]) + USUAL
