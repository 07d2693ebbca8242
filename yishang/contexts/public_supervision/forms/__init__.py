"""What people fill in: proposals, reports, papers of trade bodies, and the moves at the desk."""

from yishang.contexts.public_supervision.forms.moves import (
    DONE,
    INTENTIONS,
    ReasonForm,
    carry_out,
    refuse_move_first,
)
from yishang.contexts.public_supervision.forms.public import (
    AssociationForm,
    DepartmentTopicForm,
    PledgeForm,
    ReportForm,
    SelfCheckForm,
    SupplementForm,
    TopicForm,
)
from yishang.kernel.cases.forms import add_faults

__all__ = [
    "DONE",
    "INTENTIONS",
    "AssociationForm",
    "DepartmentTopicForm",
    "PledgeForm",
    "ReasonForm",
    "ReportForm",
    "SelfCheckForm",
    "SupplementForm",
    "TopicForm",
    "add_faults",
    "carry_out",
    "refuse_move_first",
]
