"""Rounds: which projects are to be flown over in a month, and which have been."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yishang.contexts.panoramas import rules
from yishang.contexts.panoramas.models import Panorama, Round, RoundProject
from yishang.contexts.panoramas.queries.scope import visible_to
from yishang.kernel.directory.rules import Actor, Role


class Tally(NamedTuple):
    """Projects in a round's pool, those to be flown over (0 before the lot falls), those flown over in its month."""

    pool: int = 0
    selected: int = 0
    covered: int = 0


@dataclass(frozen=True)
class RoundRow:
    """A project of a round and its panoramas of that month, the newest first."""

    project: Any
    panoramas: list[Panorama]

    @property
    def is_covered(self) -> bool:
        return bool(self.panoramas)


def rounds_of(actor: Actor) -> QuerySet[Round]:
    """The rounds of the actor's city, the newest first; none for a unit that does not answer for building."""
    reads = actor.role != Role.DEP or rules.is_construction(actor.unit_name)
    rows = Round.objects.filter(city_id=actor.city_code) if reads else Round.objects.none()
    return rows.order_by("-month", "-pk")


def round_of(actor: Actor, number: str) -> Round:
    """One round of the actor's city. Raises PanoramaNotVisible."""
    found = rounds_of(actor).filter(number=number).first()
    if found is None:
        raise rules.PanoramaNotVisible(f"轮次 {number[:40]}")
    return found


def round_rows(actor: Actor, found: Round) -> list[RoundRow]:
    """The projects to be flown over that the actor reads, by name; none before the lot falls. Two statements."""
    rows = _read_by(actor, found.projects.all()).filter(is_selected=True)
    ordered = rows.select_related("project__entity", "project__region").order_by("project__name", "pk")
    chosen = [one.project for one in ordered]
    flown: defaultdict[int, list[Panorama]] = defaultdict(list)
    in_time = visible_to(actor).filter(captured_at__gte=found.starts_at, captured_at__lt=found.ends_at)
    for one in in_time.filter(project__in=[project.pk for project in chosen]):
        flown[one.project_id].append(one)
    return [RoundRow(project, flown[project.pk]) for project in chosen]


def tallies_of(actor: Actor, found: Sequence[Round]) -> dict[int, Tally]:
    """Round key → what there is to tell of each, in one statement."""
    in_time = Panorama.objects.filter(
        project=OuterRef("project"),
        captured_at__gte=OuterRef("round__starts_at"),
        captured_at__lt=OuterRef("round__ends_at"),
    )
    rows = _read_by(actor, RoundProject.objects.filter(round__in=found)).annotate(is_flown=Exists(in_time))
    chosen = Q(is_selected=True)
    told = rows.values("round_id").annotate(
        pool=Count("pk"), selected=Count("pk", filter=chosen), covered=Count("pk", filter=chosen & Q(is_flown=True))
    )
    return {one["round_id"]: Tally(one["pool"], one["selected"], one["covered"]) for one in told.order_by()}


def _read_by(actor: Actor, rows: QuerySet[RoundProject]) -> QuerySet[RoundProject]:
    """Of these the projects of the actor's county, for posts of a county."""
    if actor.role in (Role.CBO, Role.DEP) and actor.region_level != "CITY":
        return rows.filter(project__region_id=actor.region_code)
    return rows
