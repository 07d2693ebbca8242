"""Every read that a screen, a job or a figure of this process needs."""

from yishang.contexts.outreach.queries.appeals import (
    appeal_of,
    appeal_of_number,
    categories,
    categories_in_use,
    category,
    category_in_use,
    forget_categories,
    sample,
    submitted_just_now,
    to_sample,
    why_not_archive,
)
from yishang.contexts.outreach.queries.details import Detail, Entry, detail, open_moves
from yishang.contexts.outreach.queries.duplicates import Duplicate, duplicates_of
from yishang.contexts.outreach.queries.expectation import Expectation, expectation
from yishang.contexts.outreach.queries.figures import Group, breakdown, headline
from yishang.contexts.outreach.queries.imported import IMPORT, Imported, imported
from yishang.contexts.outreach.queries.lists import (
    NOT_SETTLED,
    QUEUE_LABELS,
    Page,
    Wanted,
    count_up_to,
    fits,
    matching,
    page_of,
    queue_counts,
)
from yishang.contexts.outreach.queries.own import (
    HEAPS,
    Turn,
    companies_of,
    own_cards,
    own_counts,
    own_lamp,
    own_matters,
    turn_of,
)
from yishang.contexts.outreach.queries.routing import UnitChoice, unit_choices
from yishang.contexts.outreach.queries.rows import lamp_of, row_of
from yishang.contexts.outreach.queries.samples import chosen_in, samples_of

__all__ = [
    "HEAPS",
    "IMPORT",
    "NOT_SETTLED",
    "QUEUE_LABELS",
    "Detail",
    "Duplicate",
    "Entry",
    "Expectation",
    "Group",
    "Imported",
    "Page",
    "Turn",
    "UnitChoice",
    "Wanted",
    "appeal_of",
    "appeal_of_number",
    "breakdown",
    "categories",
    "categories_in_use",
    "category",
    "category_in_use",
    "chosen_in",
    "companies_of",
    "count_up_to",
    "detail",
    "duplicates_of",
    "expectation",
    "fits",
    "forget_categories",
    "headline",
    "imported",
    "lamp_of",
    "matching",
    "open_moves",
    "own_cards",
    "own_counts",
    "own_lamp",
    "own_matters",
    "page_of",
    "queue_counts",
    "row_of",
    "sample",
    "samples_of",
    "submitted_just_now",
    "to_sample",
    "turn_of",
    "unit_choices",
    "why_not_archive",
]
