"""Writing an item: a draft, its changes, handing it in. Every step leaves a fact under `item:` and its code."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yishang.kernel.catalog import queries, rules
from yishang.kernel.catalog.models import ItemVersion, ServiceItem
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.journal import services as journal


@transaction.atomic
def draft_item(
    *, actor: Actor, code: str, elements: rules.Elements, at: datetime, reason: str = "", is_sample: bool = False
) -> ItemVersion:
    """Begin a version: of a new item, or of a known one for a stated reason.

    What keeps it from being published stands in `findings`. Raises ItemNotYours, DraftExists, InvalidInput.
    """
    rules.check_writer(actor)
    rules.refuse_faults(rules.draft_faults(elements, code=code))
    item, is_new = ServiceItem.objects.select_for_update().get_or_create(
        code=code, defaults=rules.whose(actor) | {"is_sample": is_sample}
    )
    last = None if is_new else _last(item, actor)
    if last and not 0 < len(reason.strip()) <= rules.REASON_LONGEST:
        raise InvalidInput({"reason": f"请写明变更原因，最多 {rules.REASON_LONGEST} 个字。"})
    version = ItemVersion(
        item=item,
        number=last.number + 1 if last else 1,
        reason=reason.strip(),
        drafted_by_id=actor.id,
        drafted_by_name=actor.name,
    )
    _write(version, elements, actor, at)
    version.save(force_insert=True)
    tell(actor=actor, version=version, verb="drafted", at=at, data={"name": version.name, "reason": version.reason})
    return version


@transaction.atomic
def edit_item(*, actor: Actor, code: str, elements: rules.Elements, edition: int, at: datetime) -> ItemVersion:
    """Change a draft that was read as `edition`.

    Raises ItemNotFound, ItemNotOpen, DraftChanged when somebody saved it meanwhile, InvalidInput.
    """
    version = claimed(actor=actor, code=code, step="edit", edition=edition)
    rules.refuse_faults(rules.draft_faults(elements, code=code))
    _write(version, elements, actor, at)
    version.edition += 1
    version.save()
    tell(actor=actor, version=version, verb="edited", at=at, data={"edition": version.edition})
    return version


@transaction.atomic
def submit_item(*, actor: Actor, code: str, at: datetime, edition: int | None = None) -> ItemVersion:
    """Hand a draft in for review. Raises as edit_item; InvalidInput with everything that must be put right first."""
    version = claimed(actor=actor, code=code, step="submit", edition=edition)
    rules.refuse_faults(rules.faults(version.elements, code=code, sample=version.item.is_sample))
    version.state = rules.IN_REVIEW
    version.save(update_fields=["state"])
    tell(actor=actor, version=version, verb="submitted", at=at, data={"edition": version.edition})
    return version


def claimed(*, actor: Actor, code: str, step: str, edition: int | None = None) -> ItemVersion:
    """The open version of an item, locked, after it was found that the step goes on from its state.

    Raises ItemNotFound, ItemNotOpen, DraftChanged.
    """
    seen = queries.drafts(actor).filter(item__code=code).first()
    if seen is None:
        raise queries.not_found()
    version = ItemVersion.objects.select_for_update(of=("self",)).select_related("item").get(pk=seen.pk)
    rules.check_step(step, state=version.state)
    rules.check_edition(edition, kept=version.edition, by=version.edited_by_name)
    return version


def tell(
    *, actor: Actor, version: ItemVersion, verb: str, at: datetime, data: dict[str, Any], internal: bool = True
) -> None:
    """Write the fact of a step."""
    journal.record(
        actor=actor, verb=f"catalog.item.{verb}", subject=f"item:{version.item.code}"[:64], at=at, internal=internal,
        data={"version": version.number, **data},
    )  # fmt: skip


def _last(item: ServiceItem, actor: Actor) -> ItemVersion | None:
    """The newest version of a known item. Raises DraftExists, ItemNotYours."""
    last = item.versions.order_by("-number").first()
    if last and last.state in rules.OPEN:
        raise rules.DraftExists(
            f"这个事项已有一份{rules.STATES[last.state]}的第 {last.number} 版，由{last.edited_by_name}编制。",
            next_step="请在那一版上修改，或等它发布。",
        )
    if item.city_id and actor.city_code and item.city_id != actor.city_code:
        raise rules.ItemNotYours("这个事项由别的市编制。", next_step="请联系市营商办。")
    rules.check_county(actor, item_county=item.county_id or "")
    if actor.role == Role.DEP and item.unit_id != actor.unit_id:
        raise rules.ItemNotYours("这个事项由别的单位编制。", next_step="请联系编制单位，或请市营商办修改。")
    return last


def _write(version: ItemVersion, elements: rules.Elements, actor: Actor, at: datetime) -> None:
    version.name, version.kind, version.department = elements.name, elements.kind, elements.department
    version.content = rules.stored(elements)
    version.findings = rules.faults(elements, code=version.item.code, sample=version.item.is_sample)
    version.edited_by_name, version.edited_at = actor.name, at
