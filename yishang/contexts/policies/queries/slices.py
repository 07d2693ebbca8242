"""One page of a list, the newest first: where the next begins stands in the address as a row's key."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from yishang.kernel.context import InvalidInput
from yishang.kernel.intake.rules import whole_number

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """Rows of one page, how many there are in all, and where the next page begins ("" where there is none)."""

    items: list[Row]
    total: int
    next: str


def newest(rows: "QuerySet[Row]", *, cursor: str, limit: int) -> Slice[Row]:
    """Keyset page by the primary key, two statements. Raises InvalidInput for a cursor that is not ours."""
    total = rows.count()
    if cursor:
        key = whole_number(cursor)
        if key is None:
            raise InvalidInput({"cursor": "翻页位置已失效。"}, next_step="请从第一页重新查看。")
        rows = rows.filter(pk__lt=key)
    found: list[Any] = list(rows.order_by("-pk")[: limit + 1])
    return Slice(found[:limit], total, str(found[limit - 1].pk) if len(found) > limit else "")
