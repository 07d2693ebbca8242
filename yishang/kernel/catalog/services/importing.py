"""Tables of items come in as drafts, with what must be put right before they can be published."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yishang.kernel.catalog import rules
from yishang.kernel.catalog.models import ItemVersion, ServiceItem
from yishang.kernel.directory.rules import Actor
from yishang.kernel.intake.rules import Import, Taken, Twins, Values
from yishang.kernel.journal import services as journal


@transaction.atomic
def import_items(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """Take a batch of sound rows as drafts. What is known under its number stays as it is.

    Raises ItemNotYours, InvalidInput for the first row that is not sound.
    """
    rules.check_writer(actor)
    for values in rows:
        rules.refuse_faults({fault.field: fault.reason for fault in rules.import_faults(values, at)})
    read = {values["code"]: rules.elements_of(values) for values in rows}
    known = {one.item.code: one for one in _newest(read)}
    made = [ServiceItem(code=code, **rules.whose(actor)) for code in read if code not in known]
    ServiceItem.objects.bulk_create(made)
    ItemVersion.objects.bulk_create([_draft(item, read[item.code], actor, at) for item in made])
    if made:
        journal.record(
            actor=actor, verb="catalog.items.imported", subject=f"import:items:{at:%Y%m%d}", at=at, internal=True,
            data={"drafted": len(made), "known": len(rows) - len(made)},
        )  # fmt: skip
    differing = sum(one.elements != read[code] for code, one in known.items())
    return Taken(new=len(made), known=len(rows) - len(made), differing=differing)


def _newest(codes: "dict[str, rules.Elements]") -> list[ItemVersion]:
    rows = ItemVersion.objects.filter(item__code__in=codes).select_related("item").order_by("number")
    return list({one.item_id: one for one in rows}.values())


def _draft(item: ServiceItem, elements: rules.Elements, actor: Actor, at: datetime) -> ItemVersion:
    return ItemVersion(
        item=item,
        number=1,
        name=elements.name,
        kind=elements.kind,
        department=elements.department,
        content=rules.stored(elements),
        findings=rules.faults(elements, code=item.code),
        drafted_by_id=actor.id,
        drafted_by_name=actor.name,
        edited_by_name=actor.name,
        edited_at=at,
    )


def _twins(values: Values) -> Twins:
    return Twins(key=values["code"], words=values["name"], field="name")


ITEMS = Import(
    name="service_items",
    title="政务服务事项",
    fields=rules.FIELDS,
    faults=rules.import_faults,
    take=import_items,
    roles=rules.WRITERS,
    twins=_twins,
)
IMPORTS = (ITEMS,)
