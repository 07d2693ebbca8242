"""What the 12345 line hands us: orders become appeals, and what it says later goes to them; all of it once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal, HotlineMessage, HotlineOrder
from yishang.contexts.outreach.rules import hotline
from yishang.contexts.outreach.services.deadlines import limit
from yishang.contexts.outreach.services.submitting import region_for
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import rules as party_rules
from yishang.kernel.parties import services as party_services
from yishang.kernel.search import services as search

if TYPE_CHECKING:
    from yishang.kernel.parties.models import MarketEntity

THE_LINE = Actor(id=None, name="12345 热线", role="SYSTEM")


@dataclass(frozen=True)
class Receipt:
    """Our answer to a message: the appeal it went to ("" while its order has not come), and whether we had it."""

    message_id: str
    number: str
    state: str
    repeated: bool


@transaction.atomic
def take_message(*, told: Mapping[str, Any], at: datetime) -> Receipt:
    """Take one message of the line; the same one again gives the same answer and changes nothing.

    What comes before its order is kept and applied after it; what comes late is kept with its own number and time.
    Raises InvalidInput, UnknownHotlineMessage.
    """
    said = hotline.said(told, now=at)
    if said.kind == hotline.RECEIPT:
        return _receipt_taken(said, at)
    order = _order(said, at)
    kept = {"order": order, "kind": said.kind, "sequence": said.sequence, "body": dict(told), "said_at": said.said_at}
    message, is_new = HotlineMessage.objects.get_or_create(
        source=said.source,
        direction=hotline.IN,
        message_id=said.message_id,
        defaults={**kept, "at": at, "state": hotline.KEPT},
    )
    if is_new and said.kind == hotline.ORDER:
        _take_order(order, said, at)
    if order.appeal is not None:
        _apply_kept(order, at)
    message.refresh_from_db(fields=["state"])
    return Receipt(said.message_id, order.appeal.case.number if order.appeal else "", message.state, not is_new)


def _order(said: hotline.Said, at: datetime) -> HotlineOrder:
    """The order that a message speaks of, locked; known by its number alone while it has not come."""
    HotlineOrder.objects.get_or_create(
        source=said.source, order_no=said.order_no, defaults={"direction": hotline.IN, "received_at": at}
    )
    rows = HotlineOrder.objects.select_for_update(of=("self",)).select_related("appeal__case")
    return rows.get(source=said.source, order_no=said.order_no)


def _take_order(order: HotlineOrder, said: hotline.Said, at: datetime) -> None:
    """The first order of that number becomes an appeal; a second one under another id only adds its words."""
    if order.appeal is None:
        order.appeal, order.received_at = _opened(said, at), at
        order.save(update_fields=["appeal", "received_at"])


def _apply_kept(order: HotlineOrder, at: datetime) -> None:
    """Say in the matter what waited for it, in the line's own order; an older word than the newest is marked so."""
    waiting = order.messages.filter(direction=hotline.IN, state=hotline.KEPT).order_by("sequence", "pk")
    for message in waiting:
        said = hotline.said(message.body, now=at)
        is_late = 0 < message.sequence < order.sequence
        _say(order, said, is_late=is_late, at=at)
        message.state = hotline.TAKEN
        message.save(update_fields=["state"])
        if not is_late:
            order.sequence = max(order.sequence, message.sequence)
            order.status, order.is_closed = said.status or order.status, said.is_closed
            order.save(update_fields=["sequence", "status", "is_closed"])


def _say(order: HotlineOrder, said: hotline.Said, *, is_late: bool, at: datetime) -> None:
    """A fact in the matter, for the staff; of an order only what differs from what the appeal says already."""
    appeal = order.appeal
    assert appeal is not None  # _apply_kept is called for orders with an appeal
    if said.kind == hotline.ORDER and said.content == appeal.content:
        return
    verb = "hotline_replied" if said.kind == hotline.REPLY else "hotline_said"
    data: dict[str, Any] = {"note": said.note or said.content, "line_status": said.status, "order_no": said.order_no}
    data |= {"said_at": said.said_at.isoformat() if said.said_at else "", "is_late": is_late}
    journal.record(
        actor=THE_LINE,
        verb=f"{rules.KIND}.{verb}",
        subject=appeal.case.number,
        at=at,
        data={name: value for name, value in data.items() if value},
        internal=True,
    )


