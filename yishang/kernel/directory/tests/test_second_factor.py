from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import gateways, queries, services
from yishang.kernel.directory.models import Account
from yishang.kernel.directory.rules import Actor
from yishang.kernel.directory.tests.conftest import NOON, PASSWORD, Person
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.django_db(transaction=True)
SEC = Actor(id=900, name="孟保密", role="SEC")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _steps_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """allauth counts steps by the machine's clock; here it is noon throughout."""
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=NOON.timestamp))


def shown_by(secret: str = SECRET, *, later: int = 0) -> str:
    """What an authenticator shows now, or some steps of 30 seconds later; counted by allauth itself."""
    return totp.format_hotp_value(totp.hotp_value(secret, list(totp.yield_hotp_counters_from_time())[1 + later]))


@pytest.fixture
def codes(chen_jing: Account) -> list[str]:
    """陈静 has enrolled; her recovery codes."""
    return services.enrol_second_factor(account=chen_jing, secret=SECRET, code=shown_by(), by="password", at=NOON)


def enter(account: Account, code: str, *, minutes: float = 1) -> Account:
    at = NOON + timedelta(minutes=minutes)
    return services.sign_in_by_second_factor(account=account, code=code, by="password", at=at)


def fail(account: Account, times: int, code: str = "000000", **when: float) -> None:
    for _ in range(times):
        with pytest.raises(services.SignInRefused):
            enter(account, code, **when)


def facts(account: Account) -> list[str]:
    found = journal.timeline(f"account:{account.pk}", include_internal=True)
    return [fact.verb.removeprefix("directory.account.") for fact in found]


def test_enrolling_ties_the_app_and_lets_in(chen_jing: Account, codes: list[str]) -> None:
    assert queries.is_enrolled(chen_jing.pk)
    assert len(codes) == 10 and all(len(code) == 8 for code in codes)
    assert facts(chen_jing)[-2:] == ["second_factor_enrolled", "signed_in"]


def test_neither_the_secret_nor_a_recovery_code_can_be_read_from_the_database(
    chen_jing: Account, codes: list[str]
) -> None:
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert not any(code in kept for code in codes)
    told = [fact.data for fact in journal.timeline(f"account:{chen_jing.pk}", include_internal=True)]
    assert SECRET not in str(told)


def test_a_wrong_code_enrols_nothing(chen_jing: Account) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.enrol_second_factor(account=chen_jing, secret=SECRET, code="000000", by="password", at=NOON)
    assert set(refusal.value.fields) == {"code"}
    assert not queries.is_enrolled(chen_jing.pk)


def test_a_second_app_is_not_put_beside_the_first(chen_jing: Account, codes: list[str]) -> None:
    other = gateways.draw_secret()
    with pytest.raises(services.AlreadyEnrolled):
        services.enrol_second_factor(account=chen_jing, secret=other, code=shown_by(other), by="password", at=NOON)
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_the_code_of_the_next_half_minute_opens_and_is_told(chen_jing: Account, codes: list[str]) -> None:
    assert enter(chen_jing, shown_by(later=1)) == chen_jing
    last = journal.timeline(f"account:{chen_jing.pk}", include_internal=True)[-1]
    assert (last.verb, last.data) == ("directory.account.signed_in", {"by": "password", "with": "totp"})


def test_the_code_that_enrolled_does_not_sign_in_as_well(chen_jing: Account, codes: list[str]) -> None:
    before = facts(chen_jing)
    fail(chen_jing, 1, shown_by())
    assert facts(chen_jing) == before


def test_a_code_opens_once_on_whatever_process_it_comes(chen_jing: Account, codes: list[str]) -> None:
    code = shown_by(later=1)
    enter(chen_jing, code)
    after_the_first = facts(chen_jing)
    fail(chen_jing, 1, code)
    fail(chen_jing, 1, f"{code[:3]} {code[3:]}")
    assert facts(chen_jing) == after_the_first


