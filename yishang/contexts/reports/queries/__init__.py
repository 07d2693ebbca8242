"""Reads of frozen months, of reports about them, and of what the wall shows."""

from yishang.contexts.reports.queries.analysis import DOMAINS, Breakdown, Line, breakdown, cards, extract, trend
from yishang.contexts.reports.queries.months import (
    figures,
    is_whole,
    latest_month,
    month_digest,
    month_of,
    months,
    scope_of,
    scope_words,
    sheet,
)
from yishang.contexts.reports.queries.reports import (
    FACTS,
    file_of,
    handled_by,
    moves_open,
    report,
    reports,
    story,
)
from yishang.contexts.reports.queries.wall import LAMPS, Wall, wall

__all__ = [
    "DOMAINS",
    "FACTS",
    "LAMPS",
    "Breakdown",
    "Line",
    "Wall",
    "breakdown",
    "cards",
    "extract",
    "figures",
    "file_of",
    "handled_by",
    "is_whole",
    "latest_month",
    "month_digest",
    "month_of",
    "months",
    "moves_open",
    "report",
    "reports",
    "scope_of",
    "scope_words",
    "sheet",
    "story",
    "trend",
    "wall",
]
