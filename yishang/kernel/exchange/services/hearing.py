"""Their messages: each taken once, whether it is brought to our door or read from their list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yishang.kernel.context import Refusal
from yishang.kernel.exchange import gateways, rules
from yishang.kernel.exchange.models import Incoming, Place

Take = Callable[[rules.Said], str]


@dataclass(frozen=True)
class Heard:
    """Our answer to a message: what became of it here, and whether we had it before."""

    message_id: str
    outcome: str
    repeated: bool


@transaction.atomic
def take_once(*, channel: str, said: rules.Said, city: str, take: Take, at: datetime) -> Heard:
    """Let `take` act on a message, once; the same again gets the first answer.

    What `take` refuses is raised and leaves nothing behind: the sender corrects it. Raises SaidOtherwise.
    """
    told = {"kind": said.kind, "city_id": city, "body": said.body, "digest": said.digest, "at": at}
    kept, is_new = Incoming.objects.get_or_create(channel=channel, message_id=said.message_id, defaults=told)
    if kept.digest != said.digest:
        raise rules.SaidOtherwise("这个报文编号用过，内容却不一样。", next_step="请换一个编号重发。")
    if is_new or kept.state == rules.REFUSED:
        kept.outcome, kept.state, kept.last_error = take(said)[:80], rules.TAKEN, ""
        kept.save(update_fields=["outcome", "state", "last_error"])
    return Heard(said.message_id, kept.outcome, not is_new)


def pull(*, channel: str, kind: str, wire: gateways.Wire, city: str, take: Take, at: datetime) -> int:
    """Read on in a list of the other side and take each message once; how many were new and taken.

    What cannot be taken is kept with the reason for a person, and the rest goes on. While the other side is down the
    place stays, with since when and why. Call it outside a transaction.
    """
    place, _ = Place.objects.get_or_create(channel=channel, kind=kind, defaults={"asked_at": at})
    try:
        feed = wire.feed(kind, after=place.place, at=at)
    except gateways.PartnerDown as down:
        error = str(down)[: rules.NOTE_LONGEST]
        Place.objects.filter(pk=place.pk).update(asked_at=at, last_error=error, failed_since=place.failed_since or at)
        return 0
    taken = sum(_taken(channel, one, city, take, at) for one in feed.items)
    Place.objects.filter(pk=place.pk, place=place.place).update(
        asked_at=at, place=feed.place, failed_since=None, last_error=""
    )
    return taken


def _taken(channel: str, said: rules.Said, city: str, take: Take, at: datetime) -> bool:
    try:
        return not take_once(channel=channel, said=said, city=city, take=take, at=at).repeated
    except rules.SaidOtherwise:
        return False  # what was taken stands; the list contradicts itself
    except Refusal as refusal:
        Incoming.objects.get_or_create(
            channel=channel, message_id=said.message_id,
            defaults={
                "kind": said.kind, "city_id": city, "body": said.body, "digest": said.digest, "at": at,
                "state": rules.REFUSED, "last_error": refusal.message[: rules.NOTE_LONGEST],
            },
        )  # fmt: skip
        return False