def test_a_recovery_code_opens_once_and_says_how_many_are_left(chen_jing: Account, codes: list[str]) -> None:
    enter(chen_jing, f"{codes[0][:4]} {codes[0][4:]}")
    last = journal.timeline(f"account:{chen_jing.pk}", include_internal=True)[-1]
    assert last.data == {"by": "password", "with": "recovery_code", "left": 9}
    fail(chen_jing, 1, codes[0])
    assert enter(chen_jing, codes[1]) == chen_jing


def test_five_wrong_codes_lock_like_five_wrong_passwords(chen_jing: Account, codes: list[str]) -> None:
    fail(chen_jing, 5)
    fail(chen_jing, 1, shown_by(later=1), minutes=30)
    with pytest.raises(services.SignInRefused):
        services.sign_in_by_password(login="chenjing", password=PASSWORD, at=NOON + timedelta(minutes=20))
    assert enter(chen_jing, shown_by(later=1), minutes=31) == chen_jing
    assert facts(chen_jing)[-2:] == ["locked", "signed_in"]


def test_knowing_the_password_gives_no_new_guesses_at_the_code(chen_jing: Account, codes: list[str]) -> None:
    """The first step alone does not end the count; otherwise four guesses could be had again and again."""
    for _ in range(4):
        services.sign_in_by_password(login="chenjing", password=PASSWORD, at=NOON, is_first_step=True)
        fail(chen_jing, 1)
    services.sign_in_by_password(login="chenjing", password=PASSWORD, at=NOON, is_first_step=True)
    fail(chen_jing, 1)
    with pytest.raises(services.SignInRefused):
        services.sign_in_by_password(login="chenjing", password=PASSWORD, at=NOON, is_first_step=True)


def test_the_first_step_is_not_told_as_signing_in(chen_jing: Account) -> None:
    services.sign_in_by_password(login="chenjing", password=PASSWORD, at=NOON, is_first_step=True)
    assert "signed_in" not in facts(chen_jing)


def test_an_account_without_an_app_or_switched_off_opens_with_no_code(chen_jing: Account, person: Person) -> None:
    zhao = person("zhaolei", "赵磊", "DEP", unit_code="610402-SJ")
    fail(zhao, 1, shown_by())
    services.enrol_second_factor(account=chen_jing, secret=SECRET, code=shown_by(), by="password", at=NOON)
    Account.objects.update(is_active=False)
    before = facts(chen_jing)
    fail(chen_jing, 1, shown_by(later=1))
    assert facts(chen_jing) == before
    assert "signed_in" not in facts(zhao)


def test_the_security_administrator_takes_it_away_and_every_session_ends(chen_jing: Account, codes: list[str]) -> None:
    before = chen_jing.get_session_auth_hash()
    services.reset_second_factor(actor=SEC, account=chen_jing, reason="手机丢失", at=NOON)
    chen_jing.refresh_from_db()
    assert not queries.is_enrolled(chen_jing.pk)
    assert chen_jing.get_session_auth_hash() != before
    fail(chen_jing, 1, codes[0])
    assert "second_factor_reset" in facts(chen_jing)


@pytest.mark.parametrize("role", ["SYS", "AUD", "MBO", "CBO"])
def test_nobody_else_takes_it_away(chen_jing: Account, codes: list[str], role: str) -> None:
    with pytest.raises(services.NotForThisPost):
        services.reset_second_factor(
            actor=Actor(id=901, name="某人", role=role), account=chen_jing, reason="手机丢失", at=NOON
        )


def test_not_from_oneself_and_not_without_a_reason(chen_jing: Account, codes: list[str]) -> None:
    with pytest.raises(services.OwnAccount):
        own = Actor(id=chen_jing.pk, name="陈静", role="SEC")
        services.reset_second_factor(actor=own, account=chen_jing, reason="手机丢失", at=NOON)
    with pytest.raises(InvalidInput):
        services.reset_second_factor(actor=SEC, account=chen_jing, reason=" ", at=NOON)
    assert queries.is_enrolled(chen_jing.pk)
