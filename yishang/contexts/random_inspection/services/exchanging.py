"""What other platforms tell inspections, taken once; and what they hear of ours."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import gateways, queries, rules
from yishang.contexts.random_inspection.gateways import credit_platform, hotline, onestop
from yishang.contexts.random_inspection.models import Inspection, Permit
from yishang.contexts.random_inspection.rules import leads
from yishang.contexts.random_inspection.services.importing import object_of, set_aside
from yishang.contexts.random_inspection.services.leads import take_lead
from yishang.contexts.random_inspection.services.libraries import end_permit, set_permit
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.exchange import services as exchange
from yishang.kernel.exchange.rules import Said
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties.rules import uscc_fault
from yishang.kernel.publish import queries as published

if TYPE_CHECKING:
    from yishang.contexts.random_inspection.models import InspectObject

Taker = Callable[..., str]  # (*, said, at) → what became of it


def take_said(*, channel: str, said: Said, at: datetime) -> exchange.Heard:
    """A message at our door, once. Raises InvalidInput (kind, and its own fields), SaidOtherwise."""
    taker = TAKERS.get((channel, said.kind))
    if taker is None:
        raise InvalidInput({"kind": "没有这个种类。"})
    return exchange.take_once(
        channel=channel, said=said, city=geo.home_city(), take=lambda one: taker(said=one, at=at), at=at
    )


def exchange_all(*, at: datetime) -> int:
    """Send what waits and read what the other platforms list; how many messages passed. Not in a transaction."""
    wires = gateways.connected()
    passed = sum(exchange.send_due(channel=channel, wire=wire, at=at) for channel, wire in wires.items())
    for channel, kind in ((onestop.CHANNEL, onestop.RESULTS), (credit_platform.CHANNEL, credit_platform.GRADES)):
        if wire := wires.get(channel):
            taker = TAKERS[channel, kind]
            passed += exchange.pull(
                channel=channel, kind=kind, wire=wire, city=geo.home_city(), take=_at(taker, at), at=at
            )
    return passed


def _at(taker: Taker, at: datetime) -> Callable[[Said], str]:
    return lambda said: taker(said=said, at=at)


@transaction.atomic
def take_licence(*, said: Said, at: datetime) -> str:
    """A licence result: its entry in the special library sets the tag or ends it; a promise to be checked is a lead.

    A company that we do not know waits in 待治理. Raises InvalidInput.
    """
    told = leads.licence(said.body)
    library = next((one for one in queries.libraries() if one.code == told.library), None)
    if library is None:
        raise InvalidInput({"library": f"没有“{told.library}”这个专项库。"})
    entity = None if uscc_fault(told.uscc) else parties.entity_by_uscc(told.uscc)
    if entity is None:
        why = uscc_fault(told.uscc) or "企业没有登记在主体库里"
        values = {"uscc": told.uscc, "name": told.name}
        set_aside(city=geo.home_city(), values=values, why=f"一网通办：{why}", at=at)
        return "待治理"
    one, _ = object_of(entity=entity, city=geo.home_city())
    if not told.is_granted:
        return _ended(one, told, at)
    set_permit(library=library, on=one, number=told.number, valid_to=told.valid_to)
    journal.record(
        actor=SYSTEM_ACTOR, verb="random_inspection.object.permit_received", subject=f"object:{one.pk}", at=at,
        data={"library": told.library, "number": told.number, "source": onestop.TITLE}, internal=True,
    )  # fmt: skip
    return _promised(told, library.name, at) or f"{library.name}：已入库"


def _ended(one: "InspectObject", told: leads.Licence, at: datetime) -> str:
    rows = Permit.objects.filter(object=one, library__code=told.library, ended_on=None)
    rows = rows.filter(number=told.number) if told.number else rows
    reason = f"一网通办：{told.reason or '许可失效'}"[:100]
    for permit in list(rows):
        end_permit(actor=SYSTEM_ACTOR, permit_id=permit.pk, reason=reason, on=localdate(at), at=at)
    return "已出库"


def _promised(told: leads.Licence, library: str, at: datetime) -> str:
    """A licence on a promise is looked at afterwards (告知承诺制: 事中事后核查), by the day that it says."""
    if not told.promised:
        return ""
    entry = leads.LeadEntry(
        leads.ONESTOP,
        told.ref,
        f"{library}告知承诺核查",
        f"承诺内容：{told.promised}",
        uscc=told.uscc,
        due_on=told.check_by,
    )
    return take_lead(entry=entry, at=at).case.number


def take_hotline_lead(*, said: Said, at: datetime) -> str:
    """A ticket of the line becomes a lead; its number. Raises InvalidInput."""
    return take_lead(entry=leads.hotline_lead(said.body), at=at).case.number


@transaction.atomic
def take_grade(*, said: Said, at: datetime) -> str:
    """A company's risk class of a month, with its source: pools frozen from now on use it, frozen ones keep theirs.

    An older month changes nothing. Raises InvalidInput.
    """
    told = leads.grade(said.body)
    found = queries.objects_of(parties.entities_by_uscc([told.uscc]))
    rows = [one for one in found if not one.risk_month or one.risk_month <= told.month]
    for one in rows:
        one.risk, one.risk_month, one.risk_source = told.risk, told.month, told.source
        one.save(update_fields=["risk", "risk_month", "risk_source"])
        journal.record(
            actor=SYSTEM_ACTOR, verb="random_inspection.object.graded", subject=f"object:{one.pk}", at=at,
            data={"risk": told.risk, "month": f"{told.month:%Y-%m}", "source": told.source}, internal=True,
        )  # fmt: skip
    return f"{told.month:%Y-%m} {told.risk} 类" if rows else "没有更新"


def tell_result(*, number: str, key: str, at: datetime) -> bool:
    """Queue for the credit platform what the public reads of an inspection, once for each fact; whether it is new."""
    found = Inspection.objects.select_related("case", "entity").filter(case__number=number).first()
    if found is None or found.published_on is None:
        return False
    rows = published.published("inspection_results", on=localdate(at), about=found.entity.uscc).filter(key=number)
    row = rows.first()
    if row is None:
        return False
    body: dict[str, Any] = {**row.row, "codes": list(found.results)}
    return exchange.queue(
        channel=credit_platform.CHANNEL, message_id=f"{number}-{key}", kind=credit_platform.RESULT, subject=number,
        city=found.case.city_id, body=body, at=at,
    )  # fmt: skip


TAKERS: dict[tuple[str, str], Taker] = {
    (onestop.CHANNEL, onestop.RESULTS): take_licence,
    (hotline.CHANNEL, hotline.ASKED): take_hotline_lead,
    (credit_platform.CHANNEL, credit_platform.GRADES): take_grade,
}


def check_exchange(*, actor: Actor) -> None:
    """Refuse whoever does not run the exchange of inspections. Raises NotYours."""
    rules.check_keeps(actor, "系统对接")
