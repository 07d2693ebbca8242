"""Appeals that came of a panorama."""

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.rules import PANORAMA


def reported_from_above(source: str) -> Appeal | None:
    """The appeal that a panorama (by its number) brought about; None while there is none."""
    return Appeal.objects.select_related("case").filter(channel=PANORAMA, external_id=source).first()
