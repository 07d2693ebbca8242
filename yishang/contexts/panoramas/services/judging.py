"""What is thought of a panorama, and what follows from it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.panoramas import queries, rules
from yishang.contexts.panoramas.models import Panorama, Verdict
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.clocks.rules import due_moment
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import services as journal


@transaction.atomic
def judge_panorama(*, actor: Actor, number: str, verdict: str, note: str, at: datetime) -> Verdict:
    """Say how a site goes on; the same once more changes nothing, another verdict stands beside the older.

    Anything but NORMAL asks for a line-A appeal and for contact within 3 working days: whoever handles appeals hears
    it from the fact. Raises PanoramaNotVisible, PanoramaNotYours, InvalidInput.
    """
    found = queries.panorama(actor, number)
    rules.check_keeps(actor, region_code=found.region_id, city_code=found.city_id)
    if faults := rules.verdict_faults(verdict, note):
        raise InvalidInput(faults)
    locked = Panorama.objects.select_for_update(of=("self",)).get(pk=found.pk)
    last = locked.verdicts.last()
    if last and (last.verdict, last.note) == (verdict, note.strip()):
        return last
    made = Verdict.objects.create(
        panorama=locked,
        verdict=verdict,
        note=note.strip(),
        judged_by_id=actor.id,
        judged_by_name=actor.name,
        judged_at=at,
        contact_by=None if verdict == rules.NORMAL else due_moment(clocks.calendar(), at, rules.CONTACT_HALF_DAYS),
    )
    locked.verdict = verdict
    locked.save(update_fields=["verdict"])
    data: dict[str, Any] = {"verdict": verdict, "label": rules.VERDICTS[verdict], "note": made.note}
    data |= {"before": last.verdict if last else ""}
    data |= {"appeal": _appeal(found, made)} if made.contact_by else {}
    journal.record(actor=actor, verb="panoramas.panorama.judged", subject=number, at=at, data=data)
    return made


def _appeal(panorama: Panorama, made: Verdict) -> dict[str, Any]:
    """What the appeal is to be made of, for whoever listens."""
    assert made.contact_by is not None
    content = rules.appeal_content(
        number=panorama.number,
        point_no=panorama.point_no,
        captured_on=localdate(panorama.captured_at),
        contact_by=localdate(made.contact_by),
    )
    title = rules.appeal_title(panorama.project.name)
    return {
        "subject": panorama.project_id,
        "title": title,
        "content": content,
        "contact_by": made.contact_by.isoformat(),
    }


@transaction.atomic
def note_appeal(*, number: str, appeal_number: str) -> None:
    """Remember which appeal followed from a panorama; repeating it changes nothing."""
    Panorama.objects.filter(number=number).update(appeal_number=appeal_number)
