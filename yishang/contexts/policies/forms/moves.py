"""Which form and which service belong to a move of a problem: pages and API alike."""

from django import forms

from yishang.contexts.policies import rules, services
from yishang.kernel.cases.forms import CHOOSE, Intentions, keepable, text_field
from yishang.kernel.directory import queries as directory


class AssignForm(forms.Form):
    unit = forms.CharField(label="承办单位", max_length=40, error_messages=CHOOSE, validators=[keepable])
    note = text_field("交办意见", required=False, longest=500)


class NoteForm(forms.Form):
    note = text_field("说明", required=False, longest=500)


class ProgressForm(forms.Form):
    note = text_field("进展", longest=500)


class ReasonForm(forms.Form):
    reason = text_field("原因", longest=500, help_text="对方会看到。")


class ResultForm(forms.Form):
    result = text_field("怎样解决的", longest=1000, help_text="企业会看到，并请企业确认。")


INTENTIONS = Intentions().of(
    rules.PROBLEM,
    {
        "assign_problem": (AssignForm, services.assign_problem),
        "recall_problem": (ReasonForm, services.recall_problem),
        "start_problem": (NoteForm, services.start_problem),
        "note_problem": (ProgressForm, services.note_problem),
        "apply_clear": (ResultForm, services.apply_clear),
        "confirm_problem": (NoteForm, services.confirm_problem),
        "dispute_problem": (ReasonForm, services.dispute_problem),
        "verify_problem": (ProgressForm, services.verify_problem),
        "return_problem": (ReasonForm, services.return_problem),
        "clear_problem": (NoteForm, services.clear_problem),
    },
)
carry_out, refuse_move_first = INTENTIONS.carry_out, INTENTIONS.refuse_move_first


def unit_choices(region_code: str) -> list[tuple[str, str]]:
    """The units that a problem of that county can be given to: code and name."""
    return [(one.code, one.short_name) for one in directory.units_for_dispatch(region_code)]
