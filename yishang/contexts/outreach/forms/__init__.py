"""The shape of what a person fills in: one form for each intention, used by the pages and by the API alike."""

from yishang.contexts.outreach.forms.coordinating import AgendaForm, MeetingHeadForm
from yishang.contexts.outreach.forms.fields import category_choices
from yishang.contexts.outreach.forms.intentions import (
    INTENTIONS,
    carry_out,
    carry_out_json,
    refuse_move_first,
    submission_of,
)
from yishang.contexts.outreach.forms.moves import DispatchForm, ReasonForm
from yishang.contexts.outreach.forms.samples import FreezeSampleForm, RevealForm
from yishang.kernel.cases.forms import add_faults, faults_of

__all__ = [
    "INTENTIONS",
    "AgendaForm",
    "DispatchForm",
    "FreezeSampleForm",
    "MeetingHeadForm",
    "ReasonForm",
    "RevealForm",
    "add_faults",
    "carry_out",
    "carry_out_json",
    "category_choices",
    "faults_of",
    "refuse_move_first",
    "submission_of",
]
