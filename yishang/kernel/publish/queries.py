"""What stands published, by dataset; anybody may read it. What is past its day is not shown, whoever sleeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import Count, Max, Q, QuerySet

from yishang.kernel.context import modules_named
from yishang.kernel.publish import rules
from yishang.kernel.publish.models import Publication
from yishang.kernel.search.rules import words_in


@cache
def datasets() -> dict[str, rules.Dataset]:
    """Every dataset that some process publishes (`DATASETS` in its rules), by name, in the order of their titles."""
    found: dict[str, rules.Dataset] = {}
    for module in modules_named("rules"):
        for one in getattr(module, "DATASETS", ()):
            if one.name in found:
                raise ValueError(f"two processes publish a dataset called {one.name}")
            found[one.name] = one
    return dict(sorted(found.items()))


def dataset(name: str) -> rules.Dataset:
    """The dataset of that name. Raises DatasetNotFound."""
    if name not in datasets():
        raise rules.DatasetNotFound(name)
    return datasets()[name]


def published(dataset: str, *, on: date, about: str = "") -> QuerySet[Publication]:
    """The rows that are public on that day, newest first; `about` narrows them to one company's code."""
    rows = Publication.objects.filter(dataset=dataset, state=Publication.State.PUBLISHED)
    rows = rows.exclude(until__lte=on).order_by("-published_at", "-pk")
    return rows.filter(about=about.strip().upper()) if about else rows


@dataclass(frozen=True)
class Wish:
    """How somebody narrows a list: words that all must stand in the row, a company's code, a month by its first day."""

    words: str = ""
    about: str = ""
    month: date | None = None


def matching(dataset: str, wish: Wish, *, on: date) -> QuerySet[Publication]:
    """The public rows that fit the wish."""
    rows = published(dataset, on=on, about=wish.about)
    for word in words_in(wish.words):
        rows = rows.filter(words__contains=word)
    if wish.month:
        rows = rows.filter(published_at__year=wish.month.year, published_at__month=wish.month.month)
    return rows


def publication(dataset: str, number: int) -> Publication:
    """One row, also when it has been withdrawn. Raises PublicationNotFound."""
    found = Publication.objects.filter(dataset=dataset, pk=number).prefetch_related("corrections").first()
    if found is None:
        raise rules.PublicationNotFound
    return found


def is_shown(found: Publication, *, on: date) -> bool:
    """Whether its content is public on that day."""
    return found.state == Publication.State.PUBLISHED and (found.until is None or found.until > on)


@dataclass(frozen=True)
class Stand:
    """How much of a dataset is public, and when anything in it last changed (None: never)."""

    rows: int
    changed_at: datetime | None


def stands(*, on: date) -> dict[str, Stand]:
    """Every dataset with how it stands that day: one statement, however many there are."""
    is_public = Q(state=Publication.State.PUBLISHED) & (Q(until=None) | Q(until__gt=on))
    rows = Publication.objects.order_by().values_list("dataset")
    counted = rows.annotate(shown=Count("pk", filter=is_public), changed=Max("changed_at"))
    found = {name: Stand(rows=shown, changed_at=changed) for name, shown, changed in counted}
    return {name: found.get(name, Stand(rows=0, changed_at=None)) for name in datasets()}


def stand_of(dataset: str, *, on: date) -> Stand:
    """How one dataset stands that day."""
    counted = published(dataset, on=on).order_by().aggregate(shown=Count("pk"))
    changed = Publication.objects.filter(dataset=dataset).aggregate(last=Max("changed_at"))
    return Stand(rows=counted["shown"], changed_at=changed["last"])


def about(uscc: str, *, on: date) -> Iterator[Publication]:
    """Everything that is public about one company on that day, newest first, of whatever dataset."""
    rows = Publication.objects.filter(about=uscc.strip().upper(), state=Publication.State.PUBLISHED)
    yield from rows.exclude(until__lte=on).order_by("-published_at", "-pk")


def forget_datasets() -> None:
    """For tests that publish a dataset of their own."""
    datasets.cache_clear()
