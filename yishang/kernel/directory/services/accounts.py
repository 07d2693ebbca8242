"""What administrators do to an account that is there: correct it, switch it off, end a post, unlock it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries, rules
from yishang.kernel.directory.models import Account, Posting, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.directory.services import attempts
from yishang.kernel.directory.services.refusals import HandOverFirst, NoSuchAccount, NotForThisPost, OwnAccount
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import rules as party_rules


@transaction.atomic
def correct_account(*, actor: Actor, account: Account, name: str, phone: str, title: str, at: datetime) -> None:
    """Correct name, phone and title. Another phone ends the sessions. Raises NotForThisPost, InvalidInput."""
    _refuse_others(actor, rules.ACCOUNT_KEEPERS, "账号由系统管理员维护")
    phone = party_rules.normalise_phone(phone)
    faults = {
        "name": None if name.strip() else "请填写姓名",
        "phone": party_rules.phone_fault(phone) if phone else None,
    }
    _refuse(faults)
    before = {"name": account.name, "phone": account.phone, "title": account.title}
    account.name, account.phone, account.title = name.strip(), phone, title.strip()
    account.save(update_fields=["name", "phone", "title"])
    changed = [field for field, value in before.items() if getattr(account, field) != value]
    if "phone" in changed:
        attempts.end_sessions(account=account)
    if changed:
        _tell(actor, account.pk, "corrected", at, {"fields": changed})


@transaction.atomic
def switch_account(*, actor: Actor, account: Account, on: bool, reason: str, at: datetime) -> None:
    """Switch an account off, which ends its sessions and keys at once, or on again.

    Raises NotForThisPost (administrators' accounts are SEC's), OwnAccount, InvalidInput (reason).
    """
    _refuse_others(actor, rules.keepers_of(queries.roles_ahead(account.pk)), "这个账号不由您停用或启用")
    if actor.id == account.pk:
        raise OwnAccount("不能停用自己的账号", next_step="请由另一位管理员操作。")
    _refuse({"reason": None if reason.strip() else "请写明原因"})
    if account.is_active == on:
        return
    account.is_active = on
    account.save(update_fields=["is_active"])
    attempts.end_sessions(account=account)
    _tell(actor, account.pk, "switched_on" if on else "switched_off", at, {"reason": reason.strip()})


@transaction.atomic
def end_posting(*, actor: Actor, posting_id: int, reason: str, at: datetime) -> Posting:
    """A post ends with yesterday, and the person's sessions now; one that begins later is taken back whole.

    Raises NotForThisPost, NoSuchAccount, OwnAccount, InvalidInput (reason).
    """
    _refuse_others(actor, rules.ACCOUNT_KEEPERS, "任职由系统管理员维护")
    posting = Posting.objects.select_for_update(of=("self",)).select_related("account").filter(pk=posting_id).first()
    if posting is None:
        raise NoSuchAccount("没有找到这条任职", next_step="请刷新后再看。")
    if posting.account_id == actor.id:
        raise OwnAccount("不能终止自己的任职", next_step="请由另一位系统管理员操作。")
    _refuse({"reason": None if reason.strip() else "请写明原因"})
    _refuse_while_sponsoring(posting, on=localdate(at))
    posting.valid_to = localdate(at).fromordinal(localdate(at).toordinal() - 1)
    posting.valid_from = min(posting.valid_from, posting.valid_to)
    posting.save(update_fields=["valid_from", "valid_to"])
    attempts.end_sessions(account=posting.account)
    told = {"role": posting.role, "to": posting.valid_to.isoformat(), "reason": reason.strip()}
    _tell(actor, posting.account_id, "posting_ended", at, told)
    return posting


def _refuse_while_sponsoring(posting: Posting, *, on: date) -> None:
    """领导调离须先交接：未办结诉求、未完走访一并移交 (handbook 1.2)."""
    if posting.role not in (Role.LDR, Role.LIA):
        return
    left = queries.sponsorships_held_by(posting.account_id, on=on).values("subject_id").distinct().count()
    if left:
        raise HandOverFirst(
            f"{posting.account.name}还包抓着 {left} 个主体，不能先终止任职。",
            next_step="请营商办先在“包抓”里办理交接。",
        )


@transaction.atomic
def unlock_account(*, actor: Actor, account: Account, reason: str, at: datetime) -> None:
    """End a lock before its half hour is over. Raises NotForThisPost unless SEC does it, OwnAccount, InvalidInput."""
    _refuse_others(actor, rules.SECURITY_KEEPERS, "解锁由安全保密管理员办理")
    if actor.id == account.pk:
        raise OwnAccount("不能给自己解锁", next_step="请等 30 分钟，或由另一位安全保密管理员办理。")
    _refuse({"reason": None if reason.strip() else "请写明原因"})
    attempts.lock(account=account)
    account.failed_attempts, account.locked_until = 0, None
    account.save(update_fields=["failed_attempts", "locked_until"])
    _tell(actor, account.pk, "unlocked", at, {"reason": reason.strip()})


@transaction.atomic
def sign_out_everywhere(*, account: Account, at: datetime) -> None:
    """A person ends all sessions of their own account, this one included."""
    attempts.end_sessions(account=account)
    attempts.tell(account=account, what="signed_out_everywhere", at=at, data={})


@transaction.atomic
def correct_unit(*, actor: Actor, unit: Unit, name: str, short_name: str, phone: str, at: datetime) -> None:
    """Correct what a unit is called and where it is reached. Raises NotForThisPost, InvalidInput."""
    _refuse_others(actor, rules.ACCOUNT_KEEPERS, "单位由系统管理员维护")
    _refuse(
        {
            "name": None if name.strip() else "请填写名称",
            "short_name": None if short_name.strip() else "请填写简称",
            "phone": party_rules.phone_fault(phone) if phone.strip() else None,
        }
    )
    unit.name, unit.short_name, unit.phone = name.strip(), short_name.strip(), phone.strip()
    unit.save(update_fields=["name", "short_name", "phone"])
    journal.record(
        actor=actor, verb="directory.unit.corrected", subject=f"unit:{unit.code}", at=at,
        data={"name": unit.name, "short_name": unit.short_name}, internal=True,
    )  # fmt: skip


def _refuse_others(actor: Actor, keepers: frozenset[str], words: str) -> None:
    if actor.role not in keepers:
        raise NotForThisPost(words, next_step="请联系有此权限的管理员。")


def _refuse(faults: dict[str, str | None]) -> None:
    if found := {field: fault for field, fault in faults.items() if fault}:
        raise InvalidInput(found)


def _tell(actor: Actor, account_id: int, what: str, at: datetime, data: dict[str, Any]) -> None:
    journal.record(
        actor=actor, verb=f"directory.account.{what}", subject=f"account:{account_id}", at=at,
        data=data, internal=True,
    )  # fmt: skip
