"""People without an account: proving a telephone by a code, and not doing a thing too often from one address.

Nothing here keeps a telephone or an address, only digests keyed with the installation's secret. What a wrong attempt
leaves behind is committed before the refusal is raised: these services must not be called inside a transaction.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localtime

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import rules
from yishang.kernel.directory.models import ClientWindow, ProofCode
from yishang.kernel.directory.services.refusals import SignInRefused, TooManyCodes, TooOften
from yishang.kernel.parties import rules as party_rules

KEPT = timedelta(days=1)
ONE_MORE = """
INSERT INTO directory_clientwindow (mark, starts_at, count) VALUES (%s, %s, 1)
ON CONFLICT (mark) DO UPDATE SET count = directory_clientwindow.count + 1
RETURNING count
"""


def request_proof(*, phone: str, at: datetime, code: str, client: str = "") -> str:
    """Keep the digest of a `code` that the caller drew and now sends; returns the telephone as it is to be dialled.

    Raises InvalidInput (phone), TooManyCodes under the limits of signing in: one unused in 60 seconds, ten a day, ten
    telephones an hour from one address.
    """
    phone = party_rules.normalise_phone(phone)
    if fault := party_rules.phone_fault(phone, mobile_only=True):
        raise InvalidInput({"phone": fault})
    mark, asker = _phone_mark(phone), _keyed("proof_client", client) if client else ""
    with transaction.atomic():
        _refuse_flood(mark, at)
        _refuse_crowd(mark, asker, at)
        ProofCode.objects.create(
            phone=mark, digest=_keyed("proof_code", f"{phone}:{code}"), client=asker, requested_at=at,
            expires_at=at + rules.CODE_LIFE,
        )  # fmt: skip
    return phone


def prove(*, phone: str, code: str, at: datetime) -> str:
    """The telephone, normalised, if the code is the last one sent to it, fresh, unused and tried five times at most.

    Raises SignInRefused (403).
    """
    phone = party_rules.normalise_phone(phone)
    with transaction.atomic(durable=True):
        rows = ProofCode.objects.select_for_update().filter(phone=_phone_mark(phone))
        last = rows.order_by("-requested_at", "-pk").first()
        is_right = last is not None and _opens(last, phone, code, at)
    if not is_right:
        raise SignInRefused("验证码不正确或已失效", next_step="请核对短信中的 6 位数字，或重新获取验证码。")
    return phone


def _opens(last: ProofCode, phone: str, code: str, at: datetime) -> bool:
    """Whether it opens; either way this was an attempt."""
    if last.used_at or at > last.expires_at or last.attempts >= rules.CODE_ATTEMPTS:
        return False
    given = code.strip()[: rules.CODE_LONGEST]
    is_right = constant_time_compare(last.digest, _keyed("proof_code", f"{phone}:{given}"))
    last.attempts += 1
    last.used_at = at if is_right else None
    last.save(update_fields=["attempts", "used_at"])
    return is_right


def count_client(*, what: str, client: str, at: datetime, most: int) -> int:
    """Count that this address does this thing once more in this hour. Raises TooOften beyond `most` times."""
    begins = at.replace(minute=0, second=0, microsecond=0)
    mark = _keyed("client_window", f"{what}:{begins.isoformat()}:{client}")
    with connection.cursor() as cursor:
        cursor.execute(ONE_MORE, [mark, connection.ops.adapt_datetimefield_value(begins)])
        (count,) = cursor.fetchone()
    if count > most:
        raise TooOften("这个网络一小时内操作得太多了", next_step="请一小时后再试，或换一个网络；也可以拨打 12345。")
    return int(count)


def forget_proofs(*, at: datetime) -> int:
    """Drop codes and counts older than a day; how many."""
    old = ProofCode.objects.filter(requested_at__lt=at - KEPT).delete()[0]
    return old + ClientWindow.objects.filter(starts_at__lt=at - KEPT).delete()[0]


def _refuse_flood(mark: str, at: datetime) -> None:
    sent = ProofCode.objects.filter(phone=mark)
    if sent.filter(requested_at__gt=at - rules.CODE_PAUSE, used_at=None).exists():
        raise TooManyCodes("验证码刚刚发出", next_step="请稍等 60 秒再获取。")
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if sent.filter(requested_at__gte=midnight).count() >= rules.CODES_PER_DAY:
        raise TooManyCodes("今天获取验证码的次数已用完", next_step="请明天再试。")


def _refuse_crowd(mark: str, asker: str, at: datetime) -> None:
    if not asker:
        return
    lately = ProofCode.objects.filter(client=asker, requested_at__gt=at - rules.CLIENT_WINDOW).exclude(phone=mark)
    if lately.values("phone").distinct().count() >= rules.PHONES_PER_CLIENT:
        raise TooManyCodes("这个网络一小时内获取验证码的手机太多", next_step="请一小时后再试，或换一个网络。")


def _phone_mark(phone: str) -> str:
    return _keyed("proof_phone", phone)


def _keyed(what: str, value: str) -> str:
    return salted_hmac(f"directory.{what}", value, algorithm="sha256").hexdigest()
