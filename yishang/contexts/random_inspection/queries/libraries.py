"""The two libraries as lists: people, objects with their tags, and what waits to be mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import (
    Expert,
    InspectItem,
    InspectObject,
    Inspector,
    ObjectTag,
    Quarantined,
    SpecialLibrary,
    Training,
)
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo


@dataclass(frozen=True)
class Sought:
    """How a library's list is narrowed; empty means any."""

    q: str = ""
    unit: str = ""
    state: str = ""
    tag: str = ""
    line: str = ""
    level: str = ""


def _regions(actor: Actor) -> tuple[str, ...]:
    """The actor's city and its counties."""
    return (actor.city_code, *geo.descendants(actor.city_code)) if actor.city_code else ()


def items_matching(wanted: Sought, *, on: date) -> QuerySet[InspectItem]:
    """The list in force that day."""
    rows = InspectItem.objects.filter(valid_from__lte=on).exclude(valid_to__lt=on)
    rows = rows.filter(line=wanted.line) if wanted.line else rows
    rows = rows.filter(level=wanted.level) if wanted.level else rows
    if wanted.q:
        rows = rows.filter(Q(name__contains=wanted.q) | Q(category__contains=wanted.q) | Q(code__startswith=wanted.q))
    return rows.order_by("code")


def people_matching(actor: Actor, wanted: Sought, *, on: date) -> QuerySet[Inspector]:
    """Inspectors of the city; a department sees its own. State: fit, out, expired, or one of theirs."""
    rows = Inspector.objects.filter(unit__region_id__in=_regions(actor)).select_related("unit", "area")
    rows = rows.filter(Q(unit_id=actor.unit_id)) if actor.role == Role.DEP else rows
    rows = rows.filter(unit__code=wanted.unit) if wanted.unit else rows
    if wanted.q:
        rows = rows.filter(Q(name__contains=wanted.q) | Q(number=wanted.q) | Q(certificate_no=wanted.q))
    fit = Q(state="ACTIVE", certificate_until__gte=on)
    by_state: Mapping[str, Q] = {"fit": fit, "out": ~fit, "expired": Q(certificate_until__lt=on)}
    rows = rows.filter(by_state[wanted.state]) if wanted.state in by_state else rows
    rows = rows.filter(state=wanted.state) if wanted.state in rules.INSPECTOR_STATES else rows
    return rows.annotate(trained_on=Max("trainings__held_on")).order_by("unit__code", "number")


def experts_of(actor: Actor) -> QuerySet[Expert]:
    """The experts of the city by number."""
    rows = Expert.objects.filter(unit__region_id__in=_regions(actor))
    return rows.select_related("unit").order_by("number")


def objects_matching(actor: Actor, wanted: Sought) -> QuerySet[InspectObject]:
    """The objects of the city, with their company; narrowed by tag, state, words."""
    rows = InspectObject.objects.filter(city_id=actor.city_code).select_related("entity", "region")
    if wanted.tag:
        rows = rows.filter(Exists(ObjectTag.objects.filter(object=OuterRef("pk"), library__code=wanted.tag)))
    if wanted.state == "FAULT":
        rows = rows.exclude(fault="")
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.q:
        rows = rows.filter(Q(entity__name__contains=wanted.q) | Q(entity__uscc=wanted.q.upper()))
    return rows.prefetch_related("tags__library").order_by("-pk")


def objects_of(entities: Mapping[str, Any]) -> list[InspectObject]:
    """The objects of these companies themselves (not their devices)."""
    ids = [one.pk for one in entities.values()]
    return list(InspectObject.objects.filter(entity_id__in=ids, kind="ENTITY").select_related("entity"))


def libraries() -> QuerySet[SpecialLibrary]:
    """The special libraries by code."""
    return SpecialLibrary.objects.all()


def trainings_of(actor: Actor) -> QuerySet[Training]:
    """The courses; a department sees those of its own people."""
    rows = Training.objects.select_related("unit").prefetch_related("inspectors")
    return rows.filter(Q(inspectors__unit_id=actor.unit_id)).distinct() if actor.role == Role.DEP else rows


def quarantined(actor: Actor) -> QuerySet[Quarantined]:
    """What waits to be mended in the city, the newest first."""
    return Quarantined.objects.filter(city_id=actor.city_code, settled_at=None)


def inspector_of(actor: Actor, number: str) -> Inspector:
    """One inspector within what the actor sees, with relations and courses. Raises NothingThere."""
    rows = people_matching(actor, Sought(), on=date.min)
    found = rows.filter(number=number).prefetch_related("relations__entity", "trainings").first()
    if found is None:
        raise rules.NothingThere("这名执法人员")
    return found
