"""The catalog as the desk looks through it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from yishang.contexts.service_standards import rules
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog import rules as catalog_rules
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.journal import queries as journal


@dataclass(frozen=True)
class Sought:
    """What narrows the list of items; "" narrows by nothing. `findings` is one of rules.FINDINGS."""

    q: str = ""
    state: str = ""
    kind: str = ""
    department: str = ""
    findings: str = ""


def items_matching(actor: Actor, sought: Sought, *, on: date) -> QuerySet[Any]:
    """Versions that the post sees, narrowed, by number. Unknown words of a choice find nothing."""
    rows = catalog.listed(actor, on=on)
    for name in ("state", "kind", "department"):
        if word := getattr(sought, name):
            rows = rows.filter(**{name: word})
    if sought.findings:
        rows = rows.filter(findings={}) if sought.findings == rules.SOUND else rows.exclude(findings={})
    for word in sought.q.split():
        rows = rows.filter(Q(name__icontains=word) | Q(item__code__icontains=word) | Q(department__icontains=word))
    return rows


def departments(actor: Actor, *, on: date) -> list[str]:
    """Whose items there are, by name, to choose among."""
    found = catalog.listed(actor, on=on).order_by("department").values_list("department", flat=True).distinct()
    return list(found)


@dataclass(frozen=True)
class ItemSeen:
    """One item as a post sees it: its versions, the newest first, the one shown, the draft, what may be done."""

    versions: tuple[Any, ...]
    shown: Any
    draft: Any | None
    on: date

    @property
    def item(self) -> Any:
        return self.shown.item

    @property
    def is_reference(self) -> bool:
        """Whether counties follow it: published, and not a county's own."""
        return self.item.county_id is None and any(one.state in catalog_rules.LASTING for one in self.versions)


def item_seen(actor: Actor, key: int, *, on: date, number: int | None = None) -> ItemSeen:
    """An item with the version asked for, else what holds, else the newest. Raises ItemNotFound."""
    versions = catalog.versions_seen(actor, key)
    draft = next((one for one in versions if one.state in catalog_rules.OPEN), None)
    if number is not None:
        shown = next((one for one in versions if one.number == number), None)
        if shown is None:
            raise catalog.not_found()
    else:
        shown = next((one for one in versions if _holds(one, on)), versions[0])
    return ItemSeen(tuple(versions), shown, draft, on)


def _holds(version: Any, on: date) -> bool:
    if version.state not in catalog_rules.LASTING or version.effective_from > on:
        return False
    return version.effective_to is None or version.effective_to > on


def course_of(actor: Actor, item: Any) -> list[Any]:
    """The facts of an item, the newest first; what was said inside only for those who write it."""
    own = actor.role == Role.MBO or (actor.role == Role.CBO and item.county_id == actor.region_code)
    own = own or (actor.role == Role.DEP and item.unit_id == actor.unit_id)
    return list(reversed(journal.timeline(f"item:{item.code}"[:64], include_internal=own)))
