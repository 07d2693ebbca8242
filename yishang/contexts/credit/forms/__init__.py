"""Which form and which service belong to a move: desk, phone and API alike."""

from yishang.contexts.credit import rules, services
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
from yishang.kernel.cases.forms import Intentions, add_faults

__all__ = ["INTENTIONS", "ProposeForm", "RepairForm", "SuspectForm", "add_faults", "carry_out", "refuse_move_first"]

INTENTIONS = (
    Intentions()
    .of(
        rules.PUSH,
        {
            "claim_push": (NoteForm, services.claim_push),
            "return_push": (ReturnForm, services.return_push),
            "assign_push": (AssignForm, services.assign_push),
            "answer_push": (PushAnswerForm, services.answer_push),
        },
    )
    .of(
        rules.WARNING,
        {
            "receive_warning": (NoteForm, services.receive_warning),
            "assign_warning": (AssignForm, services.assign_warning),
            "answer_warning": (AnswerForm, services.answer_warning),
        },
    )
    .of(
        rules.SANCTION,
        {
            "confirm_sanction": (NoteForm, services.confirm_sanction),
            "report_sanction": (ReportForm, services.report_sanction),
            "confirm_release": (NoteForm, services.confirm_release),
        },
    )
    .of(
        rules.LISTING,
        {
            "note_letter": (LetterForm, services.note_letter),
            "give_notice": (NoticeForm, services.give_notice),
            "dismiss_suspicion": (ReasonForm, services.dismiss_suspicion),
            "state_defence": (DefenceForm, services.state_defence),
            "list_company": (ListForm, services.list_company),
            "apply_removal": (ApplyForm, services.apply_removal),
            "check_removal": (CheckForm, services.check_removal),
            "remove_company": (OpinionForm, services.remove_company),
            "reject_removal": (ReasonForm, services.reject_removal),
            "revoke_listing": (ReasonForm, services.revoke_listing),
        },
    )
    .of(
        rules.SERIOUS_LIST,
        {
            "notify_serious": (MeasuresForm, services.notify_serious),
            "defend_serious": (DefenceForm, services.defend_serious),
            "ask_consent": (OpinionForm, services.ask_consent),
            "grant_consent": (OpinionForm, services.grant_consent),
            "refuse_consent": (ReasonForm, services.refuse_consent),
            "list_serious": (OpinionForm, services.list_serious),
            "drop_serious": (ReasonForm, services.drop_serious),
            "apply_early": (EarlyForm, services.apply_early),
            "remove_serious": (OpinionForm, services.remove_serious),
            "reject_early": (ReasonForm, services.reject_early),
            "revoke_serious": (ReasonForm, services.revoke_serious),
        },
    )
    .of(
        rules.CREDIT_REPAIR,
        {
            "grant_repair": (OpinionForm, services.grant_repair),
            "refuse_repair": (ReasonForm, services.refuse_repair),
        },
    )
)
carry_out, refuse_move_first = INTENTIONS.carry_out, INTENTIONS.refuse_move_first
