"""Writing messages: in the site at once or for the day's digest, by text message as each person wants it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yishang.kernel.notify import queries, rules
from yishang.kernel.notify.models import Notice

ROWS_AT_ONCE = 500


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
    """Tell one recipient, an account or a telephone; how many messages are new. See `tell_all`."""
    telling = rules.Telling(
        template=template,
        context=context,
        account_ids=() if account_id is None else (account_id,),
        phone=phone,
        subject=subject,
        channels=channels,
        dedup_key=dedup_key,
    )
    return tell_all(tellings=[telling], at=at)


@transaction.atomic
def tell_all(*, tellings: Iterable[rules.Telling], at: datetime) -> int:
    """Tell many, each occasion once; how many messages are new. Four statements for all of them together.

    Every account gets the message in the site, at once or with its digest, and a text message where it wants one and
    has a telephone; a telephone alone gets text messages. Text messages wait for `send_pending`, in the quiet hours
    until they end. Whoever cannot be reached is left out, the others are told. Raises LookupError for an unknown
    template and rules.MissingPlaceholder: both are caller's mistakes.
    """
    all_of_them = list(tellings)
    wanted = {account_id for one in all_of_them for account_id in one.account_ids}
    known = queries.recipients(wanted, on=at.astimezone(rules.SHANGHAI).date())
    return _added([notice for one in all_of_them for notice in _Occasion(one, known, at).notices()])


class _Occasion:
    """One telling with its wording: it makes the rows for each of its recipients."""

    def __init__(self, telling: rules.Telling, known: Mapping[int, rules.Recipient], at: datetime) -> None:
        self._telling = telling
        self._at = at
        self._wording = queries.template(telling.template, on=at.astimezone(rules.SHANGHAI).date())
        self._topic = queries.topic(self._wording.topic)
        self._channels = self._wording.channels if telling.channels is None else telling.channels
        self._text = rules.render(self._wording.text, telling.context)
        found = [known.get(account_id) for account_id in dict.fromkeys(telling.account_ids)]
        self._recipients = [one for one in found if one is not None]
        self._is_urgent = self._wording.is_code or self._topic.duty == rules.URGENT

    def notices(self) -> Iterator[Notice]:
        texted: set[str] = set()
        for recipient in self._recipients:
            choice = rules.choice_for(self._topic, recipient)
            waits = choice.digest and rules.IN_SITE in self._channels
            if rules.IN_SITE in self._channels:
                yield self._in_site(recipient, waits=waits)
            if choice.sms and not waits and self._may_text(recipient.phone, texted):
                by = self._by_wechat if recipient.openid and not self._wording.is_code else self._by_sms
                yield by(recipient.phone, recipient)
        others = self._telling.phone not in {recipient.phone for recipient in self._recipients}
        if others and self._may_text(self._telling.phone, texted):
            yield self._by_sms(self._telling.phone)

    def _may_text(self, phone: str, texted: set[str]) -> bool:
        """Whether this telephone gets the text message, and gets it for the first time."""
        is_first = bool(phone) and rules.SMS in self._channels and phone not in texted
        texted.add(phone)
        return is_first

    def _in_site(self, recipient: rules.Recipient, *, waits: bool) -> Notice:
        if not waits:
            return self._row(rules.IN_SITE, recipient, state=Notice.State.SENT, sent_at=self._at)
        until = rules.next_digest(self._at, recipient.digest_at)
        return self._row(rules.IN_SITE, recipient, state=Notice.State.HELD, not_before=until)

    def _by_sms(self, phone: str, recipient: rules.Recipient | None = None) -> Notice:
        leaves = rules.earliest_send(self._at, is_code=self._is_urgent, quiet=queries.quiet_hours())
        state = Notice.State.HELD if leaves > self._at else Notice.State.PENDING
        return self._row(rules.SMS, recipient, phone=phone, state=state, not_before=leaves)

    def _by_wechat(self, phone: str, recipient: rules.Recipient) -> Notice:
        """In the place of a text message; the telephone stands by for when WeChat does not deliver."""
        leaves = rules.earliest_send(self._at, is_code=self._is_urgent, quiet=queries.quiet_hours())
        return self._row(rules.WECHAT, recipient, phone=phone, state=Notice.State.PENDING, not_before=leaves)

    def _row(self, channel: str, recipient: rules.Recipient | None, *, phone: str = "", **beginning: Any) -> Notice:
        key, whom = self._telling.dedup_key, recipient.account_id if recipient else phone
        return Notice(
            account_id=recipient.account_id if recipient else None,
            role=_role_in(self._topic, recipient),
            phone=phone,
            channel=channel,
            template=self._wording.code,
            topic=self._wording.topic,
            is_code=self._wording.is_code,
            title=self._wording.title,
            text=self._text,
            subject=self._telling.subject,
            at=self._at,
            dedup_key=f"{key}/{whom}/{channel}" if key else None,
            **beginning,
        )


def _role_in(topic: rules.Topic, recipient: rules.Recipient | None) -> str:
    """In which of its posts the account is told: one that the kind is for, if it holds several."""
    if recipient is None or not recipient.roles:
        return ""
    return min(topic.roles & recipient.roles or recipient.roles)


def _added(notices: list[Notice]) -> int:
    """Insert what has not been told yet; a repetition costs one reading, and two at once still make one message."""
    count = 0
    for start in range(0, len(notices), ROWS_AT_ONCE):
        part = notices[start : start + ROWS_AT_ONCE]
        keys = [notice.dedup_key for notice in part if notice.dedup_key]
        told = set(Notice.objects.filter(dedup_key__in=keys).values_list("dedup_key", flat=True)) if keys else set()
        new = [notice for notice in part if notice.dedup_key is None or notice.dedup_key not in told]
        Notice.objects.bulk_create(new, ignore_conflicts=bool(keys))
        count += len(new)
    return count
