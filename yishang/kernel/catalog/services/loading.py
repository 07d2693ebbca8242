"""Items that the platform itself brings: authored samples in bulk, published as of the day that their file names."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import transaction

from yishang.kernel.catalog import rules
from yishang.kernel.catalog.models import ItemVersion, ServiceItem
from yishang.kernel.catalog.services.publishing import keep_standards
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.journal import services as journal
from yishang.kernel.statements import update_all

AT_ONCE = 500


@transaction.atomic
def load_items(*, source: str, items: Mapping[str, rules.Elements], as_of: date) -> int:
    """Publish sample items (code → elements) as of a day; how many are new or changed. Repeatable.

    What changed needs a later `as_of` than before: a published version is never rewritten. Raises InvalidInput,
    DayNotAfter.
    """
    _refuse_unfit(items)
    keep_standards(everything=list(items.values()))
    known = {one.code: one for one in ServiceItem.objects.filter(code__in=items)}
    missing = [ServiceItem(code=code, is_sample=True) for code in items if code not in known]
    known |= {one.code: one for one in ServiceItem.objects.bulk_create(missing, batch_size=AT_ONCE)}
    last = {one.item_id: one for one in ItemVersion.objects.filter(item__in=known.values()).order_by("number")}
    fresh, ended = [], []
    for code, elements in items.items():
        before = last.get(known[code].pk)
        if before is None or before.elements != elements:
            fresh.append(_published(known[code], elements, before, as_of))
            ended += [before] if before else []
    update_all(ended, "effective_to")
    ItemVersion.objects.bulk_create(fresh, batch_size=AT_ONCE)
    if fresh:
        journal.record(
            actor=SYSTEM_ACTOR, verb="catalog.items.loaded", subject=f"catalog:{source}",
            at=_morning(as_of), internal=True, data={"published": len(fresh), "items": len(items)},
        )  # fmt: skip
    return len(fresh)


def _refuse_unfit(items: Mapping[str, rules.Elements]) -> None:
    found = {code: rules.faults(elements, code=code, sample=True) for code, elements in items.items()}
    unfit = {code: "；".join(faults.values()) for code, faults in found.items() if faults}
    if unfit:
        raise InvalidInput(unfit)


def _published(item: ServiceItem, elements: rules.Elements, before: ItemVersion | None, as_of: date) -> ItemVersion:
    if before:
        rules.check_day(as_of, today=as_of, after=before.effective_from)
        before.effective_to = as_of
    return ItemVersion(
        item=item,
        number=before.number + 1 if before else 1,
        state=rules.PUBLISHED,
        name=elements.name,
        kind=elements.kind,
        department=elements.department,
        content=rules.stored(elements),
        effective_from=as_of,
        drafted_by_name=SYSTEM_ACTOR.name,
        edited_by_name=SYSTEM_ACTOR.name,
        edited_at=_morning(as_of),
        published_at=_morning(as_of),
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), SHANGHAI)
