"""Enterprises out of a register: new ones come in, known ones learn what has changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yishang.kernel.context import InvalidInput
from yishang.kernel.intake.rules import Import, Taken, Values
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.rules import Signatory
from yishang.kernel.parties import rules
from yishang.kernel.parties.models import MarketEntity


@transaction.atomic
def import_entities(*, actor: Signatory, rows: Sequence[Values], at: datetime) -> Taken:
    """Take a batch of sound rows (at most a few hundred) in one transaction; known codes are not doubled.

    What a row says anew of a known entity replaces what we have, with a fact that keeps both; what it leaves empty
    or N/A replaces nothing. All or nothing: raises InvalidInput for the first row that is not sound, ImportNotYours.
    """
    rules.check_may_import(actor.role)
    entries = {entry.uscc: entry for entry in (_entry(values, at) for values in rows)}
    known = MarketEntity.objects.select_for_update().filter(uscc__in=list(entries)).order_by("pk")
    found = {entity.uscc: entity for entity in known}
    fresh = [_entity(entry) for code, entry in entries.items() if code not in found]
    MarketEntity.objects.bulk_create(fresh, ignore_conflicts=True)  # two imports of the same table at once
    changed = sum(_learn(found[code], entry, actor, at) for code, entry in entries.items() if code in found)
    taken = Taken(new=len(fresh), known=len(rows) - len(fresh), changed=changed)
    if fresh:
        journal.record(
            actor=actor, verb="parties.entities.imported", subject=f"import:enterprises:{at:%Y%m%d}", at=at,
            data={"registered": taken.new, "known": taken.known, "changed": changed}, internal=True,
        )  # fmt: skip
    return taken


def _entry(values: Values, at: datetime) -> rules.EntityEntry:
    if faults := rules.import_faults(values, at):
        raise InvalidInput({fault.field: fault.reason for fault in faults})
    return rules.imported_entry(values)


def _entity(entry: rules.EntityEntry) -> MarketEntity:
    return MarketEntity(uscc=entry.uscc, **_told(entry))


def _told(entry: rules.EntityEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in rules.MASTER_DATA}


def _learn(entity: MarketEntity, entry: rules.EntityEntry, actor: Signatory, at: datetime) -> bool:
    """Whether the row said something new."""
    before = {name: getattr(entity, name) for name in rules.MASTER_DATA}
    after = {name: value for name, value in _told(entry).items() if value and value != before[name]}
    if not after:
        return False
    for name, value in after.items():
        setattr(entity, name, value)
    entity.save(update_fields=list(after))
    journal.record(
        actor=actor, verb="parties.entity.updated", subject=f"entity:{entity.pk}", at=at, internal=True,
        data={"before": {n: _text(before[n]) for n in after}, "after": {n: _text(value) for n, value in after.items()}},
    )  # fmt: skip
    return True


def _text(value: Any) -> str:
    return "" if value is None else str(value)


ENTERPRISES = Import(
    name="enterprises",
    title="企业",
    fields=rules.IMPORT_FIELDS,
    faults=rules.import_faults,
    take=import_entities,
    roles=rules.IMPORTERS,
    twins=rules.twins_by_code,
)
IMPORTS = (ENTERPRISES,)
