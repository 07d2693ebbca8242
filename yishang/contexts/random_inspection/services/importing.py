"""Tables in: items, people, courses, objects with their special libraries, risk classes. Nothing doubles."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import (
    Expert,
    InspectItem,
    InspectObject,
    Inspector,
    Quarantined,
    Training,
)
from yishang.contexts.random_inspection.services.libraries import set_permit
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import Import, Taken, Values
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties.rules import normalise_uscc, uscc_fault


@transaction.atomic
def import_items(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """Take a batch of items; one of a known code whose words differ holds from today, the older version ends yesterday.

    Raises NotYours, InvalidInput for the first row that is not sound.
    """
    rules.check_keeps(actor, "抽查事项清单")
    on = localdate(at)
    entries = [_item(values, at, on) for values in rows]
    known = {one.code: one for one in queries.items_in_force([one.code for one in entries], on=on)}
    fresh = [one for one in entries if one.code not in known]
    InspectItem.objects.bulk_create(fresh)
    differing = sum(_differs(one, known[one.code]) for one in entries if one.code in known)
    _record(actor, "items", at, {"new": len(fresh), "known": len(entries) - len(fresh)})
    return Taken(new=len(fresh), known=len(entries) - len(fresh), differing=differing)


def _item(values: Values, at: datetime, on: date) -> InspectItem:
    _refuse(rules.item_faults(values, at))
    ratio = rules.percent_in(values["ratio"])
    line = values["department"] if values["department"] in rules.LINES else rules.line_of(values["department"])
    return InspectItem(
        code=rules.code_for(values), category=(values["category"] or values["name"])[:80],
        name=(values["name"] or values["category"])[:120], level=rules.level_in(values["level"]), line=line,
        object_type=(values["object_type"] or "各类企业")[:80], basis=values["basis"][:300],
        content=f"按依据核对{(values['name'] or values['category'])[:60]}的情况。",
        method=rules.method_in(values["method"]), ratios={"B": ratio} if ratio else {}, valid_from=on,
        source_mark="导入",
    )  # fmt: skip


def _differs(entry: InspectItem, known: InspectItem) -> bool:
    return any(getattr(entry, name) != getattr(known, name) for name in ("name", "basis", "line"))


@transaction.atomic
def import_inspectors(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """Take a batch of inspectors; a department brings in its own only. Raises NotYours, InvalidInput."""
    units = {code: directory.unit(code) for code in {values["unit"] for values in rows}}
    known = {one.number: one for one in queries.people_numbered([values["number"] for values in rows])}
    fresh, changed = [], 0
    for values in rows:
        _refuse(rules.people_faults(values, at))
        unit = units[values["unit"]]
        if unit is None:
            raise InvalidInput({"unit": f"没有代码为 {values['unit'][:40]} 的单位。"})
        rules.check_unit(actor, unit.pk)
        told = _told(values, unit)
        if values["number"] in known:
            rules.check_unit(actor, known[values["number"]].unit_id)  # nobody takes another department's people over
            changed += _learn(known[values["number"]], told)
        else:
            fresh.append(Inspector(number=values["number"], **told))
    Inspector.objects.bulk_create(fresh)
    _record(actor, "inspectors", at, {"new": len(fresh), "changed": changed})
    return Taken(new=len(fresh), known=len(rows) - len(fresh), changed=changed)


def _told(values: Values, unit: Any) -> dict[str, Any]:
    states = {label: code for code, label in rules.INSPECTOR_STATES.items()}
    area = values["area"] if geo.is_known(values["area"]) else unit.region_id
    return {
        "name": values["name"][:60],
        "unit_id": unit.pk,
        "level": unit.level,
        "certificate_no": values["certificate_no"][:40],
        "certificate_until": rules.day_in(values["certificate_until"]),
        "area_id": area,
        "skills": values["skills"].replace("，", " ").replace(",", " ").split(),
        "state": states.get(values["state"], "ACTIVE"),
    }


def _learn(known: Inspector | Expert, told: dict[str, Any]) -> bool:
    after = {name: value for name, value in told.items() if getattr(known, name) != value}
    if after:
        type(known).objects.filter(pk=known.pk).update(**after)
    return bool(after)


@transaction.atomic
def import_experts(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """Take a batch of experts; a department brings in its own only. Raises NotYours, InvalidInput."""
    units = {code: directory.unit(code) for code in {values["unit"] for values in rows}}
    known = {one.number: one for one in Expert.objects.filter(number__in=[values["number"] for values in rows])}
    fresh, changed = [], 0
    for values in rows:
        _refuse(rules.expert_faults(values, at))
        unit = units[values["unit"]]
        if unit is None:
            raise InvalidInput({"unit": f"没有代码为 {values['unit'][:40]} 的单位。"})
        rules.check_unit(actor, unit.pk)
        told: dict[str, Any] = {name: values[name] for name in ("name", "organisation", "field", "title")}
        told |= {"unit_id": unit.pk, "valid_until": rules.day_in(values["valid_until"])}
        if one := known.get(values["number"]):
            rules.check_unit(actor, one.unit_id)
            changed += _learn(one, told)
        else:
            fresh.append(Expert(number=values["number"], **told))
    Expert.objects.bulk_create(fresh)
    _record(actor, "experts", at, {"new": len(fresh), "changed": changed})
    return Taken(new=len(fresh), known=len(rows) - len(fresh), changed=changed)


@transaction.atomic
def import_trainings(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """Take in who attended which course, a row for each; rows of one title and day are one course, nobody is doubled.

    A department notes its own people only. Raises NotYours, InvalidInput.
    """
    rules.check_plans(actor)
    people = {one.number: one for one in queries.people_numbered(values["number"] for values in rows)}
    new = 0
    for values in rows:
        _refuse(rules.training_faults(values, at))
        one = people.get(values["number"])
        if one is None:
            raise InvalidInput({"number": f"名录库里没有编号 {values['number'][:20]} 的人员。"})
        rules.check_unit(actor, one.unit_id)
        course = _course(actor, values, one)
        if not course.inspectors.filter(pk=one.pk).exists():
            course.inspectors.add(one)
            new += 1
    _record(actor, "trainings", at, {"new": new, "rows": len(rows)})
    return Taken(new=new, known=len(rows) - new)


def _course(actor: Actor, values: Values, one: Inspector) -> Training:
    kinds = {label: code for code, label in rules.TRAININGS.items()}
    told: dict[str, Any] = {
        "kind": kinds[values["kind"]], "hours": int(values["hours"]), "noted_by_name": actor.name
    }  # fmt: skip
    held_on = rules.day_in(values["held_on"])
    assert held_on is not None, "its faults were asked before"
    found, _ = Training.objects.get_or_create(
        title=values["title"], held_on=held_on, unit_id=actor.unit_id or one.unit_id,
        defaults=told,
    )  # fmt: skip
    return found


@transaction.atomic
def import_objects(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """Take objects in, each with its entry in a special library, which sets the tag.

    A row with an unsound code, or of a company that is not registered, goes to 待治理区 and is in no draw. Raises
    NotYours, InvalidInput.
    """
    rules.check_keeps(actor, "检查对象名录库")
    libraries = {one.code: one for one in queries.libraries()}
    known = parties.entities_by_uscc(values["uscc"] for values in rows)
    new = 0
    for values in rows:
        _refuse(rules.object_faults(values, at))
        if values["library"] and values["library"] not in libraries:
            raise InvalidInput({"library": f"没有“{values['library'][:20]}”这个专项库。"})
        entity = known.get(normalise_uscc(values["uscc"]))
        if why := uscc_fault(values["uscc"]) or ("" if entity else "企业没有登记在主体库里"):
            new += set_aside(city=actor.city_code, values=values, why=why, at=at)
            continue
        one, is_new = object_of(entity=entity, city=actor.city_code, industry=values["industry"])
        new += is_new
        if values["library"]:
            set_permit(
                library=libraries[values["library"]], on=one, number=values["permit"],
                valid_to=rules.day_in(values["valid_to"]),
            )  # fmt: skip
    _record(actor, "objects", at, {"new": new, "rows": len(rows)})
    return Taken(new=new, known=len(rows) - new)


def object_of(*, entity: Any, city: str, industry: str = "") -> tuple[InspectObject, bool]:
    """The object of a company, taken in when it is not there yet; whether it is new."""
    region = entity.region_id or city
    told = {"region_id": region, "city_id": geo.city_of(region) or city, "is_demo": entity.is_demo}
    one, is_new = InspectObject.objects.get_or_create(
        entity=entity, kind="ENTITY", ref="", defaults={**told, "industry": industry[:4]}
    )
    return one, is_new


def set_aside(*, city: str, values: Values, why: str, at: datetime) -> bool:
    """Keep a row in 待治理; whether it was not waiting there yet."""
    told = {"why": why[:200], "city_id": city, "noted_at": at}
    _, is_new = Quarantined.objects.get_or_create(
        uscc=values["uscc"][:40], name=values["name"][:200], settled_at=None, defaults=told
    )
    return is_new


@transaction.atomic
def import_risks(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """Take a month's risk classes of known objects (国市监信发〔2022〕6号: 按月更新); an older month changes nothing.

    Raises NotYours, InvalidInput.
    """
    rules.check_keeps(actor, "信用风险分类")
    known = {one.entity.uscc: one for one in queries.objects_of(parties.entities_by_uscc(v["uscc"] for v in rows))}
    changed = 0
    for values in rows:
        _refuse(rules.risk_faults(values, at))
        one, month = known.get(normalise_uscc(values["uscc"])), date.fromisoformat(f"{values['month']}-01")
        if (
            one is None
            or (one.risk_month and one.risk_month > month)
            or (one.risk, one.risk_month) == (values["risk"], month)
        ):
            continue
        one.risk, one.risk_month, one.risk_source = values["risk"], month, ""
        one.save(update_fields=["risk", "risk_month", "risk_source"])
        changed += 1
    _record(actor, "risks", at, {"changed": changed, "rows": len(rows)})
    return Taken(known=len(rows), changed=changed)


def _refuse(faults: Sequence[Any]) -> None:
    if faults:
        raise InvalidInput({fault.field: fault.reason for fault in faults})


def _record(actor: Actor, what: str, at: datetime, data: dict[str, Any]) -> None:
    journal.record(
        actor=actor, verb=f"random_inspection.{what}.imported", subject=f"import:{what}:{at:%Y%m%d}", at=at, data=data,
        internal=True,
    )  # fmt: skip


IMPORTS = (
    Import(
        "inspect_items", "抽查事项", rules.ITEM_FIELDS, rules.item_faults, import_items, rules.KEEPER_POSTS,
        rules.same_item,
    ),
    Import(
        "inspectors", "执法检查人员", rules.PEOPLE_FIELDS, rules.people_faults, import_inspectors, rules.PEOPLE_POSTS,
        rules.same_person,
    ),
    Import(
        "experts", "专家", rules.EXPERT_FIELDS, rules.expert_faults, import_experts, rules.PEOPLE_POSTS,
        rules.same_expert,
    ),
    Import(
        "trainings", "培训记录", rules.TRAINING_FIELDS, rules.training_faults, import_trainings, rules.PEOPLE_POSTS,
        rules.same_attendance,
    ),
    Import("inspect_objects", "检查对象", rules.OBJECT_FIELDS, rules.object_faults, import_objects, rules.KEEPER_POSTS),
    Import("inspect_risks", "信用风险分类", rules.RISK_FIELDS, rules.risk_faults, import_risks, rules.KEEPER_POSTS),
)  # fmt: skip
