"""Another person looks at a version, the office publishes it, and one day retires it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.kernel.catalog import queries, rules
from yishang.kernel.catalog.models import ItemVersion, MaterialStandard
from yishang.kernel.catalog.services.writing import claimed, tell
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor


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
    tell(
        actor=actor,
        version=version,
        verb="published",
        at=at,
        data={
            "from": effective_from.isoformat(),
            "name": version.name,
            "key": version.pk,
            "changed": _changed(before, version),
        },
        internal=False,
    )
    return version


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


def _changed(before: ItemVersion | None, version: ItemVersion) -> list[str]:
    """What the elements are called that differ from the version before; nothing for a first one."""
    if before is None:
        return []
    return [one.label for one in rules.differences(before.elements, version.elements)]
