"""Keeping the libraries: state and relations of people, training, special libraries and their tags, 待治理."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import (
    InspectObject,
    Inspector,
    ObjectTag,
    Permit,
    Quarantined,
    Relation,
    SpecialLibrary,
    Training,
)
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties


@transaction.atomic
def set_inspector_state(
    *, actor: Actor, number: str, state: str, away_until: date | None = None, at: datetime
) -> Inspector:
    """Say that somebody is on duty, away until a day, stopped or gone. Raises NothingThere, NotYours, InvalidInput."""
    one = _inspector(actor, number)
    if state not in rules.INSPECTOR_STATES:
        raise InvalidInput({"state": "请选择状态。"})
    one.state, one.away_until = state, away_until if state == "LEAVE" else None
    one.save(update_fields=["state", "away_until"])
    _record(actor, f"inspector:{one.number}", "inspector.state_set", at, {"state": state})
    return one


@transaction.atomic
def renew_certificate(*, actor: Actor, number: str, until: date, at: datetime) -> Inspector:
    """A certificate holds until another day. Raises NothingThere, NotYours, InvalidInput (until)."""
    one = _inspector(actor, number)
    if until <= one.certificate_until:
        raise InvalidInput({"until": f"新的有效期应晚于 {one.certificate_until}。"})
    before, one.certificate_until = one.certificate_until, until
    one.save(update_fields=["certificate_until"])
    told = {"before": before.isoformat(), "until": until.isoformat()}
    _record(actor, f"inspector:{one.number}", "inspector.certificate_renewed", at, told)
    return one


@transaction.atomic
def note_relation(
    *, actor: Actor, number: str, uscc: str, kind: str, until: date | None = None, at: datetime
) -> Relation:
    """Write down why somebody keeps away from a company. Raises NothingThere, NotYours, InvalidInput (uscc, kind)."""
    one, entity = _inspector(actor, number), parties.entity_by_uscc(uscc)
    faults = {} if entity else {"uscc": "没有登记这家企业。"}
    if kind not in rules.RELATIONS:
        faults["kind"] = "请选择回避关系。"
    if faults or entity is None:
        raise InvalidInput(faults)
    told = {"until": until, "noted_by_name": actor.name, "noted_at": at}
    found, _ = Relation.objects.update_or_create(inspector=one, entity=entity, kind=kind, defaults=told)
    # who was reported by whom stays out of the fact: the journal is read by more people than the library
    _record(actor, f"inspector:{one.number}", "inspector.relation_noted", at, {})
    return found


@transaction.atomic
def note_training(
    *, actor: Actor, title: str, kind: str, held_on: date, hours: int, numbers: Sequence[str], at: datetime
) -> Training:
    """Write a course down with those who attended. Raises NotYours, InvalidInput."""
    rules.check_plans(actor)
    people = list(queries.people_numbered(numbers))
    faults = {
        "title": "" if 0 < len(title.strip()) <= 120 else "请填写培训名称。",
        "kind": "" if kind in rules.TRAININGS else "请选择类别。",
        "held_on": "培训日期在将来。" if held_on > at.date() else "",
        "hours": "" if 0 < hours <= 200 else "学时应在 1 到 200 之间。",
        "numbers": "" if people and len(people) == len(set(numbers)) else "有人员编号不在名录库里，请核对。",
    }
    if found := {name: fault for name, fault in faults.items() if fault}:
        raise InvalidInput(found)
    for unit_id in {one.unit_id for one in people}:
        rules.check_unit(actor, unit_id)
    made = Training.objects.create(
        title=title.strip(), kind=kind, held_on=held_on, hours=hours, unit_id=actor.unit_id or people[0].unit_id,
        noted_by_name=actor.name,
    )  # fmt: skip
    made.inspectors.set(people)
    _record(actor, f"training:{made.pk}", "training.noted", at, {"people": len(people)}, first=True)
    return made


@transaction.atomic
def tie_accounts(*, actor: Actor, logins: Mapping[str, str], at: datetime) -> int:
    """Inspectors (number → login) sign in with these accounts from now on; how many. Raises NotYours, InvalidInput."""
    rules.check_keeps(actor, "执法检查人员名录库")
    people = {one.number: one for one in queries.people_numbered(logins)}
    accounts = {one.login: one for one, _role, _place in directory.posts_of(list(logins.values()), on=localdate(at))}
    for number, login in logins.items():
        if number not in people or login not in accounts:
            raise InvalidInput({"login": f"没有编号 {number} 的人员，或 {login} 没有在岗的账号。"})
        people[number].account = accounts[login]
        people[number].save(update_fields=["account"])
    _record(actor, "batch:random_inspection", "people.accounts_tied", at, {"people": len(logins)})
    return len(logins)


@transaction.atomic
def end_permit(*, actor: Actor, permit_id: int, reason: str, on: date, at: datetime) -> Permit:
    """An entry of a special library no longer holds; with its last one an object loses the tag.

    Raises NotYours, NothingThere, InvalidInput (reason).
    """
    rules.check_keeps(actor, "专项库")
    found = Permit.objects.select_related("library", "object").filter(pk=permit_id, ended_on=None).first()
    if found is None:
        raise rules.NothingThere("这条许可")
    if not 0 < len(reason.strip()) <= 100:
        raise InvalidInput({"reason": "请写明失效原因，最多 100 个字。"})
    found.ended_on, found.end_reason = on, reason.strip()
    found.save(update_fields=["ended_on", "end_reason"])
    _tie(found.library, found.object)
    _record(actor, f"object:{found.object_id}", "object.permit_ended", at, {"library": found.library.code})
    return found


def set_permit(*, library: SpecialLibrary, on: InspectObject, number: str, valid_to: date | None) -> Permit:
    """Put an object into a special library, or renew its entry; the tag follows. The caller leaves the fact."""
    told = {"valid_to": valid_to, "ended_on": None, "end_reason": ""}
    found, _ = Permit.objects.update_or_create(library=library, object=on, number=number[:60], defaults=told)
    _tie(library, on)
    return found


def _tie(library: SpecialLibrary, one: InspectObject) -> None:
    """The tag stands exactly as long as an entry does."""
    if Permit.objects.filter(library=library, object=one, ended_on=None).exists():
        ObjectTag.objects.get_or_create(library=library, object=one)
    else:
        ObjectTag.objects.filter(library=library, object=one).delete()


@transaction.atomic
def set_object_state(*, actor: Actor, object_id: int, state: str, at: datetime) -> InspectObject:
    """Say that an object is gone (注销、吊销、迁出) or back. Raises NotYours, NothingThere, InvalidInput (state)."""
    rules.check_keeps(actor, "检查对象名录库")
    one = InspectObject.objects.filter(pk=object_id, city_id=actor.city_code).first()
    if one is None:
        raise rules.NothingThere("这个检查对象")
    if state not in rules.OBJECT_STATES:
        raise InvalidInput({"state": "请选择状态。"})
    before, one.state = one.state, state
    one.save(update_fields=["state"])
    _record(actor, f"object:{one.pk}", "object.state_set", at, {"from": before, "to": state})
    return one


@transaction.atomic
def settle_quarantined(*, actor: Actor, row_id: int, words: str, at: datetime) -> Quarantined:
    """Say how a row of 待治理区 was mended. Raises NotYours, NothingThere, InvalidInput (words)."""
    rules.check_keeps(actor, "待治理区")
    row = Quarantined.objects.filter(pk=row_id, city_id=actor.city_code, settled_at=None).first()
    if row is None:
        raise rules.NothingThere("这条待治理")
    if not 0 < len(words.strip()) <= 200:
        raise InvalidInput({"words": "请写明怎样治理的，最多 200 个字。"})
    row.settled_at, row.settled_words = at, words.strip()
    row.save(update_fields=["settled_at", "settled_words"])
    _record(actor, f"quarantined:{row.pk}", "object.mended", at, {"words": row.settled_words}, first=True)
    return row


def _inspector(actor: Actor, number: str) -> Inspector:
    one = queries.people_numbered([number]).first()
    if one is None:
        raise rules.NothingThere("这名执法人员")
    rules.check_unit(actor, one.unit_id)
    return one


def _record(actor: Actor, subject: str, fact: str, at: datetime, data: dict[str, Any], *, first: bool = False) -> None:
    journal.record(
        actor=actor, verb=f"random_inspection.{fact}", subject=subject, at=at, data=data, internal=True, first=first
    )
