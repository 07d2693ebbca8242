"""What people do with service items, one function for each intention."""

from yishang.kernel.catalog.services.importing import IMPORTS, import_items
from yishang.kernel.catalog.services.loading import load_items
from yishang.kernel.catalog.services.publishing import publish_item, retire_item, return_item, review_item
from yishang.kernel.catalog.services.writing import draft_item, edit_item, submit_item

__all__ = [
    "IMPORTS",
    "draft_item",
    "edit_item",
    "import_items",
    "load_items",
    "publish_item",
    "retire_item",
    "return_item",
    "review_item",
    "submit_item",
]
