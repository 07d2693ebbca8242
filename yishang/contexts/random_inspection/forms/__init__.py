"""What people fill in: items, libraries, plans and tasks."""

from yishang.contexts.random_inspection.forms.libraries import (
    CertificateForm,
    GuidelineForm,
    InspectorStateForm,
    MendedForm,
    RelationForm,
    TrainingForm,
)
from yishang.contexts.random_inspection.forms.onsite import INTENTIONS

__all__ = [
    "INTENTIONS",
    "CertificateForm",
    "GuidelineForm",
    "InspectorStateForm",
    "MendedForm",
    "RelationForm",
    "TrainingForm",
]
