"""Letting people in: staff by password, companies and sponsors by a code sent to their phone.

What a wrong attempt leaves behind (the count, the lock) is committed before the refusal is raised; therefore these
services open their own transaction and must not be called inside another.
"""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localdate, localtime

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries, rules
from yishang.kernel.directory.models import Account, SignInCode
from yishang.kernel.directory.services import attempts
from yishang.kernel.directory.services.refusals import SignInRefused, TooManyCodes
from yishang.kernel.parties import rules as party_rules

WRONG_PASSWORD = "登录名或口令不正确，或账号已被锁定"
PASSWORD_STEP = "请核对后再试；连续输错 5 次将锁定 30 分钟，忘记口令请联系本单位管理员。"
NO_ACCOUNT = "统一身份认证已通过，但这里没有您可用的账号"
NO_ACCOUNT_STEP = "请联系本单位系统管理员开通或解锁。"
WRONG_CODE = "验证码不正确或已失效"
CODE_STEP = "请核对短信中的 6 位数字，或重新获取验证码。"


def sign_in_by_password(*, login: str, password: str, at: datetime, is_first_step: bool = False) -> Account:
    """The account of that login, or SignInRefused (403). The fifth failure in a row locks it for 30 minutes.

    The hash is computed for unknown logins and locked accounts too, and outside the transaction, since it is slow.
    With `is_first_step` the count of failures goes on until `sign_in_by_second_factor` ends it: whoever knows the
    password must not get four new guesses at the code with each.
    """
    account = Account.objects.filter(login=login.strip().lower(), is_active=True).first()
    if account is None:
        make_password(password)
        raise SignInRefused(WRONG_PASSWORD, next_step=PASSWORD_STEP)
    is_right = account.check_password(password)
    if not _count_attempt(account, is_right, at, is_first_step):
        raise SignInRefused(WRONG_PASSWORD, next_step=PASSWORD_STEP)
    return account


def sign_in_by_identity(*, login: str, at: datetime, is_first_step: bool = False) -> Account:
    """The staff account that the city's identity provider vouches for. Raises SignInRefused: none, off, or locked."""
    account = Account.objects.filter(login=login.strip().lower(), is_active=True, kind=Account.Kind.STAFF).first()
    if account is None or not login.strip() or not _count_attempt(account, True, at, is_first_step, by="identity"):
        raise SignInRefused(
            "统一身份认证已通过，但这里没有您可用的账号", next_step="请联系本单位系统管理员开通或解锁。"
        )
    return account


def _count_attempt(account: Account, is_right: bool, at: datetime, is_first_step: bool, by: str = "password") -> bool:
    with transaction.atomic(durable=True):
        attempts.lock(account=account)
        if not account.is_active or rules.is_locked(account.locked_until, at=at):
            return False
        if not (is_right and is_first_step):
            attempts.count(account=account, is_right=is_right, at=at, data={"by": by})
    return is_right


def request_code(*, phone: str, at: datetime, code: str, client: str = "") -> SignInCode:
    """Keep the digest of a `code` that the caller drew and now sends to the phone if the answer has an `account`.

    A stranger's number gets the same answer with `account` empty: nothing is to be sent and nothing opens.
    `client` is the network address that asks; empty means unknown, and is not counted.
    Raises InvalidInput (phone), TooManyCodes (one unused in 60 seconds, ten a day; ten telephones an hour from one
    address).
    """
    phone = party_rules.normalise_phone(phone)
    if fault := party_rules.phone_fault(phone, mobile_only=True):
        raise InvalidInput({"phone": fault})
    asker = _client_digest(client) if client else ""
    with transaction.atomic():
        account = queries.account_by_phone(phone, on=localdate(at))
        if account is not None:
            Account.objects.select_for_update().get(pk=account.pk)  # two requests at once: the second waits and sees
        _refuse_flood(phone, at)
        _refuse_crowd(phone, asker, at)
        return SignInCode.objects.create(
            phone=phone,
            account=account,
            digest=_code_digest(phone, code),
            client=asker,
            requested_at=at,
            expires_at=at + rules.CODE_LIFE,
        )


def _refuse_flood(phone: str, at: datetime) -> None:
    sent = SignInCode.objects.filter(phone=phone)
    if sent.filter(requested_at__gt=at - rules.CODE_PAUSE, used_at=None).exists():  # who used it may come again at once
        raise TooManyCodes("验证码刚刚发出", next_step="请稍等 60 秒再获取。")
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if sent.filter(requested_at__gte=midnight).count() >= rules.CODES_PER_DAY:
        raise TooManyCodes("今天获取验证码的次数已用完", next_step="请明天再试，或联系营商办。")


def _refuse_crowd(phone: str, asker: str, at: datetime) -> None:
    """One address that tries telephone after telephone: at its own expense, not at that of the SMS service."""
    if not asker:
        return
    lately = SignInCode.objects.filter(client=asker, requested_at__gt=at - rules.CLIENT_WINDOW).exclude(phone=phone)
    if lately.values("phone").distinct().count() >= rules.PHONES_PER_CLIENT:
        raise TooManyCodes(
            "这个网络一小时内获取验证码的手机太多", next_step="请一小时后再试，或换一个网络；着急的话联系营商办。"
        )


def sign_in_by_code(*, phone: str, code: str, at: datetime) -> Account:
    """The account of that phone if the code is the last one sent, at most 5 minutes and 5 attempts old, unused.

    Raises SignInRefused (403).
    """
    account = _use_code(party_rules.normalise_phone(phone), code.strip(), at)
    if account is None:
        raise SignInRefused(WRONG_CODE, next_step=CODE_STEP)
    return account


def _use_code(phone: str, code: str, at: datetime) -> Account | None:
    with transaction.atomic(durable=True):
        last = SignInCode.objects.select_for_update().filter(phone=phone).order_by("-requested_at", "-pk").first()
        if last is None or last.used_at or at > last.expires_at or last.attempts >= rules.CODE_ATTEMPTS:
            return None
        last.attempts += 1
        account = Account.objects.filter(codes=last, is_active=True).first()
        is_right = constant_time_compare(last.digest, _code_digest(phone, code)) and account is not None
        if is_right:
            last.used_at = at
        last.save(update_fields=["attempts", "used_at"])
        if not is_right or account is None:
            return None
        attempts.tell(account=account, what="signed_in", at=at, data={"by": "code"})
        return account


def note_sign_in(*, account: Account, by: str, at: datetime) -> None:
    """A fact that an account came in by a way that another kernel has proven."""
    attempts.tell(account=account, what="signed_in", at=at, data={"by": by})


def _code_digest(phone: str, code: str) -> str:
    """Keyed with the installation's secret, for six digits alone could be found by trying."""
    return salted_hmac("directory.sign_in_code", f"{phone}:{code}", algorithm="sha256").hexdigest()


def _client_digest(client: str) -> str:
    """Whoever reads the table does not learn from where people signed in."""
    return salted_hmac("directory.sign_in_client", client, algorithm="sha256").hexdigest()
