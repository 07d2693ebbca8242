"""What became of text messages: the gateway's receipts, and people who deal with what did not arrive."""

from datetime import datetime

from django.db import transaction

from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.journal import services as journal
from yishang.kernel.notify import queries, rules
from yishang.kernel.notify.models import Notice

WAITS_FOR_RECEIPT = frozenset({Notice.State.SENT, Notice.State.PENDING})


@transaction.atomic
def take_receipt(*, reference: str, receipt: rules.Receipt, at: datetime) -> Notice:
    """Note that a text message arrived, or came back; a repeated receipt changes nothing. Raises UnknownReference.

    What came back is sent again after 1, 5 and 15 minutes under a new reference, then given up; codes at once.
    """
    notice_id, bounces = rules.referred(reference)
    rows = Notice.objects.select_for_update(of=("self",))
    notice = rows.filter(pk=notice_id, channel=Notice.Channel.SMS, attempts__gt=0).first()
    if notice is None:
        raise rules.UnknownReference("没有这条短信。", next_step="请核对 reference。")
    if receipt.arrived and notice.state != Notice.State.DELIVERED:
        notice.state, notice.delivered_at, notice.last_error = Notice.State.DELIVERED, at, ""
        notice.sent_at = notice.sent_at or at
    elif not receipt.arrived and notice.state in WAITS_FOR_RECEIPT and bounces == notice.bounces:
        _came_back(notice, receipt.reason or "短信网关回执：未送达", at)
    notice.save(update_fields=["state", "delivered_at", "sent_at", "last_error", "bounces", "not_before"])
    return notice


def _came_back(notice: Notice, why: str, at: datetime) -> None:
    wait = rules.retry_after(notice.attempts)
    notice.last_error = why[:200]
    if wait is None or notice.is_code:  # whoever waits for a code asks for another
        notice.state = Notice.State.FAILED
        return
    is_urgent = queries.topic(notice.topic).duty == rules.URGENT
    notice.state, notice.bounces = Notice.State.PENDING, notice.bounces + 1
    notice.not_before = rules.earliest_send(at + wait, is_code=is_urgent, quiet=queries.quiet_hours())


@transaction.atomic
def try_again(*, actor: Actor, notice_id: int, at: datetime) -> Notice:
    """Send a text message that was given up once more, from the beginning. Raises NotKeeper, NoticeNotFailed."""
    notice = _failed(actor, notice_id)
    if notice.is_code:
        raise rules.NoticeNotFailed("验证码不能重发。", next_step="请本人在登录页重新获取。")
    notice.state, notice.attempts, notice.bounces = Notice.State.PENDING, 0, notice.bounces + 1
    notice.not_before = rules.earliest_send(at, is_code=False, quiet=queries.quiet_hours())
    notice.save(update_fields=["state", "attempts", "bounces", "not_before"])
    _note(actor, notice, "notify.notice.tried_again", at)
    return notice


@transaction.atomic
def give_up(*, actor: Actor, notice_id: int, at: datetime, note: str = "") -> Notice:
    """Take a text message off the list, told otherwise (`note` says how). Raises NotKeeper, NoticeNotFailed."""
    notice = _failed(actor, notice_id)
    notice.state, notice.last_error = Notice.State.LAID_ASIDE, (note.strip() or "已用其他方式告知")[:200]
    notice.save(update_fields=["state", "last_error"])
    _note(actor, notice, "notify.notice.laid_aside", at, note=notice.last_error)
    return notice


def _failed(actor: Actor, notice_id: int) -> Notice:
    if actor.role != Role.SYS:
        raise rules.NotKeeper("只有系统管理员处理没有送达的短信。", next_step="请联系系统管理员。")
    notice = Notice.objects.select_for_update(of=("self",)).filter(pk=notice_id, state=Notice.State.FAILED).first()
    if notice is None:
        raise rules.NoticeNotFailed("这条短信已经送达，或者已有人处理。", next_step="请刷新后再看。")
    return notice


def _note(actor: Actor, notice: Notice, verb: str, at: datetime, **data: str) -> None:
    journal.record(actor=actor, verb=verb, subject=f"notice:{notice.pk}", at=at, data=data, internal=True)
