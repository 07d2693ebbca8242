"""常用筛选: how somebody narrows the list of one process, kept under a name."""

from django.db import transaction
from django.db.models import QuerySet

from yishang.kernel.cases.models import SavedFilter
from yishang.kernel.cases.rules import FilterNotFound, filter_faults
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor


@transaction.atomic
def keep_filter(*, actor: Actor, kind: str, name: str, query: str) -> SavedFilter:
    """Save how the person narrows the list of a process. Raises InvalidInput (name, query)."""
    others = list(_filters_of(actor, kind).values_list("name", flat=True))
    if faults := filter_faults(name=name, query=query, others=others):
        raise InvalidInput(faults)
    return SavedFilter.objects.create(owner_id=actor.id or 0, kind=kind, name=name, query=query, place=len(others))


@transaction.atomic
def rename_filter(*, actor: Actor, filter_id: int, name: str) -> SavedFilter:
    """Give one's own filter another name. Raises FilterNotFound, InvalidInput."""
    found = _own_filter(actor, filter_id)
    others = _filters_of(actor, found.kind).exclude(pk=found.pk).values_list("name", flat=True)
    if faults := filter_faults(name=name, others=list(others)):
        raise InvalidInput(faults)
    found.name = name
    found.save(update_fields=["name"])
    return found


@transaction.atomic
def drop_filter(*, actor: Actor, filter_id: int) -> SavedFilter:
    """Delete one's own filter and hand back what it was, so that it can be kept again. Raises FilterNotFound."""
    found = _own_filter(actor, filter_id)
    SavedFilter.objects.filter(pk=found.pk).delete()
    return found


@transaction.atomic
def shift_filter(*, actor: Actor, filter_id: int, by: int) -> None:
    """Put one's own filter `by` places further (negative: nearer). Raises FilterNotFound."""
    found = _own_filter(actor, filter_id)
    rows = list(_filters_of(actor, found.kind))
    at = next(index for index, row in enumerate(rows) if row.pk == found.pk)
    rows.insert(min(max(at + by, 0), len(rows) - 1), rows.pop(at))
    for place, row in enumerate(rows):
        row.place = place
    SavedFilter.objects.bulk_update(rows, ["place"])


@transaction.atomic
def share_filter(*, actor: Actor, filter_id: int, shared: bool) -> SavedFilter:
    """Let one's unit use the filter too, or no longer. Raises FilterNotFound, InvalidInput without a unit."""
    found = _own_filter(actor, filter_id)
    if shared and actor.unit_id is None:
        raise InvalidInput({"shared": "您的岗位没有单位，不能共享。"})
    found.unit_id = actor.unit_id if shared else None
    found.save(update_fields=["unit"])
    return found


@transaction.atomic
def begin_with_filter(*, actor: Actor, filter_id: int, first: bool) -> SavedFilter:
    """Let the list open with one's own filter, instead of any other; or no longer. Raises FilterNotFound."""
    found = _own_filter(actor, filter_id)
    _filters_of(actor, found.kind).update(is_first=False)
    found.is_first = first
    found.save(update_fields=["is_first"])
    return found


def _filters_of(actor: Actor, kind: str) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.select_for_update().filter(owner_id=actor.id, kind=kind).order_by("place", "pk")


def _own_filter(actor: Actor, filter_id: int) -> SavedFilter:
    found = SavedFilter.objects.select_for_update().filter(pk=filter_id, owner_id=actor.id or 0).first()
    if found is None:
        raise FilterNotFound("没有这个常用筛选。", next_step="它可能已被删除，请刷新页面。")
    return found
