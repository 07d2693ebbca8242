"""Reads over items, libraries, plans and tasks, each within what the actor may see."""

from yishang.contexts.random_inspection.queries.libraries import (
    Sought,
    experts_of,
    inspector_of,
    items_matching,
    libraries,
    objects_matching,
    objects_of,
    people_matching,
    quarantined,
    trainings_of,
)
from yishang.contexts.random_inspection.queries.plans import (
    departments,
    items_in_force,
    people_numbered,
    standing,
)
from yishang.contexts.random_inspection.queries.terms import (
    guidelines,
    pool_terms,
    source_figures,
    term_rows,
    terms,
)

__all__ = [
    "Sought",
    "departments",
    "experts_of",
    "guidelines",
    "inspector_of",
    "items_in_force",
    "items_matching",
    "libraries",
    "objects_matching",
    "objects_of",
    "people_matching",
    "people_numbered",
    "pool_terms",
    "quarantined",
    "source_figures",
    "standing",
    "term_rows",
    "terms",
    "trainings_of",
]
