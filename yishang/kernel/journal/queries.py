"""Reads of the journal: timelines, who listens, what failed to arrive, and whether every chain still holds."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from yishang.kernel.context import Handler, modules_named
from yishang.kernel.journal import rules
from yishang.kernel.journal.models import ChainHead, Delivery, Fact, Seal
from yishang.kernel.statements import Given, Prepared

PROGRESS_EVERY = 20_000
PERSON_DIGITS = 18


@cache
def _handlers() -> dict[str, tuple[Handler, ...]]:
    """Every declared handler by the verb it listens to. Read once: handlers are code, not data."""
    found: dict[str, list[Handler]] = defaultdict(list)
    for module in modules_named("handlers"):
        for handler in module.HANDLERS:
            found[handler.fact].append(handler)
    return {verb: tuple(handlers) for verb, handlers in found.items()}


def forget_handlers() -> None:
    """Read the handlers again at next use; for when the set of installed apps has changed."""
    modules_named.cache_clear()
    _handlers.cache_clear()


def listeners(verb: str) -> tuple[Handler, ...]:
    """The handlers that react to facts of this name."""
    return _handlers().get(verb, ())


def timeline(subject: str, *, include_internal: bool) -> list[Fact]:
    """The facts of one subject in order; internal ones only when asked for."""
    return (_WHOLE_TIMELINE if include_internal else _OPEN_TIMELINE).rows(subject=subject)


def facts_of(subjects: Collection[str], *, include_internal: bool = True) -> dict[str, list[Fact]]:
    """The timelines of several subjects in one query; every subject has an entry, if only an empty one."""
    found: dict[str, list[Fact]] = {subject: [] for subject in subjects}
    for fact in _visible(include_internal).filter(subject__in=found).order_by("subject", "sequence"):
        found[fact.subject].append(fact)
    return found


def notes_of(subjects: Collection[str], verbs: Collection[str]) -> dict[str, list[str]]:
    """The notes of facts of these names that everybody may read, in order; one statement, only what has notes."""
    rows = _visible(include_internal=False).filter(subject__in=subjects, verb__in=verbs).order_by("subject", "sequence")
    found: dict[str, list[str]] = defaultdict(list)
    for subject, data in rows.values_list("subject", "data"):
        if note := data.get("note"):
            found[subject].append(str(note))
    return found


def latest_of(subjects: Collection[str], verbs: Collection[str]) -> dict[str, datetime]:
    """When one of these verbs was last recorded of each subject, in one statement; who has none is left out."""
    found = Fact.objects.filter(subject__in=subjects, verb__in=verbs).order_by().values("subject")
    return dict(found.annotate(latest=Max("at")).values_list("subject", "latest")) if subjects else {}


def _visible(include_internal: bool) -> QuerySet[Fact]:
    return Fact.objects.all() if include_internal else Fact.objects.filter(internal=False)


_WHOLE_TIMELINE = Prepared(lambda: _visible(True).filter(subject=Given("subject")).order_by("sequence"))
_OPEN_TIMELINE = Prepared(lambda: _visible(False).filter(subject=Given("subject")).order_by("sequence"))


def failed_deliveries(limit: int = 100) -> list[Delivery]:
    """Reactions that have not worked yet, newest first, for the operations page."""
    failed = Delivery.objects.filter(state=Delivery.State.FAILED).select_related("fact")
    return list(failed.order_by("-at", "-id")[:limit])


def seals(limit: int = 100) -> list[Seal]:
    """The latest seals, newest first: what the public page shows so that anyone can keep a copy."""
    return list(Seal.objects.order_by("-number")[:limit])


def verify(on_progress: Callable[[int], None] | None = None) -> rules.Verdict:
    """Walk every chain by subject, then every seal by number, and stop at the first thing that does not hold.

    Reads in a stream, so memory stays flat; each statement compares facts with heads in one snapshot, so writers need
    not stop. `on_progress` is told the number of facts read so far, now and then.
    """
    walk = _ChainWalk(on_progress or (lambda _: None))
    breach = walk.first_breach() or _lost_chain()
    if breach:
        return rules.Verdict(walk.count, 0, breach)
    seals_seen, breach = _walk_seals()
    return rules.Verdict(walk.count, seals_seen, breach)


class _ChainWalk:
    """One pass over all facts in the order of their chains, with the count of those found sound."""

    def __init__(self, on_progress: Callable[[int], None]) -> None:
        self.count = 0
        self.on_progress = on_progress

    def first_breach(self) -> rules.Breach | None:
        try:
            chains = groupby(_facts_with_heads(), key=lambda fact: fact["subject"])
            return next(filter(None, (self._chain_breach(chain) for _, chain in chains)), None)
        except (ValueError, TypeError):  # SQLite keeps even a date that is none, and the driver stumbles over it
            return self._unreadable()

    def _unreadable(self) -> rules.Breach | None:
        """Rows are read by the thousand; among those not yet counted, find the one that cannot be read."""
        places = Fact.objects.order_by("subject", "sequence").values_list("pk", "subject", "sequence")
        for pk, subject, sequence in places[self.count :].iterator():
            try:
                Fact.objects.filter(pk=pk).values().get()
            except (ValueError, TypeError):
                return rules.Breach(f"{subject}/{sequence}", "被修改：内容已无法读取")
        return None

    def _chain_breach(self, chain: Iterator[dict[str, Any]]) -> rules.Breach | None:
        before, head = None, None
        for fact in chain:
            head = _head(fact)
            if breach := rules.link_breach(before, fact, head):
                return breach
            before = fact
            self.count += 1
            if self.count % PROGRESS_EVERY == 0:
                self.on_progress(self.count)
        return rules.end_breach(before, head) if before and head else None


def _facts_with_heads() -> Iterator[dict[str, Any]]:
    head = ChainHead.objects.filter(pk=OuterRef("subject"))
    facts = Fact.objects.order_by("subject", "sequence").annotate(
        head_sequence=Subquery(head.values("sequence")), head_digest=Subquery(head.values("digest"))
    )
    fields = (*rules.SIGNED_FIELDS, "digest", "head_sequence", "head_digest")
    return facts.values(*fields).iterator(chunk_size=2000)


def _head(row: dict[str, Any]) -> rules.Head | None:
    return None if row["head_sequence"] is None else rules.Head(row["head_sequence"], row["head_digest"])


def _lost_chain() -> rules.Breach | None:
    """A head whose facts are all gone."""
    facts = Fact.objects.filter(subject=OuterRef("subject"))
    lost = ChainHead.objects.exclude(pk=rules.SEAL_CHAIN).filter(~Exists(facts)).order_by("subject").first()
    return rules.Breach(f"{lost.subject}/1", f"被删除：全部 {lost.sequence} 条记录都不见了") if lost else None


def _walk_seals() -> tuple[int, rules.Breach | None]:
    """How many seals hold, and the first that does not; then whether the last ones were cut off."""
    count, before = 0, None
    head = ChainHead.objects.filter(pk=rules.SEAL_CHAIN)
    rows = Seal.objects.order_by("number").annotate(
        head_sequence=Subquery(head.values("sequence")), head_digest=Subquery(head.values("digest"))
    )
    for seal in rows.values(*rules.SEALED_FIELDS, "digest", "head_sequence", "head_digest").iterator():
        leaves = Fact.objects.filter(seal=seal["number"]).order_by("id").values_list("digest", flat=True)
        if breach := rules.seal_breach(before, seal, rules.merkle_root(leaves.iterator())):
            return count, breach
        before = seal
        count += 1
    return count, _seal_tail_breach(before)


def _seal_tail_breach(last: dict[str, Any] | None) -> rules.Breach | None:
    orphan = Fact.objects.filter(seal_id__isnull=False).filter(~Exists(Seal.objects.filter(pk=OuterRef("seal_id"))))
    number = orphan.order_by("seal_id").values_list("seal_id", flat=True).first()
    if number is not None:
        return rules.Breach(f"seal:{number}", "封存缺失：有留痕归于这一封存，封存本身不见了")
    if last is None:
        gone = ChainHead.objects.filter(pk=rules.SEAL_CHAIN, sequence__gt=0).filter(~Exists(Seal.objects.all()))
        return rules.Breach("seal:1", "封存缺失：全部封存都不见了") if gone.exists() else None
    head = _head(last)
    if head is None or head.sequence < last["number"]:
        return rules.Breach(f"seal:{last['number']}", "封存链头缺失或被改短")
    if head.sequence > last["number"]:
        return rules.Breach(f"seal:{last['number'] + 1}", "封存缺失：链头之前的封存被删除")
    if head.digest != last["digest"]:
        return rules.Breach(f"seal:{last['number']}", "封存被替换：摘要与链头不符")
    return None


def facts_found(
    *,
    person: str = "",
    verb: str = "",
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Fact]:
    """Facts for the auditor, the newest first. Read along the primary key; page it.

    By who signed (name, or `#7` for a number), by how verb and subject begin, by a span without its end.
    """
    rows = Fact.objects.order_by("-pk")
    if person.startswith("#") and person[1:].isascii() and person[1:].isdecimal() and len(person) <= PERSON_DIGITS:
        rows = rows.filter(actor_id=int(person[1:]))
    elif person:
        rows = rows.filter(actor_name=person)
    rows = rows.filter(verb__startswith=verb) if verb else rows
    rows = rows.filter(subject__startswith=subject) if subject else rows
    rows = rows.filter(at__gte=since) if since else rows
    return rows.filter(at__lt=until) if until else rows


def count_signed(*, actor_id: int | None, verb: str, since: datetime) -> int:
    """How many facts of that name somebody has signed since then; read along the index of verb and time."""
    return Fact.objects.filter(verb=verb, at__gt=since, actor_id=actor_id).count()
