"""Whom the facts of a report about a window concern. Delivered after commit, repeatable."""

from typing import TYPE_CHECKING

from yishang.contexts.service_standards import services
from yishang.contexts.service_standards.rules import demands
from yishang.kernel.context import Handler

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


def tell_unit_of_demand(fact: "Fact") -> None:
    """A report waits for its unit, or for the office that reads a dismissal a second time."""
    services.tell_of_demand(number=fact.subject, key=f"{fact.pk}:demand_waits", at=fact.at)


HANDLERS = tuple(
    Handler(f"{demands.DEMAND_KIND}.{name}", tell_unit_of_demand)
    for name in ("received", "transferred", "upheld", "overruled", "dismissal_drafted")
)
