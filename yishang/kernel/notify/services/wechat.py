"""Template messages of the official account; what does not arrive there goes out as a text message after all."""

import logging
from datetime import datetime

from django.db import transaction

from yishang.kernel.notify import queries, rules
from yishang.kernel.notify.models import Notice
from yishang.kernel.wechat import gateways as wechat
from yishang.kernel.wechat import queries as bindings

GIVE_UP_BATCH_AFTER = 3
logger = logging.getLogger(__name__)


def send_by_wechat(*, gateway: wechat.WechatGateway, at: datetime, limit: int = 200) -> int:
    """Send the template messages that are due; how many WeChat took. Call it outside a transaction.

    Each is claimed first and sent after, under one reference. Who has left the account, and what failed four times,
    gets a text message instead.
    """
    due = queries.due_by_wechat(at, limit=limit)
    openids = bindings.openids({notice.account_id for notice in due if notice.account_id})
    sent = failures = 0
    for notice in due:
        if not _claimed(notice, at):
            continue
        try:
            sent, failures = sent + _sent(notice, openids.get(notice.account_id or 0, ""), gateway, at), 0
        except wechat.WechatDown as error:
            _put_off(notice, at, str(error))
            failures += 1
            if failures == GIVE_UP_BATCH_AFTER:
                break
    return sent


def text_instead(*, at: datetime, limit: int = 200) -> int:
    """Where the official account was taken away: what was to go there goes out as text messages; how many."""
    due = queries.due_by_wechat(at, limit=limit)
    for notice in due:
        _to_sms(notice, "公众号已停用", at)
    return len(due)


@transaction.atomic
def take_wechat_receipt(*, message_id: str, openid: str, arrived: bool, reason: str, at: datetime) -> Notice:
    """Note what WeChat says became of a message; repeated, nothing changes. Raises UnknownReference.

    What was not delivered goes out as a text message.
    """
    rows = Notice.objects.select_for_update(of=("self",)).filter(gateway_id=message_id, channel=Notice.Channel.WECHAT)
    notice = rows.first() if message_id else None
    bound = bindings.openids([notice.account_id]) if notice and notice.account_id else {}
    if notice is None or bound.get(notice.account_id or 0) != openid:
        raise rules.UnknownReference("没有这条微信消息。", next_step="请核对 MsgID。")
    if notice.state == Notice.State.SENT and arrived:
        notice.state, notice.delivered_at = Notice.State.DELIVERED, at
        notice.save(update_fields=["state", "delivered_at"])
    elif notice.state == Notice.State.SENT:
        _to_sms(notice, reason, at)
    return notice


def _claimed(notice: Notice, at: datetime) -> bool:
    waiting = Notice.objects.filter(pk=notice.pk, state=Notice.State.PENDING, attempts=notice.attempts)
    taken = waiting.update(attempts=notice.attempts + 1, not_before=at + rules.LEASE)
    notice.attempts += taken
    return bool(taken)


def _sent(notice: Notice, openid: str, gateway: wechat.WechatGateway, at: datetime) -> bool:
    """Hand one over. Raises WechatDown."""
    if not openid:
        _to_sms(notice, "已解除微信绑定", at)
        return False
    message = wechat.TemplateMessage(
        openid=openid,
        title=notice.title,
        number=notice.subject,
        text=notice.text,
        url=queries.site_address("/notices/"),
        reference=rules.reference(notice.pk, 0),
    )
    try:
        gateway_id = gateway.send(message)
    except wechat.WechatRefuses as error:
        _to_sms(notice, str(error), at)
        return False
    Notice.objects.filter(pk=notice.pk, state=Notice.State.PENDING).update(
        state=Notice.State.SENT, sent_at=at, gateway_id=gateway_id, last_error=""
    )
    return True


def _put_off(notice: Notice, at: datetime, why: str) -> None:
    wait = rules.retry_after(notice.attempts)
    if wait is None:
        _to_sms(notice, why, at)
        return
    again = rules.earliest_send(at + wait, is_code=False, quiet=queries.quiet_hours())
    waiting = Notice.objects.filter(pk=notice.pk, state=Notice.State.PENDING)
    waiting.update(not_before=again, last_error=why[:200])


@transaction.atomic
def _to_sms(notice: Notice, why: str, at: datetime) -> None:
    """Lay the template message aside and send its words as a text message, once."""
    open_states = (Notice.State.PENDING, Notice.State.SENT)
    aside = Notice.objects.filter(pk=notice.pk, state__in=open_states)
    words = f"微信未送达：{why}" + ("，改发短信" if notice.phone else "")
    if not aside.update(state=Notice.State.LAID_ASIDE, last_error=words[:200]) or not notice.phone:
        return
    Notice.objects.bulk_create(
        [
            Notice(
                account_id=notice.account_id, role=notice.role, phone=notice.phone, channel=Notice.Channel.SMS,
                template=notice.template, topic=notice.topic, title=notice.title, text=notice.text,
                subject=notice.subject, at=notice.at, state=Notice.State.PENDING,
                not_before=rules.earliest_send(at, is_code=False, quiet=queries.quiet_hours()),
                dedup_key=f"wechat/{notice.pk}/{rules.SMS}",
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
