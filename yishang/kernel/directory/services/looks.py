"""How a person wants the pages to look: their own affair, so no post is asked for and no fact is left."""

from collections.abc import Mapping

from django.db import transaction

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import rules
from yishang.kernel.directory.models import Account


@transaction.atomic
def choose_look(*, account_id: int, chosen: Mapping[str, str]) -> dict[str, str]:
    """Remember what the person chose (names and values of rules.LOOKS) beside what stands; returns all of it.

    Raises InvalidInput for anything else.
    """
    if faults := rules.look_faults(chosen):
        raise InvalidInput(faults)
    account = Account.objects.select_for_update().only("look").get(pk=account_id)
    look: dict[str, str] = {**account.look, **chosen}
    Account.objects.filter(pk=account_id).update(look=look)
    return look
