"""What people do with lists. What they do with items is kernel catalog's."""

from yishang.contexts.service_standards.services.catalogs import load_catalogs
from yishang.contexts.service_standards.services.demands import (
    confirm_dismissal,
    correct_demand,
    dismiss_demand,
    join_demand,
    open_contact,
    overrule_dismissal,
    receive_demand,
    refuse_demand,
    transfer_demand,
    uphold_demand,
)
from yishang.contexts.service_standards.services.publishing import record_publication, withdraw_publication
from yishang.contexts.service_standards.services.telling import tell_of_demand

__all__ = [
    "confirm_dismissal",
    "correct_demand",
    "dismiss_demand",
    "join_demand",
    "load_catalogs",
    "open_contact",
    "overrule_dismissal",
    "receive_demand",
    "record_publication",
    "refuse_demand",
    "tell_of_demand",
    "transfer_demand",
    "uphold_demand",
    "withdraw_publication",
]
