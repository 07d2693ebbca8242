"""The list and the people as plans and imports ask for them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, QuerySet

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import Department, InspectItem, Inspector


def items_in_force(codes: Iterable[str] | None = None, *, on: date) -> QuerySet[InspectItem]:
    """The list as it stands on a day; only these codes when given."""
    rows = InspectItem.objects.filter(valid_from__lte=on).exclude(valid_to__lt=on)
    return rows if codes is None else rows.filter(code__in=list(codes))


def departments(*, on: date) -> QuerySet[Department]:
    """The units that take part on a day, by code."""
    rows = Department.objects.filter(joined_on__lte=on).exclude(left_on__lt=on)
    return rows.select_related("unit").order_by("unit__code")


def people_numbered(numbers: Iterable[str]) -> QuerySet[Inspector]:
    """The inspectors of these numbers, with their last course."""
    rows = Inspector.objects.filter(number__in=list(numbers)).select_related("unit")
    return rows.annotate(trained_on=Max("trainings__held_on")).order_by("number")


def standing(one: Inspector) -> rules.Standing:
    """An inspector (with `trained_on`) as the rules judge."""
    trained = getattr(one, "trained_on", None)
    return rules.Standing(one.state, one.certificate_until, one.away_until, trained)
