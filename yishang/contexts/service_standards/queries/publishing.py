"""Where lists were published."""

from django.db.models import QuerySet

from yishang.contexts.service_standards.models import ListPublication
from yishang.contexts.service_standards.rules import publishing
from yishang.kernel.context import check_known
from yishang.kernel.directory.rules import Actor


def publications(actor: Actor, *, list_key: str = "", channel: str = "") -> QuerySet[ListPublication]:
    """The records of the post's city, the newest first. Raises InvalidInput for an unknown channel."""
    rows = ListPublication.objects.filter(city_id=actor.city_code or "")
    if channel:
        check_known("channel", channel, publishing.CHANNELS)
        rows = rows.filter(channel=channel)
    return rows.filter(list_key=list_key) if list_key else rows


def publication(actor: Actor, key: int) -> ListPublication:
    """One of them. Raises PublicationNotFound."""
    found = publications(actor).filter(pk=key).first()
    if found is None:
        raise publishing.PublicationNotFound("没有这条公布记录。", next_step="请回到列表查找。")
    return found


def standing(list_key: str) -> list[ListPublication]:
    """Where a list stands published now, for everybody."""
    return list(ListPublication.objects.filter(list_key=list_key, withdrawn_on=None)[:20])
