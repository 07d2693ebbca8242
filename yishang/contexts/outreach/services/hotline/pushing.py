"""What we say over the 12345 line until it has answered: matters handed over, and how those it gave us go on."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from yishang.contexts.outreach import gateways, queries, rules
from yishang.contexts.outreach.models import Appeal, HotlineMessage, HotlineOrder
from yishang.contexts.outreach.queries import hotline as reading
from yishang.contexts.outreach.rules import hotline
from yishang.contexts.outreach.services.hotline.receiving import take_message
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput, Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.journal import services as journal

logger = logging.getLogger(__name__)


@transaction.atomic
def transfer_appeal(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Appeal:
    """Hand a matter to the 12345 line; it stays with us, and what the line answers is noted in it.

    Raises HotlineAbsent, NotForTheLine and what cases.claim raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="transfer_appeal", at=at, version=version
    )
    appeal = queries.appeal_of(claim.case)
    if not reading.is_connected():
        raise hotline.HotlineAbsent("本市还没有接通 12345 热线平台。", next_step="请电话转告热线，并记录进展。")
    if appeal.channel == hotline.CHANNEL:
        raise hotline.NotForTheLine(
            "这件是热线转来的，不能再转回去。", next_step="不归本级办理的，请申请退回或不予受理。"
        )
    order, is_new = HotlineOrder.objects.get_or_create(
        appeal=appeal, direction=hotline.OUT, defaults={"source": hotline.LINE, "received_at": at}
    )
    if not is_new:
        raise hotline.NotForTheLine("这件已经转过 12345。", next_step="热线的答复会记在经过里。")
    _queue(order, hotline.TRANSFER, f"{claim.case.number}-transfer", _handed_over(appeal, note), at)
    cases.move(claim=claim, at=at, data={"note": note.strip()})
    return appeal


@transaction.atomic
def tell_line(*, number: str, fact: str, fact_id: int, note: str, at: datetime) -> bool:
    """Queue for the line how a matter goes on that it handed us, once for each fact; whether it concerns the line."""
    order = (
        HotlineOrder.objects.filter(appeal__case__number=number, direction=hotline.IN)
        .select_related("appeal__case__unit")
        .first()
    )
    if order is None or order.appeal is None or not reading.is_connected():
        return False
    appeal, case = order.appeal, order.appeal.case
    is_result = fact == "closed"
    body = {
        "status": hotline.TOLD_TO_LINE[fact],
        "unit": case.unit.name if case.unit else "",
        "result": rules.RESULTS.get(appeal.result_type, "") if is_result else "",
        "note": appeal.result_text if is_result else note,
        "is_closed": reading.is_over(order),
        "at": at.isoformat(),
    }
    _queue(order, hotline.STATUS, f"{number}-{fact_id}", body, at)
    return True


def push_due(*, gateway: gateways.HotlineGateway, at: datetime, limit: int = 100) -> int:
    """Push what is due and give to a person what three pushes did not bring a receipt for; how many were pushed.

    Call it outside a transaction: each message is claimed first and pushed after, so two workers never push at once
    and a killed worker's push counts.
    """
    pushed = 0
    for message in reading.due(at, limit=limit):
        if message.pushes >= hotline.PUSHES_MOST:
            _give_to_a_person(message, at)
        elif _claimed(message, at):
            _push(message, gateway, at)
            pushed += 1
    return pushed


@transaction.atomic
def settle_message(*, actor: Actor, message_id: int, again: bool, note: str, at: datetime) -> HotlineMessage:
    """As the city's office: push again what the line left unanswered, or note how it was dealt with by hand.

    Raises HotlineNotYours, HotlineMessageSettled, InvalidInput at `note`.
    """
    if actor.role != Role.MBO:
        raise hotline.HotlineNotYours("热线没有回执的由市营商办处理。", next_step="请联系市营商办。")
    rows = HotlineMessage.objects.select_for_update(of=("self",)).select_related("order__appeal__case")
    message = rows.filter(pk=message_id, state=hotline.BY_HAND, order__appeal__case__city_id=actor.city_code).first()
    if message is None:
        raise hotline.HotlineMessageSettled("这条已有回执，或者已有人处理。", next_step="请刷新后再看。")
    if not again and not note.strip():
        raise InvalidInput({"note": "请写明怎样处理的，如：已电话告知热线值班长。"})
    if again:
        message.state, message.pushes, message.next_push_at = hotline.PENDING, 0, at
    else:
        message.state, message.last_error = hotline.SETTLED, note.strip()[:200]
    message.settled_by = actor.name
    message.save(update_fields=["state", "pushes", "next_push_at", "last_error", "settled_by"])
    _record(actor, message, "hotline_settled", at, note="重新推送" if again else message.last_error)
    return message


