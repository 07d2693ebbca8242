"""Entities and the visiting library (主体库) as others read them."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from yishang.kernel.context import modules_named
from yishang.kernel.geo.rules import Fence, Place, circle, fence_from
from yishang.kernel.parties import rules
from yishang.kernel.parties.models import Call, MarketEntity, QuietWindow, Subject
from yishang.kernel.statements import Given, Prepared

CHUNK = 500  # SQLite takes a limited number of parameters in one statement


def notes_about(entity_id: int | None, *, role: str, at: datetime) -> list[rules.CompanyNote]:
    """What any process has to say about a company to somebody in this post (`company_notes` of its queries).

    Processes do not know one another: a page about a company asks here. Nothing about nobody.
    """
    if entity_id is None:
        return []
    return [note for tell in _tellers() for note in tell(role=role, entity_id=entity_id, at=at)]


@cache
def _tellers() -> tuple[Callable[..., list[rules.CompanyNote]], ...]:
    return tuple(one.company_notes for one in modules_named("queries") if hasattr(one, "company_notes"))


def entity_by_uscc(uscc: str) -> MarketEntity | None:
    """The entity of that code, typed in any manner; None when it is unknown."""
    return _OF_CODE.first(uscc=rules.normalise_uscc(uscc))


_OF_CODE = Prepared(lambda: MarketEntity.objects.filter(uscc=Given("uscc")).order_by())


def entities_by_uscc(codes: Iterable[str]) -> dict[str, MarketEntity]:
    """Normalised code → entity of those known: one statement for every 500 codes, for imports."""
    wanted = sorted({rules.normalise_uscc(code) for code in codes})
    found: dict[str, MarketEntity] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= {one.uscc: one for one in MarketEntity.objects.filter(uscc__in=wanted[start : start + CHUNK])}
    return found


def entities(ids: Any) -> QuerySet[MarketEntity]:
    """The entities of these ids (a sequence or a subquery), by name."""
    return MarketEntity.objects.filter(pk__in=ids).order_by("name", "pk")


def names_among(names: Iterable[str]) -> set[str]:
    """Of these names those that some entity bears: one statement for every 500."""
    wanted, found = sorted(set(names)), set[str]()
    for start in range(0, len(wanted), CHUNK):
        part = MarketEntity.objects.filter(name__in=wanted[start : start + CHUNK])
        found.update(part.values_list("name", flat=True))
    return found


def entities_named(words: str, *, limit: int) -> list[MarketEntity]:
    """At most `limit` entities whose name holds these words, those that begin with them first."""
    words = rules.normalise_name(words)
    first = list(MarketEntity.objects.filter(name__startswith=words).order_by("name")[:limit])
    if len(first) == limit:
        return first
    others = MarketEntity.objects.filter(name__contains=words).exclude(pk__in=[one.pk for one in first])
    return first + list(others.order_by()[: limit - len(first)])


def library(*, on: date | Given) -> QuerySet[Subject]:
    """Everything listed on that day; the day of leaving no longer counts."""
    return Subject.objects.filter(Q(out_date__isnull=True) | Q(out_date__gt=on), in_date__lte=on)


def subjects_of(entity_id: int, *, on: date) -> list[Subject]:
    """An entity's listings on that day, the enterprise itself before its projects."""
    return list(_preferred(library(on=on).filter(entity_id=entity_id)))


def subject_on(entity_id: int, on: date) -> Subject | None:
    """The one listing under which an entity counts that day; None means 库外."""
    return _LISTED.first(entity_id=entity_id, on=on)


def subjects(ids: Iterable[int]) -> dict[int, Subject]:
    """The listings of these keys with their companies: key → listing."""
    return Subject.objects.select_related("entity").in_bulk(list(ids))


def place_of(subject: Subject) -> Place | None:
    """Where a subject lies (CGCS2000); None while nobody has said."""
    return None if subject.lon is None or subject.lat is None else Place(subject.lon, subject.lat)


def fence_of(subject: Subject) -> Fence | None:
    """The ground on which a visitor must stand: the subject's own fence, else a circle by its type (handbook 1.1).

    None while the subject has no place.
    """
    if subject.fence:
        return fence_from(subject.fence)
    place = place_of(subject)
    return circle(place, rules.FENCE_RADIUS[subject.subject_type]) if place else None


def calls(entity_ids: Iterable[int], *, first_day: date, last_day: date) -> QuerySet[Call]:
    """Who means to come, or came, to these companies in those days, in order; of every process."""
    return Call.objects.filter(entity_id__in=list(entity_ids), on__range=(first_day, last_day))


def calls_of_year(entity_ids: Iterable[int], *, year: int) -> dict[int, int]:
    """How many calls a company has had or expects in that year: entity id → number."""
    rows = Call.objects.filter(entity_id__in=list(entity_ids), on__year=year).order_by()
    return dict(rows.values_list("entity_id").annotate(many=Count("pk")))


def quiet_windows(entity_ids: Iterable[int], *, first_day: date, last_day: date) -> QuerySet[QuietWindow]:
    """The windows of these companies that touch those days."""
    rows = QuietWindow.objects.filter(entity_id__in=list(entity_ids), ended_at=None)
    return rows.filter(first_day__lte=last_day, last_day__gte=first_day)


def quiet_on(entity_id: int, day: date) -> QuietWindow | None:
    """The window in which a company asks not to be visited on that day, if there is one."""
    return quiet_windows([entity_id], first_day=day, last_day=day).first()


def subjects_on(entity_ids: Iterable[int], on: date) -> dict[int, Subject]:
    """`subject_on` for many entities: entity id → listing of those in the library."""
    wanted = sorted(set(entity_ids))
    found: dict[int, Subject] = {}
    for start in range(0, len(wanted), CHUNK):
        for subject in _preferred(library(on=on).filter(entity_id__in=wanted[start : start + CHUNK])):
            found.setdefault(subject.entity_id, subject)
    return found


def _preferred(subjects: QuerySet[Subject]) -> QuerySet[Subject]:
    """ABOVE_SCALE_ENT before KEY_PROJECT, which is also their order by letter; then the longer listed."""
    return subjects.order_by("subject_type", "in_date", "pk")


_LISTED = Prepared(lambda: _preferred(library(on=Given("on")).filter(entity_id=Given("entity_id")))[:1])
