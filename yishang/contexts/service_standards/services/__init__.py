"""What people do with lists. What they do with items is kernel catalog's."""

from yishang.contexts.service_standards.services.catalogs import load_catalogs

__all__ = ["load_catalogs"]
