"""What people fill in: policies and surveys with their audience, the moves of a problem, lines of the ledgers."""

from yishang.contexts.policies.forms.ledgers import BankEventForm, DealForm, TaxLoanForm
from yishang.contexts.policies.forms.moves import INTENTIONS, carry_out, refuse_move_first, unit_choices
from yishang.contexts.policies.forms.writing import (
    AudienceForm,
    PolicyForm,
    SurveyForm,
    WithdrawForm,
    written_audience,
)
from yishang.kernel.cases.forms import add_faults, faults_of

__all__ = [
    "INTENTIONS",
    "AudienceForm",
    "BankEventForm",
    "DealForm",
    "PolicyForm",
    "SurveyForm",
    "TaxLoanForm",
    "WithdrawForm",
    "add_faults",
    "carry_out",
    "faults_of",
    "refuse_move_first",
    "unit_choices",
    "written_audience",
]