def _opened(said: hotline.Said, at: datetime) -> Appeal:
    entity = _company(said, at)
    subject = parties.subject_on(entity.pk, on=localdate(at)) if entity else None
    owner = subject or entity
    region_code = region_for(code=(owner.region_id if owner else said.region) or geo.region_of_uscc(said.uscc))
    number = documents.next_number(prefix="SQ", region_code=region_code, day=localdate(at))
    is_known = bool(said.category) and queries.category_in_use(said.category, on=localdate(at))
    title = said.title or " ".join(said.content.split())[: rules.TITLE_MAX]
    case = cases.open_case(
        actor=THE_LINE,
        workflow=rules.APPEAL,
        number=number,
        title=title,
        region_code=region_code,
        applicant_id=entity.pk if entity else None,
        category=said.category if is_known else "",
        at=at,
        fact="submitted",
        data={"channel": hotline.CHANNEL, "external_id": said.order_no},
        clocks_to_start={"triage": limit(clock_code="triage", on=at)},
        in_rate=rules.in_rate(subject_id=subject.pk if subject else None),
    )
    appeal = Appeal.objects.create(
        case=case,
        subject=subject,
        category_id=said.category if is_known else None,
        channel=hotline.CHANNEL,
        submitter_name=said.caller,
        content=said.content,
        contact_name=said.caller,
        contact_phone=said.phone,
        content_digest=rules.content_digest(
            entity_id=entity.pk if entity else None, category=said.category, content=said.content
        ),
        external_id=f"{said.source}:{said.order_no}"[:60],
        is_demo=bool(entity and entity.is_demo),
    )
    names = [entity.name, entity.uscc] if entity else []
    search.index(subject=case.pk, parts=[number, title, *names, said.content])
    return appeal


def _company(said: hotline.Said, at: datetime) -> "MarketEntity | None":
    """The company that a well-formed code names, registered if it is new; callers without one are taken too."""
    uscc = party_rules.normalise_uscc(said.uscc)
    if not uscc:
        return None
    if fault := party_rules.uscc_fault(uscc):
        raise InvalidInput({"uscc": fault})
    known = parties.entity_by_uscc(uscc)
    return known or party_services.register_entity(actor=THE_LINE, uscc=uscc, name=uscc, at=at)


def _receipt_taken(said: hotline.Said, at: datetime) -> Receipt:
    """The line has what we sent, whatever a person has done about it meanwhile; only its first receipt counts."""
    rows = HotlineMessage.objects.select_for_update(of=("self",)).select_related("order__appeal__case")
    message = rows.filter(source=said.source, direction=hotline.OUT, message_id=said.receipt_for).first()
    if message is None or not message.pushes:
        raise hotline.UnknownHotlineMessage("我们没有发过这条报文。", next_step="请核对 receipt_for。")
    repeated = message.state == hotline.ACKED
    if not repeated:
        message.state, message.acked_at, message.next_push_at = hotline.ACKED, at, None
        message.save(update_fields=["state", "acked_at", "next_push_at"])
    order = message.order
    if said.order_no and not order.order_no:
        _name_order(order, said, at)
    return Receipt(said.message_id, order.appeal.case.number if order.appeal else "", message.state, repeated)


def _name_order(order: HotlineOrder, said: hotline.Said, at: datetime) -> None:
    """The line's own number of what we handed over; a reply that was faster than the receipt is joined to it."""
    early = HotlineOrder.objects.filter(source=said.source, order_no=said.order_no, appeal=None).first()
    if early is not None:
        early.messages.update(order=order)
        early.delete()
    elif HotlineOrder.objects.filter(source=said.source, order_no=said.order_no).exists():
        raise InvalidInput({"order_no": "这个单号已经属于另一件。"})
    order.order_no = said.order_no
    order.save(update_fields=["order_no"])
    _apply_kept(order, at)
