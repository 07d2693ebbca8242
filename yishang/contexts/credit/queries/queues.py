"""How many matters wait in each list: the badges of the navigation, one statement along indexes."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from yishang.contexts.credit import rules
from yishang.contexts.credit.queries.lists import RESTING
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import LEAD, RESPONSIBLE, Workflow
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.measures.rules import BADGE_EXACT_UP_TO
from yishang.kernel.statements import Counted, Given

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case

LISTS: dict[str, Workflow] = {
    "pushes": rules.PUSH, "warnings": rules.WARNING, "listings": rules.LISTING, "serious": rules.SERIOUS_LIST,
    "sanctions": rules.SANCTION, "repairs": rules.CREDIT_REPAIR,
}  # fmt: skip


def queue_counts(actor: Actor, *, now: datetime) -> dict[str, int]:  # noqa: ARG001
    """What waits for the department's person or the lead department, by list; none for others."""
    if actor.role not in (Role.DEP, Role.DRL):
        return {}
    return _worded(actor.role).counts(unit_id=actor.unit_id, city_code=actor.city_code)


@cache
def _worded(role: str) -> Counted:
    return Counted(
        lambda: {name: _waiting(role, workflow).values("pk") for name, workflow in LISTS.items()},
        most=BADGE_EXACT_UP_TO + 1,
    )


def _waiting(role: str, workflow: Workflow) -> "QuerySet[Case]":
    duties = frozenset({RESPONSIBLE if role == Role.DEP else LEAD})
    states = [one for one in workflow.open_states if one not in RESTING and any(workflow.moves_from(one, duties))]
    if role == Role.DEP:
        return cases.answered_for_by(Given("unit_id"), workflow).filter(state__in=states)
    return cases.subjects_of(workflow.kind).filter(city_id=Given("city_code"), state__in=states)
