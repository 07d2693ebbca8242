"""What people can do in this process, one function for each intention."""

from yishang.contexts.policies.services.catalogs import load_catalogs
from yishang.contexts.policies.services.importing import IMPORTS, import_policies
from yishang.contexts.policies.services.lending import (
    enter_bank_deal,
    enter_bank_event,
    enter_tax_loan_bank,
    refuse_ledger,
)
from yishang.contexts.policies.services.pushing import (
    deliver_push,
    note_arrivals,
    note_late_arrivals,
    note_reading,
    push_policies,
)
from yishang.contexts.policies.services.solving import (
    apply_clear,
    apply_clear_all,
    assign_problem,
    assign_problems,
    clear_problem,
    clear_problems,
    confirm_problem,
    confirm_problems,
    dispute_problem,
    note_problem,
    recall_problem,
    return_problem,
    start_problem,
    start_problems,
    verify_problem,
)
from yishang.contexts.policies.services.surveying import answer_survey, close_survey, open_survey, tell_of_survey
from yishang.contexts.policies.services.writing import (
    attach_file,
    draft_policy,
    edit_policy,
    publish_policy,
    refuse_others,
    withdraw_policy,
)

__all__ = [
    "IMPORTS",
    "answer_survey",
    "apply_clear",
    "apply_clear_all",
    "assign_problem",
    "assign_problems",
    "attach_file",
    "clear_problem",
    "clear_problems",
    "close_survey",
    "confirm_problem",
    "confirm_problems",
    "deliver_push",
    "dispute_problem",
    "draft_policy",
    "edit_policy",
    "enter_bank_deal",
    "enter_bank_event",
    "enter_tax_loan_bank",
    "import_policies",
    "load_catalogs",
    "note_arrivals",
    "note_late_arrivals",
    "note_problem",
    "note_reading",
    "open_survey",
    "publish_policy",
    "push_policies",
    "recall_problem",
    "refuse_ledger",
    "refuse_others",
    "return_problem",
    "start_problem",
    "start_problems",
    "tell_of_survey",
    "verify_problem",
    "withdraw_policy",
]
