"""Reading messages: their wordings, who gets them how, what waits to be sent, and what became of each."""

from yishang.kernel.notify.queries.inbox import notice_of, told_in_site, unread, unread_count
from yishang.kernel.notify.queries.outbox import (
    SIMULATOR,
    codes_waiting,
    due_by_wechat,
    due_for_sending,
    held_recipients,
    last_simulated_text,
    mark_of,
    quiet_hours,
    site_address,
    unsent,
    unsent_page,
)
from yishang.kernel.notify.queries.recipients import leads_chosen, preference_of, recipient_of, recipients
from yishang.kernel.notify.queries.record import Line, Page, first_arrivals, notices_about, record_of
from yishang.kernel.notify.queries.wordings import (
    Wording,
    samples,
    template,
    templates,
    topic,
    topics,
    topics_for,
    wordings,
)

__all__ = [
    "SIMULATOR",
    "Line",
    "Page",
    "Wording",
    "codes_waiting",
    "due_by_wechat",
    "due_for_sending",
    "first_arrivals",
    "held_recipients",
    "last_simulated_text",
    "leads_chosen",
    "mark_of",
    "notice_of",
    "notices_about",
    "preference_of",
    "quiet_hours",
    "recipient_of",
    "recipients",
    "record_of",
    "samples",
    "site_address",
    "template",
    "templates",
    "told_in_site",
    "topic",
    "topics",
    "topics_for",
    "unread",
    "unread_count",
    "unsent",
    "unsent_page",
    "wordings",
]
