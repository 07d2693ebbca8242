"""What people fill in: the elements of an item, the steps of a version, a county's wishes."""

from yishang.contexts.service_standards.forms.demands import INTENTIONS
from yishang.contexts.service_standards.forms.editor import Editor
from yishang.contexts.service_standards.forms.steps import (
    AnswerForm,
    ChangeReasonForm,
    DecisionForm,
    DeviationForm,
    PublishForm,
    ReasonForm,
    RetireForm,
)

__all__ = [
    "INTENTIONS",
    "AnswerForm",
    "ChangeReasonForm",
    "DecisionForm",
    "DeviationForm",
    "Editor",
    "PublishForm",
    "ReasonForm",
    "RetireForm",
]
