"""Bearer keys of partner systems: `ys_<prefix>_<secret>`, of which only a digest is kept."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare
from django.utils.timezone import localdate

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries, rules
from yishang.kernel.directory.models import Account, ApiKey, Posting, Unit
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.services.refusals import NotForThisPost
from yishang.kernel.journal import services as journal
from yishang.kernel.parties.models import MarketEntity

# Asked at every request of a partner system; to say the same, the ORM takes longer than all the rest of the sign-in.
HOLDER_OF_A_KEY = """
SELECT key.digest, key.scopes, post.id, post.role, post.region_id, account.id, account.name,
       unit.id, unit.name, unit.region_id, entity.id, entity.name, entity.region_id
FROM directory_apikey key
JOIN directory_account account ON account.id = key.account_id
JOIN directory_posting post ON post.account_id = account.id
LEFT JOIN directory_unit unit ON unit.id = post.unit_id
LEFT JOIN parties_marketentity entity ON entity.id = post.entity_id
WHERE key.prefix = %s AND key.revoked_at IS NULL AND account.is_active
  AND post.valid_from <= %s AND (post.valid_to IS NULL OR post.valid_to >= %s)
ORDER BY post.valid_from, post.id
"""


@transaction.atomic
def issue_api_key(*, actor: Actor, account: Account, scopes: Sequence[str], at: datetime, secret: str) -> str:
    """The key in plain, shown this once; `secret` is drawn by the caller (secrets.token_urlsafe).

    Raises NotForThisPost unless a security administrator issues it, InvalidInput (account, scopes, secret).
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
    day = connection.ops.adapt_datefield_value(localdate(at))
    with connection.cursor() as cursor:
        cursor.execute(HOLDER_OF_A_KEY, [prefix, day, day])
        rows = cursor.fetchall()
    digest, scopes = rows[0][:2] if rows else ("", "[]")
    if not constant_time_compare(digest, _digest(secret)):
        return None
    postings = [_posting(*row[2:]) for row in rows]
    return queries.actor_in(postings[0], postings[0].account, postings, scopes=json.loads(scopes))


def _posting(pk: int, role: str, region: str | None, account: int, name: str, *place: Any) -> Posting:
    """What queries.actor_in reads of a posting."""
    unit, unit_name, unit_region, entity, entity_name, entity_region = place
    return Posting(
        pk=pk,
        role=role,
        region_id=region,
        account=Account(pk=account, name=name),
        unit=Unit(pk=unit, name=unit_name, region_id=unit_region) if unit else None,
        entity=MarketEntity(pk=entity, name=entity_name, region_id=entity_region) if entity else None,
    )


def _digest(text: str) -> str:
    """A plain SHA-256 is enough for a long random secret, and fast enough for every request."""
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_others(actor: Actor) -> None:
    if actor.role not in rules.SECURITY_KEEPERS:
        raise NotForThisPost("接口密钥由安全保密管理员管理", next_step="请联系安全保密管理员。")


def _refuse_unfit(account: Account, scopes: Sequence[str], secret: str) -> None:
    faults = {
        "account": None if account.kind == Account.Kind.PARTNER else "只能为对接系统账号签发密钥",
        "scopes": None if scopes and all(rules.API_SCOPE.fullmatch(one) for one in scopes) else "请选择密钥的使用范围",
        "secret": None if len(secret) >= rules.API_SECRET_LENGTH else "密钥太短",
    }
    if found := {field: fault for field, fault in faults.items() if fault}:
        raise InvalidInput(found)
