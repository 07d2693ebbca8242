"""What people fill in: items, libraries, plans, tasks and inspections."""

from yishang.contexts.random_inspection import rules, services
from yishang.contexts.random_inspection.forms.leads import LEAD_MOVES, LEAD_TASK
from yishang.contexts.random_inspection.forms.libraries import (
    CertificateForm,
    GuidelineForm,
    InspectorStateForm,
    MendedForm,
    RelationForm,
    TrainingForm,
)
from yishang.contexts.random_inspection.forms.moves import (
    PLAN_MOVES,
    TASK_MOVES,
    WITNESSES,
    FreezeForm,
    Intention,
    carry_out_of_desk,
    refuse_editing,
)
from yishang.contexts.random_inspection.forms.onsite import INTENTIONS as ON_SITE
from yishang.contexts.random_inspection.forms.planning import PlanForm, TaskForm

DRAFT_MOVES = {"edit_plan": Intention(PlanForm, services.edit_plan, rules.PLAN)}  # on a page of its own
INTENTIONS = {**DRAFT_MOVES, **PLAN_MOVES, **TASK_MOVES, **ON_SITE, **LEAD_MOVES, **LEAD_TASK}

__all__ = [
    "INTENTIONS",
    "LEAD_MOVES",
    "PLAN_MOVES",
    "TASK_MOVES",
    "WITNESSES",
    "CertificateForm",
    "FreezeForm",
    "GuidelineForm",
    "InspectorStateForm",
    "Intention",
    "MendedForm",
    "PlanForm",
    "RelationForm",
    "TaskForm",
    "TrainingForm",
    "carry_out_of_desk",
    "refuse_editing",
]