def _handed_over(appeal: Appeal, note: str) -> dict[str, Any]:
    """What the line needs to answer the company in our place, and no more."""
    case = appeal.case
    return {
        "title": case.title,
        "content": appeal.content,
        "category": appeal.category_id or "",
        "company": case.applicant.name if case.applicant else "",
        "uscc": case.applicant.uscc if case.applicant else "",
        "contact": appeal.contact_name,
        "phone": appeal.contact_phone,
        "note": note.strip(),
    }


def _queue(order: HotlineOrder, kind: str, message_id: str, body: dict[str, Any], at: datetime) -> None:
    HotlineMessage.objects.get_or_create(
        source=order.source,
        direction=hotline.OUT,
        message_id=message_id,
        defaults={
            "order": order, "kind": kind, "body": body, "at": at, "state": hotline.PENDING, "next_push_at": at,
        },
    )  # fmt: skip


def _claimed(message: HotlineMessage, at: datetime) -> bool:
    """Whether this worker may push it now; the next push is a day away unless something is heard before."""
    waiting = HotlineMessage.objects.filter(pk=message.pk, state=hotline.PENDING, pushes=message.pushes)
    taken = waiting.update(pushes=message.pushes + 1, next_push_at=at + hotline.RECEIPT_WITHIN)
    message.pushes += taken
    return bool(taken)


def _push(message: HotlineMessage, gateway: gateways.HotlineGateway, at: datetime) -> None:
    order = HotlineOrder.objects.select_related("appeal__case").get(pk=message.order_id)
    pushed = gateways.Pushed(
        message_id=message.message_id,
        kind=message.kind,
        order_no=order.order_no,
        reference=order.appeal.case.number if order.appeal else "",
        body=message.body,
        pushes=message.pushes,
    )
    try:
        answers = gateway.push(pushed, at=at)
    except gateways.HotlineDown as error:
        _put_off(message, str(error), at)
        return
    except Exception as error:  # whatever a gateway stumbles over, the next message has its turn
        logger.exception("the hotline gateway stumbled over message %s", message.pk)
        _put_off(message, f"热线网关出错：{type(error).__name__}", at)
        return
    for told in answers:
        try:
            take_message(told={"source": order.source, **told}, at=at)
        except Refusal as refusal:
            logger.warning("the hotline answered message %s with what we cannot take: %s", message.pk, refusal.message)


def _put_off(message: HotlineMessage, why: str, at: datetime) -> None:
    HotlineMessage.objects.filter(pk=message.pk, state=hotline.PENDING).update(
        last_error=why[:200], next_push_at=at + hotline.TRY_AGAIN_AFTER
    )


@transaction.atomic
def _give_to_a_person(message: HotlineMessage, at: datetime) -> None:
    waiting = HotlineMessage.objects.filter(pk=message.pk, state=hotline.PENDING, pushes=message.pushes)
    why = message.last_error or f"推送 {message.pushes} 次，24 小时内没有回执"
    if waiting.update(state=hotline.BY_HAND, next_push_at=None, last_error=why):
        message = HotlineMessage.objects.select_related("order__appeal__case").get(pk=message.pk)
        _record(SYSTEM_ACTOR, message, "hotline_unanswered", at, note=why)


def _record(actor: Actor, message: HotlineMessage, verb: str, at: datetime, *, note: str) -> None:
    appeal = message.order.appeal
    subject = appeal.case.number if appeal else f"hotline:{message.order_id}"
    data = {"note": note, "message": message.message_id, "message_kind": message.kind}
    journal.record(actor=actor, verb=f"{rules.KIND}.{verb}", subject=subject, at=at, data=data, internal=True)
