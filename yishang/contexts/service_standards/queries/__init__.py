"""What may be read of lists and, for the desk, of the catalog. What an item says is asked of kernel catalog."""

from yishang.contexts.service_standards.queries.items import (
    ItemSeen,
    Sought,
    course_of,
    departments,
    item_seen,
    items_matching,
)

__all__ = ["ItemSeen", "Sought", "course_of", "departments", "item_seen", "items_matching"]
