from datetime import timedelta

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import services
from yishang.kernel.directory.models import Account, SignInCode
from yishang.kernel.directory.tests.conftest import NOON, Person
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.django_db
PHONE = "13891001234"
STRANGER = "13891009999"


def ask(*, phone: str = PHONE, code: str = "135790", seconds: float = 0, client: str = "") -> SignInCode:
    return services.request_code(phone=phone, at=NOON + timedelta(seconds=seconds), code=code, client=client)


def ask_for_ten(client: str) -> None:
    for place in range(10):
        ask(phone=f"1389100200{place}", seconds=place, client=client)


def enter(code: str = "135790", *, phone: str = PHONE, seconds: float = 10) -> Account:
    return services.sign_in_by_code(phone=phone, code=code, at=NOON + timedelta(seconds=seconds))


def expect_refused(code: str = "135790", *, phone: str = PHONE, seconds: float = 10) -> None:
    with pytest.raises(services.SignInRefused):
        enter(code, phone=phone, seconds=seconds)


def test_a_clerk_comes_in_with_the_code_and_only_its_digest_is_kept(li_na: Account) -> None:
    sent = ask(phone="+86 138 9100 1234")
    assert sent.account == li_na
    assert "135790" not in sent.digest and len(sent.digest) == 64
    assert enter() == li_na
    facts = journal.timeline(f"account:{li_na.pk}", include_internal=True)
    assert facts[-1].verb == "directory.account.signed_in" and facts[-1].unit_name == "示例机械公司"


def test_a_code_opens_once(li_na: Account) -> None:
    ask()
    enter()
    expect_refused()


def test_a_code_lives_five_minutes(li_na: Account) -> None:
    ask()
    expect_refused(seconds=301)
    assert enter(seconds=300) == li_na


def test_after_five_wrong_attempts_the_right_code_comes_too_late(li_na: Account) -> None:
    ask()
    for _ in range(5):
        expect_refused("000000")
    expect_refused()
    assert SignInCode.objects.get().attempts == 5


def test_only_the_last_code_counts(li_na: Account) -> None:
    ask(code="111111")
    ask(code="222222", seconds=61)
    expect_refused("111111", seconds=62)
    assert enter("222222", seconds=63) == li_na


def test_one_code_a_minute(li_na: Account) -> None:
    ask()
    with pytest.raises(services.TooManyCodes):
        ask(seconds=59)
    ask(seconds=60)


def test_whoever_used_the_code_and_left_may_come_again_at_once(li_na: Account) -> None:
    ask(code="111111")
    enter("111111", seconds=5)
    ask(code="222222", seconds=20)
    assert enter("222222", seconds=25) == li_na


def test_ten_codes_a_day(li_na: Account) -> None:
    for minute in range(10):
        ask(seconds=60 * minute)
    with pytest.raises(services.TooManyCodes, match="今天"):
        ask(seconds=3600)
    ask(seconds=12 * 3600)  # midnight has passed


def test_a_strangers_number_gets_the_same_answer_and_opens_nothing(li_na: Account) -> None:
    sent = ask(phone=STRANGER)
    assert sent.account is None
    expect_refused(phone=STRANGER)
    with pytest.raises(services.TooManyCodes):
        ask(phone=STRANGER, seconds=30)


def test_a_liaison_may_come_by_code_and_a_clerk_of_a_bureau_may_not(person: Person) -> None:
    liaison = person("dongna", "董娜", "LIA", phone=PHONE, unit_code="610402-SJ")
    person("zhaolei", "赵磊", "DEP", phone=STRANGER, unit_code="610402-SJ")
    assert ask().account == liaison
    assert ask(phone=STRANGER).account is None


def test_an_account_switched_off_meanwhile_stays_outside(li_na: Account) -> None:
    ask()
    Account.objects.update(is_active=False)
    expect_refused()


def test_no_code_was_asked_for(li_na: Account) -> None:
    expect_refused()


def test_a_number_that_is_none_is_told_so(li_na: Account) -> None:
    with pytest.raises(InvalidInput) as refusal:
        ask(phone="029-33210000")
    assert set(refusal.value.fields) == {"phone"}


def test_ten_telephones_an_hour_from_one_address(li_na: Account) -> None:
    ask_for_ten("10.1.2.3")
    with pytest.raises(services.TooManyCodes, match="这个网络"):
        ask(client="10.1.2.3", seconds=60)
    assert SignInCode.objects.filter(phone=PHONE).count() == 0
    ask(client="10.1.2.3", seconds=3601)


def test_a_telephone_that_asked_before_is_no_further_one(li_na: Account) -> None:
    ask_for_ten("10.1.2.3")
    assert ask(phone="13891002000", seconds=70, client="10.1.2.3").phone == "13891002000"


def test_another_address_or_an_unknown_one_is_not_held_to_account(li_na: Account) -> None:
    ask_for_ten("10.1.2.3")
    assert ask(client="10.1.2.4").phone == PHONE
    assert ask(phone=STRANGER).phone == STRANGER


def test_the_table_does_not_tell_the_address(li_na: Account) -> None:
    sent = ask(client="10.1.2.3")
    assert len(sent.client) == 64 and "10.1.2.3" not in sent.client
