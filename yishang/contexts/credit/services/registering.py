"""双告知: a registration comes in, its applicant is told, and every department that must know gets its push."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.credit import queries, rules
from yishang.contexts.credit.models import LicenceRule, Push, Registration, UnitDuty
from yishang.contexts.credit.services.deadlines import limit
from yishang.contexts.credit.services.opening import claimed, open_matter, words
from yishang.kernel.cases import services as cases
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import Import, Taken, Values
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import rules as party_rules
from yishang.kernel.parties import services as parties

if TYPE_CHECKING:
    from yishang.kernel.parties.models import MarketEntity


@transaction.atomic
def take_registrations(*, actor: Actor, rows: Sequence[Values], at: datetime, is_demo: bool = False) -> Taken:
    """Take registrations in; each new one is told its licences and pushed to the departments that must know.

    A party whose registration has come before is known and pushed no second time. All or nothing: raises
    CreditNotYours, InvalidInput for the first row that is not sound or not of the actor's city.
    """
    rules.check_brings_in(actor)
    for values in rows:
        _check(actor, values, at)
    entries = [_entity(values) for values in rows]
    entities = parties.register_entities(
        actor=actor, entries=entries, at=at, batch=f"registrations:{at:%Y%m%d%H%M}", is_demo=is_demo
    )
    known = set(Registration.objects.filter(entity__in=entities.values()).values_list("entity_id", flat=True))
    table, new = queries.licence_table(on=localdate(at)), 0
    for values in rows:
        entity = entities[party_rules.normalise_uscc(values["uscc"])]
        if entity.pk in known:
            continue
        known.add(entity.pk)
        _take(entity, values, table, at, is_demo)
        new += 1
    return Taken(new=new, known=len(rows) - new)


@transaction.atomic
def claim_push(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Push:
    """Claim a push as one's own to supervise. Raises what cases.claim raises."""
    claim = claimed(actor=actor, workflow=rules.PUSH, number=number, move="claim_push", at=at, version=version)
    lengths = {rules.CHECK: limit(process=rules.PUSH.kind, code=rules.CHECK, at=at)}
    cases.move(claim=claim, at=at, data={"note": note.strip()}, clocks_to_start=lengths)
    return _push(claim)


@transaction.atomic
def return_push(
    *, actor: Actor, number: str, rightful: str, reason: str, at: datetime, version: int | None = None
) -> Push:
    """Give a push back, once, naming the department that it belongs to.

    Raises what cases.claim raises, ReturnedOnce, InvalidInput (rightful, reason).
    """
    claim = claimed(actor=actor, workflow=rules.PUSH, number=number, move="return_push", at=at, version=version)
    push: Push = _push(claim)
    rules.check_return(push.returned_count)
    why = words(given=reason, name="reason", ask="请写明为什么不属本部门。")
    unit = directory.unit_for_dispatch(rightful, region_code=claim.case.region_id)
    if unit is None or unit.pk == claim.case.unit_id:
        raise InvalidInput({"rightful": "请从列表中选择应当归属的其他部门。"})
    lengths = {rules.ARBITRATE: limit(process=rules.PUSH.kind, code=rules.ARBITRATE, at=at)}
    cases.move(claim=claim, at=at, data={"note": why, "rightful": unit.short_name}, clocks_to_start=lengths)
    push.returned_count, push.rightful = push.returned_count + 1, unit.short_name
    push.save(update_fields=["returned_count", "rightful"])
    return push


@transaction.atomic
def assign_push(*, actor: Actor, number: str, unit: str, reason: str, at: datetime, version: int | None = None) -> Push:
    """Rule whose push it is; the days to claim begin anew, and it cannot be returned again.

    Raises what cases.claim raises, InvalidInput (unit, reason).
    """
    claim = claimed(actor=actor, workflow=rules.PUSH, number=number, move="assign_push", at=at, version=version)
    found = directory.unit_for_dispatch(unit, region_code=claim.case.region_id)
    if found is None:
        raise InvalidInput({"unit": "没有这个部门，请从列表中选择。"})
    why = words(given=reason, name="reason", ask="请写明裁定的依据。")
    lengths = {rules.CLAIM: limit(process=rules.PUSH.kind, code=rules.CLAIM, at=at)}
    data = {"note": why, "unit": found.short_name}
    cases.move(claim=claim, at=at, data=data, clocks_to_start=lengths, changes={"unit_id": found.pk})
    return _push(claim)


@transaction.atomic
def answer_push(*, actor: Actor, number: str, answer: str, at: datetime, version: int | None = None) -> Push:
    """Say what came of it: the licence was applied for, is held, is not needed. Raises as cases.claim, InvalidInput."""
    claim = claimed(actor=actor, workflow=rules.PUSH, number=number, move="answer_push", at=at, version=version)
    told = words(given=answer, name="answer", ask="请写明首次监管安排或者办证情况。")
    cases.move(claim=claim, at=at, data={"note": told}, changes={"closed_at": at})
    push = _push(claim)
    push.answer = told
    push.save(update_fields=["answer"])
    return push


