"""Which subjects of the library an audience holds, and what the master data say of each."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yishang.contexts.policies import rules
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from yishang.kernel.parties.models import Subject


@dataclass(frozen=True)
class Reach:
    """Who is held (`subjects`), how many could not be told for want of data (`open`), and out of how many (`among`)."""

    subjects: "tuple[Subject, ...]"
    open: int
    among: int


def reach_of(audiences: Collection[rules.Audience], *, region_code: str, on: date) -> Reach:
    """The subjects in the library of a region that at least one of the audiences holds that day."""
    distinct = list(dict.fromkeys(audiences))
    held, open_ones, among = [], 0, 0
    for subject in subjects_in(region_code, on=on):
        among += 1
        found = [rules.match(one, profile_of(subject), on=on, region_name=geo.name_of) for one in distinct]
        if any(match.fits for match in found):
            held.append(subject)
        else:
            open_ones += any(match.is_open for match in found)
    return Reach(tuple(held), open_ones, among)


def subjects_in(region_code: str, *, on: date) -> "Iterator[Subject]":
    """The library of a region and everything below it, with company and project."""
    rows = parties.library(on=on).filter(region_id__in=geo.descendants(region_code))
    return rows.select_related("entity", "project").order_by("pk").iterator(chunk_size=2000)


def profile_of(subject: "Subject") -> rules.Profile:
    """What is registered of a subject, as the rules want it."""
    return rules.Profile(
        subject_type=subject.subject_type,
        industry_code=subject.industry_code,
        regions=_with_those_above(subject.region_id),
        build_status=subject.project.build_status if subject.project else "",
        registered_on=subject.entity.registered_on,
        capital=rules.capital_in(subject.entity.capital),
    )


def region_of(actor: Actor) -> str:
    """Where an actor's writing reaches: the county for a county's office, else the city."""
    if actor.role == "SYSTEM":
        return geo.home_city()
    return actor.region_code if actor.role == Role.CBO else actor.city_code


def _with_those_above(code: str) -> tuple[str, ...]:
    found, above = [code], geo.region(code).parent
    while above is not None:
        found.append(above.code)
        above = above.parent
    return tuple(found)
