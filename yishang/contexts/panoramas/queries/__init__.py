"""Panoramas, projects and rounds as pages and services read them; scope comes first, always."""

from yishang.contexts.panoramas.queries.figures import coverage_of, headline, shares
from yishang.contexts.panoramas.queries.lists import (
    PAGE,
    Page,
    Wanted,
    matching,
    page_of,
)
from yishang.contexts.panoramas.queries.rounds import (
    RoundRow,
    Tally,
    round_of,
    round_rows,
    rounds_of,
    tallies_of,
)
from yishang.contexts.panoramas.queries.scope import (
    panorama,
    periods_of,
    project,
    projects_within,
    visible_to,
)

__all__ = [
    "PAGE",
    "Page",
    "RoundRow",
    "Tally",
    "Wanted",
    "coverage_of",
    "headline",
    "matching",
    "page_of",
    "panorama",
    "periods_of",
    "project",
    "projects_within",
    "round_of",
    "round_rows",
    "rounds_of",
    "shares",
    "tallies_of",
    "visible_to",
]
