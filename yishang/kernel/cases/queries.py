"""Reads over matters of every process. Who may see is a parameter of each."""

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from yishang.kernel.cases.models import Case
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Scope, scope_of

_SCOPES: dict[str, Callable[[Scope, date], Q]] = {
    "all": lambda scope, on: Q(),
    "city": lambda scope, on: Q(city_id=scope.key),
    "region": lambda scope, on: Q(region_id=scope.key),
    "unit": lambda scope, on: Q(unit_id=scope.key),
    "entities": lambda scope, on: Q(applicant_id__in=scope.key),
    "sponsored": lambda scope, on: Q(applicant_id__in=directory.sponsored_entities(scope.key, on=on)),
}


def visible_to(actor: Actor, *, kind: str, on: date) -> QuerySet[Case]:
    """The matters of one process that the actor may see on that day; none for posts without business rights."""
    scope = scope_of(actor)
    if scope.kind not in _SCOPES:
        return Case.objects.none()
    return Case.objects.filter(_SCOPES[scope.kind](scope, on), kind=kind)


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
