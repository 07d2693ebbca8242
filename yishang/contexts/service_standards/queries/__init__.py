"""What may be read of lists and, for the desk, of the catalog. What an item says is asked of kernel catalog."""

from yishang.contexts.service_standards.queries.items import Sought, departments, items_matching

__all__ = ["Sought", "departments", "items_matching"]
