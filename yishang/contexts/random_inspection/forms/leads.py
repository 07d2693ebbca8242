"""What is filled in for a lead: to whom it goes, why nothing is inspected."""

from django import forms

from yishang.contexts.random_inspection import rules, services
from yishang.contexts.random_inspection.forms.planning import TaskForm
from yishang.kernel.cases.forms import Intention, Intentions, line_field, text_field


class AssignForm(forms.Form):
    unit = line_field("交给哪个部门", longest=40)


class DeclineForm(forms.Form):
    reason = text_field("不立项的理由", longest=300, help_text="会原样答复对方。", rows=3)


LEAD_TASK = {"open_lead_task": Intention(TaskForm, services.open_lead_task, rules.LEADS)}
"""Filled in where every task is: the page of a new task knows the lead that it follows."""
LEAD_MOVES = Intentions().of(
    rules.LEADS,
    {
        "assign_lead": (AssignForm, services.assign_lead),
        "decline_lead": (DeclineForm, services.decline_lead),
    },
)