@transaction.atomic
def take_licence_rules(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """Take rows of the licence table in; a row of the same code and first day is replaced.

    Raises CreditNotYours, InvalidInput for the first row that is not sound.
    """
    rules.check_brings_in(actor)
    new = changed = 0
    for values in rows:
        if faults := rules.rule_faults(values, at):
            raise InvalidInput({fault.field: fault.reason for fault in faults})
        kept = {name: values[name].strip() for name in ("licence", "department", "department_name", "basis")}
        kept |= {name: values[name].strip() for name in ("keywords", "industries")}
        days = {"valid_to": party_rules.iso_day(values["valid_to"]), "after": values["after"] != "前置"}
        _, made = LicenceRule.objects.update_or_create(
            code=values["code"].strip(), valid_from=_day(values["valid_from"]), defaults={**kept, **days}
        )
        new, changed = new + made, changed + (not made)
    journal.record(
        actor=actor, verb="credit.licence_rules.imported", subject=f"import:licence_rules:{at:%Y%m%d}", at=at,
        internal=True, data={"new": new, "changed": changed},
    )  # fmt: skip
    return Taken(new=new, known=changed, changed=changed)


def _check(actor: Actor, values: Values, at: datetime) -> None:
    if faults := rules.registration_faults(values, at):
        raise InvalidInput({fault.field: fault.reason for fault in faults})
    region = values["region"].strip()
    if not geo.is_known(region):
        raise InvalidInput({"region": "没有这个区划代码。"})
    if actor.role != SYSTEM_ACTOR.role and geo.city_of(region) != actor.city_code:
        raise InvalidInput({"region": "这个区划不在本市。"})


def _entity(values: Values) -> party_rules.EntityEntry:
    return party_rules.EntityEntry(
        values["uscc"], values["name"], registered_on=party_rules.iso_day(values["registered_on"]),
        region_code=values["region"].strip(), scope=values["scope"], address=values["address"],
    )  # fmt: skip


def _take(
    entity: "MarketEntity", values: Values, table: Sequence[rules.LicenceRule], at: datetime, is_demo: bool
) -> None:
    """Keep one registration, with what its applicant is told, and push it to each department."""
    region = values["region"].strip()
    needs = rules.needs_of(table, scope=values["scope"], industry=values["industry"].strip(), on=localdate(at))
    registration = Registration.objects.create(
        number=documents.next_number(prefix="DJ", region_code=region, day=localdate(at)),
        entity=entity, region_id=region, city_id=geo.city_of(region), registered_on=_day(values["registered_on"]),
        scope=values["scope"], industry=values["industry"].strip()[:4], source=values["source"].strip(),
        needs=[_told(one) for one in needs], committed_on=party_rules.iso_day(values["committed_on"]),
        received_at=at, is_demo=is_demo,
    )  # fmt: skip
    by_department = sorted(needs, key=lambda one: one.rule.department)
    for department, group in groupby(by_department, key=lambda one: one.rule.department):
        _open_push(registration, department, list(group), at)


def _open_push(registration: Registration, department: str, needs: list[rules.Need], at: datetime) -> None:
    entity, licences = registration.entity, [one.rule.licence for one in needs]
    unit = queries.unit_of(department, region_code=registration.region_id)
    case = open_matter(
        actor=SYSTEM_ACTOR, workflow=rules.PUSH, prefix="SG", entity=entity,
        title=f"{entity.name}：{'、'.join(licences)}",
        category=department, at=at, clock=rules.CLAIM, unit_id=unit.pk if unit else None,
        data={"registration": registration.number, "licences": licences},
    )  # fmt: skip
    Push.objects.create(
        case=case, registration=registration, entity=entity, department=department,
        licences=[_told(one) for one in needs],
    )  # fmt: skip


@transaction.atomic
def take_duties(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """Say which unit does a department's work in a region; a row of a known pair replaces it.

    Raises CreditNotYours, InvalidInput (region, unit) for the first row that is not sound.
    """
    rules.check_brings_in(actor)
    changed = new = 0
    for values in rows:
        if faults := rules.duty_faults(values, at):
            raise InvalidInput({fault.field: fault.reason for fault in faults})
        unit = directory.unit(values["unit"].strip())
        if unit is None or not geo.is_known(values["region"].strip()):
            where = "unit" if unit is None else "region"
            raise InvalidInput({where: f"没有代码为 {values[where][:40]} 的{'单位' if unit is None else '地区'}。"})
        key: dict[str, Any] = {"department": values["department"].strip(), "region_id": values["region"].strip()}
        known = UnitDuty.objects.filter(**key).first()
        new, changed = new + (known is None), changed + (known is not None and known.unit_id != unit.pk)
        UnitDuty.objects.update_or_create(**key, defaults={"unit": unit})
    journal.record(
        actor=actor, verb="credit.duties.changed", subject=f"import:unit_duties:{at:%Y%m%d}", at=at, internal=True,
        data={"new": new, "changed": changed},
    )  # fmt: skip
    return Taken(new=new, known=len(rows) - new, changed=changed)


def _told(need: rules.Need) -> dict[str, str]:
    rule = need.rule
    when = "登记后、经营前" if rule.after else "登记前"
    return {
        "licence": rule.licence, "department": rule.department_name, "basis": rule.basis, "hit": need.hit, "when": when,
    }  # fmt: skip


def _day(text: str) -> date:
    """The day of a text that has been found to be one."""
    found = party_rules.iso_day(text)
    assert found is not None
    return found


def _push(claim: cases.Claim) -> Push:
    push: Push = claim.case.credit_push
    return push


REGISTRATIONS = Import(
    name="registrations",
    title="双告知登记信息",
    fields=rules.REGISTRATION_FIELDS,
    faults=rules.registration_faults,
    take=take_registrations,
    roles=rules.IMPORTERS,
    twins=rules.twins_by_registration,
)
LICENCE_RULES = Import(
    name="licence_rules",
    title="双告知对照表",
    fields=rules.RULE_FIELDS,
    faults=rules.rule_faults,
    take=take_licence_rules,
    roles=rules.IMPORTERS,
)
UNIT_DUTIES = Import(
    name="unit_duties",
    title="部门职责对应的单位",
    fields=rules.DUTY_FIELDS,
    faults=rules.duty_faults,
    take=take_duties,
    roles=rules.IMPORTERS,
)
