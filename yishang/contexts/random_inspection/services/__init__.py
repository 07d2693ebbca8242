"""What people do with items, libraries, plans and tasks; every step leaves a fact."""

from yishang.contexts.random_inspection.services.catalogs import load_catalogs

__all__ = ["load_catalogs"]
