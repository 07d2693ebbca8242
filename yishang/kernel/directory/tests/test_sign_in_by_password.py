from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import transaction

from yishang.kernel.directory import rules, services
from yishang.kernel.directory.models import Account
from yishang.kernel.directory.tests.conftest import NOON, PASSWORD
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.django_db


def attempt(password: str, *, login: str = "chenjing", minutes: float = 0) -> Account:
    return services.sign_in_by_password(login=login, password=password, at=NOON + timedelta(minutes=minutes))


def fail(times: int, **attempted: float) -> None:
    for _ in range(times):
        with pytest.raises(services.SignInRefused):
            attempt("Wrong-2019", **attempted)


def verbs(account: Account) -> list[str]:
    return [fact.verb for fact in journal.timeline(f"account:{account.pk}", include_internal=True)]


def test_the_right_password_lets_in_and_leaves_a_fact(chen_jing: Account) -> None:
    assert attempt(PASSWORD, login=" ChenJing ") == chen_jing
    fact = journal.timeline(f"account:{chen_jing.pk}", include_internal=True)[-1]
    assert (fact.verb, fact.actor_name, fact.unit_name) == ("directory.account.signed_in", "陈静", "秦都区营商办")
    assert fact.internal


def test_the_fifth_failure_locks_for_thirty_minutes(chen_jing: Account) -> None:
    fail(5)
    with pytest.raises(services.SignInRefused):
        attempt(PASSWORD, minutes=29)
    assert attempt(PASSWORD, minutes=30) == chen_jing
    assert verbs(chen_jing)[-2:] == ["directory.account.locked", "directory.account.signed_in"]


def test_the_count_outlives_the_refusal_and_ends_with_success(chen_jing: Account) -> None:
    fail(4)
    chen_jing.refresh_from_db()
    assert chen_jing.failed_attempts == 4
    attempt(PASSWORD)
    fail(4)
    assert attempt(PASSWORD) == chen_jing


def test_tries_while_locked_do_not_lengthen_the_lock(chen_jing: Account) -> None:
    fail(5)
    fail(3, minutes=20)
    assert attempt(PASSWORD, minutes=31) == chen_jing


def test_a_stranger_a_wrong_password_and_a_locked_account_hear_the_same_words(chen_jing: Account) -> None:
    heard = set()
    for login, password in (("nobody", PASSWORD), *[("chenjing", "Wrong-2019")] * 5, ("chenjing", PASSWORD)):
        with pytest.raises(services.SignInRefused) as refusal:
            attempt(password, login=login)
        heard.add((refusal.value.message, refusal.value.next_step, refusal.value.status))
    assert len(heard) == 1
    assert heard.pop()[2] == 403


def test_the_password_of_a_stranger_is_hashed_too(chen_jing: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def noting(self: hashers.MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", noting)
    for login in ("nobody", "chenjing"):
        with pytest.raises(services.SignInRefused):
            attempt("Wrong-2019", login=login)
    assert hashed == ["Wrong-2019", "Wrong-2019"]


def test_who_is_switched_off_or_has_no_password_stays_outside(chen_jing: Account, li_na: Account) -> None:
    with pytest.raises(services.SignInRefused):
        attempt("", login="li.na")
    Account.objects.filter(pk=chen_jing.pk).update(is_active=False)
    with pytest.raises(services.SignInRefused):
        attempt(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_the_service_will_not_run_where_its_count_could_be_rolled_back(chen_jing: Account) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        attempt("Wrong-2019")
    fail(1)
    chen_jing.refresh_from_db()
    assert chen_jing.failed_attempts == 1


@pytest.mark.parametrize("password", ["Xianyang2019", "xianyang-19", "XIAN-2019", "咸阳Yang2019"])
def test_eight_characters_of_three_kinds_will_do(password: str) -> None:
    assert rules.password_fault(password) is None


@pytest.mark.parametrize("password", ["", "Xy-2019", "xianyang2019", "12345678-"])
def test_a_weak_password_is_told_why(password: str) -> None:
    assert rules.password_fault(password)
