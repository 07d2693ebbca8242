"""The two dictionaries: aspects of policies, and problem types of surveys."""

from datetime import date

from django.db.models import Q

from yishang.contexts.policies.models import Aspect, ProblemType


def aspects(*, on: date) -> list[Aspect]:
    """The aspects that may be chosen that day."""
    return list(Aspect.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on)))


def aspect_called(word: str, *, on: date) -> Aspect | None:
    """The aspect of that code or name; None when there is none in use."""
    return next((one for one in aspects(on=on) if word in (one.code, one.name)), None)


def problem_types(*, on: date) -> list[ProblemType]:
    """The problem types that may be ticked that day."""
    return list(ProblemType.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on)))
