"""Every read that a screen, a job or a figure of this process needs."""

from yishang.contexts.visits.queries.analysis import EXTRACT
from yishang.contexts.visits.queries.details import (
    FACTS,
    Detail,
    appeals_of,
    check_business,
    detail,
    open_moves,
    row_of,
)
from yishang.contexts.visits.queries.figures import Counted, counted, headline, rows_url, tally
from yishang.contexts.visits.queries.lists import (
    QUEUES,
    Wanted,
    export_rows,
    matching,
    page_of,
    period_named,
    queue_counts,
    visits_of_company,
)
from yishang.contexts.visits.queries.own import carried, own_visits, subjects_found, ways_to
from yishang.contexts.visits.queries.planned import (
    Proposal,
    fall_together,
    planned_visit,
    planned_visits_of,
    proposals,
    to_lapse,
    tracks_to_thin,
    visible_visit,
)
from yishang.contexts.visits.queries.visits import (
    OVERSEERS,
    calls_a_year,
    checkin_place,
    checkout_place,
    counts_video,
    frequencies,
    is_own,
    keys_of,
    known_keys,
    lock_visits_of,
    may_see_track,
    of_client,
    overlapping,
    parts_of,
    planned_of,
    points_of,
    points_of_parts,
    report_of,
    visit_of,
)

__all__ = [
    "EXTRACT",
    "FACTS", "OVERSEERS", "QUEUES", "Counted", "Detail", "Proposal", "Wanted", "appeals_of", "calls_a_year",
    "carried", "check_business", "checkin_place", "checkout_place", "counted", "counts_video", "detail", "export_rows",
    "fall_together", "frequencies", "headline", "is_own", "keys_of", "known_keys", "lock_visits_of",
    "matching", "may_see_track",
    "of_client", "open_moves", "overlapping", "own_visits", "page_of", "parts_of", "period_named", "planned_of",
    "planned_visit", "planned_visits_of", "points_of", "points_of_parts", "proposals", "queue_counts", "report_of",
    "row_of", "rows_url", "subjects_found", "tally", "to_lapse", "tracks_to_thin", "visible_visit", "visit_of",
    "visits_of_company", "ways_to",
]  # fmt: skip
