"""Our messages: queued with what they tell of, sent until they are acknowledged, settled by a person when unfit."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.exchange import gateways, queries, rules
from yishang.kernel.exchange.models import Incoming, Outgoing
from yishang.kernel.journal import services as journal

logger = logging.getLogger(__name__)


def queue(
    *, channel: str, message_id: str, kind: str, subject: str, city: str, body: Mapping[str, Any], at: datetime
) -> bool:
    """Keep a message to be sent, in the caller's transaction; whether it is new. The same id is queued once."""
    told = {"kind": kind, "subject": subject, "city_id": city, "body": dict(body), "queued_at": at, "next_try_at": at}
    _, is_new = Outgoing.objects.get_or_create(channel=channel, message_id=message_id, defaults=told)
    return is_new


def send_due(*, channel: str, wire: gateways.Wire, at: datetime, limit: int = 100) -> int:
    """Send what is due on a channel; how many were acknowledged. Stops at the first silence: the rest waits.

    Call it outside a transaction: each message is claimed before and noted after, so two workers never send one at
    once, and what a killed worker had claimed is due again after its pause.
    """
    done = 0
    for message in queries.due(channel, at=at, limit=limit):
        if not _claimed(message, at):
            continue
        error = _sent(message, wire, at)
        done += not error
        if error and message.state == rules.PENDING:
            break
    return done


def _claimed(message: Outgoing, at: datetime) -> bool:
    waiting = Outgoing.objects.filter(pk=message.pk, state=rules.PENDING, tries=message.tries)
    pause = rules.pause_after(message.tries + 1)
    taken = waiting.update(tries=message.tries + 1, next_try_at=at + pause)
    message.tries += taken
    return bool(taken)


def _sent(message: Outgoing, wire: gateways.Wire, at: datetime) -> str:
    """Why it was not acknowledged; "" when it was."""
    sent = rules.Sent(message.message_id, message.kind, message.subject, message.body)
    state, told, error = rules.PENDING, {}, ""
    try:
        told = {"receipt": wire.send(sent, at=at), "acknowledged_at": at, "next_try_at": None}
        state = rules.SENT
    except gateways.PartnerRefused as refused:
        state, error = rules.REFUSED, str(refused)
    except gateways.PartnerDown as down:
        error = str(down)
    except Exception as fault:  # whatever a gateway stumbles over, the message stays and says so
        logger.exception("the gateway of %s stumbled over message %s", message.channel, message.pk)
        error = f"网关出错：{type(fault).__name__}"
    message.state = state
    Outgoing.objects.filter(pk=message.pk).update(state=state, last_error=error[: rules.NOTE_LONGEST], **told)
    return error


@transaction.atomic
def settle(*, actor: Actor, outgoing_id: int = 0, incoming_id: int = 0, again: bool, note: str, at: datetime) -> str:
    """A person sends again what waits or was refused, or notes how it was dealt with; who may, the caller has checked.

    The channel of the message. What came in and could not be taken is noted only. Raises AlreadySettled, InvalidInput.
    """
    rows: Any = Outgoing.objects if outgoing_id else Incoming.objects
    found = rows.select_for_update().filter(pk=outgoing_id or incoming_id, city_id=actor.city_code)
    message = found.filter(state__in=(rules.PENDING, rules.REFUSED)).first()
    if message is None:
        raise rules.AlreadySettled("这条已有回执，或者已有人处理。", next_step="请刷新后再看。")
    if again and outgoing_id:
        changed = {"state": rules.PENDING, "next_try_at": at}
    else:
        if not note.strip():
            raise InvalidInput({"note": "请写明怎样处理的，如：已电话告知对方值班人员。"})
        changed = {"state": rules.SETTLED, "last_error": note.strip()[: rules.NOTE_LONGEST]}
    found.update(**changed, settled_by=actor.name)
    said = "重新送出" if again and outgoing_id else note.strip()
    journal.record(
        actor=actor, verb="exchange.message.settled", subject=f"message:{message.channel}:{message.pk}", at=at,
        data={"message_id": message.message_id, "note": said}, internal=True,
    )  # fmt: skip
    return str(message.channel)
