"""The shape of what a person fills in: one form for each intention, used by the pages and by the API alike."""

from yishang.contexts.outreach.forms.fields import PictureIds, category_choices
from yishang.contexts.outreach.forms.intentions import (
    INTENTIONS,
    Intention,
    carry_out,
    carry_out_json,
    faults_of,
    json_faults,
    refuse_move_first,
    submission_of,
)
from yishang.contexts.outreach.forms.moves import (
    CallBackForm,
    CloseForm,
    DispatchForm,
    ExtensionForm,
    MergeForm,
    NoteForm,
    ProgressForm,
    RateForm,
    ReasonForm,
    SubmitForm,
    SupplementForm,
    TriageForm,
)
from yishang.contexts.outreach.forms.samples import FreezeSampleForm, RevealForm

__all__ = [
    "INTENTIONS",
    "CallBackForm",
    "CloseForm",
    "DispatchForm",
    "ExtensionForm",
    "FreezeSampleForm",
    "Intention",
    "MergeForm",
    "NoteForm",
    "PictureIds",
    "ProgressForm",
    "RateForm",
    "ReasonForm",
    "RevealForm",
    "SubmitForm",
    "SupplementForm",
    "TriageForm",
    "carry_out",
    "carry_out_json",
    "category_choices",
    "faults_of",
    "json_faults",
    "refuse_move_first",
    "submission_of",
]
