"""Reads over items, libraries, plans and tasks, each within what the actor may see."""

from yishang.contexts.random_inspection.queries.terms import guidelines, pool_terms, source_figures, term_rows, terms

__all__ = ["guidelines", "pool_terms", "source_figures", "term_rows", "terms"]
