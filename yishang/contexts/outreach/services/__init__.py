"""Everything a person can intend with an appeal: one function each, named like the move it makes."""

from yishang.contexts.outreach.services.catalogs import load_catalogs
from yishang.contexts.outreach.services.deciding import (
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
from yishang.contexts.outreach.services.importing import APPEALS, ImportedAppeal, import_appeal, import_appeals
from yishang.contexts.outreach.services.merging import merge_appeal
from yishang.contexts.outreach.services.reminding import (
    remind_of_deadlines,
    remind_of_progress,
    remind_of_reviews,
)
from yishang.contexts.outreach.services.sampling import (
    check_freezes,
    check_reveals,
    freeze_sample,
    reveal_sample,
    void_sample,
)
from yishang.contexts.outreach.services.submitting import (
    Contact,
    record_misuse,
    submit_appeal,
    supplement_appeal,
    withdraw_appeal,
)
from yishang.contexts.outreach.services.undoing import recall_dispatch, undo_triage

IMPORTS = (APPEALS,)

__all__ = [
    "IMPORTS",
    "Contact",
    "ImportedAppeal",
    "accept_appeal",
    "archive_appeal",
    "archive_unreached",
    "call_back_appeal",
    "check_freezes",
    "check_reveals",
    "close_appeal",
    "dispatch_appeal",
    "freeze_sample",
    "grant_extension",
    "grant_return",
    "import_appeal",
    "import_appeals",
    "load_catalogs",
    "merge_appeal",
    "note_missed_call",
    "note_progress",
    "rate_appeal",
    "recall_dispatch",
    "record_misuse",
    "refuse_extension",
    "refuse_return",
    "reject_appeal",
    "remind_of_deadlines",
    "remind_of_progress",
    "remind_of_reviews",
    "reopen_appeal",
    "request_extension",
    "request_return",
    "reveal_sample",
    "submit_appeal",
    "supplement_appeal",
    "triage_appeal",
    "undo_triage",
    "void_sample",
    "withdraw_appeal",
]
