"""Counting what somebody tries at the door, telling the journal of it, and showing people out."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F
from django.utils.timezone import localdate

from yishang.kernel.directory import queries, rules
from yishang.kernel.directory.models import Account
from yishang.kernel.journal import rules as journal_rules
from yishang.kernel.journal import services as journal


def lock(*, account: Account) -> None:
    """Read the account anew and hold it until the transaction ends: attempts at once are counted one by one."""
    account.refresh_from_db(from_queryset=Account.objects.select_for_update())


def count(*, account: Account, is_right: bool, at: datetime, data: dict[str, str | int]) -> None:
    """After `lock`: right ends the count and is told as signing in, wrong adds to it and may lock for 30 minutes."""
    if is_right:
        account.failed_attempts, account.locked_until = 0, None
        tell(account=account, what="signed_in", at=at, data=data)
    else:
        account.failed_attempts, account.locked_until = rules.after_failure(account.failed_attempts, at=at)
        if account.locked_until:
            tell(account=account, what="locked", at=at, data={"minutes": int(rules.LOCK.total_seconds()) // 60})
    account.save(update_fields=["failed_attempts", "locked_until"])


def end_sessions(*, account: AbstractBaseUser) -> None:
    """Every session of the account is over from now on, on every machine."""
    Account.objects.filter(pk=account.pk).update(session_mark=F("session_mark") + 1)


def tell(*, account: Account, what: str, at: datetime, data: dict[str, str | int]) -> None:
    """A fact about the account, signed by itself in its post of the day."""
    actor = queries.actor_of(account, on=localdate(at))
    signatory = actor or journal_rules.Signer(id=account.pk, name=account.name, role="")
    journal.record(
        actor=signatory, verb=f"directory.account.{what}", subject=f"account:{account.pk}", at=at,
        data=dict(data), internal=True,
    )  # fmt: skip
