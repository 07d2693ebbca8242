"""What people do with service items, one function for each intention."""

from yishang.kernel.catalog.services.counties import (
    ask_deviation,
    decide_deviation,
    decide_objection,
    follow_again,
    object_to,
)
from yishang.kernel.catalog.services.importing import IMPORTS, import_items
from yishang.kernel.catalog.services.loading import load_items
from yishang.kernel.catalog.services.publishing import (
    publish_item,
    publish_items,
    retire_item,
    return_item,
    review_item,
)
from yishang.kernel.catalog.services.writing import draft_item, edit_item, submit_item

__all__ = [
    "IMPORTS",
    "ask_deviation",
    "decide_deviation",
    "decide_objection",
    "draft_item",
    "edit_item",
    "follow_again",
    "import_items",
    "load_items",
    "object_to",
    "publish_item",
    "publish_items",
    "retire_item",
    "return_item",
    "review_item",
    "submit_item",
]
