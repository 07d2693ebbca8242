"""Bearer keys of partner systems: `ys_<prefix>_<secret>`, of which only a digest is kept."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.timezone import localdate

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries, rules
from yishang.kernel.directory.models import Account, ApiKey
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.services.refusals import NotForThisPost
from yishang.kernel.journal import services as journal


@transaction.atomic
def issue_api_key(*, actor: Actor, account: Account, scopes: Sequence[str], at: datetime, secret: str) -> str:
    """The key in plain, shown this once; `secret` is drawn by the caller (secrets.token_urlsafe).

    Raises NotForThisPost unless a system administrator issues it, InvalidInput (account, scopes, secret).
    """
    _refuse_others(actor)
    _refuse_unfit(account, scopes, secret)
    prefix = _digest(f"prefix:{secret}")[:8]
    ApiKey.objects.create(
        prefix=prefix, digest=_digest(secret), account=account, scopes=sorted(set(scopes)), issued_at=at
    )
    journal.record(
        actor=actor, verb="directory.api_key.issued", subject=f"account:{account.pk}", at=at,
        data={"prefix": prefix, "scopes": sorted(set(scopes))}, internal=True,
    )  # fmt: skip
    return f"ys_{prefix}_{secret}"


@transaction.atomic
def revoke_api_key(*, actor: Actor, prefix: str, at: datetime) -> None:
    """The key opens nothing from now on; repeatable. Raises NotForThisPost, InvalidInput (prefix)."""
    _refuse_others(actor)
    key = ApiKey.objects.select_for_update().filter(prefix=prefix).first()
    if key is None:
        raise InvalidInput({"prefix": "没有这把密钥"})
    if key.revoked_at is not None:
        return
    key.revoked_at = at
    key.save(update_fields=["revoked_at"])
    journal.record(
        actor=actor, verb="directory.api_key.revoked", subject=f"account:{key.account_id}", at=at,
        data={"prefix": prefix}, internal=True,
    )  # fmt: skip


def actor_by_key(*, key: str, at: datetime) -> Actor | None:
    """Whose key this is, in its first post of that day, in one statement; None for any key that does not open."""
    mark, _, rest = key.partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != "ys" or not secret:
        return None
    postings = list(
        queries.postings_on(localdate(at))
        .filter(account__api_keys__prefix=prefix, account__api_keys__revoked_at=None, account__is_active=True)
        .select_related("account", "unit", "entity")
        .annotate(key_digest=F("account__api_keys__digest"), key_scopes=F("account__api_keys__scopes"))
    )
    digest = postings[0].key_digest if postings else ""
    if not constant_time_compare(digest, _digest(secret)):
        return None
    return queries.actor_in(postings[0], postings[0].account, postings, scopes=postings[0].key_scopes)


def _digest(text: str) -> str:
    """A plain SHA-256 is enough for a long random secret, and fast enough for every request."""
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_others(actor: Actor) -> None:
    if actor.role not in rules.ACCOUNT_KEEPERS:
        raise NotForThisPost("接口密钥由系统管理员管理", next_step="请联系系统管理员。")


def _refuse_unfit(account: Account, scopes: Sequence[str], secret: str) -> None:
    faults = {
        "account": None if account.kind == Account.Kind.PARTNER else "只能为对接系统账号签发密钥",
        "scopes": None if scopes and all(rules.API_SCOPE.fullmatch(one) for one in scopes) else "请选择密钥的使用范围",
        "secret": None if len(secret) >= rules.API_SECRET_LENGTH else "密钥太短",
    }
    if found := {field: fault for field, fault in faults.items() if fault}:
        raise InvalidInput(found)
