"""What people do with bundles, one function for each intention."""

from yishang.contexts.bundles.services.catalogs import load_catalogs

__all__ = ["load_catalogs"]
