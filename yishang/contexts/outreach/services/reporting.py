"""A service request of GeoReport v2 becomes an appeal, with the place that its client named."""

from datetime import datetime

from django.db import transaction

from yishang.contexts.outreach.models import Appeal, ReportedPlace
from yishang.contexts.outreach.rules import georeport
from yishang.contexts.outreach.services.submitting import Contact, submit_appeal
from yishang.kernel.directory.rules import Actor


@transaction.atomic
def submit_report(
    *,
    actor: Actor,
    uscc: str,
    service_code: str,
    title: str,
    description: str,
    place: georeport.Place,
    contact: Contact,
    at: datetime,
    is_public_consent: bool = False,
    expect: str = "",
    media_url: str = "",
) -> Appeal:
    """File an appeal through a partner's key; sent twice within a minute it is the same one.

    Raises what submit_appeal raises.
    """
    appeal = submit_appeal(
        actor=actor,
        uscc=uscc,
        category=service_code,
        title=georeport.heading(title, description),
        content=description,
        contact=contact,
        at=at,
        is_public_consent=is_public_consent,
        expect=expect,
    )
    ReportedPlace.objects.get_or_create(appeal=appeal, defaults={**vars(place), "media_url": media_url})
    return appeal
