"""The second factor of staff: enrolling an authenticator app, coming in with its code, and SEC taking it away."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import gateways, rules
from yishang.kernel.directory.models import Account
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.services import attempts
from yishang.kernel.directory.services.refusals import AlreadyEnrolled, NotForThisPost, OwnAccount, SignInRefused
from yishang.kernel.journal import services as journal

WRONG_CODE = "动态口令不正确、已经用过，或账号已被锁定"
CODE_STEP = "请等验证器显示下一个 6 位数再试；连续输错 5 次将锁定 30 分钟。手机不在身边，可用一个恢复码。"


def enrol_second_factor(*, account: Account, secret: str, code: str, by: str, at: datetime) -> list[str]:
    """Tie an authenticator app to the account and let it in; returns the recovery codes, which are shown this once.

    `by` says which first factor was right.

    Raises InvalidInput (code) when the app does not show the code of `secret` now, AlreadyEnrolled.
    """
    digits = _compact(code)
    if not gateways.is_right(secret, digits):
        raise InvalidInput({"code": "这个数字不对，请看验证器现在显示的 6 位数；手机时间也要准"})
    try:
        with transaction.atomic():
            codes = gateways.enrol(account, secret)
            _is_fresh(account.pk, digits, at)  # what enrolled does not sign in as well
            attempts.tell(account=account, what="second_factor_enrolled", at=at, data={})
            attempts.lock(account=account)
            attempts.count(account=account, is_right=True, at=at, data={"by": by, "with": "totp"})
    except IntegrityError:
        raise AlreadyEnrolled(
            "这个账号已经启用动态口令", next_step="请用已启用的验证器；换手机请找安全保密管理员重置。"
        ) from None
    return codes


def sign_in_by_second_factor(*, account: Account, code: str, by: str, at: datetime) -> Account:
    """Let somebody in whose first factor was right (`by` says which): six digits of the app, or a recovery code.

    A wrong or used code counts like a wrong password; the fifth locks. Opens its own transaction. Raises SignInRefused.
    """
    with transaction.atomic(durable=True):
        attempts.lock(account=account)
        if not account.is_active or rules.is_locked(account.locked_until, at=at):
            let_in, told = False, {}
        else:
            told = _use(account, _compact(code), at)
            let_in = bool(told)
            attempts.count(account=account, is_right=let_in, at=at, data={"by": by, **told})
    if not let_in:
        raise SignInRefused(WRONG_CODE, next_step=CODE_STEP)
    return account


@transaction.atomic
def reset_second_factor(*, actor: Actor, account: Account, reason: str, at: datetime) -> None:
    """Take the authenticator and recovery codes away and end the sessions; the next sign-in enrols anew.

    Raises NotForThisPost unless SEC does it, OwnAccount, InvalidInput (reason).
    """
    if actor.role not in rules.SECURITY_KEEPERS:
        raise NotForThisPost("动态口令由安全保密管理员重置", next_step="请联系安全保密管理员。")
    if actor.id == account.pk:
        raise OwnAccount("不能重置自己的动态口令", next_step="请由另一位安全保密管理员重置。")
    if not reason.strip():
        raise InvalidInput({"reason": "请写明原因"})
    gateways.forget(account.pk)
    attempts.end_sessions(account=account)
    journal.record(
        actor=actor, verb="directory.account.second_factor_reset", subject=f"account:{account.pk}", at=at,
        data={"reason": reason.strip()}, internal=True,
    )  # fmt: skip


def _use(account: Account, code: str, at: datetime) -> dict[str, str | int]:
    """How the code let in, nothing when it did not; both kinds open once."""
    row = gateways.totp_of(account.pk)
    if row is None:
        return {}
    if len(code) == rules.CODE_DIGITS:
        return {"with": "totp"} if gateways.opens(row, code) and _is_fresh(account.pk, code, at) else {}
    left = gateways.use_recovery_code(account.pk, code)
    return {} if left is None else {"with": "recovery_code", "left": left}


def _is_fresh(account_id: int, code: str, at: datetime) -> bool:
    """Note a right code, unless it was noted before. In the row, for several processes must know of it at once."""
    row = gateways.totp_of(account_id)
    if row is None:
        return False
    used = [[digest, when] for digest, when in row.data.get("used", []) if when > _seconds(at - rules.CODES_REMEMBERED)]
    mine = salted_hmac("directory.second_factor", f"{account_id}:{code}", algorithm="sha256").hexdigest()
    if any(constant_time_compare(digest, mine) for digest, _ in used):
        return False
    row.data = {**row.data, "used": [*used, [mine, _seconds(at)]]}
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])
    return True


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _compact(code: str) -> str:
    """Digits as typed, without the spaces that apps show between them."""
    return "".join(code.split()).replace("-", "")[: rules.CODE_LONGEST]
