"""Writing the journal: facts in chains, and seals over facts. Nothing here ever changes a fact."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max, Min
from django_q.tasks import async_task

from yishang.kernel import statements
from yishang.kernel.context import Handler
from yishang.kernel.journal import gateways, queries, rules
from yishang.kernel.journal.models import ChainHead, Delivery, Fact, Seal

SUBJECTS_AT_ONCE = 500
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
    statements.insert(fact)
    head = ChainHead(subject=subject, sequence=sequence, digest=fact.digest)
    if first:
        statements.insert(head)
    else:
        statements.update(head, "digest")
    if queries.listeners(verb):
        queue_delivery(fact=fact)
    return fact


def record_all(
    *,
    actor: rules.Signatory,
    verb: str,
    subjects: Mapping[str, dict[str, Any]],
    at: datetime,
    internal: bool = False,
) -> list[Fact]:
    """Write the same fact for many subjects that have a chain already (subject → its data), in a few statements.

    Each goes to the end of its own chain, locked until the transaction ends. Raises OutsideTransaction,
    rules.Unrecordable, and KeyError for a subject without a chain.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{verb} was recorded outside a transaction")
    names = sorted(subjects)
    heads: dict[str, ChainHead] = {}
    for start in range(0, len(names), SUBJECTS_AT_ONCE):
        rows = ChainHead.objects.select_for_update().filter(subject__in=names[start : start + SUBJECTS_AT_ONCE])
        heads |= {head.subject: head for head in rows.order_by("subject")}
    facts = [_linked(heads[name], actor, verb, at, subjects[name], internal) for name in names]
    Fact.objects.bulk_create(facts, batch_size=SUBJECTS_AT_ONCE)
    statements.update_all(heads.values(), "sequence", "digest")
    if queries.listeners(verb):
        for fact in facts:
            queue_delivery(fact=fact)
    return facts


def begin_all(
    *,
    actor: rules.Signatory,
    verb: str,
    subjects: Mapping[str, dict[str, Any]],
    at: datetime,
    internal: bool = False,
) -> list[Fact]:
    """Write the first fact of many subjects that have no chain yet (subject → its data), in a few statements.

    Raises OutsideTransaction, rules.Unrecordable, and IntegrityError for a subject that has one.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{verb} was recorded outside a transaction")
    heads = {name: ChainHead(subject=name, sequence=0, digest=rules.GENESIS) for name in sorted(subjects)}
    facts = [_linked(head, actor, verb, at, subjects[name], internal) for name, head in heads.items()]
    Fact.objects.bulk_create(facts, batch_size=SUBJECTS_AT_ONCE)
    ChainHead.objects.bulk_create(heads.values(), batch_size=SUBJECTS_AT_ONCE)
    if queries.listeners(verb):
        for fact in facts:
            queue_delivery(fact=fact)
    return facts


def _linked(
    head: ChainHead, actor: rules.Signatory, verb: str, at: datetime, data: dict[str, Any], internal: bool
) -> Fact:
    """The next fact of a chain; its head is moved on."""
    rules.check_heading(subject=head.subject, verb=verb, at=at)
    rules.check_data(data)
    fact = Fact(
        subject=head.subject,
        sequence=head.sequence + 1,
        verb=verb,
        at=at,
        actor_id=actor.id,
        actor_name=actor.name,
        actor_role=str(actor.role),
        unit_name=actor.unit_name,
        data=data,
        internal=internal,
        previous=head.digest,
    )
    fact.digest = rules.digest(vars(fact))
    head.sequence, head.digest = fact.sequence, fact.digest
    return fact


def _next_link(subject: str) -> tuple[int, str]:
    """The next place in a chain and the digest before it. One statement that also locks the chain, new or not."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_LINK, [subject])
        sequence, previous = cursor.fetchone()
    return sequence, previous


def queue_delivery(*, fact: Fact) -> None:
    """Ask the workers to run the fact's handlers; handlers that have already dealt with it are not run again."""
    async_task("yishang.kernel.journal.jobs.deliver", fact.pk, task_name=fact.verb, broker=_queue())


@cache
def _queue() -> gateways.Queue:
    return gateways.Queue()


@transaction.atomic
def hand_over(*, fact: Fact, handler: Handler, at: datetime) -> None:
    """Run one handler for one fact, together with the note that it has run. Raises whatever the handler raises.

    A crash takes both back, so it is repeated; a success stays noted, so it is never doubled. The row is written
    first: a second worker with the same fact waits at it, then finds it done.
    """
    rows = Delivery.objects.select_for_update()
    delivery, _ = rows.get_or_create(fact=fact, handler=handler.name, defaults={"at": at})
    if delivery.state == Delivery.State.DONE:
        return
    handler.run(fact)
    delivery.state, delivery.at, delivery.last_error = Delivery.State.DONE, at, ""
    delivery.attempts += 1
    delivery.save()


def note_failure(*, fact: Fact, handler: Handler, error: BaseException, at: datetime) -> None:
    """Keep why a handler failed, for the operations page; it stays queued and is tried again."""
    why = f"{type(error).__name__}: {error}"[:2000]
    place = {"fact": fact, "handler": handler.name}
    Delivery.objects.get_or_create(**place, defaults={"at": at})
    waiting = Delivery.objects.filter(**place, state=Delivery.State.FAILED)
    waiting.update(attempts=F("attempts") + 1, last_error=why, at=at)


@transaction.atomic
def seal_facts(*, at: datetime) -> Seal | None:
    """Seal every fact that no seal covers yet: Merkle root, chained to the last seal. None when there is none.

    The facts are taken by one UPDATE before they are read, so that what is sealed is exactly what is signed even while
    others write; a fact committed later, whatever its id, falls under the next seal.
    """
    heads = ChainHead.objects.select_for_update()
    head, _ = heads.get_or_create(subject=rules.SEAL_CHAIN, defaults={"sequence": 0, "digest": rules.GENESIS})
    number = head.sequence + 1
    if not Fact.objects.filter(seal=None).update(seal=number):
        return None
    sealed = Fact.objects.filter(seal=number)
    count, root = rules.merkle_root(sealed.order_by("id").values_list("digest", flat=True).iterator())
    content = {
        "number": number,
        "at": at,
        "facts": count,
        **sealed.aggregate(first_fact=Min("id"), last_fact=Max("id")),
        "root": root,
        "previous": head.digest,
    }
    seal = Seal.objects.create(**content, digest=rules.seal_digest(**content))
    head.sequence, head.digest = number, seal.digest
    head.save()
    return seal
