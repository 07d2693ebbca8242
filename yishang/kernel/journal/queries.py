"""Reads of the journal: timelines, who listens, and what failed to arrive."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache

from django.db.models import QuerySet

from yishang.kernel.context import Handler, modules_named
from yishang.kernel.journal.models import Delivery, Fact, Seal


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
    _handlers.cache_clear()


def listeners(verb: str) -> tuple[Handler, ...]:
    """The handlers that react to facts of this name."""
    return _handlers().get(verb, ())


def timeline(subject: str, *, include_internal: bool) -> list[Fact]:
    """The facts of one subject in order; internal ones only when asked for."""
    return list(_visible(include_internal).filter(subject=subject).order_by("sequence"))


def facts_of(subjects: Collection[str], *, include_internal: bool = True) -> dict[str, list[Fact]]:
    """The timelines of several subjects in one query; every subject has an entry, if only an empty one."""
    found: dict[str, list[Fact]] = {subject: [] for subject in subjects}
    for fact in _visible(include_internal).filter(subject__in=found).order_by("subject", "sequence"):
        found[fact.subject].append(fact)
    return found


def _visible(include_internal: bool) -> QuerySet[Fact]:
    return Fact.objects.all() if include_internal else Fact.objects.filter(internal=False)


def failed_deliveries(limit: int = 100) -> list[Delivery]:
    """Reactions that have not worked yet, newest first, for the operations page."""
    failed = Delivery.objects.filter(state=Delivery.State.FAILED).select_related("fact")
    return list(failed.order_by("-at", "-id")[:limit])


def seals(limit: int = 100) -> list[Seal]:
    """The latest seals, newest first: what the public page shows so that anyone can keep a copy."""
    return list(Seal.objects.order_by("-number")[:limit])
