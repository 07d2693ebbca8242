"""Where a subject lies, and the fence around it."""

from datetime import datetime

from django.db import transaction

from yishang.kernel.geo import rules as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.rules import Signatory
from yishang.kernel.parties.models import Subject


@transaction.atomic
def place_subject(
    *,
    actor: Signatory,
    subject_id: int,
    lon: float,
    lat: float,
    crs: str,
    at: datetime,
    fence: geo.Fence | None = None,
) -> Subject:
    """Keep a subject's place, given in any known coordinate system, and its fence (None: a circle by its type).

    The fence is given in CGCS2000. Raises geo.rules.PlaceRefused, Subject.DoesNotExist.
    """
    place = geo.to_stored(lon, lat, crs=crs)
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject_id)
    subject.lon, subject.lat = place
    subject.fence = fence.written() if fence else None
    subject.save(update_fields=["lon", "lat", "fence"])
    journal.record(
        actor=actor, verb="parties.subject.placed", subject=f"subject:{subject.pk}", at=at, internal=True,
        data={"lon": f"{place.lon:.6f}", "lat": f"{place.lat:.6f}", "crs": crs, "fence": bool(fence)},
    )  # fmt: skip
    return subject
