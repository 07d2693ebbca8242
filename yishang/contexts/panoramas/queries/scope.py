"""Who sees which panoramas and projects (handbook 1.7): nothing is public, and a company sees what is in order."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from yishang.contexts.panoramas import rules
from yishang.contexts.panoramas.models import Panorama
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties import queries as parties

NOBODYS = Q(pk__in=[])


def visible_to(actor: Actor) -> QuerySet[Panorama]:
    """The panoramas that an actor may see, newest first."""
    rows = Panorama.objects.filter(_seen_by(actor)).select_related("project__entity", "region", "picture")
    return rows.order_by("-captured_at", "-pk")


def _seen_by(actor: Actor) -> Q:
    if actor.role == "SYSTEM":
        return Q()
    if actor.role == Role.ENT:  # its own project, in order, without anything sensitive
        return Q(project__entity_id__in=actor.entity_ids, verdict=rules.NORMAL, is_sensitive=False)
    place, code = _reach(actor)
    return Q(**{place: code}) if code else NOBODYS


def _reach(actor: Actor) -> tuple[str, str]:
    """County (`region_id`) or city (`city_id`) that a post of the desk reads, with its code; without one, nothing.

    A unit reads only where it answers for building.
    """
    if actor.role not in rules.READERS or (actor.role == Role.DEP and not rules.is_construction(actor.unit_name)):
        return "region_id", ""
    if actor.role in (Role.MBO, Role.MON) or actor.region_level == "CITY":
        return "city_id", actor.city_code
    return "region_id", actor.region_code


def panorama(actor: Actor, number: str) -> Panorama:
    """One that the actor may see. Raises PanoramaNotVisible."""
    found = visible_to(actor).filter(number=number).first()
    if found is None:
        raise rules.PanoramaNotVisible(f"全景 {number[:40]}")
    return found


def projects_within(actor: Actor, *, on: date) -> "QuerySet[Any]":
    """The key projects listed that day where the actor reads panoramas, by name."""
    rows = parties.library(on=on).filter(subject_type="KEY_PROJECT").select_related("entity", "region")
    if actor.role != "SYSTEM":
        place, code = _reach(actor)
        regions = [code, *(geo.descendants(code) if place == "city_id" and code else ())]
        rows = rows.filter(region_id__in=regions)
    return rows.order_by("name", "pk")


def project(actor: Actor, key: int, *, on: date) -> Any:
    """One project within the actor's reach. Raises PanoramaNotVisible."""
    found = projects_within(actor, on=on).filter(pk=key).first()
    if found is None:
        raise rules.PanoramaNotVisible("这个项目")
    return found


def periods_of(actor: Actor, project_id: int) -> dict[str, list[Panorama]]:
    """A project's points, each with its panoramas from the oldest on (its 期次)."""
    found: dict[str, list[Panorama]] = {}
    for one in visible_to(actor).filter(project_id=project_id).order_by("point_no", "captured_at", "pk"):
        found.setdefault(one.point_no, []).append(one)
    return found
