"""Which form and which service belong to a move, and how a filled-in one is carried out: pages and API alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

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
from yishang.kernel.cases.forms import UNKNOWN, Intentions, faults_of
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor

INTENTIONS = (
    Intentions()
    .of(
        rules.APPEAL,
        {
            "triage_appeal": (TriageForm, services.triage_appeal),
            "undo_triage": (NoteForm, services.undo_triage),
            "recall_dispatch": (NoteForm, services.recall_dispatch),
            "dispatch_appeal": (DispatchForm, services.dispatch_appeal),
            "accept_appeal": (NoteForm, services.accept_appeal),
            "note_progress": (ProgressForm, services.note_progress),
            "close_appeal": (CloseForm, services.close_appeal),
            "rate_appeal": (RateForm, services.rate_appeal),
            "call_back_appeal": (CallBackForm, services.call_back_appeal),
            "note_missed_call": (NoteForm, services.note_missed_call),
            "archive_unreached": (forms.Form, services.archive_unreached),
            "archive_appeal": (NoteForm, services.archive_appeal),
            "reopen_appeal": (ReasonForm, services.reopen_appeal),
            "merge_appeal": (MergeForm, services.merge_appeal),
            "reject_appeal": (ReasonForm, services.reject_appeal),
            "withdraw_appeal": (ReasonForm, services.withdraw_appeal),
            "supplement_appeal": (SupplementForm, services.supplement_appeal),
            "request_return": (ReturnForm, services.request_return),
            "grant_return": (ReasonForm, services.grant_return),
            "refuse_return": (RefuseReturnForm, services.refuse_return),
            "arbitrate_return": (RulingForm, services.arbitrate_return),
            "request_extension": (ExtensionForm, services.request_extension),
            "grant_extension": (ReasonForm, services.grant_extension),
            "refuse_extension": (ReasonForm, services.refuse_extension),
            "request_shelving": (ShelvingForm, services.request_shelving),
            "refuse_shelving": (ReasonForm, services.refuse_shelving),
            "shelve_appeal": (ShelvingForm, services.shelve_appeal),
            "extend_shelving": (ShelvingForm, services.extend_shelving),
            "resume_appeal": (ReasonForm, services.resume_appeal),
            "urge_appeal": (UrgeForm, services.urge_appeal),
            "supervise_appeal": (SuperviseForm, services.supervise_appeal),
            "note_internally": (InternalNoteForm, services.note_internally),
            "transfer_appeal": (NoteForm, services.transfer_appeal),
            "switch_line": (SwitchLineForm, services.switch_line),
            "add_co_unit": (CoUnitForm, services.add_co_unit),
            "release_co_unit": (ReleaseCoUnitForm, services.release_co_unit),
            "note_assistance": (AssistanceForm, services.note_assistance),
            "request_escalation": (EscalationForm, services.request_escalation),
            "refuse_escalation": (ReasonForm, services.refuse_escalation),
            "escalate_appeal": (EscalationForm, services.escalate_appeal),
            "deescalate_appeal": (ReasonForm, services.deescalate_appeal),
            "record_meeting": (MeetingForm, services.record_meeting),
        },
    )
    .of(
        rules.TASK,
        {
            "note_task": (TaskNoteForm, services.note_task),
            "report_task": (TaskReportForm, services.report_task),
            "clear_task": (NoteForm, services.clear_task),
            "return_task": (TaskReasonForm, services.return_task),
            "cancel_task": (TaskReasonForm, services.cancel_task),
        },
    )
)
carry_out, refuse_move_first = INTENTIONS.carry_out, INTENTIONS.refuse_move_first


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
    faults = {name: UNKNOWN for name in values if name not in fields}
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


def submission_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The keyword arguments of services.submit_appeal from a filled-in SubmitForm. Raises InvalidInput."""
    form = SubmitForm(values)
    if not form.is_valid():
        raise InvalidInput(faults_of(form))
    given = dict(form.cleaned_data)
    given["picture_ids"] = given.pop("images")
    given["contact"] = services.Contact(name=given.pop("contact_name"), phone=given.pop("contact_phone"))
    return given
