"""Freezing months, and the way of a report from the draft to the counties."""

from yishang.contexts.reports.services.documents import (
    UnreadableDocument,
    annex_workbook,
    check_paper,
    render,
)
from yishang.contexts.reports.services.drafting import draft_report, edit_report
from yishang.contexts.reports.services.freezing import ask_to_freeze, freeze_month
from yishang.contexts.reports.services.issuing import (
    drop_report,
    issue_report,
    return_report,
    sign_report,
    submit_report,
)

__all__ = [
    "UnreadableDocument",
    "annex_workbook",
    "ask_to_freeze",
    "check_paper",
    "draft_report",
    "drop_report",
    "edit_report",
    "freeze_month",
    "issue_report",
    "render",
    "return_report",
    "sign_report",
    "submit_report",
]
