"""The catalog as the desk looks through it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from yishang.contexts.service_standards import rules
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.directory.rules import Actor


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
