"""Getting text messages out through the gateway."""

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from yishang.kernel.notify import gateways, queries, rules
from yishang.kernel.notify.models import Notice
from yishang.kernel.notify.services.holding import release_held
from yishang.kernel.notify.services.receiving import take_receipt

GIVE_UP_BATCH_AFTER = 3  # failures of the gateway in a row: it is down, the rest waits for the next minute
logger = logging.getLogger(__name__)


def send_pending(*, gateway: gateways.SmsGateway, at: datetime, limit: int = 200) -> int:
    """Let go what waited until now, then send the text messages whose time has come; how many were taken.

    Call it outside a transaction. Each message is claimed first and sent after, so two workers never send the same
    one at once and a killed worker's is sent again after a while, under the same reference. A failed one is tried
    three times more, then FAILED. A telephone that the gateway refuses holds up nobody else.
    """
    release_held(at=at)
    sent = failures = 0
    for notice in queries.due_for_sending(at, limit=limit):
        if not _claimed(notice, at):
            continue
        try:
            sent, failures = sent + _sent(notice, gateway, at), 0
        except gateways.GatewayDown:
            failures += 1
            if failures == GIVE_UP_BATCH_AFTER:
                break
    return sent


def send_code(*, phone: str, gateway: gateways.SmsGateway, at: datetime) -> int:
    """Send the codes that wait for this phone at once instead of within the minute; how many were taken.

    Call it after the transaction that told. One that fails is left to `send_pending`.
    """
    sent = 0
    for notice in queries.codes_waiting(phone, at):
        try:
            sent += _claimed(notice, at) and _sent(notice, gateway, at)
        except gateways.GatewayDown:
            continue
    return sent


def send_unkept(
    *, phone: str, template: str, context: Mapping[str, object], gateway: gateways.SmsGateway, at: datetime
) -> str:
    """Text a code at once and keep neither telephone nor text: for people who prove a telephone and have no account.

    There is no second try, the person asks again. Answers the text where nothing is really sent and the installation
    is a demonstration, else nothing. Raises CodeNotSent.
    """
    text = rules.render(queries.template(template, on=at.astimezone(rules.SHANGHAI).date()).text, context)
    try:
        gateway.send(phone=phone, text=text, reference="code")
    except gateways.SmsNotSent as error:
        logger.warning("a code was not taken by the gateway: %s", type(error).__name__)
        raise rules.CodeNotSent("验证码短信没有发出去。", next_step="请稍后再试一次。") from None
    return text if queries.shows_simulated_texts() else ""


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
    """Hand one message over. Raises GatewayDown after noting it, so that the caller can stop asking."""
    reference = rules.reference(notice.pk, notice.bounces)
    try:
        receipt = gateway.send(phone=notice.phone, text=notice.text, reference=reference)
    except gateways.SmsNotSent as error:
        _put_off(notice, at, str(error), gateway)
        if isinstance(error, gateways.GatewayDown):
            raise
        return False
    except Exception as error:  # whatever a gateway's library stumbles over, the next message has its turn
        logger.exception("the gateway stumbled over notice %s", notice.pk)
        _put_off(notice, at, f"短信网关出错：{type(error).__name__}", gateway)
        return False
    _keep(notice, gateway, state=Notice.State.SENT, sent_at=at, last_error="")
    if receipt is not None:
        take_receipt(reference=reference, receipt=receipt, at=at)
    return True


def _put_off(notice: Notice, at: datetime, why: str, gateway: gateways.SmsGateway) -> None:
    wait = rules.retry_after(notice.attempts)
    if wait is None:
        _keep(notice, gateway, state=Notice.State.FAILED, last_error=why[:200])
        return
    is_urgent = notice.is_code or queries.topic(notice.topic).duty == rules.URGENT
    again = rules.earliest_send(at + wait, is_code=is_urgent, quiet=queries.quiet_hours())
    _keep(notice, gateway, state=Notice.State.PENDING, not_before=again, last_error=why[:200])


def _keep(notice: Notice, gateway: gateways.SmsGateway, **outcome: object) -> None:
    """Note how it went, unless a receipt was faster. A code that has really left, or never will, is forgotten."""
    if notice.is_code and not gateway.keeps_text and outcome["state"] != Notice.State.PENDING:
        outcome["text"] = rules.FORGOTTEN
    with transaction.atomic():
        mine = Notice.objects.filter(pk=notice.pk, state=Notice.State.PENDING, bounces=notice.bounces)
        mine.update(**outcome)
