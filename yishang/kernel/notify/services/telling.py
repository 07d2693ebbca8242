"""Telling people, and getting text messages out. The rows are the record; the journal holds the acts they tell of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from yishang.kernel.directory.models import Account
from yishang.kernel.directory.rules import Actor
from yishang.kernel.notify import gateways, queries, rules
from yishang.kernel.notify.models import Notice

GIVE_UP_BATCH_AFTER = 3  # failures in a row: the gateway is down, the rest waits for the next minute


@transaction.atomic
def tell(
    *,
    account_id: int | None = None,
    phone: str = "",
    template: str,
    context: Mapping[str, object],
    subject: str = "",
    at: datetime,
    channels: Sequence[str] | None = None,
    dedup_key: str | None = None,
) -> int:
    """Tell one recipient over the template's channels (or the given ones); how many messages are new.

    In-site messages are there at once; text messages wait for `send_pending`, at night until 8:00. The phone is the
    account's unless one is given; a channel that cannot reach the recipient is left out. `dedup_key` names the
    occasion; it is kept apart by recipient and channel. Raises LookupError for an unknown template and
    rules.MissingPlaceholder: both are caller's mistakes.
    """
    wording = queries.template(template, on=at.astimezone(rules.SHANGHAI).date())
    wanted = wording.channels if channels is None else channels
    number = _phone_of(account_id) if rules.SMS in wanted and not phone and account_id else phone
    reachable = {rules.IN_SITE: account_id is not None, rules.SMS: bool(number)}
    text = rules.render(wording.text, context)
    notices = [
        Notice(
            account_id=account_id,
            phone=number if channel == rules.SMS else "",
            channel=channel,
            template=template,
            is_code=wording.is_code,
            title=wording.title,
            text=text,
            subject=subject,
            at=at,
            dedup_key=f"{dedup_key}/{account_id or number}/{channel}" if dedup_key else None,
            **_beginning(channel, at, is_code=wording.is_code),
        )
        for channel in wanted
        if reachable[channel]
    ]
    return _added(notices)


def mark_read(*, actor: Actor, notice_ids: Iterable[int] | None = None, at: datetime) -> int:
    """Mark the actor's own in-site messages read, all of them without ids; how many were new. Others' stay unread."""
    if actor.id is None:
        return 0
    mine = Notice.objects.filter(account_id=actor.id, channel=Notice.Channel.IN_SITE, read_at=None)
    return (mine if notice_ids is None else mine.filter(pk__in=list(notice_ids))).update(read_at=at)


def lay_aside(*, before: datetime, at: datetime) -> int:
    """Mark in-site messages from before that moment read, whoever's they are: old news hides what is new."""
    old = Notice.objects.filter(channel=Notice.Channel.IN_SITE, read_at=None, at__lt=before)
    return old.update(read_at=at)


def send_pending(*, gateway: gateways.SmsGateway, at: datetime, limit: int = 200) -> int:
    """Send the text messages whose time has come; how many were taken. Call it outside a transaction.

    Each message is claimed first and sent after, so two workers never send the same one at once and a killed worker's
    is sent again after a while, under the same reference. A failed one is tried three times more, then FAILED.
    """
    sent = failures = 0
    for notice in queries.due_for_sending(at, limit=limit):
        if not _claimed(notice, at):
            continue
        if _sent(notice, gateway, at):
            sent, failures = sent + 1, 0
            continue
        failures += 1
        if failures == GIVE_UP_BATCH_AFTER:
            break
    return sent


def send_code(*, phone: str, gateway: gateways.SmsGateway, at: datetime) -> int:
    """Send the codes that wait for this phone at once instead of within the minute; how many were taken.

    Call it after the transaction that told. One that fails is left to `send_pending`.
    """
    waiting = queries.codes_waiting(phone, at)
    return sum(_sent(notice, gateway, at) for notice in waiting if _claimed(notice, at))


def _beginning(channel: str, at: datetime, *, is_code: bool) -> dict[str, datetime | str]:
    if channel == rules.IN_SITE:
        return {"state": Notice.State.SENT, "sent_at": at}
    return {"state": Notice.State.PENDING, "not_before": rules.earliest_send(at, is_code=is_code)}


def _phone_of(account_id: int) -> str:
    return Account.objects.values_list("phone", flat=True).get(pk=account_id)


def _added(notices: list[Notice]) -> int:
    """Insert what has not been told yet; a repetition costs one reading, and two at once still make one message."""
    keys = [notice.dedup_key for notice in notices if notice.dedup_key]
    told = set(Notice.objects.filter(dedup_key__in=keys).values_list("dedup_key", flat=True)) if keys else set()
    new = [notice for notice in notices if notice.dedup_key not in told]
    Notice.objects.bulk_create(new, ignore_conflicts=bool(keys))
    return len(new)


def _claimed(notice: Notice, at: datetime) -> bool:
    """Whether this worker may try it now. Nobody else may until the lease ends; the attempt counts even if we die."""
    waiting = Notice.objects.filter(pk=notice.pk, state=Notice.State.PENDING, not_before__lte=at)
    if notice.attempts >= rules.MAX_ATTEMPTS:  # every attempt was cut off by a crash
        waiting.update(state=Notice.State.FAILED, last_error="多次发送中断")
        return False
    taken = waiting.filter(attempts=notice.attempts).update(attempts=notice.attempts + 1, not_before=at + rules.LEASE)
    notice.attempts += taken
    return bool(taken)


def _sent(notice: Notice, gateway: gateways.SmsGateway, at: datetime) -> bool:
    try:
        gateway.send(phone=notice.phone, text=notice.text, reference=f"notice-{notice.pk}")
    except gateways.SmsNotSent as error:
        _put_off(notice, at, str(error))
    else:
        notice.state, notice.sent_at, notice.last_error = Notice.State.SENT, at, ""
    if notice.is_code and not gateway.keeps_text and notice.state != Notice.State.PENDING:
        notice.text = rules.FORGOTTEN
    notice.save(update_fields=["state", "sent_at", "not_before", "last_error", "text"])
    return notice.state == Notice.State.SENT


def _put_off(notice: Notice, at: datetime, why: str) -> None:
    wait = rules.retry_after(notice.attempts)
    notice.last_error = why[:200]
    if wait is None:
        notice.state = Notice.State.FAILED
    else:
        notice.not_before = rules.earliest_send(at + wait, is_code=notice.is_code)
