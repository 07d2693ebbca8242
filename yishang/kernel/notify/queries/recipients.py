"""Who gets messages, and how each of them wants to be told."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.models import Account
from yishang.kernel.directory.rules import Role
from yishang.kernel.notify import rules
from yishang.kernel.notify.models import Preference
from yishang.kernel.wechat import queries as wechat

COLUMNS = ("id", "phone", "kind", "notice_preference__choices", "notice_preference__digest_at")


def recipients(account_ids: Collection[int], *, on: date) -> dict[int, rules.Recipient]:
    """These accounts with their posts of that day and their choices, in two statements; unknown ones are left out.

    A third asks who is bound to WeChat, where there is an official account.
    """
    if not account_ids:
        return {}
    roles: dict[int, set[str]] = defaultdict(set)
    held = directory.postings_on(on).filter(account_id__in=account_ids).order_by()
    for account_id, role in held.values_list("account_id", "role"):
        roles[account_id].add(role)
    bound = wechat.openids(account_ids)
    return {
        account_id: rules.Recipient(
            account_id=account_id,
            phone=phone,
            roles=frozenset(roles[account_id] or _roles_of_kind(kind)),
            chosen=chosen or {},
            digest_at=digest_at or rules.DIGEST_AT,
            openid=bound.get(account_id, ""),
        )
        for account_id, phone, kind, chosen, digest_at in Account.objects.filter(pk__in=account_ids).values_list(
            *COLUMNS
        )
    }


def recipient_of(account_id: int, *, on: date) -> rules.Recipient | None:
    """One account as `recipients` gives it; None when there is no such account."""
    return recipients([account_id], on=on).get(account_id)


def preference_of(account_id: int) -> Preference | None:
    """What the person chose; None for whoever keeps to the defaults."""
    return Preference.objects.filter(pk=account_id).first()


def leads_chosen() -> dict[int, set[int]]:
    """Half working days before a deadline → the accounts that want to be reminded then."""
    found: dict[int, set[int]] = defaultdict(set)
    chosen = Preference.objects.filter(lead_half_days__isnull=False)
    for account_id, half_days in chosen.values_list("account_id", "lead_half_days"):
        found[half_days or 0].add(account_id)
    return dict(found)


def _roles_of_kind(kind: str) -> set[str]:
    """A company's account counts as its clerk before it is posted."""
    return {Role.ENT} if kind == Account.Kind.ENTERPRISE else set()
