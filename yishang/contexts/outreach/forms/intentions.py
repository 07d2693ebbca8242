"""Which form and which service belong to a move, and how a filled-in one is carried out: pages and API alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction

from yishang.contexts.outreach import rules, services
from yishang.contexts.outreach.forms.coordinating import (
    AssistanceForm,
    CoUnitForm,
    EscalationForm,
    MeetingForm,
    ReleaseCoUnitForm,
    SwitchLineForm,
    TaskNoteForm,
    TaskReasonForm,
    TaskReportForm,
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
from yishang.contexts.outreach.forms.requests import (
    InternalNoteForm,
    RefuseReturnForm,
    ReturnForm,
    RulingForm,
    ShelvingForm,
    SuperviseForm,
    UrgeForm,
)
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.forms import faults_of
from yishang.kernel.cases.rules import Workflow
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor


@dataclass(frozen=True)
class Intention:
    """A move as a person meets it: the form to fill in and the service that carries it out."""

    form: type[forms.Form]
    carry_out: Callable[..., Any]
    workflow: Workflow = rules.APPEAL


INTENTIONS: dict[str, Intention] = {
    "triage_appeal": Intention(TriageForm, services.triage_appeal),
    "undo_triage": Intention(NoteForm, services.undo_triage),
    "recall_dispatch": Intention(NoteForm, services.recall_dispatch),
    "dispatch_appeal": Intention(DispatchForm, services.dispatch_appeal),
    "accept_appeal": Intention(NoteForm, services.accept_appeal),
    "note_progress": Intention(ProgressForm, services.note_progress),
    "close_appeal": Intention(CloseForm, services.close_appeal),
    "rate_appeal": Intention(RateForm, services.rate_appeal),
    "call_back_appeal": Intention(CallBackForm, services.call_back_appeal),
    "note_missed_call": Intention(NoteForm, services.note_missed_call),
    "archive_unreached": Intention(forms.Form, services.archive_unreached),
    "archive_appeal": Intention(NoteForm, services.archive_appeal),
    "reopen_appeal": Intention(ReasonForm, services.reopen_appeal),
    "merge_appeal": Intention(MergeForm, services.merge_appeal),
    "reject_appeal": Intention(ReasonForm, services.reject_appeal),
    "withdraw_appeal": Intention(ReasonForm, services.withdraw_appeal),
    "supplement_appeal": Intention(SupplementForm, services.supplement_appeal),
    "request_return": Intention(ReturnForm, services.request_return),
    "grant_return": Intention(ReasonForm, services.grant_return),
    "refuse_return": Intention(RefuseReturnForm, services.refuse_return),
    "arbitrate_return": Intention(RulingForm, services.arbitrate_return),
    "request_extension": Intention(ExtensionForm, services.request_extension),
    "grant_extension": Intention(ReasonForm, services.grant_extension),
    "refuse_extension": Intention(ReasonForm, services.refuse_extension),
    "request_shelving": Intention(ShelvingForm, services.request_shelving),
    "refuse_shelving": Intention(ReasonForm, services.refuse_shelving),
    "shelve_appeal": Intention(ShelvingForm, services.shelve_appeal),
    "extend_shelving": Intention(ShelvingForm, services.extend_shelving),
    "resume_appeal": Intention(ReasonForm, services.resume_appeal),
    "urge_appeal": Intention(UrgeForm, services.urge_appeal),
    "supervise_appeal": Intention(SuperviseForm, services.supervise_appeal),
    "note_internally": Intention(InternalNoteForm, services.note_internally),
    "transfer_appeal": Intention(NoteForm, services.transfer_appeal),
    "switch_line": Intention(SwitchLineForm, services.switch_line),
    "add_co_unit": Intention(CoUnitForm, services.add_co_unit),
    "release_co_unit": Intention(ReleaseCoUnitForm, services.release_co_unit),
    "note_assistance": Intention(AssistanceForm, services.note_assistance),
    "request_escalation": Intention(EscalationForm, services.request_escalation),
    "refuse_escalation": Intention(ReasonForm, services.refuse_escalation),
    "escalate_appeal": Intention(EscalationForm, services.escalate_appeal),
    "deescalate_appeal": Intention(ReasonForm, services.deescalate_appeal),
    "record_meeting": Intention(MeetingForm, services.record_meeting),
    "note_task": Intention(TaskNoteForm, services.note_task, rules.TASK),
    "report_task": Intention(TaskReportForm, services.report_task, rules.TASK),
    "clear_task": Intention(NoteForm, services.clear_task, rules.TASK),
    "return_task": Intention(TaskReasonForm, services.return_task, rules.TASK),
    "cancel_task": Intention(TaskReasonForm, services.cancel_task, rules.TASK),
}


def carry_out(
    *, actor: Actor, number: str, move: str, values: Mapping[str, Any], at: datetime, version: int | None = None
) -> Any:
    """Make a move with what a person filled in; returns what the service returns.

    Raises the move's refusals first, then InvalidInput for the values.
    """
    intention = INTENTIONS[move]
    form = intention.form(values)
    if not form.is_valid():
        refuse_move_first(actor=actor, number=number, move=move, at=at, version=version)
        raise InvalidInput(faults_of(form))
    given = dict(form.cleaned_data)
    if "images" in given:
        given["picture_ids"] = given.pop("images")
    return intention.carry_out(actor=actor, number=number, at=at, version=version, **given)


def carry_out_json(
    *, actor: Actor, number: str, move: str, values: Mapping[str, Any], at: datetime, version: int | None = None
) -> Any:
    """Make a move with what a machine sent: as carry_out, but each value must be of its kind and known to the move."""
    if faults := json_faults(move, values):
        refuse_move_first(actor=actor, number=number, move=move, at=at, version=version)
        raise InvalidInput(faults)
    return carry_out(actor=actor, number=number, move=move, values=values, at=at, version=version)


def json_faults(move: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Field → message for what JSON can say and a page cannot: other kinds of values, fields that are not there."""
    fields = INTENTIONS[move].form.base_fields
    faults = {name: "这个动作没有这一项。" for name in values if name not in fields}
    for name, value in values.items():
        if name in fields and value is not None and (fault := _fault_of_kind(fields[name], value)):
            faults[name] = fault
    return faults


def _fault_of_kind(field: forms.Field, value: Any) -> str:
    if json_fault := getattr(field, "json_fault", None):
        return str(json_fault(value))
    if isinstance(field, forms.BooleanField):
        return "" if type(value) is bool else "应为 true 或 false。"
    if isinstance(field, forms.DecimalField):
        return "" if type(value) in (int, float, str) else "应为数字。"
    if isinstance(field, forms.TypedChoiceField):
        return "" if type(value) in (int, str) else "应为整数。"
    return "" if isinstance(value, str) else "应为文字。"


def refuse_move_first(*, actor: Actor, number: str, move: str, at: datetime, version: int | None) -> None:
    """Whoever may not make the move hears that, before being told about wrong values."""
    with transaction.atomic():
        workflow = INTENTIONS[move].workflow
        cases.claim(actor=actor, workflow=workflow, number=number, move=move, at=at, version=version)


def submission_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The keyword arguments of services.submit_appeal from a filled-in SubmitForm. Raises InvalidInput."""
    form = SubmitForm(values)
    if not form.is_valid():
        raise InvalidInput(faults_of(form))
    given = dict(form.cleaned_data)
    given["picture_ids"] = given.pop("images")
    given["contact"] = services.Contact(name=given.pop("contact_name"), phone=given.pop("contact_phone"))
    return given
