"""Who is bound, and whether there is an official account at all."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings

from yishang.kernel.wechat.models import Binding

SIMULATOR = "simulator"


def is_connected() -> bool:
    """Whether this installation has an official account."""
    return bool(settings.WECHAT_GATEWAY)


def openids(account_ids: Collection[int]) -> dict[int, str]:
    """The openid of each of these accounts that is bound; one statement, none without an official account."""
    if not account_ids or not is_connected():
        return {}
    return dict(Binding.objects.filter(pk__in=account_ids).values_list("account_id", "openid"))


def bound_at(account_id: int) -> datetime | None:
    """Since when an account is bound, None if it is not."""
    return Binding.objects.filter(pk=account_id).values_list("bound_at", flat=True).first()
