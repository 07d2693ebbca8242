from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import services
from yishang.kernel.directory.models import Account, ApiKey
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.directory.tests.conftest import NOON, Person
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.django_db
SECRET = "Zm9vYmFy_cXV4-cXV1eC1xdXV6LXF1dXV1dXV1"
KEEPER = Actor(id=None, name="周敏", role="SEC")


@pytest.fixture
def partner(person: Person) -> Account:
    return person("hotline", "12345 热线平台", "API", kind="PARTNER", region_code="610400")


def issue(
    account: Account, *, actor: Actor = KEEPER, secret: str = SECRET, scopes: tuple[str, ...] = ("appeals",)
) -> str:
    return services.issue_api_key(actor=actor, account=account, scopes=scopes, at=NOON, secret=secret)


def test_a_key_names_its_partner_in_one_statement(
    partner: Account, django_assert_num_queries: Callable[[int], Any]
) -> None:
    key = issue(partner, scopes=("appeals:write", "appeals:read"))
    with django_assert_num_queries(1):
        actor = services.actor_by_key(key=key, at=NOON)
    assert actor is not None
    assert (actor.id, actor.role, actor.city_code) == (partner.pk, "API", "610400")
    assert actor.scopes == {"appeals:write", "appeals:read"}


def test_only_the_digest_is_kept_and_the_issue_is_a_fact(partner: Account) -> None:
    key = issue(partner)
    stored = ApiKey.objects.get()
    assert key == f"ys_{stored.prefix}_{SECRET}"
    assert SECRET not in f"{stored.prefix}{stored.digest}"
    fact = journal.timeline(f"account:{partner.pk}", include_internal=True)[-1]
    assert fact.verb == "directory.api_key.issued" and SECRET not in str(fact.data)


@pytest.mark.parametrize("spoil", ["", "ys_", "ys__", "ys_00000000_x", "bearer", "密钥"])
def test_a_key_of_another_making_opens_nothing(partner: Account, spoil: str) -> None:
    issue(partner)
    assert services.actor_by_key(key=spoil, at=NOON) is None


def test_a_changed_letter_opens_nothing(partner: Account) -> None:
    assert services.actor_by_key(key=issue(partner)[:-1] + "2", at=NOON) is None


def test_a_revoked_key_opens_nothing_and_revoking_twice_is_harmless(partner: Account) -> None:
    key = issue(partner)
    prefix = ApiKey.objects.get().prefix
    for hours in (1, 2):
        services.revoke_api_key(actor=KEEPER, prefix=prefix, at=NOON + timedelta(hours=hours))
    assert services.actor_by_key(key=key, at=NOON) is None
    assert ApiKey.objects.get().revoked_at == NOON + timedelta(hours=1)


def test_a_partner_switched_off_or_no_longer_posted_is_outside(partner: Account) -> None:
    key = issue(partner)
    assert services.actor_by_key(key=key, at=NOON - timedelta(days=365)) is None
    Account.objects.update(is_active=False)
    assert services.actor_by_key(key=key, at=NOON) is None


def test_only_the_system_administrator_keeps_keys(partner: Account) -> None:
    office = replace(KEEPER, role="MBO")
    with pytest.raises(services.NotForThisPost):
        issue(partner, actor=office)
    issue(partner, actor=SYSTEM_ACTOR)
    with pytest.raises(services.NotForThisPost):
        services.revoke_api_key(actor=office, prefix=ApiKey.objects.get().prefix, at=NOON)


def test_a_person_a_short_secret_and_an_empty_scope_are_refused(chen_jing: Account) -> None:
    with pytest.raises(InvalidInput) as refusal:
        issue(chen_jing, secret="short", scopes=())
    assert set(refusal.value.fields) == {"account", "secret", "scopes"}


def test_revoking_an_unknown_key_says_so(partner: Account) -> None:
    with pytest.raises(InvalidInput):
        services.revoke_api_key(actor=KEEPER, prefix="00000000", at=NOON)
