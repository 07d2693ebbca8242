"""The shape of what a person fills in: one form for each intention about a report, and for freezing a month."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from yishang.contexts.reports import rules, services
from yishang.contexts.reports.models import Report
from yishang.kernel.cases.forms import NO_NULL
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor


class NoteForm(forms.Form):
    """Nothing but a remark."""

    note = forms.CharField(
        label="备注",
        required=False,
        max_length=200,
        widget=forms.Textarea,
        help_text="可以不填。",
        error_messages=NO_NULL,
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label="理由", max_length=500, widget=forms.Textarea, error_messages={"required": "请写明理由。", **NO_NULL}
    )


class TextForm(forms.Form):
    """The pieces of a draft that may be worded differently, each a field named for its block."""

    def __init__(self, data: Any = None, *, report: Report | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        for kept in report.blocks if report else ():
            block = rules.Block.of(kept)
            if block.is_editable:
                self.fields[block.key] = forms.CharField(
                    label=f"{block.text[:12]}…", initial=block.text, required=False, widget=forms.Textarea,
                    error_messages=NO_NULL,
                )  # fmt: skip


@dataclass(frozen=True)
class Intention:
    """A move as a person meets it: the form to fill in and the service that carries it out."""

    form: type[forms.Form]
    carry_out: Callable[..., Report]


INTENTIONS: dict[str, Intention] = {
    "edit_report": Intention(TextForm, services.edit_report),
    "submit_report": Intention(NoteForm, services.submit_report),
    "return_report": Intention(ReasonForm, services.return_report),
    "sign_report": Intention(NoteForm, services.sign_report),
    "issue_report": Intention(NoteForm, services.issue_report),
    "drop_report": Intention(ReasonForm, services.drop_report),
}


def form_of(move: str, report: Report, given: Mapping[str, Any] | None = None) -> forms.Form:
    """The form of a move about that report, filled in with what was sent."""
    form = INTENTIONS[move].form
    return form(given, report=report) if form is TextForm else form(given)


def carry_out(
    *, actor: Actor, report: Report, move: str, given: Mapping[str, Any], at: datetime, version: int | None
) -> Report:
    """Make a move with what was filled in. Raises InvalidInput for its faults, and what the service raises."""
    form = form_of(move, report, given)
    if not form.is_valid():
        raise InvalidInput({name: str(faults[0]) for name, faults in form.errors.items()})
    values = {"texts": form.cleaned_data} if move == "edit_report" else form.cleaned_data
    number = report.case.number
    return INTENTIONS[move].carry_out(actor=actor, number=number, at=at, version=version, **values)
