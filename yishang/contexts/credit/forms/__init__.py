"""Which form and which service belong to a move: desk, phone and API alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction

from yishang.contexts.credit import queries, services
from yishang.contexts.credit.forms.fields import (
    AnswerForm,
    ApplyForm,
    AssignForm,
    CheckForm,
    DefenceForm,
    EarlyForm,
    LetterForm,
    ListForm,
    MeasuresForm,
    NoteForm,
    NoticeForm,
    OpinionForm,
    ProposeForm,
    PushAnswerForm,
    ReasonForm,
    RepairForm,
    ReportForm,
    ReturnForm,
    SuspectForm,
)
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.forms import add_faults, faults_of
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor

__all__ = ["INTENTIONS", "ProposeForm", "RepairForm", "SuspectForm", "add_faults", "carry_out", "refuse_move_first"]


@dataclass(frozen=True)
class Intention:
    """A move as a person meets it: the form to fill in and the service that carries it out."""

    form: type[forms.Form]
    carry_out: Callable[..., Any]


INTENTIONS: dict[str, Intention] = {
    "claim_push": Intention(NoteForm, services.claim_push),
    "return_push": Intention(ReturnForm, services.return_push),
    "assign_push": Intention(AssignForm, services.assign_push),
    "answer_push": Intention(PushAnswerForm, services.answer_push),
    "receive_warning": Intention(NoteForm, services.receive_warning),
    "assign_warning": Intention(AssignForm, services.assign_warning),
    "answer_warning": Intention(AnswerForm, services.answer_warning),
    "confirm_sanction": Intention(NoteForm, services.confirm_sanction),
    "report_sanction": Intention(ReportForm, services.report_sanction),
    "confirm_release": Intention(NoteForm, services.confirm_release),
    "note_letter": Intention(LetterForm, services.note_letter),
    "give_notice": Intention(NoticeForm, services.give_notice),
    "dismiss_suspicion": Intention(ReasonForm, services.dismiss_suspicion),
    "state_defence": Intention(DefenceForm, services.state_defence),
    "list_company": Intention(ListForm, services.list_company),
    "apply_removal": Intention(ApplyForm, services.apply_removal),
    "check_removal": Intention(CheckForm, services.check_removal),
    "remove_company": Intention(OpinionForm, services.remove_company),
    "reject_removal": Intention(ReasonForm, services.reject_removal),
    "revoke_listing": Intention(ReasonForm, services.revoke_listing),
    "notify_serious": Intention(MeasuresForm, services.notify_serious),
    "defend_serious": Intention(DefenceForm, services.defend_serious),
    "ask_consent": Intention(OpinionForm, services.ask_consent),
    "grant_consent": Intention(OpinionForm, services.grant_consent),
    "refuse_consent": Intention(ReasonForm, services.refuse_consent),
    "list_serious": Intention(OpinionForm, services.list_serious),
    "drop_serious": Intention(ReasonForm, services.drop_serious),
    "apply_early": Intention(EarlyForm, services.apply_early),
    "remove_serious": Intention(OpinionForm, services.remove_serious),
    "reject_early": Intention(ReasonForm, services.reject_early),
    "revoke_serious": Intention(ReasonForm, services.revoke_serious),
    "grant_repair": Intention(OpinionForm, services.grant_repair),
    "refuse_repair": Intention(ReasonForm, services.refuse_repair),
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
    workflow = queries.workflow_of(number)
    with transaction.atomic():
        cases.claim(actor=actor, workflow=workflow, number=number, move=move, at=at, version=version)
