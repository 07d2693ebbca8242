"""归集: licences, penalties, reports, complaints and ratings as other systems send them, each with its source."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from yishang.contexts.credit import rules
from yishang.contexts.credit.models import CreditRecord
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import Import, Taken, Values
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import rules as party_rules
from yishang.kernel.parties import services as party_services

if TYPE_CHECKING:
    from yishang.kernel.parties.models import MarketEntity


@transaction.atomic
def take_records(*, actor: Actor, rows: Sequence[Values], at: datetime, is_demo: bool = False) -> Taken:
    """Take records in; one that the same source has sent under the same document stays as it is.

    Parties not known yet are registered with code and name. All or nothing: raises CreditNotYours, InvalidInput for
    the first row that is not sound, or of a party of another city.
    """
    rules.check_brings_in(actor)
    for values in rows:
        if faults := rules.record_faults(values, at):
            raise InvalidInput({fault.field: fault.reason for fault in faults})
    entries = [party_rules.EntityEntry(one["uscc"], one["name"]) for one in rows]
    entities = party_services.register_entities(
        actor=actor, entries=entries, at=at, batch=f"records:{at:%Y%m%d%H%M}", is_demo=is_demo
    )
    made = [
        _record(actor, values, entities[party_rules.normalise_uscc(values["uscc"])], at, is_demo) for values in rows
    ]
    known = _known(made)
    fresh = {(one.source, one.document, one.entity_id): one for one in made}
    new = [one for key, one in fresh.items() if key not in known]
    CreditRecord.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        journal.record(
            actor=actor, verb="credit.records.received", subject=f"import:credit_records:{at:%Y%m%d}", at=at,
            internal=True, data={"new": len(new), "known": len(rows) - len(new)},
        )  # fmt: skip
    return Taken(new=len(new), known=len(rows) - len(new))


def _record(actor: Actor, values: Values, entity: "MarketEntity", at: datetime, is_demo: bool) -> CreditRecord:
    region = entity.region_id or geo.region_of_uscc(entity.uscc) or geo.home_city()
    city = geo.city_of(region)
    if actor.role != SYSTEM_ACTOR.role and city != actor.city_code:
        raise InvalidInput({"uscc": f"{entity.name}不是本市登记的主体。"})
    decided = party_rules.iso_day(values["decided_on"])
    assert decided is not None
    return CreditRecord(
        entity=entity, city_id=city, kind=rules.record_kind(values["kind"]), title=values["title"].strip(),
        document=values["document"].strip(), organ=values["organ"].strip(), decided_on=decided,
        valid_to=party_rules.iso_day(values["valid_to"]), result=values["result"].strip(),
        grade=rules.grade_of(values["grade"]), source=values["source"].strip(), received_at=at,
        received_by=actor.name, is_demo=is_demo,
    )  # fmt: skip


def _known(records: Sequence[CreditRecord]) -> set[tuple[str, str, int]]:
    """(source, document, party) of those that are there already."""
    documents = {one.document for one in records}
    rows = CreditRecord.objects.filter(document__in=documents)
    return set(rows.values_list("source", "document", "entity_id"))


CREDIT_RECORDS = Import(
    name="credit_records",
    title="许可、处罚等信用信息",
    fields=rules.RECORD_FIELDS,
    faults=rules.record_faults,
    take=take_records,
    roles=rules.IMPORTERS,
    twins=rules.twins_by_document,
)
