"""Everything a person can intend with an appeal: one function each, named like the move it makes."""

from yishang.contexts.outreach.services.assisting import add_co_unit, note_assistance, release_co_unit
from yishang.contexts.outreach.services.batching import BatchOutcome, Picked, dispatch_appeals
from yishang.contexts.outreach.services.catalogs import load_catalogs
from yishang.contexts.outreach.services.commoning import raise_common_problem
from yishang.contexts.outreach.services.coordinating import (
    deescalate_appeal,
    escalate_appeal,
    refuse_escalation,
    request_escalation,
    switch_line,
)
from yishang.contexts.outreach.services.deciding import (
    arbitrate_return,
    dispatch_appeal,
    grant_extension,
    grant_return,
    refuse_extension,
    refuse_return,
    reject_appeal,
    triage_appeal,
)
from yishang.contexts.outreach.services.feedback import (
    archive_appeal,
    archive_unreached,
    call_back_appeal,
    note_missed_call,
    rate_appeal,
    reopen_appeal,
)
from yishang.contexts.outreach.services.handling import (
    accept_appeal,
    close_appeal,
    note_progress,
    request_extension,
    request_return,
)
from yishang.contexts.outreach.services.hotline import (
    push_due,
    reconcile_day,
    settle_message,
    take_message,
    tell_line,
    transfer_appeal,
)
from yishang.contexts.outreach.services.importing import APPEALS, ImportedAppeal, import_appeal, import_appeals
from yishang.contexts.outreach.services.meetings import record_meeting, record_shared_meeting
from yishang.contexts.outreach.services.merging import merge_appeal
from yishang.contexts.outreach.services.observing import Observation, note_verdict, report_from_above
from yishang.contexts.outreach.services.pressing import note_internally, supervise_appeal, urge_appeal
from yishang.contexts.outreach.services.reminding import (
    remind_of_deadlines,
    remind_of_progress,
    remind_of_reviews,
)
from yishang.contexts.outreach.services.replying import (
    NoSuchReply,
    ReplyNotYours,
    correct_reply,
    keep_reply,
    retire_reply,
)
from yishang.contexts.outreach.services.reporting import submit_report
from yishang.contexts.outreach.services.revealing import reveal_contact
from yishang.contexts.outreach.services.sampling import (
    check_freezes,
    check_reveals,
    freeze_sample,
    reveal_sample,
    settle_sample,
    void_sample,
)
from yishang.contexts.outreach.services.shelving import (
    extend_shelving,
    refuse_shelving,
    request_shelving,
    resume_appeal,
    shelve_appeal,
)
from yishang.contexts.outreach.services.sponsoring import note_new_sponsor
from yishang.contexts.outreach.services.submitting import (
    Contact,
    record_misuse,
    submit_appeal,
    supplement_appeal,
    withdraw_appeal,
)
from yishang.contexts.outreach.services.tasks import (
    cancel_task,
    clear_task,
    note_task,
    note_task_day,
    report_task,
    return_task,
)
from yishang.contexts.outreach.services.undoing import recall_dispatch, undo_triage
from yishang.contexts.outreach.services.warnings import raise_due_warnings

IMPORTS = (APPEALS,)

__all__ = [
    "IMPORTS",
    "BatchOutcome",
    "Contact",
    "ImportedAppeal",
    "NoSuchReply",
    "Observation",
    "Picked",
    "ReplyNotYours",
    "accept_appeal",
    "add_co_unit",
    "arbitrate_return",
    "archive_appeal",
    "archive_unreached",
    "call_back_appeal",
    "cancel_task",
    "check_freezes",
    "check_reveals",
    "clear_task",
    "close_appeal",
    "correct_reply",
    "deescalate_appeal",
    "dispatch_appeal",
    "dispatch_appeals",
    "escalate_appeal",
    "extend_shelving",
    "freeze_sample",
    "grant_extension",
    "grant_return",
    "import_appeal",
    "import_appeals",
    "keep_reply",
    "load_catalogs",
    "merge_appeal",
    "note_assistance",
    "note_internally",
    "note_missed_call",
    "note_new_sponsor",
    "note_progress",
    "note_task",
    "note_task_day",
    "note_verdict",
    "push_due",
    "raise_common_problem",
    "raise_due_warnings",
    "rate_appeal",
    "recall_dispatch",
    "reconcile_day",
    "record_meeting",
    "record_misuse",
    "record_shared_meeting",
    "refuse_escalation",
    "refuse_extension",
    "refuse_return",
    "refuse_shelving",
    "reject_appeal",
    "release_co_unit",
    "remind_of_deadlines",
    "remind_of_progress",
    "remind_of_reviews",
    "reopen_appeal",
    "report_from_above",
    "report_task",
    "request_escalation",
    "request_extension",
    "request_return",
    "request_shelving",
    "resume_appeal",
    "retire_reply",
    "return_task",
    "reveal_contact",
    "reveal_sample",
    "settle_message",
    "settle_sample",
    "shelve_appeal",
    "submit_appeal",
    "submit_report",
    "supervise_appeal",
    "supplement_appeal",
    "switch_line",
    "take_message",
    "tell_line",
    "transfer_appeal",
    "triage_appeal",
    "undo_triage",
    "urge_appeal",
    "void_sample",
    "withdraw_appeal",
]
