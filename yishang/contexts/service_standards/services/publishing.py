"""Keeping the record of where each list was published."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.service_standards.models import ListPublication
from yishang.contexts.service_standards.queries import lists
from yishang.contexts.service_standards.rules import publishing
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.journal import services as journal


@transaction.atomic
def record_publication(
    *, actor: Actor, list_key: str, channel: str, place: str, published_on: date | None, at: datetime,
    is_demo: bool = False,
) -> ListPublication:  # fmt: skip
    """Note that a list stands in a channel from a day on. Raises ListNotFound, InvalidInput."""
    wanted, today = lists.service_list(list_key), localdate(at)
    faults = publishing.publication_faults(channel=channel, place=place, published_on=published_on, today=today)
    if faults or published_on is None:
        raise InvalidInput(faults)
    unit = directory.unit_of_id(actor.unit_id)
    found = ListPublication.objects.create(
        list_key=wanted.key, channel=channel, place=place.strip(), published_on=published_on, recorded_by_id=actor.id,
        recorded_by_name=actor.name, unit_name=unit.short_name if unit else "", city_id=actor.city_code or "",
        is_demo=is_demo,
    )  # fmt: skip
    _tell(actor, found, "published", at, {"channel": channel, "place": found.place, "on": published_on.isoformat()})
    return found


@transaction.atomic
def withdraw_publication(
    *, actor: Actor, key: int, withdrawn_on: date | None, reason: str, at: datetime
) -> ListPublication:
    """Note that it was taken down. Raises PublicationNotFound, AlreadyWithdrawn, InvalidInput."""
    rows = ListPublication.objects.select_for_update().filter(city_id=actor.city_code or "")
    found = rows.filter(pk=key).first()
    if found is None:
        raise publishing.PublicationNotFound("没有这条公布记录。", next_step="请回到列表查找。")
    if found.withdrawn_on:
        raise publishing.AlreadyWithdrawn("这条已经登记过撤下。", next_step="需要时请另登记一次公布。")
    faults = publishing.withdrawal_faults(
        withdrawn_on=withdrawn_on, published_on=found.published_on, reason=reason, today=localdate(at)
    )
    if faults or withdrawn_on is None:
        raise InvalidInput(faults)
    found.withdrawn_on, found.withdrawn_by_name, found.reason = withdrawn_on, actor.name, reason.strip()
    found.save(update_fields=["withdrawn_on", "withdrawn_by_name", "reason"])
    _tell(actor, found, "withdrawn", at, {"on": withdrawn_on.isoformat(), "reason": found.reason})
    return found


def _tell(actor: Actor, found: ListPublication, what: str, at: datetime, data: dict[str, str]) -> None:
    journal.record(
        actor=actor, verb=f"service_standards.list.{what}", subject=f"list:{found.list_key}", at=at, internal=True,
        data={"publication": found.pk, **data},
    )  # fmt: skip
