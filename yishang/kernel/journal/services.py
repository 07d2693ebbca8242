"""Writing the journal: facts in chains, and seals over facts. Nothing here ever changes a fact."""

from datetime import datetime
from typing import Any

from django.db import connection
from django_q.tasks import async_task

from yishang.kernel.journal import queries, rules
from yishang.kernel.journal.models import ChainHead, Fact

NEXT_LINK = """
INSERT INTO journal_chainhead (subject, sequence, digest) VALUES (%s, 1, '')
ON CONFLICT (subject) DO UPDATE SET sequence = journal_chainhead.sequence + 1
RETURNING sequence, digest
"""


class OutsideTransaction(RuntimeError):
    """A caller's mistake: a fact must stand or fall together with the change it tells of."""


def record(
    *,
    actor: rules.Signatory,
    verb: str,
    subject: str,
    at: datetime,
    data: dict[str, Any] | None = None,
    internal: bool = False,
    first: bool = False,
) -> Fact:
    """Write one fact at the end of its subject's chain, inside the caller's transaction, and queue its handlers.

    `subject` is text of at most 64 characters (a case number, `account:7`); `data` is JSON without floats; `internal`
    facts are not shown to the applicant. `first=True` says that the subject is new: two statements instead of three.
    Raises OutsideTransaction, rules.Unrecordable, and IntegrityError when `first` is not true to fact.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{verb} for {subject} was recorded outside a transaction")
    data = {} if data is None else data
    rules.check_heading(subject=subject, verb=verb, at=at)
    rules.check_data(data)
    sequence, previous = (1, rules.GENESIS) if first else _next_link(subject)
    fact = Fact(
        subject=subject,
        sequence=sequence,
        verb=verb,
        at=at,
        actor_id=actor.id,
        actor_name=actor.name,
        actor_role=str(actor.role),
        unit_name=actor.unit_name,
        data=data,
        internal=internal,
        previous=previous,
    )
    fact.digest = rules.digest(vars(fact))
    fact.save(force_insert=True)
    if first:
        ChainHead.objects.create(subject=subject, sequence=1, digest=fact.digest)
    else:
        ChainHead.objects.filter(subject=subject).update(digest=fact.digest)
    if queries.listeners(verb):
        queue_delivery(fact)
    return fact


def _next_link(subject: str) -> tuple[int, str]:
    """The next place in a chain and the digest before it. One statement that also locks the chain, new or not."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_LINK, [subject])
        sequence, previous = cursor.fetchone()
    return sequence, previous


def queue_delivery(fact: Fact) -> None:
    """Ask the workers to run the fact's handlers; handlers that have already dealt with it are not run again."""
    async_task("yishang.kernel.journal.jobs.deliver", fact.pk, task_name=fact.verb)
