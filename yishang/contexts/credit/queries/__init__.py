"""Reads of credit supervision. Whatever shows rows of business takes the actor."""

from yishang.contexts.credit.queries.alarms import alarms, known_alarms, open_warnings
from yishang.contexts.credit.queries.catalogs import (
    bureau_of,
    catalog_rows,
    credit_list,
    licence_table,
    measures,
    parameter,
    reason,
    reasons,
    unit_of,
    window_of,
)
from yishang.contexts.credit.queries.companies import (
    Dossier,
    certificate,
    certificates_of,
    dossier,
    entity,
    mark_of,
    near_three_years,
    paper,
    papers_of,
    party,
    party_for,
    public_lines,
    record_for,
    records_for,
    records_matching,
    serious_over,
    standing_listing,
    standing_repair,
    standing_serious,
    unit_by_id,
)
from yishang.contexts.credit.queries.figures import SourceFigure, beside_the_source, figures, year_of
from yishang.contexts.credit.queries.lists import (
    HEAPS,
    PREFIXES,
    Detail,
    Wanted,
    beside,
    detail,
    matching,
    own_matters,
    page,
    row,
    workflow_of,
)
from yishang.contexts.credit.queries.restrictions import (
    Answer,
    Restriction,
    Standing,
    asked_before,
    check_may_ask,
    restrictions,
)

__all__ = [
    "HEAPS", "PREFIXES", "Answer", "Detail", "Dossier", "Restriction", "SourceFigure", "Standing", "Wanted", "alarms",
    "asked_before", "beside", "beside_the_source", "bureau_of", "catalog_rows", "certificate", "certificates_of",
    "check_may_ask", "credit_list", "detail", "dossier", "entity", "figures", "known_alarms", "licence_table",
    "mark_of", "matching", "measures", "near_three_years", "open_warnings", "own_matters", "page", "paper",
    "papers_of", "parameter", "party", "party_for", "public_lines", "reason", "reasons", "record_for", "records_for",
    "records_matching", "restrictions", "row", "serious_over", "standing_listing", "standing_repair",
    "standing_serious", "unit_by_id", "unit_of", "window_of", "workflow_of", "year_of",
]  # fmt: skip
