"""Reads over matters of every process. Who may see is a parameter of each."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from yishang.kernel.cases.models import Case
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Scope, scope_of
from yishang.kernel.geo import queries as geo

_SCOPES: dict[str, Callable[[Scope, date], Q]] = {
    "all": lambda scope, on: Q(),
    "city": lambda scope, on: Q(city_id=scope.key),
    "region": lambda scope, on: Q(region_id=scope.key),
    "unit": lambda scope, on: Q(unit_id=scope.key),
    "entities": lambda scope, on: Q(applicant_id__in=scope.key),
    "sponsored": lambda scope, on: Q(applicant_id__in=directory.sponsored_entities(scope.key, on=on)),
}


def visible_to(actor: Actor, *, kind: str, on: date, region: str = "") -> QuerySet[Case]:
    """The matters of one process that the actor may see on that day; none for posts without business rights.

    `region` narrows them to one county.
    """
    scope = scope_of(actor)
    if scope.kind not in _SCOPES:
        return Case.objects.none()
    rows = Case.objects.filter(kind=kind, region_id=region) if region else Case.objects.filter(kind=kind)
    if scope.kind == "city" and region and geo.city_of(region) == scope.key:
        return rows  # the county implies the city, and its index alone then finds the rows
    return rows.filter(_SCOPES[scope.kind](scope, on))


def in_order(keys: Sequence[int], *related: str) -> list[Case]:
    """The matters of these keys, in their order, each with the related rows: one statement.

    A list asks an index for its keys first, so that only what it shows is fetched and nothing wide is sorted.
    """
    found = Case.objects.select_related(*related).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def with_lamp(rows: QuerySet[Case], lamp: str, *, now: datetime) -> QuerySet[Case]:
    """Only matters whose current clock shows that lamp: green, yellow, red (overdue) or blue (paused)."""
    if lamp == "blue":
        return rows.filter(is_paused=True)
    running = rows.filter(is_paused=False, due_at__isnull=False)
    if lamp == "red":
        return running.filter(due_at__lt=now)
    if lamp == "yellow":
        return running.filter(due_at__gte=now, warn_at__lte=now)
    return running.filter(warn_at__gt=now)


def subjects_of(kind: str) -> QuerySet[Case]:
    """Every matter of a process, for jobs and figures that look at all of them."""
    return Case.objects.filter(kind=kind)
