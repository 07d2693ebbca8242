"""Another person looks at a version, the office publishes it, and one day retires it."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.kernel.catalog import queries, rules
from yishang.kernel.catalog.models import ItemVersion, MaterialStandard
from yishang.kernel.catalog.services.writing import claimed, tell
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import services as journal
from yishang.kernel.statements import update_all

TOLD_AT_ONCE = 20  # items whose faults are named together
NAMED = 5  # of many that were published together


@transaction.atomic
def review_item(*, actor: Actor, code: str, at: datetime) -> ItemVersion:
    """Find a version right, as another person than its writer.

    Raises ItemNotFound, ItemNotOpen, ItemNotYours, OwnDraft.
    """
    version = claimed(actor=actor, code=code, step="review")
    rules.check_reviewer(actor, drafted_by_id=version.drafted_by_id)
    rules.check_county(actor, item_county=version.item.county_id or "")
    version.state, version.reviewed_by_id, version.reviewed_by_name = rules.REVIEWED, actor.id, actor.name
    version.save()
    tell(actor=actor, version=version, verb="reviewed", at=at, data={"edition": version.edition})
    return version


@transaction.atomic
def return_item(*, actor: Actor, code: str, reason: str, at: datetime) -> ItemVersion:
    """Give a version back to be changed. Raises as review_item, InvalidInput (reason)."""
    version = claimed(actor=actor, code=code, step="return")
    rules.check_reviewer(actor, drafted_by_id=version.drafted_by_id)
    rules.check_county(actor, item_county=version.item.county_id or "")
    version.state = rules.DRAFT
    version.save(update_fields=["state"])
    tell(actor=actor, version=version, verb="returned", at=at, data={"reason": rules.stated(reason)})
    return version


@transaction.atomic
def publish_item(*, actor: Actor, code: str, effective_from: date, at: datetime) -> ItemVersion:
    """Publish a reviewed version from a day on; the version before it ends on that day.

    Raises ItemNotFound, ItemNotYours, ItemNotOpen, DayNotAfter, InvalidInput (a material defined otherwise elsewhere).
    """
    version = claimed(actor=actor, code=code, step="publish")
    rules.check_office(actor)
    rules.check_county(actor, item_county=version.item.county_id or "")
    before = version.item.versions.exclude(state__in=rules.OPEN).order_by("-number").first()
    rules.check_day(effective_from, today=localdate(at), after=before.effective_from if before else None)
    rules.refuse_faults(rules.faults(version.elements, code=code, sample=version.item.is_sample))
    keep_standards(everything=[version.elements])
    if before and (before.effective_to is None or before.effective_to > effective_from):
        before.effective_to = effective_from
        before.save(update_fields=["effective_to"])
    version.state, version.effective_from, version.published_at = rules.PUBLISHED, effective_from, at
    version.save()
    tell(actor=actor, version=version, verb="published", at=at, data=_published(version, before), internal=False)
    return version


@transaction.atomic
def publish_items(*, actor: Actor, codes: Collection[str], effective_from: date, at: datetime) -> int:
    """Publish many reviewed versions at once, all or none; how many.

    Raises ItemNotFound, ItemNotYours, ItemNotOpen, DayNotAfter, InvalidInput (number → what keeps it back).
    """
    rules.check_office(actor)
    seen = queries.drafts(actor).filter(item__code__in=codes).order_by().values("pk")
    rows = ItemVersion.objects.select_for_update(of=("self",)).select_related("item").filter(pk__in=seen)
    found = {one.item.code: one for one in rows}
    if len(found) != len(set(codes)) or not found:
        raise queries.not_found()
    last = queries.latest_published([one.item_id for one in found.values()])
    for version in found.values():
        before = last.get(version.item_id)
        rules.check_step("publish", state=version.state)
        rules.check_county(actor, item_county=version.item.county_id or "")
        rules.check_day(effective_from, today=localdate(at), after=before.effective_from if before else None)
    told = {code: rules.faults(one.elements, code=code, sample=one.item.is_sample) for code, one in found.items()}
    unfit = {code: "；".join([code, *faults.values()]) for code, faults in told.items() if faults}
    rules.refuse_faults(dict(islice(unfit.items(), TOLD_AT_ONCE)))
    keep_standards(everything=[one.elements for one in found.values()])
    ended = [one for one in last.values() if one.effective_to is None or one.effective_to > effective_from]
    for one in ended:
        one.effective_to = effective_from
    for version in found.values():
        version.state, version.effective_from, version.published_at = rules.PUBLISHED, effective_from, at
    update_all(ended, "effective_to")
    update_all(list(found.values()), "state", "effective_from", "published_at")
    said = {
        f"item:{code}"[:64]: _published(one, last.get(one.item_id)) | {"together": len(found)}
        for code, one in found.items()
    }
    journal.record_all(actor=actor, verb="catalog.item.published", subjects=said, at=at)
    changed = sorted(str(one["name"]) for one in said.values() if one["changed"])
    journal.record(
        actor=actor, verb="catalog.items.published", subject=f"catalog:{actor.city_code}", at=at, internal=True,
        data={
            "published": len(found), "changed": len(changed), "names": changed[:NAMED],
            "key": next(iter(found.values())).pk,
        },
    )  # fmt: skip
    return len(found)


@transaction.atomic
def retire_item(*, actor: Actor, code: str, on: date, reason: str, at: datetime) -> ItemVersion:
    """From `on` the item is offered no longer; what runs keeps its version to the end.

    Raises ItemNotFound, ItemNotYours, DayNotAfter, InvalidInput (reason).
    """
    rules.check_office(actor)
    said = rules.stated(reason)
    last = queries.history(code).select_for_update(of=("self",)).select_related("item").first()
    if last is None or (actor.city_code and last.item.city_id not in (None, actor.city_code)):
        raise queries.not_found()
    rules.check_county(actor, item_county=last.item.county_id or "")
    rules.check_step("retire", state=last.state)
    rules.check_day(on, today=localdate(at), after=None)
    last.state, last.effective_to = rules.RETIRED, on
    last.save(update_fields=["state", "effective_to"])
    tell(actor=actor, version=last, verb="retired", at=at, data={"on": on.isoformat(), "reason": said}, internal=False)
    return last


def keep_standards(*, everything: list[rules.Elements]) -> None:
    """Note what each uniform material id means. Raises InvalidInput when an item means another paper by it."""
    meant = {one.standard: one for elements in everything for one in elements.materials if one.standard}
    fresh = [MaterialStandard(key=key, name=one.name, source=one.source) for key, one in meant.items()]
    MaterialStandard.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    known = MaterialStandard.objects.in_bulk(list(meant))
    for elements in everything:
        for one in elements.materials:
            if one.standard and (known[one.standard].name, known[one.standard].source) != (one.name, one.source):
                kept = known[one.standard]
                raise InvalidInput(
                    {"materials": f"材料编号 {kept.key} 已定义为“{kept.name}”（{kept.source}），这里写成“{one.name}”。"}
                )


def _published(version: ItemVersion, before: ItemVersion | None) -> dict[str, Any]:
    """What the fact of a publication says."""
    assert version.effective_from is not None  # it was published just now
    return {
        "version": version.number, "from": version.effective_from.isoformat(), "name": version.name, "key": version.pk,
        "changed": _changed(before, version),
    }  # fmt: skip


def _changed(before: ItemVersion | None, version: ItemVersion) -> list[str]:
    """What the elements are called that differ from the version before; nothing for a first one."""
    if before is None:
        return []
    return [one.label for one in rules.differences(before.elements, version.elements)]
