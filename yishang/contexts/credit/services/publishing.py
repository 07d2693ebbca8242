"""What the public sees of the two lists: published with the decision, withdrawn with the removal, in one act."""

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from yishang.contexts.credit import rules
from yishang.contexts.credit.models import CreditRecord, Decision, Listing, SeriousListing
from yishang.kernel.directory.rules import Actor
from yishang.kernel.publish import services as publish
from yishang.kernel.publish.rules import NotPublished, PublicationNotFound

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case


def publish_listing(
    *, actor: Actor, case: "Case", listing: Listing, paper: Decision, reason: str, at: datetime
) -> None:
    """Show an entry of the abnormal list (or the mark) from now on."""
    row = {
        "name": listing.entity.name,
        "uscc": listing.entity.uscc,
        "list": rules.list_name(listing.entity.uscc),
        "reason": reason,
        "organ": paper.organ.name,
        "document": paper.number,
        "listed_on": paper.signed_on,
    }
    publish.publish(
        actor=actor, dataset=rules.ABNORMAL_DATASET, key=case.number, row=row, about=listing.entity.uscc, at=at
    )


def publish_serious(
    *, actor: Actor, case: "Case", serious: SeriousListing, paper: Decision, until: date, at: datetime
) -> None:
    """Show an entry of the serious list until the day on which it ends."""
    row = {
        "name": serious.entity.name,
        "uscc": serious.entity.uscc,
        "domain": rules.DOMAINS[serious.domain],
        "penalty": serious.penalty_document,
        "organ": paper.organ.name,
        "document": paper.number,
        "listed_on": paper.signed_on,
        "ends_on": until,
    }
    publish.publish(
        actor=actor, dataset=rules.SERIOUS_DATASET, key=case.number, row=row, about=serious.entity.uscc, at=at,
        until=until,
    )  # fmt: skip


def publish_record(*, actor: Actor, record: CreditRecord, until: date, at: datetime) -> None:
    """Show a penalty until the day on which its grade ends."""
    row = {
        "name": record.entity.name,
        "uscc": record.entity.uscc,
        "title": record.title,
        "document": record.document,
        "organ": record.organ,
        "decided_on": record.decided_on,
        "result": record.result,
        "source": record.source,
    }
    publish.publish(
        actor=actor, dataset=rules.PENALTY_DATASET, key=f"penalty-{record.pk}", row=row, about=record.entity.uscc,
        at=at, until=until,
    )  # fmt: skip


def withdraw(*, actor: Actor, dataset: str, key: str, reason: str, at: datetime) -> None:
    """Stop showing an entry; one that is not shown (any more) stays so."""
    with suppress(NotPublished, PublicationNotFound):
        publish.withdraw(actor=actor, dataset=dataset, key=key, reason=reason, at=at)
