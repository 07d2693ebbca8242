"""Tables of policies out of other systems: they come in as drafts, known ones are not doubled."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.policies import queries, rules
from yishang.contexts.policies.models import Policy
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.geo import queries as geo
from yishang.kernel.intake.rules import Import, Taken, Values
from yishang.kernel.journal import services as journal


@transaction.atomic
def import_policies(*, actor: Actor, rows: Sequence[Values], at: datetime) -> Taken:
    """Take a batch of sound rows as drafts of the city; an office looks at each before it is published.

    What the city has under the same number and title stays as it is. An aspect that is not ours stays empty. Raises
    InvalidInput for the first row that is not sound, ImportNotYours.
    """
    rules.check_may_import(actor.role)
    city = actor.city_code or geo.home_city()
    entries = [_entry(values, at) for values in rows]
    known = queries.known_policies(city, [(one.doc_no, one.title) for one in entries])
    fresh = [one for one in entries if (one.doc_no, one.title) not in known]
    Policy.objects.bulk_create([_draft(one, actor, city, at) for one in fresh])
    differing = sum(known.get((one.doc_no, one.title), one.text.strip()) != one.text.strip() for one in entries)
    if fresh:
        journal.record(
            actor=actor, verb="policies.policies.imported", subject=f"import:policies:{at:%Y%m%d}", at=at,
            internal=True, data={"drafted": len(fresh), "known": len(entries) - len(fresh)},
        )  # fmt: skip
    return Taken(new=len(fresh), known=len(entries) - len(fresh), differing=differing)


def _entry(values: Values, at: datetime) -> rules.PolicyEntry:
    if faults := rules.import_faults(values, at):
        raise InvalidInput({fault.field: fault.reason for fault in faults})
    return rules.imported_policy(values)


def _draft(entry: rules.PolicyEntry, actor: Actor, city: str, at: datetime) -> Policy:
    day = localdate(at)
    return Policy(
        number=documents.next_number(prefix="ZC", region_code=city, day=day),
        aspect=queries.aspect_called(entry.aspect, on=day) if entry.aspect else None,
        title=entry.title,
        doc_no=entry.doc_no,
        issuer=entry.issuer,
        issue_date=entry.issue_date,
        valid_to=entry.valid_to,
        text=entry.text.strip(),
        tags=list(entry.tags),
        source_url=entry.source_url,
        region_id=city,
        city_id=city,
        written_by_id=actor.id,
        written_by_name=actor.name,
        written_at=at,
    )


POLICIES = Import(
    name="policies",
    title="政策",
    fields=rules.IMPORT_FIELDS,
    faults=rules.import_faults,
    take=import_policies,
    roles=rules.IMPORTERS,
    twins=rules.twins_by_number,
)
IMPORTS = (POLICIES,)
