"""Which form and which service belong to a move of a problem: pages and API alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction

from yishang.contexts.policies import rules, services
from yishang.contexts.policies.forms.fields import text_field
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.forms import CHOOSE, faults_of, keepable
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor


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


@dataclass(frozen=True)
class Intention:
    """A move as a person meets it: the form to fill in and the service that carries it out."""

    form: type[forms.Form]
    carry_out: Callable[..., Any]


INTENTIONS: dict[str, Intention] = {
    "assign_problem": Intention(AssignForm, services.assign_problem),
    "recall_problem": Intention(ReasonForm, services.recall_problem),
    "start_problem": Intention(NoteForm, services.start_problem),
    "note_problem": Intention(ProgressForm, services.note_problem),
    "apply_clear": Intention(ResultForm, services.apply_clear),
    "confirm_problem": Intention(NoteForm, services.confirm_problem),
    "dispute_problem": Intention(ReasonForm, services.dispute_problem),
    "verify_problem": Intention(ProgressForm, services.verify_problem),
    "return_problem": Intention(ReasonForm, services.return_problem),
    "clear_problem": Intention(NoteForm, services.clear_problem),
}


def carry_out(
    *, actor: Actor, number: str, move: str, values: Mapping[str, Any], at: datetime, version: int | None = None
) -> Any:
    """Make a move with what a person filled in. Raises the move's refusals first, then InvalidInput."""
    intention = INTENTIONS[move]
    form = intention.form(values)
    if not form.is_valid():
        refuse_move_first(actor=actor, number=number, move=move, at=at, version=version)
        raise InvalidInput(faults_of(form))
    return intention.carry_out(actor=actor, number=number, at=at, version=version, **form.cleaned_data)


def refuse_move_first(*, actor: Actor, number: str, move: str, at: datetime, version: int | None) -> None:
    """Whoever may not make the move hears that, before being told about wrong values."""
    with transaction.atomic():
        cases.claim(actor=actor, workflow=rules.PROBLEM, number=number, move=move, at=at, version=version)


def unit_choices(region_code: str) -> list[tuple[str, str]]:
    """The units that a problem of that county can be given to: code and name."""
    return [(one.code, one.short_name) for one in directory.units_for_dispatch(region_code)]
