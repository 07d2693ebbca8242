"""Keeping appeals findable, in the transaction that changes by what they are found."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

from yishang.contexts.outreach import queries, rules
from yishang.kernel.cases import queries as cases
from yishang.kernel.search import services as search

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

AT_ONCE = 500  # matters in one transaction


def find_also(*, keys: Collection[int]) -> None:
    """Let matters be found that were not until now: what was just imported; a few hundred at most."""
    search.index_many(entries=queries.texts_of(cases.subjects_of(rules.KIND).filter(pk__in=keys)))


def find_by_more(*, case: "Case", text: str) -> None:
    """Find a matter also by what was said of it now; one that an older version left unindexed is indexed whole."""
    if not search.add(subject=case.pk, parts=[text]):
        find_also(keys=[case.pk])


def find_by_new_name(*, entity_id: int) -> int:
    """A company is called differently: its matters are found by the new name, no longer by the old one.

    Returns how many there are. Repeatable.
    """
    matters = cases.subjects_of(rules.KIND).filter(applicant_id=entity_id).order_by("pk")
    after = count = 0
    while True:
        with transaction.atomic():
            found = queries.texts_of(matters.filter(pk__gt=after)[:AT_ONCE])
            for subject, parts in found:
                search.reindex(subject=subject, parts=parts)
        count += len(found)
        if len(found) < AT_ONCE:
            return count
        after = found[-1][0]
