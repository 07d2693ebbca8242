"""Register entities, list subjects, and bring in a whole register of another system."""

from yishang.kernel.parties.services.calling import drop_call, end_quiet, mark_quiet, note_call_made, plan_call
from yishang.kernel.parties.services.importing import IMPORTS, import_entities
from yishang.kernel.parties.services.placing import place_subject
from yishang.kernel.parties.services.registering import (
    AlreadyListed,
    AlreadyRegistered,
    enlist_subject,
    enlist_subjects,
    register_entities,
    register_entity,
)

__all__ = [
    "IMPORTS",
    "AlreadyListed",
    "AlreadyRegistered",
    "drop_call",
    "end_quiet",
    "enlist_subject",
    "enlist_subjects",
    "import_entities",
    "mark_quiet",
    "note_call_made",
    "place_subject",
    "plan_call",
    "register_entities",
    "register_entity",
]
