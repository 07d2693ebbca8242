"""Choosing and resetting passwords (handbook 12.5: eight characters, three kinds, ninety days)."""

from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries, rules
from yishang.kernel.directory.models import Account, FormerPassword
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.services import attempts
from yishang.kernel.directory.services.refusals import NotForThisPost, OwnAccount
from yishang.kernel.journal import services as journal

_common = CommonPasswordValidator()


def change_password(*, account: Account, new: str, repeated: str, at: datetime, current: str | None = None) -> None:
    """A person chooses a password; every other session of theirs ends. `current` None: it was asked a moment ago.

    A wrong `current` counts like a wrong password at the door; therefore this opens its own transaction.
    Raises InvalidInput (current, new, repeated).
    """
    if current is not None and not _knows(account, current, at):
        raise InvalidInput({"current": "现在的口令不正确；连续输错 5 次将锁定 30 分钟"})
    if fault := _fault(account, new):
        raise InvalidInput({"new": fault})
    if new != repeated:
        raise InvalidInput({"repeated": "两次填写的不一样"})
    with transaction.atomic(durable=True):
        attempts.lock(account=account)
        _keep(account, new, at, must_change=False)
        attempts.tell(account=account, what="password_changed", at=at, data={})


@transaction.atomic
def reset_password(*, actor: Actor, account: Account, password: str, reason: str, at: datetime) -> None:
    """An administrator gives an initial password, to be changed at the next sign-in; all sessions end.

    Raises NotForThisPost (SYS resets everybody but administrators, SEC those), OwnAccount, InvalidInput.
    """
    if actor.role not in rules.keepers_of(queries.roles_ahead(account.pk)):
        raise NotForThisPost(
            "这个账号的口令不由您重置", next_step="管理员的口令由安全保密管理员重置，其他人的由系统管理员重置。"
        )
    if actor.id == account.pk:
        raise OwnAccount("不能重置自己的口令", next_step="请在“我的账号”里修改口令。")
    faults = {"password": _fault(account, password), "reason": None if reason.strip() else "请写明原因"}
    if found := {field: fault for field, fault in faults.items() if fault}:
        raise InvalidInput(found)
    attempts.lock(account=account)
    _keep(account, password, at, must_change=True)
    journal.record(
        actor=actor, verb="directory.account.password_reset", subject=f"account:{account.pk}", at=at,
        data={"reason": reason.strip()}, internal=True,
    )  # fmt: skip


def password_faults(*, password: str, login: str, name: str, phone: str) -> str | None:
    """Why this may be nobody's password, common ones included; None if it will do."""
    return rules.password_fault(password, personal=(login, name, phone)) or _commonness(password)


def _fault(account: Account, new: str) -> str | None:
    words = password_faults(password=new, login=account.login, name=account.name, phone=account.phone)
    return words or ("不能与最近 5 次用过的口令相同" if _was_used(account, new) else None)


def _commonness(password: str) -> str | None:
    try:
        _common.validate(password)
    except ValidationError:
        return "这个口令太常见，容易被猜到"
    return None


def _was_used(account: Account, new: str) -> bool:
    former = account.former_passwords.values_list("password", flat=True)[: rules.PASSWORDS_REMEMBERED - 1]
    return any(check_password(new, used) for used in (account.password, *former))


def _knows(account: Account, current: str, at: datetime) -> bool:
    is_right = account.check_password(current)
    with transaction.atomic(durable=True):
        attempts.lock(account=account)
        if rules.is_locked(account.locked_until, at=at):
            return False
        if not is_right:
            attempts.count(account=account, is_right=False, at=at, data={})
    return is_right


def _keep(account: Account, new: str, at: datetime, *, must_change: bool) -> None:
    if account.has_usable_password():
        FormerPassword.objects.create(account=account, password=account.password, until=at)
    kept = account.former_passwords.values_list("pk", flat=True)[: rules.PASSWORDS_REMEMBERED]
    account.former_passwords.exclude(pk__in=list(kept)).delete()
    account.set_password(new)
    account.must_change_password, account.password_set_at = must_change, at
    account.save(update_fields=["password", "must_change_password", "password_set_at"])
