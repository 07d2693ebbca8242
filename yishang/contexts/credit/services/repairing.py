"""信用修复 of records of dishonesty, certificates of what is on record, and whether a party is restricted."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.credit import queries, rules
from yishang.contexts.credit.models import Certificate, CreditRecord, Repair
from yishang.contexts.credit.services import publishing
from yishang.contexts.credit.services.opening import (
    claimed,
    issue_paper,
    open_matter,
    party,
    place_of,
    unit_for_opening,
    words,
)
from yishang.kernel.cases import services as cases
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.documents import services as documents
from yishang.kernel.evidence import services as evidence
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal

REPAIR_BASIS = "信用修复管理办法（2026-04-01 起施行；此前按当时规定，条文待核）"
APPLICANTS = frozenset({Role.ENT, Role.DEP})
LONGEST = 1000


@transaction.atomic
def apply_repair(*, actor: Actor, record_id: int, ground: str, at: datetime, picture_ids: Sequence[int] = ()) -> Repair:
    """Ask that a record be no longer shown, as its party or as a department for a paper that was handed in.

    The window is that of the day on which it is asked (信用修复管理办法: 以申请之日为准).
    Raises CreditNotYours, NoSuchPaper, NotRepairable, RemovalTooEarly, AlreadyUnderWay, InvalidInput (ground).
    """
    record = queries.record_for(actor, record_id)
    if actor.role not in APPLICANTS:
        raise rules.CreditNotYours("修复由当事人申请，或由认定单位代为登记。", next_step="请当事人登录申请。")
    on = localdate(at)
    window = queries.window_of(record.grade or "LIGHT", on=on)
    rules.check_repair(
        grade=record.grade, shown_since=record.decided_on, repaired=record.repaired_at is not None, window=window, on=on
    )
    told = words(given=ground, name="ground", ask="请写明已经怎样纠正。", longest=LONGEST)
    if standing := queries.standing_repair(record.pk):
        raise rules.AlreadyUnderWay(f"这条信息的修复申请 {standing} 正在办理。", next_step="请等待结果。")
    entity = record.entity
    case = open_matter(
        actor=actor, workflow=rules.CREDIT_REPAIR, prefix="XF", entity=entity, title=f"{entity.name}：{record.title}",
        category=record.grade, at=at, clock=rules.REPAIR, unit_id=unit_for_opening(actor=actor, entity=entity),
        data={"record": record.document, "note": told}, shown_to_party=True,
    )  # fmt: skip
    evidence.attach(actor=actor, picture_ids=picture_ids, subject=case.number)
    return Repair.objects.create(case=case, entity=entity, record=record, ground=told)


@transaction.atomic
def grant_repair(*, actor: Actor, number: str, opinion: str, at: datetime, version: int | None = None) -> Repair:
    """Repair: from now on the record is neither shown, shared nor used. Raises as cases.claim, InvalidInput."""
    claim = claimed(
        actor=actor, workflow=rules.CREDIT_REPAIR, number=number, move="grant_repair", at=at, version=version
    )
    repair: Repair = claim.case.credit_repair
    why = words(given=opinion, name="opinion", ask="请写明核实情况。")
    paper = issue_paper(
        actor=actor, kind="REPAIR", case=claim.case, entity=repair.entity, found=repair.ground, basis=REPAIR_BASIS,
        result=f"准予修复“{repair.record.title}”（{repair.record.document}），同步停止公示、共享和使用",
        drafted_by="", at=at,
    )  # fmt: skip
    CreditRecord.objects.filter(pk=repair.record_id).update(repaired_at=at)
    publishing.withdraw(
        actor=actor, dataset=rules.PENALTY_DATASET, key=f"penalty-{repair.record_id}", reason="信用修复", at=at
    )
    data = {"note": why, "paper": paper.number, "uscc": repair.entity.uscc}
    cases.move(claim=claim, at=at, data=data, changes={"closed_at": at})
    return _decided(repair, why)


@transaction.atomic
def refuse_repair(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Repair:
    """Do not repair, and say why; the party may ask again. Raises what cases.claim raises, InvalidInput (reason)."""
    claim = claimed(
        actor=actor, workflow=rules.CREDIT_REPAIR, number=number, move="refuse_repair", at=at, version=version
    )
    why = words(given=reason, name="reason", ask="请写明还缺什么，企业会看到。")
    cases.move(claim=claim, at=at, data={"note": why}, changes={"closed_at": at})
    repair: Repair = claim.case.credit_repair
    return _decided(repair, why)


@transaction.atomic
def publish_penalty(*, actor: Actor, record_id: int, at: datetime) -> CreditRecord:
    """Show a penalty to the public for as long as its grade may be shown at most.

    Raises CreditNotYours, NoSuchPaper, NotRepairable for what is no dishonesty, is repaired, or whose time is over.
    """
    record = queries.record_for(actor, record_id)
    if actor.role not in (Role.DEP, Role.DRL):
        raise rules.CreditNotYours("公示由监管部门办理。", next_step="请联系市场监管局。")
    on = localdate(at)
    window = queries.window_of(record.grade or "LIGHT", on=on)
    until = rules.months_after(record.decided_on, window.most)
    if record.kind != "PENALTY" or not record.grade or record.repaired_at or until <= on:
        raise rules.NotRepairable("这条信息不属于公示范围，或公示期已满、已修复。", next_step="不需要公示。")
    publishing.publish_record(actor=actor, record=record, until=until, at=at)
    return record


@transaction.atomic
def issue_certificate(*, actor: Actor, uscc: str, at: datetime, purpose: str = "") -> Certificate:
    """A numbered certificate of what is on record now: for the party itself, or by the bureau. Kept as it was.

    Raises CreditNotYours, CompanyNotFound, InvalidInput.
    """
    entity = party(actor=actor, uscc=uscc)
    if not (actor.role in (Role.DEP, Role.DRL) or (actor.role == Role.ENT and entity.pk in actor.entity_ids)):
        raise rules.CreditNotYours("信用状况证明由本企业或监管部门开具。", next_step="请企业登录后自行开具。")
    region = place_of(entity=entity)
    rows = queries.public_lines(entity.pk, on=localdate(at))
    certificate = Certificate.objects.create(
        number=documents.next_number(prefix="XZ", region_code=region, day=localdate(at)), entity=entity,
        city_id=geo.city_of(region), issued_at=at, issued_to=actor.name, purpose=purpose.strip()[:100],
        lines=rules.certificate_lines(name=entity.name, uscc=entity.uscc, on=localdate(at), rows=rows),
    )  # fmt: skip
    journal.record(
        actor=actor, verb="credit.certificate.issued", subject=certificate.number, at=at, internal=True, first=True,
        data={"uscc": entity.uscc, "lines": len(rows)},
    )  # fmt: skip
    return certificate


@transaction.atomic
def ask_restrictions(*, actor: Actor, uscc: str, at: datetime, purpose: str = "") -> "queries.Answer":
    """Is this party restricted, by which rule, on which basis, until when. Every question leaves a fact.

    Raises CreditNotYours, CompanyNotFound, InvalidInput (uscc).
    """
    queries.check_may_ask(actor, uscc)
    answer = queries.restrictions(uscc, at=at)
    journal.record(
        actor=actor, verb="credit.restrictions.asked", subject=f"inquiry:{answer.uscc}", at=at, internal=True,
        data={"restricted": answer.is_restricted, "rules": [one.code for one in answer.restrictions],
              "purpose": purpose.strip()[:100]},
    )  # fmt: skip
    return answer


def _decided(repair: Repair, why: str) -> Repair:
    repair.decision = why
    repair.save(update_fields=["decision"])
    return repair
