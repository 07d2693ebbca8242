from datetime import timedelta
from itertools import pairwise

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import rules, services
from yishang.kernel.directory.models import Account
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.tests.conftest import NOON, PASSWORD, Person
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.django_db(transaction=True)
SYS = Actor(id=900, name="周管理", role="SYS")
SEC = Actor(id=901, name="孟保密", role="SEC")


def change(account: Account, new: str, *, current: str | None = PASSWORD, repeated: str | None = None) -> None:
    services.change_password(account=account, current=current, new=new, repeated=repeated or new, at=NOON)


def expect_fault(account: Account, field: str, words: str, new: str, **more: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        change(account, new, **more)
    assert words in refusal.value.fields[field]


def test_a_new_password_takes_the_place_of_the_old_and_ends_other_sessions(chen_jing: Account) -> None:
    before = chen_jing.get_session_auth_hash()
    change(chen_jing, "Fengxi-2020")
    chen_jing.refresh_from_db()
    assert chen_jing.check_password("Fengxi-2020")
    assert not chen_jing.must_change_password and chen_jing.password_set_at == NOON
    assert chen_jing.get_session_auth_hash() != before
    last = journal.timeline(f"account:{chen_jing.pk}", include_internal=True)[-1]
    assert last.verb == "directory.account.password_changed" and "Fengxi" not in str(last.data)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("Ab-1", "至少 8 位"),
        ("fengxi2020", "三类"),
        ("ChenJing-2020", "登录名、姓名"),
        ("Mima陈静-2020", "登录名、姓名"),
        ("Password1", "太常见"),
        (PASSWORD, "最近 5 次"),
    ],
)
def test_a_password_that_will_not_do_is_told_why(chen_jing: Account, new: str, words: str) -> None:
    expect_fault(chen_jing, "new", words, new)


def test_neither_a_wrong_old_one_nor_two_different_new_ones(chen_jing: Account) -> None:
    expect_fault(chen_jing, "current", "不正确", "Fengxi-2020", current="Wrong-2019")
    expect_fault(chen_jing, "repeated", "不一样", "Fengxi-2020", repeated="Fengxi-2021")
    assert chen_jing.check_password(PASSWORD)


def test_guessing_the_old_one_locks_like_guessing_at_the_door(chen_jing: Account) -> None:
    for _ in range(5):
        expect_fault(chen_jing, "current", "不正确", "Fengxi-2020", current="Wrong-2019")
    with pytest.raises(services.SignInRefused):
        services.sign_in_by_password(login="chenjing", password=PASSWORD, at=NOON)
    expect_fault(chen_jing, "current", "不正确", "Fengxi-2020")


def test_the_last_five_are_not_taken_again_and_the_sixth_is(chen_jing: Account) -> None:
    used = [PASSWORD, *(f"Fengxi-202{year}" for year in range(5))]
    for old, new in pairwise(used):
        change(chen_jing, new, current=old)
    for one in used[1:]:
        expect_fault(chen_jing, "new", "最近 5 次", one, current=used[-1])
    change(chen_jing, PASSWORD, current=used[-1])


def test_an_initial_password_is_due_at_once_another_after_ninety_days(chen_jing: Account) -> None:
    chen_jing.refresh_from_db()
    assert chen_jing.must_change_password
    assert rules.password_is_due(must_change=True, set_at=NOON, at=NOON)
    assert not rules.password_is_due(must_change=False, set_at=NOON, at=NOON + timedelta(days=89, hours=23))
    assert rules.password_is_due(must_change=False, set_at=NOON, at=NOON + timedelta(days=90))
    assert not rules.password_is_due(must_change=False, set_at=None, at=NOON)


def test_a_reset_gives_an_initial_password_and_ends_sessions(chen_jing: Account) -> None:
    before = chen_jing.get_session_auth_hash()
    services.reset_password(actor=SYS, account=chen_jing, password="Kd7w-Rm4x-Tq9z", reason="本人遗忘", at=NOON)
    chen_jing.refresh_from_db()
    assert chen_jing.must_change_password and chen_jing.check_password("Kd7w-Rm4x-Tq9z")
    assert chen_jing.get_session_auth_hash() != before
    assert journal.timeline(f"account:{chen_jing.pk}", include_internal=True)[-1].data == {"reason": "本人遗忘"}


def test_the_system_administrator_cannot_become_another_administrator(person: Person) -> None:
    bao_mi = person("baomi", "孟保密", "SEC", unit_code="610400-YSB", password=PASSWORD)
    with pytest.raises(services.NotForThisPost):
        services.reset_password(actor=SYS, account=bao_mi, password="Kd7w-Rm4x-Tq9z", reason="遗忘", at=NOON)
    services.reset_password(actor=SEC, account=bao_mi, password="Kd7w-Rm4x-Tq9z", reason="遗忘", at=NOON)


def test_the_security_administrator_does_not_reset_everybody_else(chen_jing: Account) -> None:
    with pytest.raises(services.NotForThisPost):
        services.reset_password(actor=SEC, account=chen_jing, password="Kd7w-Rm4x-Tq9z", reason="遗忘", at=NOON)


def test_not_ones_own_not_a_weak_one_not_without_reason(chen_jing: Account) -> None:
    with pytest.raises(services.OwnAccount):
        own = Actor(id=chen_jing.pk, name="陈静", role="SYS")
        services.reset_password(actor=own, account=chen_jing, password="Kd7w-Rm4x-Tq9z", reason="遗忘", at=NOON)
    with pytest.raises(InvalidInput) as refusal:
        services.reset_password(actor=SYS, account=chen_jing, password="weak", reason="", at=NOON)
    assert set(refusal.value.fields) == {"password", "reason"}


def test_an_account_is_not_opened_with_a_common_password(person: Person) -> None:
    with pytest.raises(InvalidInput) as refusal:
        person("zhaolei", "赵磊", "DEP", unit_code="610402-SJ", password="Password1")
    assert set(refusal.value.fields) == {"password"}
