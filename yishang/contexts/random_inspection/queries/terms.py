"""The numbers in force on a day, and the city's own rules."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet

from yishang.contexts.random_inspection import rules
from yishang.contexts.random_inspection.models import Guideline, SourceFigure, Term
from yishang.kernel.directory.rules import Actor


def terms(*, on: date) -> dict[str, Decimal]:
    """Code → value of every number in force that day."""
    rows = Term.objects.filter(Q(effective_to=None) | Q(effective_to__gte=on), effective_from__lte=on)
    return dict(rows.order_by("effective_from").values_list("code", "value"))


def term_rows() -> QuerySet[Term]:
    """All numbers with their bases, as the page of settings lists them."""
    return Term.objects.order_by("pk")


def pool_terms(*, on: date) -> rules.PoolTerms:
    """What the pool of a task follows that day."""
    found = terms(on=on)
    cap = found.get("entity_year_cap")
    return rules.PoolTerms(
        ratios={risk: Fraction(found[f"ratio_{risk}"]) for risk in rules.RISKS},
        year=on.year,
        entity_cap=int(cap) if cap is not None else None,
        spares_high_risk=bool(found.get("spares_high_risk")),
    )


def plan_day(*, on: date) -> date:
    """By which day of that year its plans are public; data (`plan_publish_by`, 331 is 31 March)."""
    month, day = divmod(int(terms(on=on).get("plan_publish_by", rules.PLAN_PUBLISH_BY)), 100)
    return date(on.year, month, day)


def guidelines(actor: Actor) -> QuerySet[Guideline]:
    """The versions of the city's rules, the newest first; drafts only for the lead department."""
    rows = Guideline.objects.filter(city_id=actor.city_code)
    return rows if actor.role in rules.KEEPERS else rows.exclude(published_at=None)


def source_figures(year: int) -> dict[str, SourceFigure]:
    """What the source reports of that year: code → figure."""
    return {one.code: one for one in SourceFigure.objects.filter(year=year)}
