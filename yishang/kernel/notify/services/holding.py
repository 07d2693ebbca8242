"""Letting go what waited: text messages after the quiet hours, and the day's digests. What gathered goes as one."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Q

from yishang.kernel.notify import queries, rules
from yishang.kernel.notify.models import Notice

DIGEST = "notice_digest"
RECIPIENTS_AT_ONCE = 1000
logger = logging.getLogger(__name__)


def release_held(*, at: datetime, limit: int = RECIPIENTS_AT_ONCE) -> int:
    """Let go what waited until now, recipient by recipient; how many recipients were served.

    Each is a transaction of its own: a fault with one leaves it waiting for the next minute and holds up nobody else.
    """
    served = 0
    for channel, account_id, phone in queries.held_recipients(at, limit=limit):
        try:
            served += _released(channel, account_id, phone, at)
        except (DatabaseError, LookupError, ValueError):
            logger.exception("what waited for account %s could not be let go", account_id)
    return served


@transaction.atomic
def _released(channel: str, account_id: int | None, phone: str, at: datetime) -> bool:
    whose = Q(account=None) if account_id is None else Q(account_id=account_id)
    rows = Notice.objects.select_for_update(of=("self",)).filter(
        whose, state=Notice.State.HELD, channel=channel, phone=phone, not_before__lte=at
    )
    waiting = list(rows.order_by("id"))  # none when another worker was faster
    if waiting and channel == rules.SMS:
        _let_go_by_sms(waiting, phone, at)
    elif waiting and account_id is not None:
        _digest_for(account_id, waiting, at)
    return bool(waiting)


def _let_go_by_sms(waiting: Sequence[Notice], phone: str, at: datetime) -> None:
    """One text message for what gathered overnight; what was read in the site meanwhile needs none."""
    read = _read_meanwhile(waiting)
    left = [notice for notice in waiting if (notice.template, notice.subject, notice.at) not in read]
    aside = Notice.objects.filter(pk__in=[notice.pk for notice in waiting if notice not in left])
    aside.update(state=Notice.State.LAID_ASIDE, last_error="已在站内读过，不再发短信")
    if len(left) < 2:
        Notice.objects.filter(pk__in=[notice.pk for notice in left]).update(state=Notice.State.PENDING, not_before=at)
        return
    carrier = _digest_row(left, rules.SMS, at, phone=phone)
    carrier.save()
    Notice.objects.filter(pk__in=[one.pk for one in left]).update(state=Notice.State.MERGED, carried_by=carrier)


def _read_meanwhile(waiting: Sequence[Notice]) -> set[tuple[str, str, datetime]]:
    """Which of these occasions the account has read in the site."""
    account_id = waiting[0].account_id
    if account_id is None:
        return set()
    read = Notice.objects.filter(
        account_id=account_id,
        channel=Notice.Channel.IN_SITE,
        read_at__isnull=False,
        at__in={notice.at for notice in waiting},
    )
    return set(read.values_list("template", "subject", "at"))


def _digest_for(account_id: int, waiting: Sequence[Notice], at: datetime) -> None:
    """The person's digest of the day: how many of each kind are still unread; none when all were read."""
    recipient = queries.recipient_of(account_id, on=at.astimezone(rules.SHANGHAI).date())
    key = f"digest/{at.astimezone(rules.SHANGHAI).date()}/{account_id}"
    if recipient and Notice.objects.filter(dedup_key=key).exists():
        _wait_until_tomorrow(waiting, recipient, at)  # the time was changed after today's digest had gone out
        return
    unread = [notice for notice in waiting if notice.read_at is None]
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(state=Notice.State.SENT, sent_at=at)
    if unread:
        carrier = _digest_row(unread, rules.IN_SITE, at, key=key)
        carrier.save()
        if recipient and recipient.phone and _wants_sms(unread, recipient):
            carrier = _digest_row(unread, rules.SMS, at, phone=recipient.phone)  # it is what gets a receipt
            carrier.save()
        Notice.objects.filter(pk__in=[notice.pk for notice in unread]).update(carried_by=carrier)


def _wants_sms(told: Sequence[Notice], recipient: rules.Recipient) -> bool:
    return any(rules.choice_for(queries.topic(notice.topic), recipient).sms for notice in told)


def _digest_row(told: Sequence[Notice], channel: str, at: datetime, *, phone: str = "", key: str = "") -> Notice:
    """One message that stands for several to the same recipient: how many of each kind, and where to read them."""
    wording = queries.template(DIGEST, on=at.astimezone(rules.SHANGHAI).date())
    address = queries.site_address("/notices/")
    words = {
        "count": len(told),
        "kinds": rules.counted([_label(notice) for notice in told]),
        "where": f"查看：{address}" if address else "请登录查看。",
    }
    is_sms = channel == rules.SMS
    return Notice(
        account_id=told[0].account_id,
        role=told[0].role,
        phone=phone,
        channel=channel,
        template=wording.code,
        topic=wording.topic,
        title=wording.title,
        text=rules.render(wording.text, words),
        at=at,
        state=Notice.State.PENDING if is_sms else Notice.State.SENT,
        not_before=at if is_sms else None,
        sent_at=None if is_sms else at,
        dedup_key=key or None,
    )


def _label(notice: Notice) -> str:
    """The kind for those who chose it as a kind; for a telephone without an account the title says more."""
    return notice.title if notice.account_id is None else queries.topic(notice.topic).label


def _wait_until_tomorrow(waiting: Sequence[Notice], recipient: rules.Recipient, at: datetime) -> None:
    until = rules.next_digest(at, recipient.digest_at)
    if until.date() == at.astimezone(rules.SHANGHAI).date():
        until = rules.next_digest(until, recipient.digest_at)
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(not_before=until)
