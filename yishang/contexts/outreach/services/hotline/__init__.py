"""The 12345 line, both ways: what it hands us, what we hand it, and what neither side may lose."""

from yishang.contexts.outreach.services.hotline.pushing import push_due, settle_message, tell_line, transfer_appeal
from yishang.contexts.outreach.services.hotline.receiving import Receipt, take_message
from yishang.contexts.outreach.services.hotline.reconciling import reconcile_day

__all__ = [
    "Receipt",
    "push_due",
    "reconcile_day",
    "settle_message",
    "take_message",
    "tell_line",
    "transfer_appeal",
]
